"""The room's place in the navigation of the office."""

from manumit.web.ui.places import OfficePlace, register_places, sees


def register() -> None:
    """Register the place."""
    register_places(
        OfficePlace(
            "data_rights",
            "data_rights:erasures",
            "check",
            sees("erasure_request", "legal_hold"),
            below=True,
            main=True,
        )
    )
