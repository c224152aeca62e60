"""The room as a Django app."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """Institutions, people, sign-in."""

    name = "manumit.web.institutions"
    label = "institutions"

    def ready(self) -> None:
        """Declares its codes in the ledger, listens to sign-ins, says what it locks."""
        from manumit.web.institutions import events  # noqa: PLC0415 - needs the models
        from manumit.web.institutions.rotation import SECOND_FACTORS  # noqa: PLC0415 - as above
        from manumit.web.kernel.vault.rotation import also_locks  # noqa: PLC0415 - as above

        events.ready()
        also_locks(SECOND_FACTORS)
