"""One invented person, from an interview to an answered referral, through three institutions."""

from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import (
    ANSWER,
    MESSAGE,
    NAMES,
    REASONING,
    agreed,
    file_of,
    finding_of,
    key_ring,
    referred,
    request,
    world,
)
from manumit.web.cases import selectors, services
from manumit.web.cases.identity import Field
from manumit.web.cases.services import Judgement
from manumit.web.cases.timeline import access_log, timeline

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)


def test_a_person_is_carried_from_interview_to_answered_referral() -> None:
    here = world()
    file = file_of(here.owner)
    made = finding_of(here.owner, file)
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification")

    (line,) = selectors.inbox(here.ident.first)
    assert (line.id, line.state, line.purpose) == (sent.pk, "sent", "identification")
    opened = selectors.referral(here.ident.first, sent.pk)
    assert opened.message == MESSAGE
    assert opened.passed is not None
    assert opened.passed.identity == {}  # who it is: once somebody takes the person on
    assert opened.passed.finding is not None
    assert opened.steps == ("accept", "decline")

    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    assert own.subject_id != file.subject_id
    assert own.pseudonym != file.pseudonym
    assert selectors.identity(here.ident.first, own.pk).fields[Field.NAMES][0].value == NAMES
    (copied,) = selectors.findings(here.ident.first, own.pk)
    assert copied.engine == made.engine
    beside = selectors.finding(here.ident.first, copied.id).document
    assert beside == selectors.finding(here.owner, made.pk).document

    services.decide(
        here.ident.first,
        own.pk,
        Judgement(
            step="presume",
            reason="reasonable_grounds",
            reasoning=REASONING,
            finding=copied.id,
        ),
        seen=1,
        request=request(),
    )
    (decided,) = selectors.decisions(here.ident.first, own.pk)
    assert (decided.target, decided.reasoning) == ("presumed", REASONING)
    services.answer(here.ident.first, sent.pk, ANSWER, seen=3, request=request())

    back = selectors.referral(here.owner, sent.pk)
    assert (back.answer, back.line.outcome, back.line.state) == (
        ANSWER,
        "",
        "answered",
    )  # no consent to tell
    story = [(entry.kind, entry.code) for entry in timeline(here.owner, file.pk)]
    assert story == [
        ("opened", "opened"),
        ("finding", "1"),
        ("consent", "given"),
        ("referral", "send"),
        ("referral", "accept"),
        ("referral", "answer"),
    ]
    looked = [(one.act, one.role, one.person) for one in access_log(here.owner, file.pk)]
    assert ("read_statement", "ident", None) in looked
