"""The one address of a visit as such."""

from django.urls import path

from manumit.web.visits import views

app_name = "visits"
urlpatterns = [path("leave/", views.leave, name="leave")]
