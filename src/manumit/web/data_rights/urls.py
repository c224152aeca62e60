"""URLs of the room. They contain row keys only."""

from django.urls import path

from manumit.web.data_rights import pages

app_name = "data_rights"
ERASURE = "data-rights/erasures/<uuid:erasure>/"
HOLD = "data-rights/holds/<uuid:hold>/"

urlpatterns = [
    path("data-rights/erasures/", pages.erasures, name="erasures"),
    path("data-rights/erasures/new/", pages.ask, name="ask"),
    path(ERASURE, pages.erasure, name="erasure"),
    path(f"{ERASURE}certificate/", pages.certificate, name="certificate"),
    path(f"{ERASURE}steps/<str:name>/", pages.erasure_step, name="erasure_step"),
    path("data-rights/holds/", pages.holds, name="holds"),
    path("data-rights/holds/new/", pages.place, name="place"),
    path(HOLD, pages.hold, name="hold"),
    path(f"{HOLD}steps/<str:name>/", pages.hold_step, name="hold_step"),
]
