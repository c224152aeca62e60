"""The room's places in the navigation of the office."""

from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.places import OfficePlace, register_places, sees


def may_only_keep(actor: Actor) -> bool:
    """Return whether a role keeps its own services and may not read the directory."""
    return sees("service", action="keep")(actor) and not sees("service")(actor)


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("services", "directory:index", "care", sees("service"), below=True, main=True),
        OfficePlace("services_own", "directory:own", "care", may_only_keep),
        OfficePlace("services_missing", "directory:missing", "chart", sees("unmet"), below=True),
    )
    register_home(
        HomeAct("place/services_own", "directory:own", 60, sees("service", action="keep")),
    )
