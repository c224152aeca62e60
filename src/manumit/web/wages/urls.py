"""One address for everything, so that no history tells what anybody entered or how far."""

from django.urls import path

from manumit.web.wages import views

app_name = "wages"
urlpatterns = [path("", views.step, name="step")]
