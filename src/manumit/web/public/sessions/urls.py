"""The one address of a visit as such."""

from django.urls import path

from manumit.web.public.sessions import views

app_name = "public_sessions"
urlpatterns = [path("leave/", views.leave, name="leave")]
