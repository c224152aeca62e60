"""The room as a Django app."""

from django.apps import AppConfig

from manumit.web.kernel.ledger.acts import Column, declare


class OperationsConfig(AppConfig):
    """Backups, restoring, periods."""

    name = "manumit.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declares what the ledger may hold, makes the job known, says what is kept and left."""
        from manumit.web.operations import jobs, kinds, traces  # noqa: PLC0415 - need the models

        declare(Column.ROLE, "operator", "platform")
        declare(Column.KIND, "backup", "person")
        declare(Column.REASON, "older_than_the_heads", "without_erased_list", "time_is_over")
        kinds.register_all()
        traces.register_all()
        del jobs
