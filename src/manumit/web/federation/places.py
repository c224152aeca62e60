"""The room's places in the navigation of the office."""

from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("connections", "federation:index", "send", sees("peer"), main=True),
    )
