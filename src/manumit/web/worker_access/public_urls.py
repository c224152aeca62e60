"""The one address without an account. Nothing in it shows its purpose."""

from django.urls import path

from manumit.web.worker_access.views import slip

app_name = "slip"
urlpatterns = [path("", slip.index, name="index")]
