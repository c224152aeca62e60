"""The room as a Django app."""

from django.apps import AppConfig


class CountryConfig(AppConfig):
    """An invented country."""

    name = "manumit.web.country"
    label = "country"
