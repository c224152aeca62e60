"""Entering workplaces and correcting them."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.registers import alike
from manumit.web.registers.contents import Located
from manumit.web.registers.lists import PLACE_UNKNOWN, PRIVATE_HOME
from manumit.web.registers.models import Organisation, Workplace
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services.entries import (
    About,
    again,
    changed,
    check_about,
    check_code,
    check_new_one,
    content_of,
    recorded,
    rewritten,
    saved,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place:
    """A workplace as somebody enters it; its ``repr`` shows nothing.

    Attributes:
        place: a code of the list ``place``.
        located: name and address; sealed.
        about: what stands in clear.
        organisation: who runs it; None where nobody knows.
    """

    place: str
    located: Located
    about: About
    organisation: uuid.UUID | None = None


def _closed(told: Place, runs: Organisation | None) -> bool:
    """A home, what may be one, and where a natural person has people work."""
    return told.place in (PRIVATE_HOME, PLACE_UNKNOWN) or (runs is not None and runs.closed)


def _checked(actor: Actor | None, told: Place) -> tuple[Located, Organisation | None]:
    """What is sealed of it, as it is kept, and who runs it.

    Raises:
        Refused: the organisation is not for this actor.
        InputError: R101 to R103.
    """
    check_code("place", told.place, "place")
    check_about(told.about)
    runs = told.organisation and organisation_policy.load(actor, told.organisation)
    return told.located.checked(), runs or None


@transaction.atomic
def record_workplace(
    actor: Actor | None, told: Place, *, another: bool = False, request: uuid.UUID
) -> Workplace:
    """A workplace that the institution wants to name again.

    Args:
        actor: who.
        told: what.
        another: they have looked at those that are like it, and it is none of them.
        request: of the form; sent again it gives the same entry.

    Raises:
        Refused: the role records none, or the organisation is not for them.
        InputError: R101 to R103, R201, R501; V101 to V106.
    """
    workplace_policy.check_new(actor, "record")
    who = acting(actor, "workplace", "record")
    known = again(Workplace, who, request)
    if known is not None:
        return known
    located, runs = _checked(actor, told)
    if not another:
        check_new_one(who, workplace_policy, located, "")
    row = Workplace(
        place=told.place, organisation=runs, closed=_closed(told, runs), request=request
    )
    recorded(row, who, located, told.about)
    return row


@transaction.atomic
def change_workplace(
    actor: Actor | None, workplace_id: uuid.UUID, told: Place, *, seen: int
) -> Workplace:
    """What the entry says from now on; the history of the table has what it said.

    Raises:
        Refused: not for this actor.
        InputError: R101 to R103, R401; V101 to V106.
    """
    row, who = changed(actor, workplace_policy, workplace_id, "change", seen)
    located, runs = _checked(actor, told)
    before = alike.circle(row)
    row.place, row.organisation, row.closed = told.place, runs, _closed(told, runs)
    rewritten(row, who, located, told.about, before)
    return row


def close_places(runs: Organisation, who: Actor) -> None:
    """Lets nobody but who recorded them read the workplaces of what may be a natural person.

    Called in the transaction of the act that changes the organisation. They stay closed where it
    is no natural person after all: who recorded one opens it by changing it.

    Args:
        runs: locked, and closed.
        who: who changes it; the workplaces may be a colleague's.

    Raises:
        InputError: V101 to V107, V201, V301, V304.
    """
    for row in Workplace.objects.select_for_update().filter(organisation=runs, closed=False):
        before = alike.circle(row)
        row.closed, row.version = True, row.version + 1
        tell(who, "change", "workplace", row.pk, purpose="change")
        saved(row)
        alike.index(row, Located.from_text(content_of(row)), before)
