"""Addresses of the pages about tokens."""

from django.urls import path

from manumit.web.api import views

app_name = "api"
urlpatterns = [
    path("programs/", views.index, name="index"),
    path("programs/new/", views.make, name="make"),
    path("programs/<uuid:token>/approve/", views.approve, name="approve"),
    path("programs/<uuid:token>/refuse/", views.refuse, name="refuse"),
    path("programs/<uuid:token>/end/", views.revoke, name="revoke"),
]
