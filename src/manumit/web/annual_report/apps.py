"""Django app configuration."""

from django.apps import AppConfig


class AnnualReportConfig(AppConfig):
    """Annual reports."""

    name = "manumit.web.annual_report"
    label = "annual_report"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the button that leads to the report from the list of visits."""
        from manumit.web.ui.places import sees  # noqa: PLC0415 - needs the models
        from manumit.web.ui.room.lists import ListAct, offer_on  # noqa: PLC0415

        report = ListAct("annual_report/report", "annual_report:now")
        offer_on("inspections:visits", report, sees("visit"))
