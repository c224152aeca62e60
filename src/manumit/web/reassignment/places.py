"""The room's places in the navigation of the office."""

from manumit.web.institutions.home_parts import register_home
from manumit.web.reassignment.home import PARTS
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("reassignment", "reassignment:index", "people", sees("assignment"), main=True),
    )
    register_home(*PARTS)
