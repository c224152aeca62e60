"""Addresses."""

from django.urls import path

from manumit.web.pages import views

app_name = "figures"
urlpatterns = [
    path("", views.privacy, name="index"),
]
