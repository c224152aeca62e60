"""The room as a Django app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Reports as pages."""

    name = "manumit.web.figures"
    label = "figures"

    def ready(self) -> None:
        """Makes the jobs known to the worker, and drops what belongs to a visit when it ends."""
        from manumit.web.figures import jobs, services  # noqa: PLC0415 - need the models
        from manumit.web.visits.services import visits_ended  # noqa: PLC0415

        del jobs
        visits_ended.connect(services.visits_are_over, dispatch_uid="figures")
