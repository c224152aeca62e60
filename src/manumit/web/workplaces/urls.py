"""URLs of imports and near matches. They contain row keys only, never a name."""

from django.urls import path

from manumit.web.workplaces import match_pages, pages

app_name = "workplaces"
IMPORT = "register/<uuid:run>/"

urlpatterns = [
    path("register/new/", pages.new, name="new"),
    path(IMPORT, pages.show, name="import"),
    path(f"{IMPORT}import/", pages.make, name="make"),
    path(f"{IMPORT}cancel/", pages.cancel, name="cancel"),
    path(f"{IMPORT}rejected-rows.csv", pages.rejects, name="rejects"),
    path("near-matches/", match_pages.index, name="near_matches"),
    path("near-matches/<uuid:match>/", match_pages.decide, name="near_match"),
]
