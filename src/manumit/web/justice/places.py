"""The room's places in the navigation of the office."""

from manumit.web.institutions.figures import HomeFigure, register_figure
from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.justice.policies import (
    non_punishment_policy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.justice.record_lists import PROCEEDINGS
from manumit.web.justice.timeline import PENALTY_EVENTS
from manumit.web.ui.places import OfficePlace, register_places, sees
from manumit.web.ui.room.search import register_codes
from manumit.web.workplaces.timeline import register_timeline


def register() -> None:
    """Register the places, references for the search, and penalties as events of workplaces."""
    for policy in (proceeding_policy, penalty_policy, sanction_policy, non_punishment_policy):
        name = policy.resource
        register_codes(f"justice/{name}", policy, "reference", f"justice:{name}", name)
    register_timeline(PENALTY_EVENTS)
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
