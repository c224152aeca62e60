"""The room's places in the navigation of the office."""

from manumit.web.institutions.figures import HomeFigure, register_figure
from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.justice.record_lists import PROCEEDINGS
from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_figure(HomeFigure("cases", PROCEEDINGS, ("running", "mine", "ended")))
    register_places(
        OfficePlace("cases", "justice:proceedings", "scales", sees("proceeding"), main=True),
        OfficePlace(
            "non_punishments",
            "justice:non_punishments",
            "check",
            sees("non_punishment"),
            covers=frozenset({"justice:non_punishment"}),
        ),
        OfficePlace(
            "penalties",
            "justice:penalties",
            "order",
            sees("penalty"),
            covers=frozenset({"justice:penalty"}),
        ),
        OfficePlace(
            "register",
            "justice:sanctions",
            "order",
            sees("sanction"),
            covers=frozenset({"justice:sanction"}),
        ),
        OfficePlace(
            "register_look_up", "justice:look_up", "search", sees("sanction", action="look_up")
        ),
    )
    register_home(
        HomeAct("place/cases", "justice:proceedings", 5, sees("proceeding", action="open")),
        HomeAct("justice/look_up", "justice:look_up", 15, sees("sanction", action="look_up")),
    )
