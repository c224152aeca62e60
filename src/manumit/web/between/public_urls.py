"""The one address that other installations write to. Nothing of it tells of anybody."""

from django.urls import path

from manumit.web.between import endpoint

urlpatterns = [path("", endpoint.receive, name="between_endpoint")]
