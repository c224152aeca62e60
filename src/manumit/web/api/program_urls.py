"""Addresses for programs: one version, and a plain answer to everything else."""

from django.urls import path

from manumit.web.api import views
from manumit.web.api.document import api

urlpatterns = [
    path("v1/openapi.json", views.openapi, name="api_document"),
    path("v1/", api.urls),
    path("<path:path>", views.not_found, name="api_not_there"),
]
