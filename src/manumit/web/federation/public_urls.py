"""The one address that other installations write to. It contains no personal data."""

from django.urls import path

from manumit.web.federation import endpoint

urlpatterns = [path("", endpoint.receive, name="federation_endpoint")]
