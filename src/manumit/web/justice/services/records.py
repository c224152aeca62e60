"""Helpers of all services: open a record, load it for update, take a step with its day."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import is_listed
from manumit.web.justice.models import Organisation, Record, StepDate
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.ring import RingKey, key_ring
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.tokens import Number, NumberKind, tokens

LONGEST_NAME = 200
LONGEST_NUMBER = 60
_COUNTRY = re.compile(r"[A-Z]{2}")
_OPAQUE = re.compile(r"(?=[A-Z-]*[0-9])[A-Z0-9-]{4,40}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Respondent:
    """The person or organisation that a record is about; its ``repr`` shows nothing.

    Attributes:
        name: of the person or organisation; sealed.
        country, number: of the register of companies; both empty where no organisation is known.
    """

    name: str
    country: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class StepDay:
    """Day on which a step really took place, and the kind of body that took it.

    Attributes:
        body: a code of the list ``body``.
    """

    on_day: dt.date | None
    body: str


def check_code(listed: str, code: str, field: str) -> None:
    """Refuse a code that may not be chosen today.

    Raises:
        InputError: J101.
    """
    if not is_listed(listed, code):
        raise JusticeCode.NOT_LISTED.error(Place(field=field))


def checked_name(text: str) -> str:
    """Return a name without surrounding spaces.

    Raises:
        InputError: J102.
    """
    found = text.strip()
    if not found or len(found) > LONGEST_NAME:
        raise JusticeCode.NO_NAME.error(Place(field="name"))
    return found


def checked_reference(text: str, field: str) -> str:
    """Return a sender's reference. It must contain a digit, which rules out names and sentences.

    Raises:
        InputError: J105.
    """
    found = text.strip()
    if _OPAQUE.fullmatch(found) is None:
        raise JusticeCode.NO_REFERENCE.error(Place(field=field))
    return found


def checked_day(
    day: dt.date | None, field: str = "on_day", after: dt.date | None = None
) -> dt.date:
    """Return a day that is not in the future and not before the one that it follows.

    Raises:
        InputError: J104.
    """
    if day is None or day > latest_day() or (after is not None and day < after):
        raise JusticeCode.NO_DAY.error(Place(field=field))
    return day


def get_or_create_organisation(against: Respondent) -> Organisation:
    """Return the row of an organisation, created if it does not exist.

    The row does not show whether others have records about the same organisation.

    Raises:
        InputError: J103, O102; V101 to V106.
    """
    found = find_organisation(against.country, against.number)
    if found is None:
        # Rows typed before the closed list existed are found by the same spelling.
        if not is_country(against.country):
            raise InstitutionCode.NO_COUNTRY.error(Place(field="country"))
        token = _token(against.country, against.number, key_ring().current)
        found, _ = Organisation.objects.get_or_create(country=against.country, token=token)
    return found


def find_organisation(country: str, number: str) -> Organisation | None:
    """Return the row of an organisation under any key of the key ring, or None.

    Raises:
        InputError: J103; V101 to V106.
    """
    if _COUNTRY.fullmatch(country) is None or not any(c.isalnum() for c in number):
        raise JusticeCode.NO_NUMBER.error(Place(field="number"))
    if len(number) > LONGEST_NUMBER:
        raise JusticeCode.NO_NUMBER.error(Place(field="number"))
    made = [_token(country, number, key) for key in key_ring().keys.values()]
    return Organisation.objects.filter(country=country, token__in=made).first()


def _token(country: str, number: str, key: RingKey) -> str:
    # The kind "document" is read as a number of a paper: letters and digits, in small letters.
    (token,) = tokens((), [Number(NumberKind.DOCUMENT, f"organisation {country} {number}")], key)
    return token.hex()


def existing_record[Row: Record](model: type[Row], who: Actor, request: uuid.UUID) -> Row | None:
    """Return the record that the same form opened before, or None.

    Raises:
        InputError: J501, it was sent by somebody else.
    """
    found: Row | None = model._default_manager.filter(request=request).first()  # noqa: SLF001 - public in Django
    if found is not None and found.opened_by != who.person:
        raise JusticeCode.REQUEST_USED.error(Place(field="request"))
    return found


def prepare_record[Row: Record](
    row: Row, who: Actor, name: str, purpose: str, subject: uuid.UUID | None = None
) -> Row:
    """Set institution, reference and key of a new record, write the ledger, and seal the name.

    The caller seals other columns and saves the row.

    Args:
        row: the record.
        who: opens it.
        name: whom it is about; where there is none, what the record itself is called.
        purpose: of the act, for the ledger.
        subject: the key of a person that seals it; one of its own if not given.
    """
    row.institution_id, row.office_id, row.opened_by = who.institution, who.office, who.person
    of_institution = type(row)._default_manager.filter(institution=who.institution)  # noqa: SLF001 - public in Django
    row.reference = free_pseudonym(of_institution)
    record_act(who, "create", row.RESOURCE, row.pk, purpose=purpose)
    row.subject_id = new_subject() if subject is None else subject
    seal_text(row, "name", name or row.reference)
    return row


def load_for_update[Row: Record](
    actor: Actor | None, policy: Policy[Row], row_id: uuid.UUID, action: str
) -> tuple[Row, Actor]:
    """Check the policy and return the locked record and the actor.

    Raises:
        Refused: not for this actor.
    """
    policy.load(actor, row_id, action)
    rows: Any = policy.model._default_manager  # noqa: SLF001 - public in Django
    return rows.select_for_update().get(pk=row_id), require_actor(actor, policy.resource, action)


def existing_part[Part: Any](
    model: type[Part], of: uuid.UUID, who: Actor, request: uuid.UUID
) -> Any:
    """Return the part that the same form added before, or None.

    Raises:
        InputError: J501.
    """
    found: Any = model._default_manager.filter(request=request).first()  # noqa: SLF001 - public in Django
    if found is not None and (found.proceeding_id, found.made_by) != (of, who.person):
        raise JusticeCode.REQUEST_USED.error(Place(field="request"))
    return found


def is_step_taken(process: Process, row: Record, request: uuid.UUID) -> bool:
    """Return whether the same form already moved the record."""
    return Move.objects.filter(request=request, resource=process.resource, row=row.pk).exists()


def take_dated_step(  # noqa: PLR0913 - a step has as many sides
    process: Process,
    row: Record,
    name: str,
    who: Actor,
    day: StepDay,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> None:
    """Take a step with its day and body; a repeated submission changes nothing.

    Raises:
        InputError: J101, J104; T101 to T108.
    """
    if not is_step_taken(process, row, request):
        last = row.days().last()
        check_code("body", day.body, "body")
        on_day = checked_day(day.on_day, after=None if last is None else last.on_day)
        record_act(who, "change", process.resource, row.pk)
        version = seen + 1
        if process.transition(name) is not None and not row.days().filter(version=version).exists():
            StepDate.objects.create(
                institution_id=row.institution_id,
                resource=process.resource,
                row=row.pk,
                version=version,
                name=name,
                on_day=on_day,
                body=day.body,
            )
    move(process, row, name, who, seen_version=seen, request=request, reason=reason)
