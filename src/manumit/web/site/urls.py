"""All addresses: a language, then a room. No address ever holds anything about a person."""

from django.urls import include, path, register_converter

from manumit.web.pages import views
from manumit.web.pages.languages import LanguageConverter

register_converter(LanguageConverter, "language")

rooms = [
    path("", include("manumit.web.pages.urls")),
    path("", include("manumit.web.visits.urls")),
    path("questions/", include("manumit.web.interview.urls")),
    path("rules/", include("manumit.web.catalogue.urls")),
    path("figures/", include("manumit.web.figures.urls")),
    path("sums/", include("manumit.web.wages.urls")),
    path("office/", include("manumit.web.institutions.urls")),
    path("office/", include("manumit.web.cases.urls")),
]

urlpatterns = [
    path("", views.root, name="root"),
    path("<language:language>/", include(rooms)),
]

handler400 = views.bad_request
handler403 = views.refused
handler404 = views.not_found
handler500 = views.broken
