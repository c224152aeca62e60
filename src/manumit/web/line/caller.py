"""Whether a number has called this office before, without keeping the number in clear.

The tokens are those of the vault's index: keyed, renewed when the key ring rotates, and deleted
with the contact's key. The office is part of what is digested, so that the tokens of two offices,
or of a contact and a file, never match.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from manumit.errors import InputError, Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.models import IndexedPerson
from manumit.web.kernel.vault.search import Query, find_people, index_person
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised
from manumit.web.line.codes import LineCode
from manumit.web.line.law import contact_policy
from manumit.web.line.models import Contact

SHOWN = 3


@dataclass(frozen=True, slots=True)
class CalledBefore:
    """Earlier contacts from the number of a contact.

    Attributes:
        times: how many; ``more``: whether there are even more.
        last: day of the latest.
        latest: key and reference of a few, the latest first.
    """

    times: int
    more: bool
    last: dt.date
    latest: Sequence[tuple[uuid.UUID, str]]


def checked_number(number: str) -> str:
    """Return a number without spaces around it; empty if there is none.

    Raises:
        InputError: H604.
    """
    found = " ".join(number.split())
    if found:
        try:
            normalised(Number(NumberKind.TELEPHONE, found))
        except InputError:
            raise LineCode.NO_NUMBER.error(Place(field="number")) from None
    return found


def index_caller(row: Contact, number: str) -> None:
    """Let a contact be found by its number, in its own office alone; by none if it is empty.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    if not number:
        IndexedPerson.objects.filter(subject=row.subject_id).delete()
        return
    index_person(
        row.subject_id,
        _scope(row.office_id),
        names=(),
        numbers=[_office_number(row.office_id, number)],
    )


def called_before(who: Actor, row: Contact, number: str) -> CalledBefore | None:
    """Return the earlier contacts of the office from a number; None if there are none.

    Raises:
        InputError: V101 to V107, V201.
    """
    wanted = Query(numbers=[_office_number(row.office_id, number)])
    found = find_people({_scope(row.office_id)}, wanted)
    rows = contact_policy.scope(who).filter(subject__in=[one.subject for one in found.results])
    earlier = list(rows.filter(made_at__lt=row.made_at).order_by("-made_at"))
    if not earlier:
        return None
    latest = [(one.pk, one.reference) for one in earlier[:SHOWN]]
    return CalledBefore(len(earlier), found.more, earlier[0].made_at.date(), latest)


def _scope(office: uuid.UUID) -> str:
    return f"line {office}"


def _office_number(office: uuid.UUID, number: str) -> Number:
    # The kind "document" is read as letters and digits, so that the office can be part of it.
    digits = normalised(Number(NumberKind.TELEPHONE, number))
    return Number(NumberKind.DOCUMENT, f"caller {office.hex} {digits}")
