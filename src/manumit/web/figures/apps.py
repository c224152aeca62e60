"""The room as a Django app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Pages."""

    name = "manumit.web.figures"
    label = "figures"
