"""The mechanism as a Django app: no tables, only a check of all models."""

from django.apps import AppConfig
from django.core import checks


class RegisterConfig(AppConfig):
    """The field register."""

    name = "manumit.web.kernel.register"
    label = "register"

    def ready(self) -> None:
        """Register the check that names each field without a class."""
        from manumit.web.kernel.register.checks import system_check  # noqa: PLC0415 - needs apps

        checks.register(system_check, checks.Tags.models)
