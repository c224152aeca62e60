"""Record organisations, correct them, and share those that licences make public."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.registers import matching
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import OrganisationDetails
from manumit.web.registers.lists import NO
from manumit.web.registers.models import Organisation
from manumit.web.registers.policies import organisation_policy
from manumit.web.registers.services.entries import (
    ClearDetails,
    check_clear_details,
    check_code,
    check_no_duplicate,
    content_of,
    create_entry,
    entry_of_request,
    lock_for_change,
    save_entry,
    update_entry,
)
from manumit.web.registers.services.workplaces import close_places


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OrganisationInput:
    """An organisation as entered; its ``repr`` hides the content.

    Attributes:
        kind: a code of the list ``organisation``.
        natural_person: yes, no or unknown.
        called: names and number; sealed.
        about: what is stored unencrypted.
    """

    kind: str
    natural_person: str
    called: OrganisationDetails
    about: ClearDetails


def _checked(entered: OrganisationInput) -> OrganisationDetails:
    """Return the validated details in stored form.

    Raises:
        InputError: R101 to R105.
    """
    check_code("organisation", entered.kind, "kind")
    check_code("natural_person", entered.natural_person, "natural_person")
    check_clear_details(entered.about)
    return entered.called.checked()


@transaction.atomic
def record_organisation(
    actor: Actor | None, entered: OrganisationInput, *, another: bool = False, request: uuid.UUID
) -> Organisation:
    """Record an organisation, so that files can refer to it.

    It does not record the source person: that is in a case file, sealed (R-30).

    Args:
        actor: the member who acts.
        entered: the input.
        another: they have looked at those that are like it, and it is none of them.
        request: idempotency key of the form; a repeat returns the same entry.

    Raises:
        Refused: the role records none.
        InputError: R101 to R105, R201, R501; V101 to V106.
    """
    organisation_policy.check_new(actor, "record")
    who = require_actor(actor, "organisation", "record")
    known = entry_of_request(Organisation, who, request)
    if known is not None:
        return known
    called = _checked(entered)
    if not another:
        check_no_duplicate(who, organisation_policy, called, entered.about.country)
    row = Organisation(
        kind=entered.kind,
        natural_person=entered.natural_person,
        closed=entered.natural_person != NO,
        request=request,
    )
    create_entry(row, who, called, entered.about)
    return row


@transaction.atomic
def change_organisation(
    actor: Actor | None, organisation_id: uuid.UUID, entered: OrganisationInput, *, seen: int
) -> Organisation:
    """Save corrected details; the history keeps the earlier ones.

    Where it is found to be, or maybe to be, a natural person, its workplaces are closed with it.

    Raises:
        Refused: the actor may not do this.
        InputError: R101 to R105, R305, R401; V101 to V106.
    """
    row, who = lock_for_change(actor, organisation_policy, organisation_id, "change", seen)
    called, closed = _checked(entered), entered.natural_person != NO
    if closed and row.shared:
        raise RegisterEntryCode.ONE_IS_CLOSED.error(Place(field="natural_person"))
    before = matching.search_scope(row)
    row.kind, row.natural_person, row.closed = entered.kind, entered.natural_person, closed
    update_entry(row, who, called, entered.about, before)
    if closed:
        close_places(row, who)
    return row


@transaction.atomic
def share_organisation(
    actor: Actor | None, organisation_id: uuid.UUID, *, shared: bool, seen: int
) -> Organisation:
    """Let every institution read an entry, or stop that; for public licences only (R-04).

    Raises:
        Refused: the actor may not do this: only a licensing authority shares.
        InputError: R305, R401.
    """
    row, who = lock_for_change(actor, organisation_policy, organisation_id, "share", seen)
    if row.closed:
        raise RegisterEntryCode.ONE_IS_CLOSED.error(Place(field="organisation"))
    if row.shared != shared:
        before = matching.search_scope(row)
        row.shared, row.version = shared, row.version + 1
        record_act(who, "change", "organisation", row.pk, purpose="share")
        save_entry(row)
        matching.index_entry(row, OrganisationDetails.from_text(content_of(row)), before)
    return row
