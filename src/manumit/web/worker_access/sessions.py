"""The worker's view and acts in an assisted session.

The worker acts, in the role ``worker``, through every policy as anybody does; the ledger has role
``worker`` and the member who assists. Who that is and which file comes from the session alone.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.exchange.htcds import Line
from manumit.web.cases import selectors
from manumit.web.cases.policies import load_for
from manumit.web.cases.records import record_table
from manumit.web.cases.selectors import ConsentLine, DecisionView, FileView, IdentityView
from manumit.web.cases.services import withdraw_consent
from manumit.web.cases.timeline import AccessEntry, HistoryEntry, access_log, timeline
from manumit.web.imports.legacy_content import LegacyContent
from manumit.web.imports.selectors import legacy_record
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.worker_access.codes import WorkerAccessCode
from manumit.web.worker_access.models import ABOUT, AccessSlip, AssistedSession, WorkerStatement
from manumit.web.worker_access.policies import session_policy, statement_policy
from manumit.web.worker_access.process import WORKER
from manumit.web.worker_access.questions import Use
from manumit.web.worker_access.remote import DANGER, KIND
from manumit.web.worker_access.services import end_access, locked, valid_assessment

LONGEST = 4000
"""Characters of a statement."""
HIDDEN_KINDS = (KIND, DANGER, NON_PUNISHMENT.resource)
"""Ledger kinds that are never shown in a session."""


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """A running session.

    Attributes:
        actor: the worker, with whose assistance; of this file alone.
        file: theirs.
        copy: whether the assessment allows a copy to take along.
    """

    id: uuid.UUID
    actor: Actor
    file: uuid.UUID
    until: dt.datetime
    copy: bool


def active_session(actor: Actor | None, session_id: uuid.UUID) -> ActiveSession:
    """Return the session, for the member who began it alone.

    Raises:
        Refused: not for this actor.
        InputError: K965.
    """
    row = session_policy.load(actor, session_id, "open")
    who = require_actor(actor, "worker_session", "open")
    held = row.state == "held" and timezone.now() < row.until
    # A later assessment that is worse counts at once; the screen doesn't say that this is why.
    if not held or valid_assessment(row.file_id, Use.SESSION) is None:
        raise WorkerAccessCode.SESSION_OVER.error(Place(field="session"))
    worker = replace(who, role=WORKER, until=min(who.until, row.until))
    last = valid_assessment(row.file_id, Use.COPY)
    return ActiveSession(row.pk, worker, row.file_id, row.until, last is not None)


@dataclass(frozen=True, slots=True, repr=False)
class WorkerFileView:
    """The content of the file; its ``repr`` shows nothing.

    Attributes:
        statements: what the worker wanted to stand beside it.
        carried: what another system had recorded; None where the file did not come from one.
    """

    file: FileView
    identity: IdentityView
    entries: Sequence[HistoryEntry]
    decisions: Sequence[DecisionView]
    statements: Sequence["StatementView"]
    carried: LegacyContent | None


@dataclass(frozen=True, slots=True, repr=False)
class StatementView:
    """One statement, opened; its ``repr`` shows nothing."""

    about: str
    text: str
    at: dt.datetime


def worker_file(held: ActiveSession) -> WorkerFileView:
    """Return the content of the file that is about the person and that their mask allows.

    Without consents to a check that the person is not punished, as in :func:`shared_data`.

    Raises:
        Refused: the holder does not hold it any more.
        InputError: V101 to V107, V201, V301.
    """
    who, file = held.actor, held.file
    return WorkerFileView(
        selectors.file(who, file),
        selectors.identity(who, file),
        [one for one in timeline(who, file) if one.purpose != CHECK_PURPOSE],
        selectors.decisions(who, file),
        statements(who, file),
        _carried(held),
    )


def _carried(held: ActiveSession) -> LegacyContent | None:
    """Return imported data without a consent to a check, as in :func:`worker_file`."""
    found = legacy_record(held.actor, held.file)
    if found is None:
        return None
    if found.content.consent_purpose == CHECK_PURPOSE:
        return replace(found.content, consent_purpose=None, consent_on=None)
    return found.content


@transaction.atomic
def statements(actor: Actor | None, file_id: uuid.UUID) -> list[StatementView]:
    """Return the worker's statements, oldest first.

    Raises:
        Refused: a stranger.
        InputError: V101 to V107, V201, V301.
    """
    who = require_actor(actor, "worker_statement", "see")
    rows = statement_policy.scope(who).filter(file=file_id).order_by("made_at", "pk")
    found = list(rows)
    if found:
        record_act(who, "read_statement", "worker_statement", file_id, purpose="see")
    return [StatementView(one.about, open_text(one, "text") or "", one.made_at) for one in found]


def session_access_log(held: ActiveSession) -> list[AccessEntry]:
    """Return who saw the file and did what, latest first: by role and institution alone.

    Whatever is about the slip is left out, and that the code for danger was given: somebody else
    may look at the screen, or interpret for the employer, and would learn that there is a slip, and
    of digits that were tried which were true. So is whatever is about a check that the person is
    not punished: they would learn that somebody suspects an offence. The office reads both.

    Raises:
        Refused: the holder does not hold it any more.
    """
    found = access_log(held.actor, held.file)
    return [replace(one, person=None) for one in reversed(found) if one.kind not in HIDDEN_KINDS]


@dataclass(frozen=True, slots=True)
class SharedData:
    """What was shared, and the person's consents."""

    referrals: Sequence[selectors.ReferralLine]
    consents: Sequence[ConsentLine]


def shared_data(held: ActiveSession) -> SharedData:
    """Return recipients, purposes, parts and periods of what was shared.

    Without consents to a non-punishment check: a bystander would read which prosecution is
    involved. The person withdraws one at the office.

    Raises:
        Refused: the holder does not hold it any more.
    """
    consents = selectors.consents(held.actor, held.file)
    shown = [one for one in consents if one.purpose != CHECK_PURPOSE]
    return SharedData(selectors.sent(held.actor, held.file), shown)


def withdraw(held: ActiveSession, *, purpose: str, recipient: uuid.UUID) -> None:
    """Withdraw a consent for the person, with immediate effect (R-52).

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: N108.
    """
    withdraw_consent(held.actor, held.file, purpose=purpose, recipient=recipient)


def end_slip(held: ActiveSession, *, request: uuid.UUID) -> None:
    """Switch off the person's slip; one that is off stays so."""
    row = AccessSlip.objects.filter(file=held.file, state="on").first()
    if row is not None:
        end_access(held.actor, row.pk, reason="person_wishes", seen=row.version, request=request)


@transaction.atomic
def add_statement(held: ActiveSession, about: str, text: str, *, request: uuid.UUID) -> None:
    """Add a worker's statement; what others wrote stays.

    Args:
        held: in which session.
        about: a code of :data:`manumit.web.worker_access.models.ABOUT`.
        text: in the person's words.
        request: id of the form; a repeated submission adds nothing.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: K966, K967; V101 to V107, V301.
    """
    file = locked(load_for(held.actor, statement_policy, "write", held.file))
    known = WorkerStatement.objects.filter(request=request).first()
    if known is not None:
        if known.session_id != held.id:
            raise WorkerAccessCode.REQUEST_USED.error(Place(field="request"))
        return
    if about not in ABOUT or not 0 < len(text.strip()) <= LONGEST:
        raise WorkerAccessCode.NOTHING_SAID.error(Place(field="text"))
    row = WorkerStatement(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        session=AssistedSession.objects.get(pk=held.id),
        about=about,
        request=request,
    )
    seal_text(row, "text", text.strip())
    record_act(held.actor, "create", "worker_statement", file.pk, purpose="write")
    row.save(force_insert=True)


@transaction.atomic
def printable_copy(held: ActiveSession, *, wished: bool) -> tuple[WorkerFileView, SharedData]:
    """Return the content of a copy to take along; that it was made is in the ledger.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: K962, K969; V101 to V107, V201, V301.
    """
    _require_wish(held, wished=wished)
    record_act(held.actor, "print", "worker_session", held.file, purpose="open")
    return worker_file(held), shared_data(held)


def record_lines(held: ActiveSession) -> tuple[Line, ...]:
    """Return the lines of the file that can be exported as an HTCDS record.

    Raises:
        Refused: the holder does not hold it any more.
        InputError: I114; V101 to V107, V201, V301.
    """
    return selectors.own_record(held.actor, held.file)


@transaction.atomic
def export_record(held: ActiveSession, chosen: Collection[str], *, wished: bool) -> str:
    """Return the chosen lines as a table; that it was made is in the ledger.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: I114; K411, K962, K969; V101 to V107, V201, V301.
    """
    _require_wish(held, wished=wished)
    record_act(held.actor, "export", "worker_session", held.file, purpose="open")
    return record_table(record_lines(held), chosen)


def _require_wish(held: ActiveSession, *, wished: bool) -> None:
    """Require the person's wish, and that a copy at home would be safe.

    Raises:
        InputError: K962, K969.
    """
    if not wished:
        raise WorkerAccessCode.NO_WISH.error(Place(field="wished"))
    if not held.copy:
        raise WorkerAccessCode.NOT_SAFE.error(Place(field="wished"))
