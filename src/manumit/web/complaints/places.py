"""The room's place in the navigation of the office."""

from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees


def register() -> None:
    """Register the place, and the briefing as a page without navigation."""
    register_places(
        OfficePlace("complaints", "complaints:index", "send", sees("complaint"), main=True),
    )
    register_focus("complaints:briefing")
    register_home(HomeAct("complaints/complaints", "complaints:index", 5, sees("complaint")))
