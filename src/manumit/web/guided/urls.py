"""Addresses of the guided path: a key leads to a file; nothing says what it is about."""

from django.urls import path

from manumit.web.guided import pages

app_name = "guided"
PATH = "files/<uuid:file>/refer/"

urlpatterns = [
    path(PATH, pages.start, name="start"),
    path(f"{PATH}share/", pages.share, name="share"),
    path(f"{PATH}check/", pages.check, name="check"),
    path(f"{PATH}ended/", pages.ended, name="ended"),
]
