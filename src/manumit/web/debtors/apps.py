"""Django app configuration."""

from django.apps import AppConfig


class DebtorsConfig(AppConfig):
    """Whom claims are against."""

    name = "manumit.web.debtors"
    label = "debtors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the button at the head of the list of claims."""
        from manumit.web.ui.places import (  # noqa: PLC0415 - needs the models
            add_to_place,
            sees,
        )
        from manumit.web.ui.room.lists import ListAct, offer_on  # noqa: PLC0415

        add_to_place("claims", "debtors:index")
        offer_on(
            "remedies:index",
            ListAct("debtors/all", "debtors:index"),
            sees("claim", action="change"),
        )
