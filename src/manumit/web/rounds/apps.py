"""Django app configuration."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Rounds of letters of a labour inspectorate."""

    name = "manumit.web.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register traces, retention, sweeps, tasks and places."""
        from manumit.web.kernel.acting import CLOCK  # noqa: PLC0415
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415
        from manumit.web.rounds import law, places  # noqa: PLC0415 - needs the models
        from manumit.web.rounds.letters import make_due_letters  # noqa: PLC0415
        from manumit.web.rounds.payrolls import read_due_payrolls  # noqa: PLC0415
        from manumit.web.rounds.tasks import SOURCES  # noqa: PLC0415
        from manumit.web.tasks.sources import register_sources  # noqa: PLC0415
        from manumit.web.tasks.sweeps import Sweep, register_sweeps  # noqa: PLC0415
        from manumit.web.ui.room.search import register_codes  # noqa: PLC0415

        declare(Column.ROLE, CLOCK)
        law.register_all()
        register_sources(*SOURCES)
        register_sweeps(
            Sweep("round_letters", make_due_letters), Sweep("round_payrolls", read_due_payrolls)
        )
        register_codes("rounds/round", law.round_policy, "reference", "rounds:round", "round")
        places.register()
