"""Django app configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Intake of complaints, and the answers to them."""

    name = "manumit.web.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks and places."""
        from manumit.web.complaints import from_contact, law, places  # noqa: PLC0415 - needs the models
        from manumit.web.complaints.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        law.register_all()
        register_sources(*SOURCES)
        register_codes(
            "complaints/complaint",
            law.complaint_policy,
            "reference",
            "complaints:complaint",
            "complaint",
        )
        from_contact.register()
        places.register()
