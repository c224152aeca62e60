"""Django app configuration."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Visits, violations and orders of a labour inspectorate."""

    name = "manumit.web.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, sweeps, tasks, codes for the search, and places."""
        from manumit.web.inspections import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.inspections.orders import mark_overdue  # noqa: PLC0415
        from manumit.web.inspections.tasks import CHANGES, SOURCES  # noqa: PLC0415
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.tasks.changes import register_changes  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)

        law.register_all()
        register_sources(*SOURCES)
        register_changes(*CHANGES)
        register_codes(
            "inspections/visit", law.visit_policy, "reference", "inspections:visit", "visit"
        )
        register_codes(
            "inspections/order", law.order_policy, "reference", "inspections:order", "order"
        )
        places.register()
        register_sweeps(Sweep("inspection_orders", mark_overdue))
