"""The room's places in the navigation of the office."""

from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("tables", "statistics:index", "chart", sees("outcomes"), main=True),
    )
    register_home(
        HomeAct("place/tables", "statistics:index", 10, sees("outcomes")),
    )
