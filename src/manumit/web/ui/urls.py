"""Addresses of the pages that belong to no subject."""

from django.urls import path

from manumit.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", views.privacy, name="privacy"),
    path("style/", views.style, name="style"),
    path("texts/", views.texts, name="texts"),
]
