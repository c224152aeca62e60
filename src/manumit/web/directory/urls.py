"""Addresses of services. None contains a search."""

from django.urls import path

from manumit.web.directory import views

app_name = "directory"

urlpatterns = [
    path("services/", views.index, name="index"),
    path("services/own/", views.own, name="own"),
    path("services/new/", views.new, name="new"),
    path("services/<uuid:service>/", views.edit, name="edit"),
    path("services/<uuid:service>/confirm/", views.confirm, name="confirm"),
    path("services/<uuid:service>/end/", views.end, name="end"),
    path("services/count/", views.count, name="count"),
    path("services/left/", views.left, name="left"),
    path("services/missing/", views.missing, name="missing"),
    path("services/missing.csv", views.missing_csv, name="missing_csv"),
]
