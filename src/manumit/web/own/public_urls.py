"""The one address without an account. Nothing in it says what it is for."""

from django.urls import path

from manumit.web.own.views import slip

app_name = "slip"
urlpatterns = [path("", slip.index, name="index")]
