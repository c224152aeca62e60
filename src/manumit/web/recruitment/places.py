"""The room's places in the navigation of the office, and its part of the home."""

from django.db import transaction
from django.db.models import Count, Q

from manumit.web.institutions.home_parts import (
    SIDE,
    Content,
    HomeAct,
    HomePart,
    HomeRequest,
    register_home,
)
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.recruitment.law import application_policy, licence_policy
from manumit.web.recruitment.process import ACTIVE, APPEALED, OPEN, SUSPENDED
from manumit.web.ui.places import OfficePlace, register_places, sees


@transaction.atomic
def _counts(home: HomeRequest) -> Content:
    if not sees(application_policy.resource)(home.actor):
        return None
    record_act(home.actor, "list_files", application_policy.resource, None, purpose=SEE)
    found = application_policy.scope(home.actor).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        appeals=Count("pk", filter=Q(state=APPEALED)),
        late=Count("pk", filter=Q(state__in=OPEN, decide_by__lt=today())),
    )
    licences = licence_policy.scope(home.actor).aggregate(
        current=Count("pk", filter=Q(state=ACTIVE, until__gte=today())),
        suspended=Count("pk", filter=Q(state=SUSPENDED)),
    )
    return {**found, **licences}


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace(
            "applications",
            "recruitment:applications",
            "file",
            sees(application_policy.resource),
            main=True,
        ),
        OfficePlace(
            "licences",
            "recruitment:licences",
            "check",
            sees(licence_policy.resource),
            covers=frozenset({"recruitment:publish", "recruitment:licence_step"}),
        ),
    )
    register_home(
        HomePart("licences", "recruitment/home/licences.html", SIDE, 2, _counts),
        HomeAct(
            "recruitment/new",
            "recruitment:new",
            4,
            sees(application_policy.resource, action="record"),
        ),
    )
