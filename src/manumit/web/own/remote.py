"""What is answered from afar: one of two neutral words, and to everybody else the first of them.

Whoever asks holds the telephone, perhaps: decision 29 says what they try. A number that never was,
a code that is wrong, a slip that is over, the code for danger, a limit that is reached and a code
that is right while nothing is new get the same answer after the same work.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.web.kernel.access.events import STRANGER
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record, refused
from manumit.web.own.models import NOTHING_NEW, Access, Duress
from manumit.web.own.process import WORKER
from manumit.web.own.questions import Use
from manumit.web.own.services import carries
from manumit.web.own.slips import compared, tokens, typed

WRONG, NO_SLIP = "wrong_code", "no_such_slip"
REFUSALS = (WRONG, NO_SLIP)
ASKED, RAISED = "ask_status", "raise_alarm"
KIND, DANGER = "own_access", "own_duress"


@dataclass(frozen=True, slots=True, repr=False)
class Asking:
    """What somebody typed; its ``repr`` shows nothing."""

    number: str
    code: str


def ask(asking: Asking, *, counted: bool, heard: bool = True) -> str:
    """What is answered: a code of :data:`manumit.web.own.models.SHOWN`.

    Args:
        asking: as it was typed.
        counted: whether the tries of this sender and of this number are within their limits.
            Beyond them nothing but "nothing new" is answered and no wrong try is told any more; the
            code for danger works.
        heard: whether the tries of this number, from wherever, are within the last limit, that of
            trying codes for danger. Beyond it nobody is heard, after the same work.

    Raises:
        InputError: V101 to V107, V201.
    """
    row = _found(typed(asking.number)) if heard else None
    right, danger = compared(row, typed(asking.code))
    if row is None or not (right or danger):
        if counted:
            _tell_refused(row)
        return NOTHING_NEW
    if danger:
        _raise(row)
        return NOTHING_NEW
    return _answer(row) if counted else NOTHING_NEW


def _found(number: str) -> Access | None:
    """The slip with a number, on or over; none of somebody who was erased."""
    rows = Access.objects.filter(token__in=tokens(number), subject__erased_at=None)
    found: Access | None = rows.select_related("file").order_by("-opened_at").first()
    return found


def _tell_refused(row: Access | None) -> None:
    refused(
        Act(
            act=ASKED,
            institution=INSTALLATION if row is None else row.institution_id,
            role=STRANGER,
            kind=KIND,
            resource=None if row is None else row.file_id,
            reason=NO_SLIP if row is None else WRONG,
        )
    )


@transaction.atomic
def _answer(row: Access) -> str:
    _tell(row, ASKED, KIND)
    holds = row.state == "on" and timezone.now() < row.until and not row.file.counts_as_child
    # After a code for danger whoever has the telephone may have every other code too.
    silent = Duress.objects.filter(file=row.file_id, read_at=None).exists()
    # Asked for every right code, so that one answer is as much work as the other.
    carried = carries(row.file_id, Use.READY) is not None
    return row.shown if holds and carried and not silent else NOTHING_NEW


@transaction.atomic
def _raise(row: Access) -> None:
    """A notice for the office; one that nobody has read yet is not told twice."""
    _tell(row, ASKED, KIND)
    _tell(row, RAISED, DANGER)
    locked = Access.objects.select_for_update().get(pk=row.pk)
    if not Duress.objects.filter(access=locked, read_at=None).exists():
        Duress.objects.create(file_id=row.file_id, access=locked, institution_id=row.institution_id)


def _tell(row: Access, act: str, kind: str) -> None:
    record(
        Act(
            act=act,
            institution=row.institution_id,
            role=WORKER,
            kind=kind,
            resource=row.file_id,
        )
    )
