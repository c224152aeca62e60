"""All addresses: a language, then a room. No address ever holds anything about a person."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from manumit.web.country import views as country
from manumit.web.site import probes
from manumit.web.ui import views
from manumit.web.ui.languages import LanguageConverter
from manumit.web.ui.room.search import search

register_converter(LanguageConverter, "language")

rooms: list[URLPattern | URLResolver] = [
    path("", include("manumit.web.ui.urls")),
    path("", include("manumit.web.public.sessions.urls")),
    path("questions/", include("manumit.web.public.interview.urls")),
    path("rules/", include("manumit.web.public.catalogue.urls")),
    path("figures/", include("manumit.web.public.figures.urls")),
    path("sums/", include("manumit.web.public.wage_check.urls")),
    path("advice/", include("manumit.web.public.report.urls")),
    path("offers/", include("manumit.web.public.offers.urls")),
    path("recruiters/", include("manumit.web.public.recruiters.urls")),
    path("office/find/", search, name="office-search"),
    path("office/", include("manumit.web.institutions.urls")),
    path("office/", include("manumit.web.tasks.urls")),
    path("office/", include("manumit.web.cases.urls")),
    path("office/", include("manumit.web.group_cases.urls")),
    path("office/", include("manumit.web.prosecution_bundles.urls")),
    path("office/", include("manumit.web.imports.urls")),
    path("office/", include("manumit.web.labels.urls")),
    path("office/", include("manumit.web.worker_access.urls")),
    path("office/", include("manumit.web.reassignment.urls")),
    path("office/", include("manumit.web.guided.urls")),
    path("slip/", include("manumit.web.worker_access.public_urls")),
    path("office/", include("manumit.web.remedies.urls")),
    path("office/", include("manumit.web.protection.urls")),
    path("office/", include("manumit.web.justice.urls")),
    path("office/", include("manumit.web.federation.urls")),
    path("office/", include("manumit.web.registers.urls")),
    path("office/", include("manumit.web.workplaces.urls")),
    path("office/", include("manumit.web.inspections.urls")),
    path("office/", include("manumit.web.rounds.urls")),
    path("office/", include("manumit.web.visit_pictures.urls")),
    path("office/", include("manumit.web.order_claims.urls")),
    path("office/", include("manumit.web.debtors.urls")),
    path("office/", include("manumit.web.inspection_penalties.urls")),
    path("office/", include("manumit.web.annual_report.urls")),
    path("office/", include("manumit.web.data_rights.urls")),
    path("office/", include("manumit.web.line.urls")),
    path("office/", include("manumit.web.recruitment.urls")),
    path("office/", include("manumit.web.complaints.urls")),
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
    path("between/", include("manumit.web.federation.public_urls")),
    path("api/", include("manumit.web.api.program_urls")),
    path("healthz", probes.healthz, name="healthz"),
    path("readyz", probes.readyz, name="readyz"),
    path("robots.txt", probes.robots, name="robots"),
    path(".well-known/security.txt", probes.security, name="security"),
    path("<language:language>/", include(rooms)),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.not_found
handler500 = views.server_error
