"""All addresses: a language, then a room. No address ever holds anything about a person."""

from django.urls import include, path, register_converter

from manumit.web.country import views as country
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
    path("office/", include("manumit.web.work.urls")),
    path("office/", include("manumit.web.cases.urls")),
    path("office/", include("manumit.web.own.urls")),
    path("office/", include("manumit.web.assignments.urls")),
    path("slip/", include("manumit.web.own.public_urls")),
    path("office/", include("manumit.web.remedies.urls")),
    path("office/", include("manumit.web.protection.urls")),
    path("office/", include("manumit.web.justice.urls")),
    path("office/", include("manumit.web.between.urls")),
    path("office/", include("manumit.web.registers.urls")),
    path("office/", include("manumit.web.statistics.urls")),
    path("statistics/", include("manumit.web.statistics.public_urls")),
    path("office/", include("manumit.web.notifications.urls")),
    path("office/", include("manumit.web.directory.urls")),
    path("office/", include("manumit.web.api.urls")),
    path("", include("manumit.web.country.urls")),
    path("register/", include("manumit.web.justice.public_urls")),
]

urlpatterns = [
    path("", country.root, name="root"),
    # Installations speak no language; and no session, form or page of a person comes this way.
    path("between/", include("manumit.web.between.public_urls")),
    path("api/", include("manumit.web.api.program_urls")),
    path("<language:language>/", include(rooms)),
]

handler400 = views.bad_request
handler403 = views.refused
handler404 = views.not_found
handler500 = views.broken
