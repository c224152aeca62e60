"""The address of the public register: no account, and no personal data."""

from django.urls import path

from manumit.web.justice.views import register

app_name = "register"
urlpatterns = [path("", register.index, name="index")]
