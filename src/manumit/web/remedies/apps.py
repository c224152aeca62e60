"""Django app of remedies."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """Configuration of the app."""

    name = "manumit.web.remedies"
    label = "remedies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, tasks, the sweep and the codes of the ledger."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415 - needs the models
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.remedies import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.remedies.due import KIND, make_due  # noqa: PLC0415
        from manumit.web.remedies.lists import LISTS  # noqa: PLC0415
        from manumit.web.remedies.policies import claim_policy  # noqa: PLC0415
        from manumit.web.remedies.tasks import CHANGES, SOURCES  # noqa: PLC0415
        from manumit.web.tasks.changes import register_changes  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415

        declare(Column.KIND, KIND)
        declare(Column.ROLE, CLOCK)
        declare(Column.REASON, *LISTS["basis"].codes(), *LISTS["answer"].codes())
        law.register_all()
        register_sources(*SOURCES)
        register_changes(*CHANGES)
        register_sweeps(Sweep("claims", make_due))
        register_codes("remedies/claim", claim_policy, "reference", "remedies:claim", "claim")
        places.register()
