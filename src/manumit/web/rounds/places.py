"""The room's place in the navigation of the office."""

from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the place."""
    register_places(OfficePlace("rounds", "rounds:rounds", "calendar", sees("round"), main=True))
