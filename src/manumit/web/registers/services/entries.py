"""Shared actions on both kinds of entry: create, change, find duplicates."""

import uuid
from dataclasses import dataclass
from typing import Any

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.registers import matching
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import OrganisationDetails, WorkplaceDetails
from manumit.web.registers.lists import is_current, sectors
from manumit.web.registers.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearDetails:
    """The details of an entry that are stored unencrypted.

    Attributes:
        country: ISO 3166-1 alpha-2; empty if unknown.
        sector: a section of ISIC Rev. 4; empty if unknown.
        source: a code of the list ``source``.
    """

    source: str
    country: str = ""
    sector: str = ""


def check_code(listed: str, code: str, field: str) -> None:
    """Check that a code can be chosen today.

    Raises:
        InputError: R101.
    """
    if not is_current(listed, code):
        raise RegisterEntryCode.NOT_LISTED.error(Place(field=field))


def check_clear_details(about: ClearDetails) -> None:
    """Check the unencrypted details.

    Raises:
        InputError: R101, R103.
    """
    check_code("source", about.source, "source")
    if about.sector and about.sector not in sectors().titles:
        raise RegisterEntryCode.NOT_LISTED.error(Place(field="sector"))
    if about.country and not is_country(about.country):
        raise RegisterEntryCode.NO_COUNTRY.error(Place(field="country"))


def entry_of_request[Row: Entry](model: type[Row], who: Actor, request: uuid.UUID) -> Row | None:
    """Return the entry that the same form has already created.

    Raises:
        InputError: R501, it was sent by somebody else.
    """
    rows: Any = model._default_manager  # noqa: SLF001 - public in Django
    found: Row | None = rows.filter(request=request).first()
    if found is not None and found.recorded_by != who.person:
        raise RegisterEntryCode.REQUEST_USED.error(Place(field="request"))
    return found


def similar_keys[Row: Entry](
    who: Actor, policy: Policy[Row], content: OrganisationDetails | WorkplaceDetails, country: str
) -> list[uuid.UUID]:
    """Return keys of visible entries that may be the same, best match first."""
    found = matching.matches(who, matching.search_query(content, country))
    rows = policy.scope(who).filter(subject__in=found).values_list("pk", "subject")
    return [key for key, subject in sorted(rows, key=lambda one: (-found[one[1]].score, one[0]))]


def check_no_duplicate[Row: Entry](
    who: Actor, policy: Policy[Row], content: OrganisationDetails | WorkplaceDetails, country: str
) -> None:
    """Check that there is no similar entry.

    Raises:
        InputError: R201.
    """
    if similar_keys(who, policy, content, country):
        raise RegisterEntryCode.LIKE_ONE.error(Place(field="another"))


def create_entry(
    row: Entry, who: Actor, content: OrganisationDetails | WorkplaceDetails, about: ClearDetails
) -> None:
    """Save a new entry with its key and ledger event."""
    row.institution_id, row.office_id, row.recorded_by = who.institution, who.office, who.person
    of_institution = type(row)._default_manager.filter(institution=who.institution)  # noqa: SLF001 - public in Django
    row.reference = free_pseudonym(of_institution)
    _put(row, about)
    record_act(who, "create", row.RESOURCE, row.pk, purpose="record")
    row.subject_id = new_subject()
    seal_text(row, "content", content.to_text())
    row.save(force_insert=True)
    matching.index_entry(row, content)


def lock_for_change[Row: Entry](
    actor: Actor | None, policy: Policy[Row], key: uuid.UUID, action: str, seen: int | None = None
) -> tuple[Row, Actor]:
    """Lock and return an entry that the actor may change, with the actor.

    Raises:
        Refused: the actor may not do this.
        InputError: R401.
    """
    policy.load(actor, key, action)
    rows: Any = policy.model._default_manager  # noqa: SLF001 - public in Django
    row = rows.select_for_update().get(pk=key)
    if seen is not None and row.version != seen:
        raise RegisterEntryCode.CHANGED_SINCE.error(Place(field="seen"))
    return row, require_actor(actor, policy.resource, action)


def update_entry(
    row: Entry,
    who: Actor,
    content: OrganisationDetails | WorkplaceDetails,
    about: ClearDetails,
    before: str,
) -> None:
    """Save the changed content of an entry; the history keeps the earlier one.

    Args:
        row: locked, its own columns changed.
        who: the member who changes it.
        content: what is sealed.
        about: what is not.
        before: the circle in which it was found until now.
    """
    _put(row, about)
    row.version += 1
    record_act(who, "change", row.RESOURCE, row.pk, purpose="change")
    seal_text(row, "content", content.to_text())
    save_entry(row)
    matching.index_entry(row, content, before)


def save_entry(row: Entry) -> None:
    """Save the columns that may change; the database role has no right to others."""
    row.save(update_fields=[one.removesuffix("_id") for one in row.changed_columns])


def content_of(row: Entry) -> str:
    """Return the sealed content of an entry; the caller has checked the policy.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    return open_text(row, "content") or ""


def _put(row: Entry, about: ClearDetails) -> None:
    row.country, row.sector, row.source = about.country, about.sector, about.source
