"""Addresses of a demonstration; they lead nowhere elsewhere."""

from django.urls import path

from manumit.web.country import views

app_name = "country"
urlpatterns = [
    path("demonstration/", views.show_cards, name="cards"),
    path("office/enter/", views.enter, name="enter"),
    path("office/training/", views.show_training, name="training"),
]
