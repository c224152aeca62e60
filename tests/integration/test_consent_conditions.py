"""Consent as a condition of the database says what the verdict says, on generated histories.

The verdict reads the rows of one person and is what an act asks; policies and lists ask the
condition. Generated histories prove that the two agree, and nothing about people.
"""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from manumit.web.kernel.consent import conditions, verdicts
from manumit.web.kernel.consent.conditions import consented
from manumit.web.kernel.consent.models import Consent, ConsentStatus, Voice
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import evaluate_consent
from manumit.web.kernel.ledger.services import Act, record

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

PURPOSES = ("referral", "claim", "unheard_of")
TO = [uuid.UUID(int=one) for one in (1, 2)]
PERSONS = 300
EVERYBODY, NOBODY = Q(pk__isnull=False), Q(pk__isnull=True)


@pytest.fixture(autouse=True)
def _newer_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of one purpose were changed in substance, and older consents no longer count."""
    known = dict(purposes())
    known["referral"] = replace(known["referral"], current_text=2, oldest_text=2)
    for module in (conditions, verdicts):
        monkeypatch.setattr(module, "purposes", lambda: known)


@pytest.fixture(name="histories", scope="module")
def _histories() -> list[list[Consent]]:
    """Rows of each person in the order in which they are recorded."""
    draw = random.Random(20261202)
    return [list(_history(draw)) for _ in range(PERSONS)]


def _history(draw: random.Random) -> Iterator[Consent]:
    subject, now = uuid.UUID(int=draw.getrandbits(128)), timezone.now()
    usual = draw.choice(PURPOSES), draw.choice(TO)
    for _ in range(draw.randint(1, 6)):
        purpose, to = usual if draw.random() < 0.8 else (draw.choice(PURPOSES), draw.choice(TO))
        status = draw.choice(ConsentStatus.values)
        voice = "" if status == ConsentStatus.NOT_REQUIRED else draw.choice(Voice.values)
        begins = now + dt.timedelta(days=draw.choice((-9, -5, -1, 2)))
        ends = begins + dt.timedelta(days=draw.choice((2, 30)))
        asked = (
            {"language": "ben", "asked": "read", "text_version": draw.randint(1, 2)}
            if voice
            else {}
        )
        yield Consent(
            subject=subject,
            purpose=purpose,
            recipient=to,
            status=status,
            voice=voice,
            representative=uuid.uuid4() if voice in (Voice.GUARDIAN, Voice.LAWYER) else None,
            as_child=status == ConsentStatus.GIVEN and voice == Voice.GUARDIAN,
            valid_from=begins,
            valid_until=None if status == ConsentStatus.REFUSED else ends,
            reason="" if voice else draw.choice(("danger_to_life", "child_in_danger")),
            recorded_by=uuid.uuid4(),
            role="advice",
            institution=TO[0],
            **asked,
        )


def _recorded(histories: list[list[Consent]]) -> dict[uuid.UUID, list[Consent]]:
    """Record all histories, and withdraw one consent in four."""
    record(
        Act(act="consent_given", institution=TO[0], role="advice", kind="consent", resource=TO[0])
    )
    for history in histories:
        for row in history:
            row.save(force_insert=True)
    pressed = Consent.objects.exclude(status=ConsentStatus.REFUSED)
    chosen = [
        pk
        for at, pk in enumerate(pressed.order_by("recorded_at").values_list("pk", flat=True))
        if at % 4 == 0
    ]
    Consent.objects.filter(pk__in=chosen).update(
        withdrawn_at=Now(), withdrawn_by=uuid.uuid4(), withdrawn_voice=Voice.PERSON
    )
    found: dict[uuid.UUID, list[Consent]] = {}
    for row in Consent.objects.all():
        found.setdefault(row.subject, []).append(row)
    return found


@pytest.mark.proves("referral-content")
def test_the_condition_agrees_with_the_verdict(histories: list[list[Consent]]) -> None:
    rows = _recorded(histories)
    for adult, child in ((EVERYBODY, False), (NOBODY, True)):
        condition = consented(
            subject="subject",
            purpose=F("purpose"),
            recipient=F("recipient"),
            adult=adult,
        )
        covered = set(Consent.objects.filter(condition).values_list("pk", flat=True))
        expected = {
            row.pk
            for person in rows.values()
            for row in person
            if evaluate_consent(person, row.purpose, row.recipient, child=child).allowed
        }
        assert covered == expected, child
        assert 30 < len(expected) < 400, child


def test_a_code_and_an_institution_ask_the_same_as_columns(histories: list[list[Consent]]) -> None:
    rows = _recorded(histories)
    condition = consented(subject="subject", purpose="referral", recipient=TO[1], adult=EVERYBODY)
    covered = set(Consent.objects.filter(condition).values_list("subject", flat=True))
    expected = {
        subject
        for subject, person in rows.items()
        if evaluate_consent(person, "referral", TO[1], child=False).allowed
    }
    assert covered == expected != set()
