"""The room as a Django app."""

from django.apps import AppConfig


class CountryConfig(AppConfig):
    """An invented country."""

    name = "manumit.web.country"
    label = "country"

    def ready(self) -> None:
        """Let the first page of a demonstration sign somebody in."""
        from manumit.web.institutions.middleware import (  # noqa: PLC0415 - needs the models
            register_open_page,
        )

        register_open_page("country:enter")
