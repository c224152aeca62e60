"""The room as a Django app."""

from django.apps import AppConfig


class WagesConfig(AppConfig):
    """What is owed for work, for that visit only."""

    name = "manumit.web.wages"
    label = "wages"

    def ready(self) -> None:
        """Makes the job known to the worker, and drops what belongs to a visit when it ends."""
        from manumit.web.visits.services import visits_ended  # noqa: PLC0415 - need the models
        from manumit.web.wages import firm_run, jobs  # noqa: PLC0415

        del jobs
        visits_ended.connect(firm_run.visits_are_over, dispatch_uid="wages")
