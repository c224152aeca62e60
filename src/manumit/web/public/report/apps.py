"""The Django app."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """Reports of visitors."""

    name = "manumit.web.public.report"
    label = "public_report"

    def ready(self) -> None:
        """Offer the end of an interview as the beginning of a report."""
        from manumit.web.complaints.receiving import receiving_office  # noqa: PLC0415 - needs models
        from manumit.web.public.interview.next_steps import (  # noqa: PLC0415
            FindingOffer,
            register_next_step,
        )

        register_next_step(
            FindingOffer(
                "report/take", "report:step", "take", allows=lambda: receiving_office() is not None
            )
        )
