"""The room's places in the navigation of the office."""

from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace(
            "notifications", "notifications:index", "chart", sees("notification"), main=True
        ),
    )
    register_home(
        HomeAct("place/notifications", "notifications:index", 40, sees("notification")),
    )
