"""The room as a Django app."""

from django.apps import AppConfig


class WagesConfig(AppConfig):
    """What is owed for work, for that visit only."""

    name = "manumit.web.wages"
    label = "wages"
