"""Addresses."""

from django.urls import path

from manumit.web.pages import views

app_name = "catalogue"
urlpatterns = [
    path("", views.privacy, name="index"),
    path("cases", views.privacy, name="cases"),
    path("interventions", views.privacy, name="interventions"),
    path("forms", views.privacy, name="forms"),
]
