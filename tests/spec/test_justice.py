"""Proceedings, penalties and the public register, to be read by a labour inspector.

R-39, R-41, R-46, R-47, R-49, R-50, and the criminal case of domain.md, section 3.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

import justice_world as jw
from cases_world import key_ring, request
from justice_world import CHECKED, FIRM, NUMBER, World, world
from manumit.errors import InputError
from manumit.web.justice import selectors, services
from manumit.web.justice.expiry import expire_entries
from manumit.web.justice.lists import LISTS, REASONS, rules
from manumit.web.justice.models import NonPunishment, Proceeding, Sanction
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.process import PROCEEDING, SANCTION
from manumit.web.justice.selectors import register
from manumit.web.justice.services import NonPunishmentRequest, SanctionProposal, SentenceMeasure
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.acting import Clock
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused, move

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def names() -> list[str]:
    """Who stands on the public page."""
    return [one.name for one in selectors.current_entries()]


# The ways of domain.md, section 3, and what is ours.


def test_a_criminal_case_takes_the_ways_of_the_reference_and_four_of_ours() -> None:
    of_the_reference = {
        ("referred", "investigated"), ("investigated", "charged"), ("charged", "trial"),
        ("trial", "convicted"), ("trial", "acquitted"), ("trial", "discontinued"),
        ("convicted", "appeal"), ("acquitted", "appeal"), ("discontinued", "appeal"),
        ("appeal", "final"),
    }  # fmt: skip
    ours = {
        # It ends before a trial, nobody appeals, an appeal reopens it.
        ("referred", "discontinued"), ("investigated", "discontinued"),
        ("charged", "discontinued"), ("convicted", "final"), ("acquitted", "final"),
        ("discontinued", "final"), ("appeal", "investigated"),
    }  # fmt: skip
    assert set(PROCEEDING.pairs()) == of_the_reference | ours


def test_a_public_entry_takes_the_ways_of_the_reference_and_can_be_annulled_in_every_state() -> (
    None
):
    assert set(SANCTION.pairs()) == {
        ("proposed", "defence_heard"), ("defence_heard", "final"), ("final", "published"),
        ("published", "expired"), ("published", "annulled"),
        ("proposed", "annulled"), ("defence_heard", "annulled"), ("final", "annulled"),
    }  # fmt: skip


def test_no_reason_of_any_list_blames_a_worker_for_not_cooperating() -> None:
    """R-49, R-30."""
    codes = " ".join(code for one in REASONS.values() for code in one.codes())
    assert "cooperat" not in codes
    assert "testif" not in codes
    assert "complain" not in codes  # nor does one tell that somebody complained
    assert "worker" in codes  # the search finds what is there: would_identify_a_worker


# Charges and what they rest on


def test_no_charge_is_brought_while_an_element_rests_on_nothing(w: World) -> None:
    """R-47: act, means and purpose, each with its evidence."""
    row = jw.opened(w.prosecutor)
    jw.moved(w.prosecutor, row, "investigate")
    with pytest.raises(MoveRefused, match="no_charge"):
        jw.moved(w.prosecutor, row, "charge")
    made = services.add_charge(w.prosecutor, row.pk, "trafficking", "no", request=request())
    for element in ("act", "purpose"):
        jw.rely(w.prosecutor, row, made.number, element)
    with pytest.raises(MoveRefused, match="element_without_evidence"):
        jw.moved(w.prosecutor, row, "charge")
    (seen,) = selectors.one_proceeding(w.prosecutor, row.pk).charges
    assert seen.missing == ("means",)
    jw.rely(w.prosecutor, row, made.number, "means")
    assert jw.moved(w.prosecutor, row, "charge").state == "charged"


@pytest.mark.parametrize(("child", "needed"), [
    ("no", {"act", "means", "purpose"}),
    ("yes", {"act", "purpose"}),
    ("unknown", {"act", "purpose"}),
])  # fmt: skip
def test_of_a_child_or_while_nobody_knows_no_means_is_asked_for(
    child: str, needed: set[str]
) -> None:
    """R-46: age unsure is treated as a child."""
    assert {*rules().to_show("trafficking", child)} == needed


def test_forced_labour_needs_the_menace_and_that_it_was_not_offered() -> None:
    """C29 art. 2(1); both, whatever the age."""
    assert {*rules().to_show("forced_labour", "no")} == {"menace", "involuntary"}


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("kind", ["support_note", "health_record", "union_membership"])
def test_what_a_helper_wrote_is_never_evidence(w: World, kind: str) -> None:
    """Section 2: the prosecution never sees it; nor does the database take it."""
    row = jw.opened(w.prosecutor)
    made = services.add_charge(w.prosecutor, row.pk, "forced_labour", "no", request=request())
    with pytest.raises(InputError, match="J106"):
        jw.rely(w.prosecutor, row, made.number, "menace", kind)
    assert kind not in LISTS["evidence"].codes()
    assert kind in rules().never_evidence


def test_evidence_is_an_opaque_reference_and_never_words(w: World) -> None:
    row = jw.opened(w.prosecutor)
    made = services.add_charge(w.prosecutor, row.pk, "forced_labour", "no", request=request())
    for words in ("Rahima told us", "rahima", "x" * 41, "", "RAHIMA-KHATUN"):
        with pytest.raises(InputError, match="J105"):
            services.add_evidence(
                w.prosecutor, row.pk, made.number, element="menace", kind="statement",
                leads_to=words, request=request(),
            )  # fmt: skip


# To the verdict


def test_each_step_has_its_day_its_body_and_its_reason(w: World) -> None:
    row = jw.opened(w.prosecutor)
    jw.moved(w.prosecutor, row, "investigate", 30)
    jw.moved(w.prosecutor, row, "discontinue", 10, "accused_not_found")
    seen = selectors.one_proceeding(w.prosecutor, row.pk)
    assert [(one.name, one.on_day, one.body, one.reason) for one in seen.shown.stages] == [
        ("investigate", today() - dt.timedelta(days=30), "prosecution", ""),
        ("discontinue", today() - dt.timedelta(days=10), "prosecution", "accused_not_found"),
    ]
    assert seen.outcome == "discontinued"


def test_a_step_lies_neither_ahead_nor_before_the_one_it_follows(w: World) -> None:
    row = jw.opened(w.prosecutor)
    with pytest.raises(InputError, match="J104"):
        jw.moved(w.prosecutor, row, "investigate", -3)
    jw.moved(w.prosecutor, row, "investigate", 10)
    with pytest.raises(InputError, match="J104"):
        jw.moved(w.prosecutor, row, "discontinue", 11, "no_offence")


def test_nobody_is_convicted_while_a_charge_has_no_verdict(w: World) -> None:
    row = jw.at_trial(w.prosecutor, charges=2)
    jw.verdict(w.prosecutor, row, "guilty", 1)
    with pytest.raises(MoveRefused, match="verdict_missing"):
        jw.moved(w.prosecutor, row, "convict")
    jw.verdict(w.prosecutor, row, "not_guilty", 2)
    with pytest.raises(MoveRefused, match="found_guilty"):
        jw.moved(w.prosecutor, row, "acquit")
    assert jw.moved(w.prosecutor, row, "convict").state == "convicted"


def test_money_is_exact_has_its_currency_and_compensation_its_worker(w: World) -> None:
    """R-51: what was ordered for each injured worker, by the reference of whoever sent it."""
    row = jw.convicted(w.prosecutor)
    seen = selectors.one_proceeding(w.prosecutor, row.pk).sentences
    assert [(one.kind, one.months, one.amount, one.owed_to) for one in seen] == [
        ("prison", 48, "", ""),
        ("fine", None, "500000.00 KES", ""),
        ("confiscation", None, "1200.50 USD", ""),
        ("compensation", None, "300000.25 KES", jw.INJURED),
    ]
    for wrong, code in (
        (SentenceMeasure(kind="compensation", on_day=today(), currency="KES", amount="1"), "J108"),
        (SentenceMeasure(kind="prison", on_day=today(), currency="KES", amount="1"), "J108"),
        (SentenceMeasure(kind="fine", on_day=today(), currency="KES", amount="1.005"), "Q103"),
        (SentenceMeasure(kind="fine", on_day=today(), currency="kes", amount="1"), "Q104"),
    ):
        with pytest.raises(InputError, match=code):
            services.add_sentence(w.prosecutor, row.pk, wrong, request=request())


def test_an_appeal_keeps_the_earlier_verdict_visible(w: World) -> None:
    row = jw.convicted(w.prosecutor)
    jw.moved(w.prosecutor, row, "appeal", 10, "by_the_defence")
    seen = selectors.one_proceeding(w.prosecutor, row.pk)
    assert (seen.shown.state, seen.outcome) == ("appeal", "convicted")
    with pytest.raises(MoveRefused, match="verdict_missing"):
        jw.moved(w.prosecutor, row, "finalise", 1, "appeal_decided")
    with pytest.raises(MoveRefused, match="reason_does_not_fit"):
        jw.moved(w.prosecutor, row, "finalise", 1, "no_appeal_in_time")
    jw.verdict(w.prosecutor, row, "not_guilty")
    jw.moved(w.prosecutor, row, "finalise", 1, "appeal_decided")
    seen = selectors.one_proceeding(w.prosecutor, row.pk)
    assert (seen.shown.state, seen.outcome) == ("final", "acquitted")
    assert seen.charges[0].verdicts == ((1, "guilty"), (2, "not_guilty"))
    assert [one.name for one in seen.shown.stages] == [
        "investigate", "charge", "open_trial", "convict", "appeal", "finalise",
    ]  # fmt: skip


def test_an_appeal_that_is_withdrawn_leaves_what_was_decided(w: World) -> None:
    row = jw.convicted(w.prosecutor)
    jw.moved(w.prosecutor, row, "appeal", 10, "by_the_defence")
    jw.moved(w.prosecutor, row, "finalise", 1, "appeal_withdrawn")
    assert selectors.one_proceeding(w.prosecutor, row.pk).outcome == "convicted"


def test_an_appeal_can_reopen_what_was_discontinued(w: World) -> None:
    row = jw.opened(w.prosecutor)
    jw.moved(w.prosecutor, row, "discontinue", 30, "not_enough_evidence")
    jw.moved(w.prosecutor, row, "appeal", 20, "by_the_injured")
    assert jw.moved(w.prosecutor, row, "reopen", 10).state == "investigated"
    assert selectors.one_proceeding(w.prosecutor, row.pk).outcome == ""


# Penalties beside it


def test_labour_penalties_and_the_criminal_case_stand_on_one_line_and_add_up(w: World) -> None:
    """R-39."""
    row = jw.upheld(w.inspector, jw.penalty(w.inspector))
    jw.convicted(w.prosecutor)
    organisation = Proceeding.objects.get().organisation_id
    assert organisation == row.organisation_id
    before = [one.name for one in selectors.timeline(w.prosecutor, organisation)]
    assert "issued" not in before  # nothing before it was passed on
    services.pass_on(
        w.inspector, penalty_policy, row.pk, w.prosecution.office.pk, request=request()
    )
    line = selectors.timeline(w.prosecutor, organisation)
    assert [(one.resource, one.name) for one in line] == [
        ("proceeding", "investigate"), ("proceeding", "charge"), ("proceeding", "open_trial"),
        ("penalty", "issued"), ("proceeding", "convict"), ("penalty", "finalise"),
    ]  # fmt: skip


def test_whoever_enters_an_organisation_does_not_learn_that_somebody_else_has_it(
    w: World,
) -> None:
    jw.opened(w.prosecutor)
    row = jw.penalty(w.inspector)
    assert selectors.one_penalty(w.inspector, row.pk).shown.name == FIRM
    line = selectors.timeline(w.inspector, row.organisation_id)
    assert {one.resource for one in line} == {"penalty"}


# The register: it can't be early


def test_an_entry_waits_for_a_final_decision(w: World) -> None:
    basis = jw.penalty(w.inspector)
    row = jw.proposed(w.inspector, basis)
    jw.heard(w.inspector, row)
    with pytest.raises(MoveRefused, match="decision_not_final"):
        jw.decided(w.inspector, row)
    jw.upheld(w.inspector, basis)
    assert jw.decided(w.inspector, row).state == "final"


def test_an_entry_on_a_conviction_waits_until_nobody_can_appeal(w: World) -> None:
    case = jw.convicted(w.prosecutor)
    jw.submitted(w.prosecutor, case, w.inspectorate)
    row = services.propose_sanction(
        w.inspector, FIRM, SanctionProposal("trafficking", proceeding=case.pk), request=request()
    )
    jw.heard(w.inspector, row)
    with pytest.raises(MoveRefused, match="decision_not_final"):
        jw.decided(w.inspector, row)
    jw.moved(w.prosecutor, case, "finalise", 5, "no_appeal_in_time")
    assert jw.decided(w.inspector, row).state == "final"


def test_an_acquittal_is_no_ground_for_an_entry(w: World) -> None:
    case = jw.at_trial(w.prosecutor)
    jw.verdict(w.prosecutor, case, "not_guilty")
    jw.moved(w.prosecutor, case, "acquit", 20)
    jw.moved(w.prosecutor, case, "finalise", 10, "no_appeal_in_time")
    jw.submitted(w.prosecutor, case, w.inspectorate)
    row = services.propose_sanction(
        w.inspector, FIRM, SanctionProposal("trafficking", proceeding=case.pk), request=request()
    )
    jw.heard(w.inspector, row)
    with pytest.raises(MoveRefused, match="decision_not_final"):
        jw.decided(w.inspector, row)


def test_an_entry_waits_for_the_defence(w: World) -> None:
    row = jw.proposed(w.inspector, jw.upheld(w.inspector, jw.penalty(w.inspector)))
    for act in (jw.decided, jw.publish):
        with pytest.raises(MoveRefused, match="T103"):
            act(w.inspector, row)
    assert names() == []


@pytest.mark.proves("sanctions-register")
def test_the_database_itself_refuses_an_entry_without_hearing_decision_or_end(w: World) -> None:
    """Whatever a program does: the step is written as the process writes it, the days are not."""
    row = jw.ready(w.inspector)
    for wrong in (
        {"public_from": today(), "public_until": None},
        {"public_from": None, "public_until": today()},
        {"public_from": today(), "public_until": today() - dt.timedelta(days=1)},
        {"public_from": today() - dt.timedelta(days=900), "public_until": today()},
        {"heard_on": None},
    ):
        with pytest.raises(IntegrityError, match="justice_"), transaction.atomic():
            Sanction.objects.filter(pk=row.pk).update(
                state="published", version=row.version + 1, **wrong
            )


def test_an_entry_rests_on_one_decision_about_a_registered_organisation(w: World) -> None:
    basis = jw.penalty(w.inspector)
    nobody = services.open_proceeding(
        w.prosecutor, services.Respondent(name=jw.ACCUSED), request=request()
    )
    jw.submitted(w.prosecutor, nobody, w.inspectorate)
    for wrong in (
        SanctionProposal("wages"),
        SanctionProposal("wages", penalty=basis.pk, proceeding=nobody.pk),
        SanctionProposal("wages", proceeding=nobody.pk),
    ):
        with pytest.raises(InputError, match="J301"):
            services.propose_sanction(w.inspector, FIRM, wrong, request=request())


# It never tells who was exploited


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize(("answers", "why"), [
    (replace(CHECKED, household="yes"), "identifies_a_worker"),
    (replace(CHECKED, natural_person="yes"), "identifies_a_worker"),
    (replace(CHECKED, workers=rules().fewest_workers - 1), "identifies_a_worker"),
    (replace(CHECKED, otherwise="yes"), "identifies_a_worker"),
    (replace(CHECKED, household="unknown"), "not_known_whether_it_identifies"),
    (replace(CHECKED, natural_person="unknown"), "not_known_whether_it_identifies"),
    (replace(CHECKED, workers=None), "not_known_whether_it_identifies"),
    (replace(CHECKED, otherwise="unknown"), "not_known_whether_it_identifies"),
])  # fmt: skip
def test_no_entry_that_might_identify_a_worker_is_published(
    w: World, answers: services.IdentityAnswers, why: str
) -> None:
    row = jw.ready(w.inspector)
    jw.checked(w.inspector, row, answers)
    with pytest.raises(MoveRefused, match=why):
        jw.publish(w.inspector, row)
    assert names() == []


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_a_check_after_the_publication_takes_the_entry_off_at_once(w: World, answer: str) -> None:
    """R-41; nobody has to annul it first, and a later check that says no shows it again."""
    row = jw.publish(w.inspector, jw.ready(w.inspector))
    jw.publish(w.inspector, jw.ready(w.inspector, "B-2"))
    for otherwise, listed in (("no", True), (answer, False), ("no", True)):
        jw.checked(w.inspector, row, replace(CHECKED, otherwise=otherwise))
        assert names() == [FIRM] * (2 if listed else 1)
        assert selectors.look_up(w.procurement.first, "KE", NUMBER).listed is listed
        assert selectors.look_up(w.procurement.first, "KE", "B-2").listed


def test_without_a_check_nothing_is_published_and_a_check_needs_its_reason(w: World) -> None:
    row = jw.proposed(w.inspector, jw.upheld(w.inspector, jw.penalty(w.inspector)))
    jw.heard(w.inspector, row)
    jw.decided(w.inspector, row)
    with pytest.raises(MoveRefused, match="not_known_whether_it_identifies"):
        jw.publish(w.inspector, row)
    with pytest.raises(InputError, match="J303"):
        jw.checked(w.inspector, row, replace(CHECKED, reason=""))


def test_the_threshold_itself_is_enough(w: World) -> None:
    row = jw.ready(w.inspector)
    jw.checked(w.inspector, row, replace(CHECKED, workers=rules().fewest_workers))
    assert jw.publish(w.inspector, row).state == "published"


# It can't be forgotten


def test_an_entry_is_public_for_two_years_unless_somebody_says_less(w: World) -> None:
    row = jw.publish(w.inspector, jw.ready(w.inspector))
    row.refresh_from_db()
    assert row.public_until == today() + dt.timedelta(days=730)
    (entry,) = selectors.current_entries()
    assert (entry.name, entry.country, entry.ground) == (FIRM, "KE", "wages")
    assert (entry.since, entry.until) == (row.public_from, row.public_until)


@pytest.mark.parametrize("days", [-1, 1826])
def test_no_entry_ends_in_the_past_or_never(w: World, days: int) -> None:
    row = jw.ready(w.inspector)
    with pytest.raises(InputError, match="J302"):
        jw.publish(w.inspector, row, today() + dt.timedelta(days=days))


@pytest.mark.proves("sanctions-register")
def test_the_public_page_forgets_an_entry_that_is_over_though_no_sweep_ran(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = jw.publish(w.inspector, jw.ready(w.inspector), today() + dt.timedelta(days=1))
    for ahead, there in ((0, [FIRM]), (1, [FIRM]), (2, [])):
        day = today() + dt.timedelta(days=ahead)
        monkeypatch.setattr(register, "today", lambda day=day: day)
        assert names() == there
        assert selectors.look_up(w.procurement.first, "KE", NUMBER).listed is bool(there)
    row.refresh_from_db()
    assert row.state == "published"


def test_the_sweep_ends_what_is_over_once_and_anybody_may_run_it_again(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = jw.publish(w.inspector, jw.ready(w.inspector), today() + dt.timedelta(days=1))
    assert expire_entries() == 0
    after = dt.datetime.combine(today() + dt.timedelta(days=2), dt.time(12), tzinfo=dt.UTC)
    with monkeypatch.context() as clock:
        for module in ("expiry.today", "selectors.register.today"):
            clock.setattr(f"manumit.web.justice.{module}", after.date)
        clock.setattr("manumit.web.justice.models.sanctions.timezone.now", lambda: after)
        assert expire_entries() == 1
        assert expire_entries() == 0
    row.refresh_from_db()
    assert row.state == "expired"
    assert names() == []


def test_no_clock_ends_an_entry_that_is_not_over(w: World) -> None:
    row = jw.publish(w.inspector, jw.ready(w.inspector))
    assert expire_entries() == 0
    with pytest.raises(MoveRefused, match="not_over"):
        move(
            SANCTION, jw.now(row), "expire", Clock(row.institution_id),
            seen_version=row.version, request=request(),
        )  # fmt: skip
    assert names() == [FIRM]


def test_an_annulled_entry_is_gone_at_once_and_the_authority_keeps_its_past(w: World) -> None:
    row = jw.publish(w.inspector, jw.ready(w.inspector))
    services.annul_sanction(
        w.inspector, row.pk, jw.day(0, "court"), reason="decision_overturned",
        seen=jw.now(row).version, request=request(),
    )  # fmt: skip
    assert names() == []
    seen = selectors.one_sanction(w.inspector, row.pk)
    assert (seen.shown.state, seen.shown.name) == ("annulled", FIRM)
    assert [one.name for one in seen.shown.stages] == ["hear", "finalise", "publish", "annul"]


def test_procurement_gets_yes_or_no_and_the_public_reason(w: World) -> None:
    jw.publish(w.inspector, jw.ready(w.inspector))
    for written in (NUMBER, "pvt 77431zq", "PVT/77431/ZQ"):
        found = selectors.look_up(w.procurement.first, "KE", written)
        assert found.listed
        assert [ground for ground, _ in found.grounds] == ["wages"]
    for country, number in (("TZ", NUMBER), ("KE", "PVT-1")):
        assert selectors.look_up(w.procurement.first, country, number).grounds == ()
    with pytest.raises(Refused):
        selectors.look_up(w.firm.first, "KE", NUMBER)


def test_a_country_that_is_none_is_refused_and_one_of_before_stays_readable(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two capitals are no country; what was recorded under such two before is still found."""
    of_nowhere = replace(jw.against(), country="QX")
    with pytest.raises(InputError, match="O102"):
        services.open_proceeding(w.prosecutor, of_nowhere, request=request())
    assert not Proceeding.objects.exists()
    with monkeypatch.context() as before:
        before.setattr("manumit.web.justice.services.records.is_country", lambda _: True)
        old = services.open_proceeding(w.prosecutor, of_nowhere, request=request())
    again = services.open_proceeding(w.prosecutor, of_nowhere, request=request())
    assert again.organisation_id == old.organisation_id
    assert selectors.look_up(w.procurement.first, "QX", NUMBER).grounds == ()


# R-50, non-punishment


def asked(**more: object) -> NonPunishmentRequest:
    return NonPunishmentRequest(**{"worker": jw.OFFENDER, "basis": "agreed_after_advice", **more})  # type: ignore[arg-type] # as a form would


@pytest.mark.proves("sanctions-register")
def test_a_check_is_asked_where_proceedings_exist_or_the_person_agreed_after_advice(
    w: World,
) -> None:
    advised, agreed = today() - dt.timedelta(days=3), today() - dt.timedelta(days=1)
    for right in (
        asked(basis="proceedings_exist", against=jw.AGAINST),
        asked(advised_on=advised, agreed_on=agreed),
        asked(advised_on=agreed, agreed_on=agreed),
    ):
        services.open_non_punishment_check(w.prosecutor, right, request=request())
    for wrong in (
        asked(),
        asked(basis="proceedings_exist"),
        asked(agreed_on=agreed),
        asked(advised_on=advised),
        asked(basis="proceedings_exist", against=jw.AGAINST, agreed_on=agreed),
    ):
        with pytest.raises(InputError, match="J401"):
            services.open_non_punishment_check(w.prosecutor, wrong, request=request())
    with pytest.raises(InputError, match="J104"):
        services.open_non_punishment_check(
            w.prosecutor, asked(advised_on=agreed, agreed_on=advised), request=request()
        )
    assert NonPunishment.objects.count() == 3


def test_a_check_is_decided_with_a_reason_and_a_refusal_is_looked_at_again(w: World) -> None:
    row = services.open_non_punishment_check(
        w.prosecutor, asked(basis="proceedings_exist", against=jw.AGAINST), request=request()
    )
    for name, reason in (("punish", "not_enough_known"), ("spare", "compelled")):
        services.decide_non_punishment(
            w.prosecutor, row.pk, name, jw.day(), reason=reason, seen=jw.now(row).version,
            request=request(),
        )  # fmt: skip
    seen = selectors.one_check(w.prosecutor, row.pk)
    assert (seen.shown.state, seen.against) == ("not_punished", jw.AGAINST)
    assert [one.reason for one in seen.shown.stages] == ["not_enough_known", "compelled"]
