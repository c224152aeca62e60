"""The room as a Django app."""

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """Institutions, people, sign-in."""

    name = "manumit.web.institutions"
    label = "institutions"

    def ready(self) -> None:
        """Register ledger codes, retention, sign-in listeners, and secrets for key rotation."""
        from allauth.usersessions.models import UserSession  # noqa: PLC0415 - needs the models

        from manumit.web.institutions import events, places  # noqa: PLC0415 - needs the models
        from manumit.web.institutions.models import Invitation  # noqa: PLC0415 - as above
        from manumit.web.institutions.rotation import SECOND_FACTORS  # noqa: PLC0415 - as above
        from manumit.web.kernel.retention import (  # noqa: PLC0415
            RetentionKind,
            register_retention,
        )
        from manumit.web.kernel.vault.rotation import register_rotation  # noqa: PLC0415 - as above

        events.ready()
        register_retention(
            RetentionKind("invitation", Invitation.objects.all, "expires_at"),
            RetentionKind("session", UserSession.objects.all, "last_seen_at"),
        )
        register_rotation(SECOND_FACTORS)
        places.register()
