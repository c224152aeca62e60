"""What a referral tells, before it is taken on, after consent is withdrawn, and back again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from cases_world import (
    ALOUD,
    ANSWER,
    MESSAGE,
    REASONING,
    Body,
    World,
    agreed,
    file_of,
    finding_of,
    in_days,
    key_ring,
    person,
    referred,
    request,
    world,
)
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import Field
from manumit.web.cases.models import CaseFile, FindingVersion, Referral
from manumit.web.cases.policies import referral_policy
from manumit.web.cases.search import search_people
from manumit.web.cases.services import Judgement
from manumit.web.cases.services.drafts import add_finding
from manumit.web.cases.timeline import access_log
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.register.special import special_codes
from manumit.web.kernel.vault.search import Query
from manumit.web.tasks.sweeps import run_sweeps

pytestmark = pytest.mark.usefixtures("committing")
NAME = Query(names=["Rahima Khatunxq"])


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def taken_on(here: World, to: Body) -> tuple[CaseFile, Referral, CaseFile]:
    """A person whom the shelter has taken on."""
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, to)
    sent = referred(here.owner, file, to)
    own = services.accept(to.first, sent.pk, seen=2, request=request())
    assert own is not None
    return file, sent, own


def taken_back(here: World, file: CaseFile) -> None:
    services.withdraw_consent(
        here.owner, file.pk, purpose="referral", recipient=here.shelter.institution.pk
    )


# Lists are narrowed by what indexes answer, and hold all the same what the relations say


def test_a_list_of_referrals_holds_a_row_exactly_if_the_row_is_allowed(here: World) -> None:
    taken_on(here, here.shelter)
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.shelter)
    referred(here.owner, file, here.shelter)
    taken_back(here, taken_on(here, here.shelter)[0])
    second = Office.objects.create(institution=here.shelter.institution, names={"en": "Two"})
    everybody = (
        *(one for body in (here.inspectorate, here.shelter, here.ident, here.prosecution)
          for one in (body.first, body.second)),
        here.other_office, here.admin, person(second, "support"), None,
        *(Body.made(kind, role).first for kind, role in (
            ("union", "union"), ("legal_aid", "lawyer"), ("guardianship", "guardian"))),
    )  # fmt: skip
    seen = set()
    for who in everybody:
        for action in grants().actions["referral"]:
            listed = set(referral_policy.scope(who, action))
            allowed = {
                row for row in Referral.objects.all() if referral_policy.can(who, action, row)
            }
            assert listed == allowed, (who, action)
            seen.add(len(listed))
    assert seen == {0, 1, 2, 3}


# Before somebody takes the person on


@pytest.mark.proves("referral-content")
def test_the_office_decides_by_message_and_finding_and_learns_no_name_before(here: World) -> None:
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter)
    for reader in (here.shelter.first, here.shelter.second):
        before = selectors.referral(reader, sent.pk)
        assert before.passed is not None
        assert (before.message, before.passed.identity, before.passed.evidence) == (
            MESSAGE,
            {},
            None,
        )
        assert before.passed.finding is not None
    assert selectors.referral(here.owner, sent.pk).passed is not None
    services.accept(here.shelter.first, sent.pk, seen=2, request=request())
    after = selectors.referral(here.shelter.first, sent.pk).passed
    assert after is not None
    assert Field.NAMES in after.identity
    assert after.evidence is not None


@pytest.mark.parametrize("purpose", ["research", "statistics"])
def test_nobody_is_referred_for_research_or_statistics(here: World, purpose: str) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter, purpose)
    with pytest.raises(InputError, match="K401"):
        referred(here.owner, file, here.shelter, purpose, parts=(FilePart.IDENTITY,))
    assert selectors.recipients(here.owner, file.pk, purpose) == []


# After consent is withdrawn


@pytest.mark.proves("referral-content")
def test_nobody_of_the_recipient_learns_purpose_parts_or_reason_after_a_withdrawal(
    here: World,
) -> None:
    file, sent, _ = taken_on(here, here.shelter)
    (before,) = selectors.inbox(here.shelter.second)
    assert before.purpose == "referral"  # a colleague's, while consent holds
    taken_back(here, file)
    for reader in (here.shelter.first, here.shelter.second):
        (line,) = selectors.inbox(reader)
        assert (line.relation, line.purpose, line.parts, line.valid_until, line.made_at) == (
            "withdrawn",
            None,
            None,
            None,
            None,
        )
        assert selectors.referral(reader, sent.pk).withdrawn == ""
    assert selectors.referral(here.owner, sent.pk).withdrawn == "consent_withdrawn"


@pytest.mark.proves("referral-content")
def test_an_answered_referral_shows_nothing_any_more_also_after_a_new_yes(here: World) -> None:
    file, sent, _ = taken_on(here, here.shelter)
    services.answer(here.shelter.first, sent.pk, ANSWER, seen=3, request=request())
    assert selectors.referral(here.shelter.first, sent.pk).passed is not None
    taken_back(here, file)
    agreed(here.owner, file, here.shelter)
    assert selectors.referral(here.shelter.first, sent.pk).passed is None
    assert selectors.sent(here.owner, file.pk)[0].state == "withdrawn"
    again = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert selectors.referral(here.shelter.first, again.pk).message == MESSAGE


@pytest.mark.proves("referral-content")
def test_the_copy_says_that_consent_is_withdrawn_and_no_search_finds_it(here: World) -> None:
    file, _, own = taken_on(here, here.shelter)
    reader = here.shelter.first
    assert not selectors.file(reader, own.pk).consent_withdrawn
    assert [one.file for one in search_people(reader, NAME).hits] == [own.pk]
    taken_back(here, file)
    assert selectors.file(reader, own.pk).consent_withdrawn
    assert search_people(reader, NAME).hits == ()
    marked = [one for one in access_log(reader, own.pk) if one.reason == "consent_withdrawn"]
    assert [(one.act, one.role, one.person) for one in marked] == [("change", "clock", None)]
    # Nor once a value is written there.
    services.change_identity(
        reader, own.pk, {Field.LANGUAGE: "hin"}, seen={Field.LANGUAGE: 1}, request=request()
    )
    assert search_people(reader, NAME).hits == ()
    services.give_consent(
        reader,
        own.pk,
        purpose="assistance",
        recipient=here.shelter.institution.pk,
        until=in_days(20),
        spoken=ALOUD,
    )
    assert not selectors.file(reader, own.pk).consent_withdrawn
    assert [one.file for one in search_people(reader, NAME).hits] == [own.pk]


def test_it_is_the_same_where_the_sender_takes_the_referral_back_for_that_reason(
    here: World,
) -> None:
    file, sent, own = taken_on(here, here.shelter)
    services.withdraw_referral(
        here.owner, sent.pk, reason="consent_withdrawn", seen=3, request=request()
    )
    assert selectors.sent(here.owner, file.pk)[0].state == "withdrawn"
    assert selectors.file(here.shelter.first, own.pk).consent_withdrawn
    assert search_people(here.shelter.first, NAME).hits == ()


def test_a_withdrawal_works_where_no_key_can_be_read(
    here: World, tmp_path: Path, settings: Settings
) -> None:
    file, sent, own = taken_on(here, here.shelter)
    ring = settings.MANUMIT_KEY_RING
    settings.MANUMIT_KEY_RING = tmp_path / "not-there.json"
    taken_back(here, file)
    settings.MANUMIT_KEY_RING = ring
    assert selectors.referral(here.shelter.first, sent.pk).passed is None
    assert selectors.file(here.shelter.first, own.pk).consent_withdrawn
    assert search_people(here.shelter.first, NAME).hits == ()


def test_consent_that_ran_out_is_not_said_to_be_withdrawn(here: World) -> None:
    file, _, own = taken_on(here, here.shelter)
    services.change_age(here.owner, file.pk, Age.UNSURE)
    assert dict(run_sweeps(["referrals"]))["referrals"]
    (line,) = selectors.sent(here.owner, file.pk)
    assert line.state == "withdrawn"
    assert selectors.referral(here.owner, line.id).withdrawn == "consent_ended"
    assert not selectors.file(here.shelter.first, own.pk).consent_withdrawn


# Back to the sender


@pytest.mark.proves("referral-content")
@pytest.mark.parametrize("agrees", [False, True])
def test_the_sender_learns_the_state_of_the_file_only_with_consent(
    here: World, agrees: bool
) -> None:
    file, sent, _ = taken_on(here, here.shelter)
    if agrees:
        agreed(here.owner, file, here.inspectorate, "disclosure")
    services.answer(here.shelter.first, sent.pk, ANSWER, seen=3, request=request())
    back = selectors.referral(here.owner, sent.pk)
    assert (back.answer, back.line.outcome) == (ANSWER, "possible" if agrees else "")


# Codes that reveal the right to stay


@pytest.mark.proves("referral-content")
def test_no_special_code_goes_on_in_a_finding_that_came_without_its_evidence(
    here: World, settings: Settings
) -> None:
    settings.MANUMIT_SPECIAL = "Act 12 of 2020, s. 4"
    code = min(special_codes())
    file = file_of(here.shelter.first)
    # As an institution's own list could make it; no shipped list asks for such a code.
    document = json.dumps({"schema": "manumit/finding/1", "elements": [{"rests_on": [code]}]})
    with transaction.atomic():
        add_finding(here.shelter.first, file, "own_list", "manumit 0", document, None)
    agreed(here.shelter.first, file, here.prosecution)
    with pytest.raises(InputError, match="F301"):
        referred(here.shelter.first, file, here.prosecution, parts=(FilePart.FINDING,))
    body = Body.made("shelter", "support")
    agreed(here.shelter.first, file, body)
    assert referred(here.shelter.first, file, body, parts=(FilePart.FINDING,)).state == "sent"


# Review


def decided(actor: Actor, file: CaseFile, step: str, reason: str, seen: int) -> None:
    finding = FindingVersion.objects.get(file=file)
    services.decide(
        actor,
        file.pk,
        Judgement(step=step, reason=reason, reasoning=REASONING, finding=finding.pk),
        seen=seen,
        request=request(),
    )


def test_a_review_is_for_another_person_who_reads_all_of_it_and_decides_anew(
    here: World,
) -> None:
    """R-47."""
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification")
    first, second = here.ident.first, here.ident.second
    own = services.accept(first, sent.pk, seen=2, request=request())
    assert own is not None
    decided(first, own, "presume", "reasonable_grounds", 1)
    decided(first, own, "not_identify", "act_not_found", 2)
    services.share_file(first, own.pk, second.person)
    services.stop_holding(first, own.pk)
    with pytest.raises(InputError, match="K305"):
        decided(first, own, "review", "error_of_procedure", 3)
    services.share_file(second, own.pk, first.person)
    services.stop_holding(second, own.pk)
    finding = FindingVersion.objects.get(file=own)
    with pytest.raises(Refused):
        selectors.finding(second, finding.pk)  # nothing of it before
    decided(second, own, "review", "person_objects", 3)
    assert finding.evidence is not None
    assert selectors.finding(second, finding.pk).document
    assert selectors.evidence(second, finding.evidence.pk).document
    assert [one.reasoning for one in selectors.decisions(second, own.pk)] == [REASONING] * 3
    with pytest.raises(InputError, match="K305"):
        decided(first, own, "not_identify", "act_not_found", 4)
    decided(second, own, "identify", "act_means_and_purpose", 4)


def test_a_review_that_is_sent_twice_is_one(here: World) -> None:
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification")
    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    decided(here.ident.first, own, "presume", "reasonable_grounds", 1)
    decided(here.ident.first, own, "identify", "act_means_and_purpose", 2)
    finding = FindingVersion.objects.get(file=own)
    wish = Judgement(step="review", reason="new_evidence", reasoning=REASONING, finding=finding.pk)
    once = request()
    made = [
        services.decide(here.ident.second, own.pk, wish, seen=3, request=once) for _ in range(2)
    ]
    assert made[0] == made[1]


# Who saw it


def writes(actor: Actor, file: CaseFile, to: Body) -> dict[str, Callable[[], object]]:
    """One attempt to add each kind of part."""
    return {
        "person": lambda: services.change_identity(
            actor, file.pk, {Field.LANGUAGE: "hin"}, seen={}, request=request()
        ),
        "evidence": lambda: services.begin_draft(
            actor, file.pk, list_id="adult_labour", request=request()
        ),
        "referral": lambda: referred(actor, file, to),
        "consent": lambda: agreed(actor, file, to),
    }


def test_who_was_refused_to_write_stands_in_the_file(here: World) -> None:
    file = file_of(here.owner)
    for kind, attempt in writes(here.colleague, file, here.shelter).items():
        with pytest.raises(Refused):
            attempt()
        last = access_log(here.owner, file.pk)[-2]  # the last is this look itself
        assert (last.kind, last.outcome, last.person) == (kind, "refused", here.colleague.person)
