"""The room as a Django app."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """Institutions, people, sign-in."""

    name = "manumit.web.institutions"
    label = "institutions"

    def ready(self) -> None:
        """Declares the codes of its events in the ledger, and listens to sign-ins."""
        from manumit.web.institutions import events  # noqa: PLC0415 - needs the models

        events.ready()
