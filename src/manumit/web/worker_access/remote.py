"""Remote access: one of two neutral answers, and the first of them for everybody else.

The person asking may not be the worker: decision 29 lists what they try. A number that never was,
a code that is wrong, a slip that is over, the code for danger, a limit that is reached and a code
that is right while nothing is new get the same answer after the same work.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.web.kernel.access.events import STRANGER
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record, record_refused
from manumit.web.worker_access.models import NOTHING_NEW, AccessSlip, DuressAlert
from manumit.web.worker_access.process import WORKER
from manumit.web.worker_access.questions import Use
from manumit.web.worker_access.services import valid_assessment
from manumit.web.worker_access.slips import check_codes, digits_of, tokens

WRONG, NO_SLIP = "wrong_code", "no_such_slip"
REFUSALS = (WRONG, NO_SLIP)
ASKED, RAISED = "ask_status", "raise_alarm"
KIND, DANGER = "worker_access", "emergency_code"


@dataclass(frozen=True, slots=True, repr=False)
class SlipQuery:
    """A query as typed; its ``repr`` shows nothing."""

    number: str
    code: str


def answer_query(asking: SlipQuery, *, counted: bool, heard: bool = True) -> str:
    """Return the answer: a code of :data:`manumit.web.worker_access.models.SHOWN`.

    Args:
        asking: as it was typed.
        counted: whether the tries of this sender and of this number are within their limits.
            Beyond them the only answer is "nothing new" and wrong tries raise no more notices; the
            code for danger works.
        heard: whether the tries of this number, from wherever, are within the last limit, that of
            trying codes for danger. Beyond it nobody is heard, after the same work.

    Raises:
        InputError: V101 to V107, V201.
    """
    row = _found(digits_of(asking.number)) if heard else None
    right, danger = check_codes(row, digits_of(asking.code))
    if row is None or not (right or danger):
        if counted:
            _log_refusal(row)
        return NOTHING_NEW
    if danger:
        _raise_alert(row)
        return NOTHING_NEW
    return _answer(row) if counted else NOTHING_NEW


def _found(number: str) -> AccessSlip | None:
    """Return the slip of a number, on or over; None if its person was erased."""
    rows = AccessSlip.objects.filter(token__in=tokens(number), subject__erased_at=None)
    found: AccessSlip | None = rows.select_related("file").order_by("-opened_at").first()
    return found


def _log_refusal(row: AccessSlip | None) -> None:
    record_refused(
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
def _answer(row: AccessSlip) -> str:
    _log(row, ASKED, KIND)
    holds = row.state == "on" and timezone.now() < row.until and not row.file.counts_as_child
    # After an emergency code, whoever holds the telephone may have every other code too.
    silent = DuressAlert.objects.filter(file=row.file_id, read_at=None).exists()
    # Asked for every right code, so that one answer is as much work as the other.
    carried = valid_assessment(row.file_id, Use.READY) is not None
    return row.shown if holds and carried and not silent else NOTHING_NEW


@transaction.atomic
def _raise_alert(row: AccessSlip) -> None:
    """Add a notice for the office, unless one is still unread."""
    _log(row, ASKED, KIND)
    _log(row, RAISED, DANGER)
    locked = AccessSlip.objects.select_for_update().get(pk=row.pk)
    if not DuressAlert.objects.filter(access=locked, read_at=None).exists():
        DuressAlert.objects.create(
            file_id=row.file_id, access=locked, institution_id=row.institution_id
        )


def _log(row: AccessSlip, act: str, kind: str) -> None:
    record(
        Act(
            act=act,
            institution=row.institution_id,
            role=WORKER,
            kind=kind,
            resource=row.file_id,
        )
    )
