"""The room as a Django app."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    """The small office."""

    name = "manumit.web.start"
    label = "start"

    def ready(self) -> None:
        """Make known to the doctor what only a small office can have wrong."""
        from manumit.web.site.doctor import register_problems_of  # noqa: PLC0415 - needs the models
        from manumit.web.start.checks import office_problems  # noqa: PLC0415 - as above

        register_problems_of(office_problems)
