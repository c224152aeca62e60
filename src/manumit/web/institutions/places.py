"""The room's places in the navigation of the office."""

from manumit.web.institutions import figures, policies
from manumit.web.institutions.home_parts import HomeAct, register_home
from manumit.web.ui.places import OfficePlace, register_places


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("home", "institutions:home", "home", lambda _: True),
        OfficePlace("people", "institutions:people", "people", policies.may_view_staff, main=True),
        OfficePlace("approvals", "institutions:waiting", "check", policies.may_approve),
        OfficePlace("offices", "institutions:offices", "works", policies.may_administer),
    )
    figures.register()
    register_home(
        HomeAct("account/invite", "institutions:invite", 10, policies.may_administer),
        HomeAct("place/approvals", "institutions:waiting", 50, policies.may_approve),
    )
