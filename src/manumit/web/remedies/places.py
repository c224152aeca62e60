"""The room's places in the navigation of the office."""

from manumit.web.institutions.figures import HomeFigure, register_figure
from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.remedies.claim_list import CLAIMS
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees


def register() -> None:
    """Register the places, and the page that the worker reads too."""
    register_focus("remedies:agree")
    register_figure(HomeFigure("claims", CLAIMS, ("mine", "open", "owed", "ended")))
    register_places(OfficePlace("claims", "remedies:index", "money", sees("claim"), main=True))
    register_home(HomeAct("place/claims", "remedies:index", 30, sees("claim")))
