"""The room as a Django app."""

from django.apps import AppConfig

from manumit.web.kernel.ledger.acts import Column, declare


class OperationsConfig(AppConfig):
    """Backups, restoring, periods."""

    name = "manumit.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what the ledger may hold, and make the job known."""
        from manumit.web.operations import jobs  # noqa: PLC0415 - needs the models

        declare(Column.ROLE, "operator", "platform")
        declare(Column.KIND, "backup", "person")
        declare(Column.REASON, "older_than_the_heads", "without_erased_list", "time_is_over")
        del jobs
