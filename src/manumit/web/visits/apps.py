"""The room as a Django app."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visits without an account."""

    name = "manumit.web.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"
