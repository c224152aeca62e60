"""Entering organisations, correcting them, and sharing what a licence makes public."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.registers import alike
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import Called
from manumit.web.registers.lists import NO
from manumit.web.registers.models import Organisation
from manumit.web.registers.policies import organisation_policy
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
from manumit.web.registers.services.workplaces import close_places


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ToRecord:
    """An organisation as somebody enters it; its ``repr`` shows nothing.

    Attributes:
        kind: a code of the list ``organisation``.
        natural_person: yes, no or unknown.
        called: names and number; sealed.
        about: what stands in clear.
    """

    kind: str
    natural_person: str
    called: Called
    about: About


def _checked(told: ToRecord) -> Called:
    """What is sealed of it, as it is kept.

    Raises:
        InputError: R101 to R105.
    """
    check_code("organisation", told.kind, "kind")
    check_code("natural_person", told.natural_person, "natural_person")
    check_about(told.about)
    return told.called.checked()


@transaction.atomic
def record_organisation(
    actor: Actor | None, told: ToRecord, *, another: bool = False, request: uuid.UUID
) -> Organisation:
    """An organisation that the institution wants to name again.

    Nothing in it says from whom it is known: that stands in a file, sealed (R-30).

    Args:
        actor: who.
        told: what.
        another: they have looked at those that are like it, and it is none of them.
        request: of the form; sent again it gives the same entry.

    Raises:
        Refused: the role records none.
        InputError: R101 to R105, R201, R501; V101 to V106.
    """
    organisation_policy.check_new(actor, "record")
    who = acting(actor, "organisation", "record")
    known = again(Organisation, who, request)
    if known is not None:
        return known
    called = _checked(told)
    if not another:
        check_new_one(who, organisation_policy, called, told.about.country)
    row = Organisation(
        kind=told.kind,
        natural_person=told.natural_person,
        closed=told.natural_person != NO,
        request=request,
    )
    recorded(row, who, called, told.about)
    return row


@transaction.atomic
def change_organisation(
    actor: Actor | None, organisation_id: uuid.UUID, told: ToRecord, *, seen: int
) -> Organisation:
    """What the entry says from now on; the history of the table has what it said.

    Where it is found to be, or maybe to be, a natural person, its workplaces are closed with it.

    Raises:
        Refused: not for this actor.
        InputError: R101 to R105, R305, R401; V101 to V106.
    """
    row, who = changed(actor, organisation_policy, organisation_id, "change", seen)
    called, closed = _checked(told), told.natural_person != NO
    if closed and row.shared:
        raise RegisterEntryCode.ONE_IS_CLOSED.error(Place(field="natural_person"))
    before = alike.circle(row)
    row.kind, row.natural_person, row.closed = told.kind, told.natural_person, closed
    rewritten(row, who, called, told.about, before)
    if closed:
        close_places(row, who)
    return row


@transaction.atomic
def share_organisation(
    actor: Actor | None, organisation_id: uuid.UUID, *, shared: bool, seen: int
) -> Organisation:
    """Lets every institution read an entry, or no more; for what is public by law alone (R-04).

    Raises:
        Refused: not for this actor: only a licensing authority shares.
        InputError: R305, R401.
    """
    row, who = changed(actor, organisation_policy, organisation_id, "share", seen)
    if row.closed:
        raise RegisterEntryCode.ONE_IS_CLOSED.error(Place(field="organisation"))
    if row.shared != shared:
        before = alike.circle(row)
        row.shared, row.version = shared, row.version + 1
        tell(who, "change", "organisation", row.pk, purpose="share")
        saved(row)
        alike.index(row, Called.from_text(content_of(row)), before)
    return row
