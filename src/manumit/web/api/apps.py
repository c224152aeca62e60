"""The room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and what programs may ask."""

    name = "manumit.web.api"
    label = "api"

    def ready(self) -> None:
        """Lets the ledger hold the room's codes, and retention know when a token is over."""
        from manumit.web.api.calls import REASONS  # noqa: PLC0415 - needs the models
        from manumit.web.api.models import ApiToken  # noqa: PLC0415 - as above
        from manumit.web.api.operations import OPERATIONS  # noqa: PLC0415 - as above
        from manumit.web.kernel.keeping import Kept, keep  # noqa: PLC0415 - as above
        from manumit.web.kernel.ledger.acts import Column, declare  # noqa: PLC0415 - as above

        declare(Column.REASON, *REASONS)
        declare(Column.PURPOSE, *OPERATIONS)
        keep(Kept("api_token", ApiToken.objects.all, "expires_at", institution="institution_id"))
