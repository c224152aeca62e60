"""Addresses of assignments. Keys are random ids; no address identifies a person."""

from django.urls import path

from manumit.web.reassignment import views

app_name = "reassignment"
ASSIGNMENT = "assignments/<uuid:assignment>/"

urlpatterns = [
    path("assignments/", views.index, name="index"),
    path("assignments/new/", views.holders, name="holders"),
    path("assignments/new/<uuid:holder>/", views.new, name="new"),
    path(ASSIGNMENT, views.assignment, name="assignment"),
    path(f"{ASSIGNMENT}read/", views.read, name="read"),
    path(f"{ASSIGNMENT}<slug:name>/", views.step, name="step"),
]
