"""What a worker sees and does in an assisted session.

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
from manumit.web.cases.carried import CarriedOver
from manumit.web.cases.policies import load_for
from manumit.web.cases.records import record_table
from manumit.web.cases.selectors import ConsentLine, DecisionView, FileView, IdentityView
from manumit.web.cases.services import withdraw_consent
from manumit.web.cases.timeline import Entry, Looked, timeline, who_saw
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.process import NON_PUNISHMENT
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.own.codes import OwnCode
from manumit.web.own.models import ABOUT, Access, OwnSession, OwnStatement
from manumit.web.own.policies import own_statement_policy, session_policy
from manumit.web.own.process import WORKER
from manumit.web.own.questions import Use
from manumit.web.own.remote import DANGER, KIND
from manumit.web.own.services import carries, end_access, locked

LONGEST = 4000
"""Characters of a statement."""
UNTOLD = (KIND, DANGER, NON_PUNISHMENT.resource)
"""Kinds of the ledger of which nothing stands on the screen of a session."""


@dataclass(frozen=True, slots=True)
class Assisted:
    """A session that is held now.

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


def assisted(actor: Actor | None, session_id: uuid.UUID) -> Assisted:
    """The session, for whoever began it and nobody else.

    Raises:
        Refused: not for this actor.
        InputError: K965.
    """
    row = session_policy.load(actor, session_id, "open")
    who = acting(actor, "own_session", "open")
    held = row.state == "held" and timezone.now() < row.until
    # A later assessment that is worse counts at once; the screen doesn't say that this is why.
    if not held or carries(row.file_id, Use.SESSION) is None:
        raise OwnCode.SESSION_OVER.error(Place(field="session"))
    worker = replace(who, role=WORKER, until=min(who.until, row.until))
    last = carries(row.file_id, Use.COPY)
    return Assisted(row.pk, worker, row.file_id, row.until, last is not None)


@dataclass(frozen=True, slots=True, repr=False)
class OwnFile:
    """What stands in the file; its ``repr`` shows nothing.

    Attributes:
        statements: what the worker wanted to stand beside it.
        carried: what another system had recorded; None where the file did not come from one.
    """

    file: FileView
    identity: IdentityView
    entries: Sequence[Entry]
    decisions: Sequence[DecisionView]
    statements: Sequence["StatementView"]
    carried: CarriedOver | None


@dataclass(frozen=True, slots=True, repr=False)
class StatementView:
    """One statement, opened; its ``repr`` shows nothing."""

    about: str
    text: str
    at: dt.datetime


def own_file(held: Assisted) -> OwnFile:
    """What stands in the file, as far as it is about the person and passes their mask.

    Without consents to a check that the person is not punished, as in :func:`shared`.

    Raises:
        Refused: the holder does not hold it any more.
        InputError: V101 to V107, V201, V301.
    """
    who, file = held.actor, held.file
    return OwnFile(
        selectors.file(who, file),
        selectors.identity(who, file),
        [one for one in timeline(who, file) if one.purpose != CHECK_PURPOSE],
        selectors.decisions(who, file),
        statements(who, file),
        _carried(held),
    )


def _carried(held: Assisted) -> CarriedOver | None:
    """What another system had recorded, without a consent to a check, as in :func:`own_file`."""
    found = selectors.carried(held.actor, held.file)
    if found is None:
        return None
    if found.told.consent_purpose == CHECK_PURPOSE:
        return replace(found.told, consent_purpose=None, consent_on=None)
    return found.told


@transaction.atomic
def statements(actor: Actor | None, file_id: uuid.UUID) -> list[StatementView]:
    """What the worker wanted to stand beside the file, oldest first.

    Raises:
        Refused: a stranger.
        InputError: V101 to V107, V201, V301.
    """
    who = acting(actor, "own_statement", "see")
    rows = own_statement_policy.scope(who).filter(file=file_id).order_by("made_at", "pk")
    found = list(rows)
    if found:
        tell(who, "read_statement", "own_statement", file_id, purpose="see")
    return [StatementView(one.about, open_text(one, "text") or "", one.made_at) for one in found]


def looked(held: Assisted) -> list[Looked]:
    """Who saw the file and did what with it, latest first: by role and institution alone.

    Whatever is about the slip is left out, and that the code for danger was given: somebody else
    may look at the screen, or interpret for the employer, and would learn that there is a slip, and
    of digits that were tried which were true. So is whatever is about a check that the person is
    not punished: they would learn that somebody suspects an offence. The office reads both.

    Raises:
        Refused: the holder does not hold it any more.
    """
    found = who_saw(held.actor, held.file)
    return [replace(one, person=None) for one in reversed(found) if one.kind not in UNTOLD]


@dataclass(frozen=True, slots=True)
class Shared:
    """What was passed on, and what the person agreed to."""

    referrals: Sequence[selectors.ReferralLine]
    consents: Sequence[ConsentLine]


def shared(held: Assisted) -> Shared:
    """To whom, for what, which parts, until when.

    Without consents to a check that the person is not punished: whoever looks on would read of
    which prosecution. The person takes one back at the office.

    Raises:
        Refused: the holder does not hold it any more.
    """
    said = selectors.consents(held.actor, held.file)
    told = [one for one in said if one.purpose != CHECK_PURPOSE]
    return Shared(selectors.sent(held.actor, held.file), told)


def take_back(held: Assisted, *, purpose: str, recipient: uuid.UUID) -> None:
    """The person takes back what was agreed to; it works at once (R-52).

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: N108.
    """
    withdraw_consent(held.actor, held.file, purpose=purpose, recipient=recipient)


def switch_off(held: Assisted, *, request: uuid.UUID) -> None:
    """The person has their slip switched off; one that is off stays so."""
    row = Access.objects.filter(file=held.file, state="on").first()
    if row is not None:
        end_access(held.actor, row.pk, reason="person_wishes", seen=row.version, request=request)


@transaction.atomic
def say(held: Assisted, about: str, text: str, *, request: uuid.UUID) -> None:
    """Puts a worker's statement beside what others wrote, which stays.

    Args:
        held: in which session.
        about: a code of :data:`manumit.web.own.models.ABOUT`.
        text: in the person's words.
        request: of the form; sent again it adds nothing.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: K966, K967; V101 to V107, V301.
    """
    file = locked(load_for(held.actor, own_statement_policy, "write", held.file))
    known = OwnStatement.objects.filter(request=request).first()
    if known is not None:
        if known.session_id != held.id:
            raise OwnCode.REQUEST_USED.error(Place(field="request"))
        return
    if about not in ABOUT or not 0 < len(text.strip()) <= LONGEST:
        raise OwnCode.NOTHING_SAID.error(Place(field="text"), longest=LONGEST)
    row = OwnStatement(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        session=OwnSession.objects.get(pk=held.id),
        about=about,
        request=request,
    )
    seal_text(row, "text", text.strip())
    tell(held.actor, "create", "own_statement", file.pk, purpose="write")
    row.save(force_insert=True)


@transaction.atomic
def copy_of(held: Assisted, *, wished: bool) -> tuple[OwnFile, Shared]:
    """What a copy to take along holds; that it was made is in the ledger.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: K962, K969; V101 to V107, V201, V301.
    """
    _may_take_along(held, wished=wished)
    tell(held.actor, "print", "own_session", held.file, purpose="open")
    return own_file(held), shared(held)


def record_lines(held: Assisted) -> tuple[Line, ...]:
    """What of the file can be written as a record of HTCDS, line by line.

    Raises:
        Refused: the holder does not hold it any more.
        InputError: I114; V101 to V107, V201, V301.
    """
    return selectors.own_record(held.actor, held.file)


@transaction.atomic
def record_to_take_along(held: Assisted, chosen: Collection[str], *, wished: bool) -> str:
    """The same as a table, of the lines that the person chose; that it was made is in the ledger.

    Raises:
        Refused: the holder does not hold the file any more.
        InputError: I114; K411, K962, K969; V101 to V107, V201, V301.
    """
    _may_take_along(held, wished=wished)
    tell(held.actor, "export", "own_session", held.file, purpose="open")
    return record_table(record_lines(held), chosen)


def _may_take_along(held: Assisted, *, wished: bool) -> None:
    """Whether something may leave with the person: on wish, and where it is not found.

    Raises:
        InputError: K962, K969.
    """
    if not wished:
        raise OwnCode.NO_WISH.error(Place(field="wished"))
    if not held.copy:
        raise OwnCode.NOT_SAFE.error(Place(field="wished"))
