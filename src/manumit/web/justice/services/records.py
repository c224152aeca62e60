"""What all acts of the room share: opening a record, changing it, a step and its day."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import has
from manumit.web.justice.models import Dated, Organisation, Record
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import move
from manumit.web.kernel.process.table import Process
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.ring import RingKey, key_ring
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.tokens import Kind, Number, tokens

LONGEST_NAME = 200
LONGEST_NUMBER = 60
_COUNTRY = re.compile(r"[A-Z]{2}")
_OPAQUE = re.compile(r"(?=[A-Z-]*[0-9])[A-Z0-9-]{4,40}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Against:
    """Whom a record is about; its ``repr`` shows nothing.

    Attributes:
        name: of the person or organisation; sealed.
        country, number: of the register of companies; both empty where no organisation is known.
    """

    name: str
    country: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """When a step was taken in the world, and by which kind of body.

    Attributes:
        body: a code of the list ``body``.
    """

    on_day: dt.date | None
    body: str


def check_code(listed: str, code: str, field: str) -> None:
    """Whether a code can be chosen today.

    Raises:
        InputError: J101.
    """
    if not has(listed, code):
        raise JusticeCode.NOT_LISTED.error(Place(field=field))


def checked_name(text: str) -> str:
    """A name as it is kept.

    Raises:
        InputError: J102.
    """
    found = text.strip()
    if not found or len(found) > LONGEST_NAME:
        raise JusticeCode.NO_NAME.error(Place(field="name"), longest=LONGEST_NAME)
    return found


def opaque(text: str, field: str) -> str:
    """A reference of a sender, with a digit: so no sentence and no bare name stands here.

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
    """A day that is not ahead, and not before the one that it follows.

    Raises:
        InputError: J104.
    """
    if day is None or day > latest_day() or (after is not None and day < after):
        raise JusticeCode.NO_DAY.error(Place(field=field))
    return day


def organisation_of(against: Against) -> Organisation:
    """The one row of an organisation: made here, or found by whoever made it first.

    Nothing in it tells that anybody else has a record about the same organisation.

    Raises:
        InputError: J103, O102; V101 to V106.
    """
    found = known_organisation(against.country, against.number)
    if found is None:
        # One that was typed before the closed list was asked is found as it stands.
        if not is_country(against.country):
            raise InstitutionCode.NO_COUNTRY.error(Place(field="country"))
        token = _token(against.country, against.number, key_ring().current)
        found, _ = Organisation.objects.get_or_create(country=against.country, token=token)
    return found


def known_organisation(country: str, number: str) -> Organisation | None:
    """The same, where there is one already, under whichever key of the ring.

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
    (token,) = tokens((), [Number(Kind.DOCUMENT, f"organisation {country} {number}")], key)
    return token.hex()


def again[Row: Record](model: type[Row], who: Actor, request: uuid.UUID) -> Row | None:
    """The record that the same form has opened before.

    Raises:
        InputError: J501, it was sent by somebody else.
    """
    found: Row | None = model._default_manager.filter(request=request).first()  # noqa: SLF001 - public in Django
    if found is not None and found.opened_by != who.person:
        raise JusticeCode.REQUEST_USED.error(Place(field="request"))
    return found


def opened[Row: Record](
    row: Row, who: Actor, name: str, purpose: str, subject: uuid.UUID | None = None
) -> Row:
    """Gives a new record its place and its key, tells the ledger, and seals whom it is about.

    Other sealed columns of the row are sealed afterwards; it still has to be saved.

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
    tell(who, "create", row.RESOURCE, row.pk, purpose=purpose)
    row.subject_id = new_subject() if subject is None else subject
    seal_text(row, "name", name or row.reference)
    return row


def changed[Row: Record](
    actor: Actor | None, policy: Policy[Row], row_id: uuid.UUID, action: str
) -> tuple[Row, Actor]:
    """A record that somebody may change, locked, and who that is.

    Raises:
        Refused: not for this actor.
    """
    policy.load(actor, row_id, action)
    rows: Any = policy.model._default_manager  # noqa: SLF001 - public in Django
    return rows.select_for_update().get(pk=row_id), acting(actor, policy.resource, action)


def part_again[Part: Any](model: type[Part], of: uuid.UUID, who: Actor, request: uuid.UUID) -> Any:
    """The part of a record that the same form has added before.

    Raises:
        InputError: J501.
    """
    found: Any = model._default_manager.filter(request=request).first()  # noqa: SLF001 - public in Django
    if found is not None and (found.proceeding_id, found.made_by) != (of, who.person):
        raise JusticeCode.REQUEST_USED.error(Place(field="request"))
    return found


def done(process: Process, row: Record, request: uuid.UUID) -> bool:
    """Whether this very form has moved the record already."""
    return Move.objects.filter(request=request, resource=process.resource, row=row.pk).exists()


def step(  # noqa: PLR0913 - a step has as many sides
    process: Process,
    row: Record,
    name: str,
    who: Actor,
    day: Day,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> None:
    """Takes a step with its day and body, or none of it; sent again it changes nothing.

    Raises:
        InputError: J101, J104; T101 to T108.
    """
    if not done(process, row, request):
        last = row.days().last()
        check_code("body", day.body, "body")
        on_day = checked_day(day.on_day, after=None if last is None else last.on_day)
        tell(who, "change", process.resource, row.pk)
        version = seen + 1
        if process.transition(name) is not None and not row.days().filter(version=version).exists():
            Dated.objects.create(
                institution_id=row.institution_id,
                resource=process.resource,
                row=row.pk,
                version=version,
                name=name,
                on_day=on_day,
                body=day.body,
            )
    move(process, row, name, who, seen_version=seen, request=request, reason=reason)
