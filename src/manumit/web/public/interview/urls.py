"""One address for the whole interview, so that no browser history shows a person's progress."""

from django.urls import path

from manumit.web.public.interview import views

app_name = "interview"
urlpatterns = [
    path("", views.step, name="step"),
    path("audio/<str:name>", views.audio, name="audio"),
]
