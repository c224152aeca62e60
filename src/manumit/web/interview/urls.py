"""Addresses."""

from django.urls import path

from manumit.web.pages import views

app_name = "interview"
urlpatterns = [
    path("", views.privacy, name="step"),
]
