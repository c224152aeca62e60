"""The room's places in the navigation of the office."""

from manumit.web.inspections.order_reading import ORDER_EVENTS
from manumit.web.inspections.reading import VISIT_EVENTS, VISITS
from manumit.web.institutions.figures import HomeFigure, register_figure
from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees
from manumit.web.ui.room.lists import ListAct, offer_on
from manumit.web.workplaces.timeline import register_timeline


def register() -> None:
    """Register the places, events of workplaces, and the page that an employer is shown alone."""
    register_figure(HomeFigure("visits", VISITS, ("today", "planned", "review")))
    register_places(
        OfficePlace("visits", "inspections:visits", "pin", sees("visit"), main=True),
        OfficePlace(
            "orders",
            "inspections:orders",
            "order",
            sees("inspection_order"),
            covers=frozenset({"inspections:order"}),
        ),
    )
    plans, reads = sees("visit", action="plan"), sees("visit")
    page = "registers:workplace"
    offer_on(page, ListAct("inspections/plan", "inspections:plan"), plans)
    offer_on(page, ListAct("inspections/place", "inspections:place"), reads)
    register_timeline(VISIT_EVENTS, ORDER_EVENTS)
    register_focus("inspections:order_alone")
    register_home(HomeAct("inspections/plan", "inspections:choose", 5, plans))
