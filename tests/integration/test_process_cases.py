"""What holds a referral back: consent (R-52), who sent it, who received it, and time."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from django.db import transaction
from django.utils import timezone

from manumit.web.cases.process import REFERRAL
from manumit.web.kernel.acting import Acting, Clock
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import ReadingMode, Voice
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion
from manumit.web.kernel.process.table import Step
from process_people import Someone

pytestmark = pytest.mark.usefixtures("committing")
ALOUD = ConsentAnswer(adult=True, text_version=1, language="ben", asked=ReadingMode.READ_ALOUD)
SENDER, RECIPIENT = Someone("inspect"), Someone("support")


def in_days(days: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


@dataclass
class Referral:
    """What the table knows of one."""

    valid_until: dt.datetime = field(default_factory=lambda: in_days(10))
    child: bool = False
    subject: uuid.UUID = field(default_factory=uuid.uuid4)
    sender: uuid.UUID = SENDER.institution
    recipient: uuid.UUID = RECIPIENT.institution
    purpose: str = "referral"

    @property
    def question(self) -> ConsentQuestion:
        return ConsentQuestion(
            subject=self.subject,
            purpose=self.purpose,
            recipient=self.recipient,
            child=self.child,
        )


@pytest.fixture
def referral() -> Referral:
    """One that the person has agreed to."""
    made = Referral()
    consent.give_consent(SENDER, made.question, ALOUD, until=in_days(30))
    return made


def held_back(name: str, referral: Referral, by: Acting) -> list[str]:
    """Every code that stands in the way of a step."""
    step = REFERRAL.transition(name)
    assert step is not None
    with transaction.atomic():
        tried = Step(cast("Any", referral), step.sources[0], by, "")
        words = [word for guard in step.guards if (word := guard.blocks(tried)) is not None]
    assert set(words) <= {word for guard in step.guards for word in guard.words}
    return words


@pytest.mark.parametrize(
    ("name", "by"), [("send", SENDER), ("accept", RECIPIENT), ("answer", RECIPIENT)]
)
def test_each_step_that_tells_something_asks_consent(
    referral: Referral, name: str, by: Someone
) -> None:
    assert held_back(name, referral, by) == []
    consent.withdraw_consent(SENDER, referral.question, Voice.PERSON)
    assert held_back(name, referral, by) == ["consent_withdrawn"]
    assert held_back(name, Referral(), by) == ["no_consent"]


@pytest.mark.parametrize("name", ["send", "withdraw"])
def test_only_the_sender_sends_and_withdraws(referral: Referral, name: str) -> None:
    assert held_back(name, referral, SENDER) == []
    assert held_back(name, referral, RECIPIENT) == ["not_the_sender"]
    assert held_back(name, referral, Someone("inspect")) == ["not_the_sender"]


@pytest.mark.parametrize("name", ["accept", "decline", "answer"])
def test_only_the_recipient_answers(referral: Referral, name: str) -> None:
    assert held_back(name, referral, RECIPIENT) == []
    assert held_back(name, referral, SENDER) == ["not_the_recipient"]
    assert held_back(name, referral, Someone("support")) == ["not_the_recipient"]


def test_declining_needs_no_consent(referral: Referral) -> None:
    consent.withdraw_consent(SENDER, referral.question, Voice.PERSON)
    assert held_back("decline", referral, RECIPIENT) == []


def test_the_clock_withdraws_what_consent_covers_no_longer_and_nothing_else(
    referral: Referral,
) -> None:
    clock = Clock(SENDER.institution)
    assert held_back("withdraw", referral, clock) == ["consent_still_holds"]
    consent.withdraw_consent(SENDER, referral.question, Voice.PERSON)
    assert held_back("withdraw", referral, clock) == []


def test_a_referral_expires_when_its_time_is_over_and_then_goes_nowhere(
    referral: Referral,
) -> None:
    clock = Clock(SENDER.institution)
    assert held_back("expire", referral, clock) == ["not_over_yet"]
    referral.valid_until = in_days(-1)
    assert held_back("expire", referral, clock) == []
    assert held_back("send", referral, SENDER) == ["over"]
    assert held_back("accept", referral, RECIPIENT) == ["over"]
