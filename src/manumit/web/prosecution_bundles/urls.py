"""URLs of evidence notes and bundles. Keys identify rows; no URL contains a name or a statement."""

from django.urls import path

from manumit.web.prosecution_bundles import pages

app_name = "prosecution_bundles"
FILE = "files/<uuid:file>/"
BUNDLE = "bundles/<uuid:bundle>/"

urlpatterns = [
    path(f"{FILE}evidence-notes/", pages.evidence_notes, name="evidence_notes"),
    path(f"{FILE}bundles/", pages.bundles, name="bundles"),
    path(f"{FILE}bundles/new/", pages.bundle_new, name="bundle_new"),
    path(BUNDLE, pages.bundle, name="bundle"),
    path(f"{BUNDLE}file/", pages.bundle_export, name="bundle_export"),
]
