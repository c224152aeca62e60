"""One address, and nothing in it of what somebody looked for; the current list as open data."""

from django.urls import path

from manumit.web.public.recruiters import views

app_name = "recruiters"
urlpatterns = [
    path("", views.look_up_page, name="index"),
    path("list.<str:kind>", views.open_data, name="list"),
]
