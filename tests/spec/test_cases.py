"""What the room of cases has to hold, as an inspector would check it: scenarios 5, 6 and 8.

Everybody is invented. The inspectorate met the person; the shelter helps; the identification body
decides.
"""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    ALOUD,
    REASONING,
    World,
    agreed,
    file_of,
    finding_of,
    in_days,
    key_ring,
    referred,
    request,
    stated,
    world,
)
from manumit.assessment import Age, Reply
from manumit.errors import InputError
from manumit.instruments import shipped_library
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.process import REASONS
from manumit.web.cases.services import ConsentStatement, Judgement, Speaker
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import ReadingMode, Voice
from manumit.web.kernel.ledger.models import Event
from manumit.web.tasks.sweeps import run_sweeps

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def with_ident(here: World, age: Age = Age.ADULT) -> CaseFile:
    """A file that the identification body took on, with its finding."""
    file = file_of(here.owner, age)
    finding_of(here.owner, file)
    if age is Age.ADULT:
        agreed(here.owner, file, here.ident, "identification")
    else:
        speaker = Speaker(
            kind=Voice.GUARDIAN,
            name="Mwajuma Guardianzq",
            basis="guardian_by_court",
            begins=in_days(-1),
        )
        mandate = services.record_mandate(here.owner, file.pk, speaker, request=request())
        guardian = ConsentStatement(
            text_version=1,
            language="ben",
            asked=ReadingMode.READ_ALOUD,
            voice=Voice.GUARDIAN,
            representative=mandate.pk,
        )
        services.give_consent(
            here.owner,
            file.pk,
            purpose="identification",
            recipient=here.ident.institution.pk,
            until=in_days(20),
            spoken=guardian,
        )
    sent = referred(here.owner, file, here.ident, "identification")
    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    return own


def decided(actor: Actor, file: CaseFile, step: str, reason: str, seen: int) -> None:
    (finding,) = selectors.findings(actor, file.pk)
    services.decide(
        actor,
        file.pk,
        Judgement(step=step, reason=reason, reasoning=REASONING, finding=finding.id),
        seen=seen,
        request=request(),
    )


# 5. "A 17-year-old without papers: treated as child; purpose + transfer suffice; worker protection
#    and child service are alerted at once (R-46, R-53)."


@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_scenario_5_purpose_and_transfer_suffice_and_no_means_is_asked_for(
    here: World, age: Age
) -> None:
    file = file_of(here.owner, age)
    taken = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
    assert taken.sitting.list_id == "child_labour"
    sitting = stated(taken.sitting, "AC03", "EX01", "EX04")
    kept = services.keep_draft(
        here.owner, taken.draft, sitting, seen=taken.number, request=request()
    )
    made = services.close_draft(here.owner, kept.draft, seen=kept.number)
    document = selectors.finding(here.owner, made.pk).document
    assert (document["age"], document["trafficking"]) == (age.value, "yes")


def test_scenario_5_an_interview_that_shows_a_child_makes_it_a_childs_file(here: World) -> None:
    file = file_of(here.owner, Age.ADULT)
    taken = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
    sitting = stated(taken.sitting, "EX04").reply("AGE01", 0, Reply.DONT_KNOW, shipped_library())
    kept = services.keep_draft(
        here.owner, taken.draft, sitting, seen=taken.number, request=request()
    )
    services.close_draft(here.owner, kept.draft, seen=kept.number)
    assert selectors.file(here.owner, file.pk).child
    assert selectors.protection(here.owner, file.pk).guardian


def test_scenario_5_a_child_in_danger_is_referred_at_once_and_it_stays_known_who_decided_so(
    here: World,
) -> None:
    """R-53: danger overrides R-52; record who, why, what."""
    file = file_of(here.owner, Age.UNSURE)
    with pytest.raises(InputError, match="no_consent"):
        referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    with pytest.raises(InputError, match="N104"):
        agreed(here.owner, file, here.shelter)  # a child, or who may be one, does not sign alone
    services.waive_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        reason="child_in_danger",
        until=in_days(3),
    )
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    (line,) = selectors.inbox(here.shelter.first)
    assert line.id == sent.pk
    (waived,) = Event.objects.filter(resource=file.subject_id, act="consent_not_required")
    assert (waived.actor, waived.reason) == (here.owner.person, "child_in_danger")


def test_scenario_5_no_decision_on_a_child_rests_on_missing_means(here: World) -> None:
    """R-46: means are irrelevant."""
    own = with_ident(here, Age.CHILD)
    decided(here.ident.first, own, "presume", "child_with_act_and_purpose", 1)
    with pytest.raises(InputError, match="K303"):
        decided(here.ident.first, own, "not_identify", "means_not_found_adult", 2)
    decided(here.ident.first, own, "identify", "child_act_and_purpose", 2)


def test_scenario_5_a_reason_for_children_is_none_for_an_adult(here: World) -> None:
    own = with_ident(here)
    with pytest.raises(InputError, match="K303"):
        decided(here.ident.first, own, "presume", "child_with_act_and_purpose", 1)


# 6. "Reasonable grounds on Monday: reflection starts Monday, assistance is offered, refusal to
#    testify changes nothing (R-48, R-49)."


def test_scenario_6_reflection_starts_on_the_day_of_reasonable_grounds(here: World) -> None:
    own = with_ident(here)
    before = selectors.protection(here.ident.first, own.pk)
    assert (before.reflection_from, before.assistance) == (None, False)
    decided(here.ident.first, own, "presume", "reasonable_grounds", 1)
    today = dt.datetime.now(dt.UTC).date()
    after = selectors.protection(here.ident.first, own.pk)
    assert (after.reflection_from, after.assistance) == (today, True)
    assert after.reflection_until == today + dt.timedelta(days=30)


def test_scenario_6_refusal_to_testify_changes_nothing(here: World) -> None:
    """R-49: criminal_proceedings is a purpose of its own; saying no to it ends no protection."""
    file = file_of(here.shelter.first)
    finding_of(here.shelter.first, file)
    agreed(here.shelter.first, file, here.ident, "identification")
    sent = referred(here.shelter.first, file, here.ident, "identification")
    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    decided(here.ident.first, own, "presume", "reasonable_grounds", 1)
    before = selectors.protection(here.ident.first, own.pk)
    services.refuse_consent(
        here.shelter.first,
        file.pk,
        purpose="criminal_proceedings",
        recipient=here.prosecution.institution.pk,
        spoken=ALOUD,
    )
    assert selectors.protection(here.ident.first, own.pk) == before
    assert selectors.referral(here.ident.first, sent.pk).passed is not None


def test_scenario_6_no_reason_of_any_step_is_that_somebody_did_not_cooperate() -> None:
    codes = {code for one in REASONS.values() for code in one.codes()}
    assert codes
    assert not [code for code in codes if "cooperat" in code or "testi" in code]


# 8. "An adult declines referral: only an anonymous notification exists ."


@pytest.mark.proves("referral-content")
def test_scenario_8_what_an_adult_declines_reaches_nobody(here: World) -> None:
    file = file_of(here.owner)
    services.refuse_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        spoken=ALOUD,
    )
    with pytest.raises(InputError, match="T107"):
        referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert not Referral.objects.filter(file=file).exists()
    for actor in (here.shelter.first, here.shelter.second):
        assert selectors.inbox(actor) == []
        assert selectors.files(actor) == {}
    refusals = Event.objects.filter(outcome="refused", reason="consent_refused")
    assert refusals.filter(actor=here.owner.person).exists()


def test_scenario_8_consent_to_one_institution_is_none_to_another(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    with pytest.raises(InputError, match="consent_for_other_recipient"):
        referred(here.owner, file, here.prosecution, parts=(FilePart.IDENTITY,))


# withdrawal works at once.


@pytest.mark.proves("referral-content")
def test_after_consent_is_withdrawn_the_recipient_sees_nothing_more(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert selectors.referral(here.shelter.first, sent.pk).passed is not None
    services.withdraw_consent(
        here.colleague,  # whoever is there when the person says so
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
    )
    after = selectors.referral(here.shelter.first, sent.pk)
    assert (after.passed, after.message, after.line.purpose, after.steps) == (None, None, None, ())
    assert (after.line.state, after.withdrawn) == ("withdrawn", "")  # why is not theirs to know
    assert selectors.referral(here.owner, sent.pk).withdrawn == "consent_withdrawn"


def test_the_person_may_take_it_back_where_they_are_now(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    services.accept(here.shelter.first, sent.pk, seen=2, request=request())
    services.withdraw_consent_at_recipient(here.shelter.first, sent.pk)
    assert selectors.referral(here.shelter.first, sent.pk).passed is None
    assert selectors.sent(here.owner, file.pk)[0].state == "withdrawn"


@pytest.mark.proves("referral-content")
def test_what_runs_out_ends_by_itself(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,), days=1)
    assert selectors.referral(here.shelter.first, sent.pk).passed is not None
    later = in_days(1) + dt.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert selectors.referral(here.shelter.first, sent.pk).passed is None  # before any job has run
    assert dict(run_sweeps(["referrals"]))["referrals"]
    assert selectors.sent(here.owner, file.pk)[0].state == "expired"


# Who saw it


def test_the_sender_reads_who_looked_and_of_others_only_the_institution(here: World) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    selectors.identity(here.owner, file.pk)
    selectors.referral(here.shelter.first, sent.pk)
    looked = access_log(here.owner, file.pk)
    own = [one for one in looked if one.act == "read_identity"]
    there = [one for one in looked if one.institution == here.shelter.institution.pk]
    assert [one.person for one in own] == [here.owner.person]
    assert [(one.act, one.role, one.person) for one in there] == [
        ("read_statement", "support", None)
    ]


def test_a_review_is_taken_by_another_person_of_the_body(here: World) -> None:
    own = with_ident(here)
    decided(here.ident.first, own, "presume", "reasonable_grounds", 1)
    decided(here.ident.first, own, "identify", "act_means_and_purpose", 2)
    decided(here.ident.second, own, "review", "person_objects", 3)
    steps = [one.code for one in timeline(here.ident.first, own.pk) if one.kind == "step"]
    assert steps == ["presume", "identify", "review"]
