"""The room's places in the navigation of the office, and its part of the home."""

from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.line.home import PARTS
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("contacts", "line:contacts", "phone", sees("contact"), main=True),
    )
    register_home(
        *PARTS,
        HomeAct("line/new", "line:new", 4, sees("contact", action="record")),
    )
