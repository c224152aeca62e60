"""The room's places in the navigation of the office."""

from manumit.web.tasks import home
from manumit.web.tasks.sources import has_work
from manumit.web.ui.places import OfficePlace, register_counter, register_places


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("tasks", "tasks:mine", "check", has_work, main=True),
    )
    register_counter(home.counts)
    home.register()
