"""The mechanism as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Events, seals, tombstones."""

    name = "manumit.web.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the sealer known to the worker, and its check to Django."""
        from manumit.web.kernel.ledger import checks, jobs  # noqa: PLC0415 - need the models

        del checks, jobs
