"""The room's places in the navigation of the office."""

from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace(
            "periods",
            "protection:periods",
            "clock",
            sees("reflection"),
            covers=frozenset({"protection:period"}),
        ),
        OfficePlace("plans", "protection:plans", "care", sees("support_plan"), main=True),
    )
