"""State machines of files and referrals, from the states of domain.md section 3.

Referrals are declared on what a referral has to know, not on its model: whose it is (``subject``),
between whom (``sender``, ``recipient``: institutions), for what (``purpose``), until when
(``valid_until``), and whether the rules for children hold (``child``).
"""

import datetime as dt
import uuid
from typing import Protocol, cast

from django.utils import timezone

from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.consent.services import ConsentQuestion, locked_verdict
from manumit.web.kernel.consent.verdicts import NOT_COVERED
from manumit.web.kernel.process.table import Guard, Process, Step, Transition
from manumit.web.kernel.reasons import read_reasons

REASONS = read_reasons(__package__ or "")
IDENT = frozenset({"ident"})

PERSON_AS_VICTIM = Process(
    resource="person_as_victim",
    states=("possible", "presumed", "identified", "not_identified"),
    initial="possible",
    ends=frozenset({"identified", "not_identified"}),
    transitions=(
        Transition(
            "presume", ("possible",), "presumed", IDENT,
            reasons=REASONS["presumed"], rule="R-48", act="decide",
        ),
        Transition(
            "identify", ("presumed",), "identified", IDENT,
            reasons=REASONS["identified"], rule="R-47", act="decide",
        ),
        Transition(
            "not_identify", ("presumed",), "not_identified", IDENT,
            reasons=REASONS["not_identified"], rule="R-47", act="decide",
        ),
        # During a review the person is presumed a victim, and so has protection.
        Transition(
            "review", ("identified", "not_identified"), "presumed", IDENT,
            reasons=REASONS["review"], rule="R-47", act="decide",
        ),
    ),
)  # fmt: skip


class ReferralRow(Protocol):
    """The attributes of a referral that guards read."""

    subject: uuid.UUID
    sender: uuid.UUID
    recipient: uuid.UUID
    purpose: str
    valid_until: dt.datetime
    child: bool


def _of(step: Step) -> ReferralRow:
    return cast("ReferralRow", step.row)


def _verdict_blocks(step: Step) -> str | None:
    row = _of(step)
    question = ConsentQuestion(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    verdict = locked_verdict(question)
    return None if verdict.allowed else verdict.reason


def _not_sender(step: Step) -> str | None:
    return None if step.actor.institution == _of(step).sender else "not_the_sender"


def _not_recipient(step: Step) -> str | None:
    return None if step.actor.institution == _of(step).recipient else "not_the_recipient"


def _still_valid(step: Step) -> str | None:
    return "not_over_yet" if timezone.now() < _of(step).valid_until else None


def _over(step: Step) -> str | None:
    return None if timezone.now() < _of(step).valid_until else "over"


def _still_covered(step: Step) -> str | None:
    """Block the scheduled withdrawal of a referral that consent still covers."""
    if step.actor.role != CLOCK:
        return _not_sender(step)
    return "consent_still_holds" if _verdict_blocks(step) is None else None


CONSENT_HOLDS = Guard(NOT_COVERED, _verdict_blocks)
OF_SENDER = Guard(("not_the_sender",), _not_sender)
OF_RECIPIENT = Guard(("not_the_recipient",), _not_recipient)
IS_OVER = Guard(("not_over_yet",), _still_valid)
NOT_OVER = Guard(("over",), _over)
SENDER_OR_NO_CONSENT = Guard(("not_the_sender", "consent_still_holds"), _still_covered)

# Who may refer and who receives: domain.md section 2. Nobody sends to or receives from
# immigration enforcement, which has no account.
SENDERS = frozenset({"inspect", "advice", "support", "ident", "attache", "union", "justice"})
RECIPIENTS = frozenset({"support", "ident", "advice", "justice", "health", "pes", "court", "union"})

REFERRAL = Process(
    resource="referral",
    states=(
        "drafted", "sent", "received", "accepted", "declined", "answered", "withdrawn", "expired",
    ),
    initial="drafted",
    ends=frozenset({"declined", "withdrawn", "expired"}),
    transitions=(
        Transition(
            "send", ("drafted",), "sent", SENDERS,
            guards=(OF_SENDER, NOT_OVER, CONSENT_HOLDS), rule="R-52", act="refer",
        ),
        Transition(
            "receive", ("sent",), "received", RECIPIENTS,
            guards=(OF_RECIPIENT, NOT_OVER, CONSENT_HOLDS), rule="R-52", act="answer_referral",
        ),
        Transition(
            "accept", ("sent", "received"), "accepted", RECIPIENTS,
            guards=(OF_RECIPIENT, NOT_OVER, CONSENT_HOLDS), rule="R-52", act="answer_referral",
        ),
        Transition(
            "decline", ("sent", "received"), "declined", RECIPIENTS,
            guards=(OF_RECIPIENT,), reasons=REASONS["declined"], act="answer_referral",
        ),
        Transition(
            "answer", ("accepted",), "answered", RECIPIENTS,
            guards=(OF_RECIPIENT, CONSENT_HOLDS), rule="R-52", act="answer_referral",
        ),
        Transition(
            # An answered one too: what it shows ends for good, and a later yes begins another.
            "withdraw", ("drafted", "sent", "received", "accepted", "answered"), "withdrawn",
            SENDERS | {CLOCK},
            guards=(SENDER_OR_NO_CONSENT,), reasons=REASONS["withdrawn"], rule="R-52",
        ),
        Transition(
            "expire", ("drafted", "sent", "received", "accepted"), "expired", frozenset({CLOCK}),
            guards=(IS_OVER,), rule="R-52",
        ),
    ),
)  # fmt: skip
