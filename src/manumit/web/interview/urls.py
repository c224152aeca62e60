"""One address for the whole interview, so that no history tells how far anybody went."""

from django.urls import path

from manumit.web.interview import views

app_name = "interview"
urlpatterns = [
    path("", views.step, name="step"),
    path("audio/<str:name>", views.audio, name="audio"),
]
