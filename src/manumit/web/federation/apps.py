"""Django app configuration."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Other installations."""

    name = "manumit.web.federation"
    label = "federation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, periodic tasks and the codes of the ledger."""
        from manumit.web.federation import jobs, law, places  # noqa: PLC0415 - needs the models
        from manumit.web.federation.apply import PEER  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415

        law.register_all()
        declare(Column.ROLE, PEER)
        declare(Column.KIND, "peer")
        del jobs
        places.register()
