"""Addresses of own accesses and assisted sessions, in the office alone."""

from django.urls import path

from manumit.web.worker_access.views import access, sessions

app_name = "worker_access"
FILE = "files/<uuid:file>/own/"
SESSION = "own/<uuid:session>/"

urlpatterns = [
    path("own/", access.notices, name="notices"),
    path("own/notices/<uuid:notice>/read/", access.read, name="read"),
    path(FILE, access.show, name="access"),
    path(f"{FILE}assess/", access.assess, name="assess"),
    path(f"{FILE}done/", access.done, name="done"),
    path(f"{FILE}slip/", access.draw, name="draw"),
    path(f"{FILE}session/", access.begin, name="begin"),
    path("own/slips/<uuid:access>/answer/", access.answer, name="answer"),
    path("own/slips/<uuid:access>/end/", access.end, name="end"),
    path(SESSION, sessions.show, name="session"),
    path(f"{SESSION}file/", sessions.file, name="session_file"),
    path(f"{SESSION}seen/", sessions.seen, name="session_seen"),
    path(f"{SESSION}shared/", sessions.shared, name="session_shared"),
    path(f"{SESSION}say/", sessions.say, name="session_say"),
    path(f"{SESSION}take-back/", sessions.take_back, name="session_take_back"),
    path(f"{SESSION}off/", sessions.off, name="session_off"),
    path(f"{SESSION}copy/", sessions.copy, name="session_copy"),
    path(f"{SESSION}record/", sessions.record, name="session_record"),
    path(f"{SESSION}end/", sessions.end, name="session_end"),
]
