"""Addresses; none names an assessment, because the session cookie identifies it."""

from django.urls import path

from manumit.web.public.figures import views, world_views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("example/", views.example_page, name="example"),
    path("world/", world_views.all_countries, name="world"),
    path("risk/", world_views.risk, name="risk"),
    path("file/", views.file, name="file"),
    path("file/result/", views.result, name="result"),
    path("file/findings.csv", views.findings, name="findings"),
    path("file/rows-left-out.csv", views.rejects, name="rejects"),
    path("file/remove/", views.remove, name="remove"),
]
