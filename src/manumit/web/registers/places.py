"""The room's places in the navigation of the office."""

from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace(
            "employers", "registers:organisations", "people", sees("organisation"), main=True
        ),
        OfficePlace(
            "workplaces",
            "registers:workplaces",
            "works",
            sees("workplace"),
            covers=frozenset(
                {
                    "registers:workplace",
                    "workplaces:new",
                    "workplaces:import",
                    "workplaces:near_matches",
                    "workplaces:near_match",
                }
            ),
        ),
    )
