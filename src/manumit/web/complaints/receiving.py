"""What comes in without an account: a complaint, and later the reply to a question.

Nobody is signed in, so the platform itself acts in the ledger of the institution that receives. No
network address is recorded with a complaint. When it came is recorded as of every act, in the
ledger and with its parts; pages and lists show the day alone.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q

from manumit.errors import Place
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.lists import CHILD, DANGER, LISTS, rules
from manumit.web.complaints.models import (
    ANSWER,
    QUESTION,
    REPLY,
    Complaint,
    ComplaintAttachment,
    ComplaintMessage,
    MemberDeparture,
    SealedSource,
)
from manumit.web.complaints.process import COMPLAINT, ENDS
from manumit.web.complaints.receipts import digest, possible_digests, stored_form
from manumit.web.institutions.models import Office, Post, named
from manumit.web.kernel.acting import CLOCK, Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.room import RoomCode, save_columns
from manumit.web.kernel.vault.attachments import ENDINGS, size_text
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text

LONGEST_TEXT, LONGEST_LINE, LONGEST_MESSAGE = 500, 120, 2_000
CODED = ("sector", "area", "workers", "danger", "still", "guess")
"""Parts of a report with one code, each with a list of its name."""
ROLE, WORKER_ASKED = "intake", "worker_asked"
_URGENT = 1_000_000
"""More than any ordinal of a day: danger and child come before age."""


@dataclass(frozen=True, slots=True, repr=False)
class ComplaintReport:
    """What a worker reports; its ``repr`` shows nothing. Anything but the language may be empty.

    Attributes:
        topics: codes of the list ``topic``.
        language: in which the worker reads: a tag of the pages, or a code of ISO 639-3.
        sector, area, workers, danger, still, guess: codes of the lists of these names.
        finding: JSON of a finished interview (``manumit/finding/1``).
        minor: whether the worker may be a child.
        urgent: whether somebody is in danger, or may be, without a code that says how.
    """

    topics: tuple[str, ...] = ()
    text: str = ""
    employer: str = ""
    place: str = ""
    sector: str = ""
    area: str = ""
    workers: str = ""
    danger: str = ""
    still: str = ""
    guess: str = ""
    language: str = "en"
    finding: str = ""
    minor: bool = False
    urgent: bool = False

    @property
    def in_danger(self) -> bool:
        """Return whether somebody is in danger now."""
        return self.urgent or self.danger in DANGER

    @property
    def about_child(self) -> bool:
        """Return whether a child is concerned, or somebody who may be one (R-46)."""
        return self.minor or self.danger == CHILD or CHILD in self.topics

    def checked(self) -> "ComplaintReport":
        """Return the report without codes that no list has; a worker is never refused for them.

        Raises:
            InputError: H502, a text is too long.
        """
        for text, longest in (
            (self.text, LONGEST_TEXT),
            (self.employer, LONGEST_LINE),
            (self.place, LONGEST_LINE),
        ):
            if len(text) > longest:
                raise ComplaintCode.TOO_LONG.error(Place(field="text"))
        known: dict[str, Any] = {
            name: getattr(self, name) if getattr(self, name) in LISTS[name].codes() else ""
            for name in CODED
        }
        topics = tuple(one for one in LISTS["topic"].codes() if one in self.topics)
        return replace(self, topics=topics, **known)


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message as the worker reads it."""

    kind: str
    text: str
    made_on: dt.date


@dataclass(frozen=True, slots=True)
class ShownReprisal:
    """What the worker reported about a reprisal, as codes."""

    kind: str
    state: str
    made_on: dt.date


@dataclass(frozen=True, slots=True)
class SentFile:
    """A photograph or paper that the worker sent.

    Attributes:
        ending: such as ``png``.
        size: in words.
    """

    ending: str
    size: str
    made_on: dt.date


@dataclass(frozen=True, slots=True, repr=False)
class AnswerShown:
    """What the right words show to the person who has them.

    Attributes:
        key: of the person's source.
        messages: of the office, and the person's own replies.
        reprisals: those that the person reported.
        attachments: photographs and papers that the person sent.
        collective: whether others were added to the complaint.
        left: whether the person has left it while others went on.
    """

    key: uuid.UUID
    state: str
    received_on: dt.date
    answer_by: dt.date
    messages: Sequence[ShownMessage]
    reprisals: Sequence[ShownReprisal]
    collective: bool
    left: bool
    may_reply: bool
    may_withdraw: bool
    may_add: bool
    may_attach: bool
    attachments: Sequence[SentFile]


def receiving_office() -> Office | None:
    """Return the office that receives complaints: the first with somebody who takes them in."""
    post = Post.objects.valid().filter(role=ROLE).order_by("begins", "pk").first()
    return None if post is None else post.office


def receiving_name(language: str) -> str:
    """Return the name of the institution that receives; empty if there is none."""
    office = receiving_office()
    return "" if office is None else named(office.institution.names, language)


def queue_place(received_on: dt.date, *, danger: bool, child: bool) -> int:
    """Return the place in the queue: danger first, then a child, then age."""
    rank = 0 if danger else 1 if child else 2
    return rank * _URGENT + received_on.toordinal()


@transaction.atomic
def receive_complaint(
    report: ComplaintReport, *, contact: str, receipt: Sequence[str], request: uuid.UUID
) -> Complaint:
    """Seal a complaint and its source, under two keys, and return it.

    Args:
        report: what is reported.
        contact: how the worker wants to be reached; empty for none.
        receipt: words that were drawn; none if the worker wants none.
        request: idempotency key of the pages; a repeat returns the same complaint. It is stored
            one way (:func:`~manumit.web.complaints.receipts.stored_form`).

    Raises:
        InputError: H502, H508; V101 to V106.
    """
    form = stored_form(request)
    known = Complaint.objects.filter(request=form).first()
    if known is not None:
        return known
    office = receiving_office()
    if office is None:
        raise ComplaintCode.NO_OFFICE.error(Place())
    if len(contact) > LONGEST_LINE:
        raise ComplaintCode.TOO_LONG.error(Place(field="contact"))
    kept, day = report.checked(), today()
    row = Complaint(
        institution_id=office.institution_id,
        office=office,
        request=form,
        received_on=day,
        danger=kept.in_danger,
        child=kept.about_child,
        queue=queue_place(day, danger=kept.in_danger, child=kept.about_child),
        answer_by=day + dt.timedelta(days=rules().answer_days),
    )
    row.reference = free_pseudonym(Complaint.objects.filter(institution=office.institution_id))
    record_public(row, "create")
    row.subject_id = new_subject()
    seal_text(row, "content", _content(kept), key=subject_key(row.subject_id))
    row.save(force_insert=True)
    save_source(row, contact, receipt, leads=True, request=uuid.uuid4())
    return row


def _content(report: ComplaintReport) -> str:
    given = {name: value for name, value in asdict(report).items() if value}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def save_source(
    row: Complaint, contact: str, receipt: Sequence[str], *, leads: bool, request: uuid.UUID
) -> None:
    """Seal one person's source of a complaint under a key of its own."""
    source = SealedSource(
        institution_id=row.institution_id,
        complaint=row,
        request=request,
        subject_id=new_subject(),
        leads=leads,
        receipt=digest(receipt) if receipt else None,
    )
    if contact:
        seal_text(source, "contact", contact, key=subject_key(source.subject_id))
    source.save(force_insert=True)


def record_public(row: Complaint, act: str) -> None:
    """Record an act of somebody without an account, in the ledger of the office that received."""
    record(
        Act(
            act=act,
            institution=row.institution_id,
            role=CLOCK,
            kind=Complaint.RESOURCE,
            resource=row.pk,
        )
    )


@transaction.atomic
def find_answer(words: str) -> AnswerShown | None:
    """Return what the words of a receipt show; None if no complaint has them, or it was erased.

    Raises:
        InputError: V101 to V106.
    """
    source = (
        SealedSource.objects.filter(receipt__in=possible_digests(words))
        .filter(complaint__subject__erased_at=None)
        .select_related("complaint")
        .first()
    )
    return None if source is None else shown_to(source)


@transaction.atomic
def answer_of(key: uuid.UUID) -> AnswerShown | None:
    """Return what is shown to a session that the right words opened before.

    Args:
        key: of the source.
    """
    known = SealedSource.objects.filter(pk=key, complaint__subject__erased_at=None)
    source = known.select_related("complaint").first()
    return None if source is None else shown_to(source)


def shown_to(source: SealedSource) -> AnswerShown:
    """Return what one person is shown of their complaint; the ledger has it."""
    row = source.complaint
    record_public(row, "ask_status")
    collective, left = row.is_collective(), left_at(source)
    key = subject_key(row.subject_id)
    everything = list(row.messages.order_by("made_at", "pk"))
    asked = bool(everything) and everything[-1].kind == QUESTION
    own = Q(source=source) if collective else Q()
    reprisals = list(row.reprisals.filter(own).order_by("made_at", "pk"))
    since = min((one.made_at for one in reprisals), default=None)
    return AnswerShown(
        source.pk,
        row.state,
        row.received_on,
        row.answer_by,
        [
            ShownMessage(one.kind, open_text(one, "text", key=key) or "", one.made_on)
            for one in everything
            if _is_shown(one, source, left, since)
        ],
        [ShownReprisal(one.kind, one.state, one.made_at.date()) for one in reprisals],
        collective=collective,
        left=left is not None,
        may_reply=asked and left is None and row.can_be_written(),
        may_withdraw=row.state not in ENDS and left is None,
        may_add=can_add(source),
        may_attach=left is None and row.can_be_written(),
        attachments=[
            SentFile(ENDINGS[one.media_type], size_text(one.size), one.made_on)
            for one in ComplaintAttachment.objects.filter(source=source).order_by("made_at", "pk")
        ],
    )


def can_add(source: SealedSource) -> bool:
    """Return whether a person may add others: who sent the complaint, while part of it."""
    return source.leads and source.complaint.state not in ENDS and left_at(source) is None


def left_at(source: SealedSource) -> dt.datetime | None:
    """Return when a person left a complaint that others keep up; None if they did not."""
    found = MemberDeparture.objects.filter(source=source).first()
    return None if found is None else found.made_at


def _is_shown(
    one: ComplaintMessage,
    source: SealedSource,
    left: dt.datetime | None,
    reprisal: dt.datetime | None,
) -> bool:
    """Return whether a person reads a message: the office's, and their own replies.

    Who has left reads what came later only if it can answer a reprisal that they reported (R-32).
    """
    if one.kind == REPLY and one.source_id != source.pk:
        return False
    if left is None or one.made_at <= left:
        return True
    return one.kind == ANSWER and reprisal is not None and one.made_at > reprisal


@transaction.atomic
def record_reply(key: uuid.UUID, text: str, *, request: uuid.UUID) -> AnswerShown:
    """Record the worker's reply to a question, and return what the page shows afterwards.

    Args:
        key: of the source, from a session that the right words opened.
        text: the reply.
        request: idempotency key of the form; sent twice, it is recorded once.

    Raises:
        InputError: H502; T202 for a complaint that is closed or has no open question, or for
            somebody who has left it.
    """
    source = locked_source(key)
    row = source.complaint
    if ComplaintMessage.objects.filter(request=request, complaint=row).exists():
        return shown_to(source)
    if not text.strip() or len(text) > LONGEST_MESSAGE:
        raise ComplaintCode.TOO_LONG.error(Place(field="text"))
    last = row.messages.order_by("-made_at", "-pk").first()
    asked = last is not None and last.kind == QUESTION
    if not asked or not row.can_be_written() or left_at(source) is not None:
        raise RoomCode.NOT_NOW.error(Place())
    record_public(row, "change")
    part = ComplaintMessage(
        institution_id=row.institution_id,
        complaint=row,
        subject_id=row.subject_id,
        source=source,
        kind=REPLY,
        made_on=today(),
        request=request,
    )
    seal_text(part, "text", text.strip())
    part.save(force_insert=True)
    row.reply_on = today()
    save_columns(row)
    return shown_to(source)


def locked_source(key: uuid.UUID) -> SealedSource:
    """Return a source with its complaint, which is locked: one act comes after the other."""
    source = SealedSource.objects.get(pk=key)
    source.complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=source.complaint_id)
    return source


@transaction.atomic
def withdraw_complaint(key: uuid.UUID, *, request: uuid.UUID) -> AnswerShown:
    """Withdraw a complaint for one person, and return what the page shows afterwards.

    What was written stays sealed. While others keep it up, the person alone leaves, and nobody is
    informed. When the last one goes, the complaint is withdrawn and intake gets a task. Sent twice,
    it is done once.

    Args:
        key: of the source, from a session that the right words opened.
        request: idempotency key of the form.
    """
    source = locked_source(key)
    row = source.complaint
    if row.state in ENDS or left_at(source) is not None:
        return shown_to(source)
    record_public(row, "change")
    if row.sources.filter(departure=None).exclude(pk=source.pk).exists():
        MemberDeparture(institution_id=row.institution_id, source=source, request=request).save(
            force_insert=True
        )
    else:
        row.reply_on = today()
        save_columns(row)
        move(
            COMPLAINT,
            row,
            "withdraw",
            Clock(row.institution_id),
            seen_version=row.version,
            request=request,
            reason=WORKER_ASKED,
        )
    return shown_to(source)
