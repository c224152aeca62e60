"""The mechanism as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Events, seals, tombstones."""

    name = "manumit.web.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sealer for the worker."""
        from manumit.web.kernel.ledger import jobs  # noqa: PLC0415 - needs the models

        del jobs
