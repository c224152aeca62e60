"""The room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and what programs may ask."""

    name = "manumit.web.api"
    label = "api"

    def ready(self) -> None:
        """Declare the ledger's codes, and the retention of tokens."""
        from manumit.web.api import places  # noqa: PLC0415 - needs the models
        from manumit.web.api.calls import REASONS  # noqa: PLC0415 - needs the models
        from manumit.web.api.models import ApiToken  # noqa: PLC0415 - as above
        from manumit.web.api.operations import OPERATIONS  # noqa: PLC0415 - as above
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - as above
        from manumit.web.kernel.retention import RetentionKind, register_retention  # noqa: PLC0415 - as above

        declare(Column.REASON, *REASONS)
        declare(Column.PURPOSE, *OPERATIONS)
        register_retention(
            RetentionKind(
                "api_token", ApiToken.objects.all, "expires_at", institution="institution_id"
            )
        )
        places.register()
