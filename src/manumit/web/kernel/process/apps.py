"""The mechanism as a Django app."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Moves from state to state."""

    name = "manumit.web.kernel.process"
    label = "process"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the codes of every process to the ledger, and that each step leaves a move."""
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - needs apps
        from manumit.web.kernel.ledger.traces import TraceRule, register_traces  # noqa: PLC0415
        from manumit.web.kernel.process.codes import ProcessCode  # noqa: PLC0415
        from manumit.web.kernel.process.declared import declared_processes  # noqa: PLC0415
        from manumit.web.kernel.process.models import Move  # noqa: PLC0415

        declare(Column.REASON, *(code.word for code in ProcessCode))
        for process in declared_processes():
            declare(Column.KIND, process.resource)
            declare(Column.REASON, *process.words())
            declare(Column.ROLE, *process.roles())
            steps = {step.act: (Move,) for step in process.transitions}
            register_traces(TraceRule(process.resource, leaving=steps))
