"""Addresses of safe labels, in the office alone."""

from django.urls import path

from manumit.web.labels import pages

app_name = "labels"

urlpatterns = [path("files/<uuid:file>/label/", pages.label, name="label")]
