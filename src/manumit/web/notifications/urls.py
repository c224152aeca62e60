"""Addresses of anonymous notifications. None has a key: there is no row to lead to."""

from django.urls import path

from manumit.web.notifications import views

app_name = "notifications"

urlpatterns = [
    path("notifications/", views.index, name="index"),
    path("notifications/new/", views.new, name="new"),
    path("notifications/left/", views.left, name="left"),
]
