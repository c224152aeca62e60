"""URLs of the registers. Keys identify entries; no URL contains a name."""

from django.urls import path

from manumit.web.registers.views import connections, organisations, workplaces

app_name = "registers"
ORGANISATION = "organisations/<uuid:organisation>/"
WORKPLACE = "workplaces/<uuid:workplace>/"

urlpatterns = [
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation_new"),
    path("organisations/find/", organisations.find, name="organisation_find"),
    path(ORGANISATION, organisations.show, name="organisation"),
    path(f"{ORGANISATION}change/", organisations.change, name="organisation_change"),
    path(f"{ORGANISATION}share/", organisations.share, name="organisation_share"),
    path(f"{ORGANISATION}links/new/", connections.link, name="link"),
    path(f"{ORGANISATION}links/<uuid:link>/end/", connections.end_link, name="link_end"),
    path(f"{ORGANISATION}merge/", connections.merge, name="merge"),
    path(f"{ORGANISATION}part/", connections.unmerge, name="unmerge"),
    path("workplaces/", workplaces.index, name="workplaces"),
    path("workplaces/new/", workplaces.new, name="workplace_new"),
    path(WORKPLACE, workplaces.show, name="workplace"),
    path(f"{WORKPLACE}change/", workplaces.change, name="workplace_change"),
    path(f"{WORKPLACE}merge/", workplaces.merge, name="place_merge"),
    path(f"{WORKPLACE}part/", workplaces.unmerge, name="place_unmerge"),
]
