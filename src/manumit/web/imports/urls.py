"""URLs of imports. Keys identify rows; no URL contains a name of a file or of a person."""

from django.urls import path

from manumit.web.imports import pages

app_name = "imports"
JOB = "imports/sheets/<uuid:sheet>/"

urlpatterns = [
    path("files/<uuid:file>/carried/", pages.legacy_record, name="legacy_record"),
    path("imports/", pages.runs, name="runs"),
    path("imports/<uuid:run>/", pages.run, name="run"),
    path("imports/new/", pages.upload, name="upload"),
    path(JOB, pages.job, name="job"),
    path(f"{JOB}make/", pages.job_make, name="job_make"),
    path(f"{JOB}end/", pages.job_cancel, name="job_cancel"),
    path(f"{JOB}rejects/", pages.job_rejects, name="job_rejects"),
]
