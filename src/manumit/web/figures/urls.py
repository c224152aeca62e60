"""Addresses. None names an assessment: the cookie of the visit says whose it is."""

from django.urls import path

from manumit.web.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("example/", views.example_page, name="example"),
    path("file/", views.file, name="file"),
    path("file/result/", views.result, name="result"),
    path("file/findings.csv", views.findings, name="findings"),
    path("file/rows-left-out.csv", views.rejects, name="rejects"),
    path("file/remove/", views.remove, name="remove"),
]
