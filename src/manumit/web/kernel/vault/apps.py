"""The mechanism as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault."""

    name = "manumit.web.kernel.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
