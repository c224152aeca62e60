"""The mechanism as a Django app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consents."""

    name = "manumit.web.kernel.consent"
    label = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the app's codes to the ledger, and that each answer leaves its row."""
        from manumit.web.kernel.consent.codes import ConsentCode  # noqa: PLC0415 - needs apps
        from manumit.web.kernel.consent.models import Consent, ConsentStatus  # noqa: PLC0415
        from manumit.web.kernel.consent.purposes import not_required, purposes  # noqa: PLC0415
        from manumit.web.kernel.consent.verdicts import ConsentReason  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.kernel.ledger.traces import TraceRule, register_traces  # noqa: PLC0415

        declare(Column.KIND, "consent")
        declare(Column.PURPOSE, *purposes())
        declare(
            Column.REASON,
            *ConsentReason,
            *not_required().codes(),
            *(one.word for one in ConsentCode),
        )
        left = {f"consent_{status}": (Consent,) for status in (*ConsentStatus, "withdrawn")}
        register_traces(TraceRule("consent", leaving=left))  # an act names the person
