"""What is counted, of people who were entered as they are: each once, and nobody who said no."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

import cases_world
import checks_world
import justice_world
import remedies_world
import statistics_world as s
from cases_world import ALOUD, Body, agreed, file_of, finding_of, key_ring, referred, request
from manumit.assessment import Age
from manumit.disclosure import PublishedTable
from manumit.errors import InputError, Place
from manumit.web.cases import selectors, services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.services import Judgement
from manumit.web.justice import services as justice_services
from manumit.web.justice.models import Proceeding
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.remedies import services as claims
from manumit.web.statistics import definitions
from manumit.web.statistics.definitions import Definition
from manumit.web.statistics.kept import open_count
from manumit.web.statistics.models import Outcomes, Release
from manumit.web.statistics.releasing import working_tables
from manumit.web.statistics.rows import Period, accused, checks
from manumit.web.statistics.services import prepare_release

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> s.World:
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    return s.world()


def whole(row: Outcomes) -> dict[str, Any]:
    assert row.content is not None
    return open_count(row.content, row.pk)


def table(row: Outcomes, name: str, population: str = "persons") -> PublishedTable:
    found = working_tables(whole(row)["populations"][population])
    return next(one for one in found if one.name == name)


def identified(w: cases_world.World) -> CaseFile:
    """A person met by the inspectorate, referred, and identified by the body for it."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.ident, "identification")
    sent = referred(w.owner, file, w.ident, "identification")
    own = services.accept(w.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    steps = (("presume", "reasonable_grounds"), ("identify", "act_means_and_purpose"))
    for seen, (step, reason) in enumerate(steps, start=1):
        (found,) = selectors.findings(w.ident.first, own.pk)
        judged = Judgement(step=step, reason=reason, reasoning="zq", finding=found.id)
        services.decide(w.ident.first, own.pk, judged, seen=seen, request=request())
    return file


def refuses(actor: Actor, file: CaseFile, to: cases_world.Body) -> None:
    services.refuse_consent(
        actor, file.pk, purpose="statistics", recipient=to.institution.pk, spoken=ALOUD
    )


def test_a_referred_person_counts_once_however_many_institutions_have_a_file(
    here: s.World,
) -> None:
    w = cases_world.world()
    identified(w)
    assert CaseFile.objects.count() == 2
    file_of(w.owner, Age.CHILD)
    row = s.count_recent(here.counter)
    by_age = table(row, "reached_by_age")
    assert by_age.value({}) == 2
    assert by_age.value({"reached": "identified"}) == 1
    assert by_age.value({"reached": "none", "age": "child"}) == 1
    assert table(row, "presumed_in").value({"presumed": "yes"}) == 1
    assert table(row, "identified_in").value({"identified_in": f"{row.last_year}"}) == 1


def test_the_chain_goes_on_to_assistance_and_to_money_that_the_worker_confirms(
    here: s.World,
) -> None:
    w = cases_world.world()
    file = identified(w)
    agreed(w.owner, file, w.shelter, "assistance")
    sent = referred(w.owner, file, w.shelter, "assistance")
    services.accept(w.shelter.first, sent.pk, seen=2, request=request())
    claim = remedies_world.decided(w.owner, file)
    payment = remedies_world.paid(w.owner, claim)
    assert table(s.count_recent(here.counter), "remedied_in").value({"remedied": "yes"}) == 0
    remedies_world.asked(w.owner, payment)
    row = s.count_recent(here.counter)
    assert table(row, "reached_by_year").value({"reached": "remedied"}) == 1
    assert whole(row)["money"]["KES"]["paid"] == {
        "n": 1, "sum": "1000.000000", "largest": "1000.000000", "second": "0",
    }  # fmt: skip
    remedies_world.asked(w.owner, payment, "taken_back")
    assert (
        table(s.count_recent(here.counter), "reached_by_year").value({"reached": "remedied"}) == 0
    )


def test_people_are_told_apart_by_the_routes_on_which_their_claims_were_lodged(
    here: s.World,
) -> None:
    """R-51: nobody has to claim, and that nobody did is known."""
    w = cases_world.world()
    file_of(w.owner)
    remedies_world.drafted(w.owner, file_of(w.owner), "civil_claim")  # not lodged
    one, both = file_of(w.owner), file_of(w.owner)
    for file, route in ((one, "wage_claim"), (one, "wage_claim"),
                        (both, "wage_claim"), (both, "state_fund")):  # fmt: skip
        remedies_world.lodged(w.owner, file, route)
    row = s.count_recent(here.counter)
    by_route = table(row, "reached_by_route")
    found = {code: by_route.value({"route": code}) for code in by_route.dimensions[1].categories}
    assert {code: number for code, number in found.items() if number} == {
        "route_wage_claim": 1, "several": 1, "route_none": 2,
    }  # fmt: skip
    claimed = whole(row)["money_by"]["KES"]["claimed"]["route"]
    assert {code: number["n"] for code, number in claimed.items()} == {
        "route_wage_claim": 1, "several": 1,
    }  # fmt: skip


@pytest.mark.proves("claim-by-mandate")
def test_what_a_union_claims_by_a_mandate_alone_is_in_no_sum_and_of_no_person(
    here: s.World,
) -> None:
    """No file says of whom it is, and nobody asked to count it: it is left out whole."""
    w, union = cases_world.world(), Body.made("union", "union")
    claim = remedies_world.decided(w.owner, file_of(w.owner))
    remedies_world.asked(w.owner, remedies_world.paid(w.owner, claim))
    before = whole(s.count_recent(here.counter))
    assert before["money"]["KES"]["claimed"]["n"] == 1
    by_mandate = remedies_world.represented(union.first)
    claims.lodge(union.first, by_mandate.pk, seen=1, request=request())
    decided = claims.decide(
        union.first, by_mandate.pk, remedies_world.order(), reason="judgment", seen=2,
        request=request(),
    )  # fmt: skip
    remedies_world.asked(union.first, remedies_world.paid(union.first, decided))
    assert remedies_world.state(by_mandate) == "paid"
    after = whole(s.count_recent(here.counter))
    for part in ("populations", "excluded", "days", "days_by", "money", "money_by"):
        assert after[part] == before[part], part


@pytest.mark.proves("statistics-releases")
def test_who_said_no_is_counted_as_left_out_and_their_money_with_them(here: s.World) -> None:
    w = cases_world.world()
    file = file_of(w.owner)
    remedies_world.lodged(w.owner, file)
    file_of(w.owner)
    refuses(w.owner, file, here.statistics)
    row = s.count_recent(here.counter)
    assert whole(row)["excluded"] == {"consent_refused": 1}
    assert table(row, "reached_by_year").value({}) == 1
    assert whole(row)["money"] == {}


def test_on_the_basis_of_consent_nobody_counts_who_was_not_asked(
    here: s.World, settings: Settings
) -> None:
    settings.MANUMIT_STATISTICS_BASIS = "consent"
    w = cases_world.world()
    file_of(w.owner)
    agreed(w.owner, file_of(w.owner), here.statistics, "statistics")
    row = s.count_recent(here.counter)
    assert whole(row)["excluded"] == {"no_consent": 1}
    assert table(row, "reached_by_year").value({}) == 1


def test_without_a_legal_basis_nothing_is_counted(here: s.World, settings: Settings) -> None:
    settings.MANUMIT_STATISTICS_BASIS = ""
    with pytest.raises(InputError) as refused:
        s.counted(here.counter)
    assert refused.value.problems[0].code == "N301"
    assert not Outcomes.objects.exists()


def test_the_outcome_of_a_proceeding_is_that_of_the_room_of_justice(here: s.World) -> None:
    del here
    w = justice_world.world()
    justice_world.opened(w.prosecutor, "A-1")
    justice_world.at_trial(w.prosecutor, "A-2")
    justice_world.convicted(w.prosecutor, "A-3")
    justice_world.final(w.prosecutor, "A-4")
    ended = justice_world.at_trial(w.prosecutor, "A-5")
    justice_world.moved(w.prosecutor, ended, "discontinue", 10, "reason_unknown")
    appealed = justice_world.convicted(w.prosecutor, "A-6")
    justice_world.moved(w.prosecutor, appealed, "appeal", 5, "by_the_defence")
    found = {one.id: one for one in accused(s.recent())}
    assert len(found) == 6
    for row in Proceeding.objects.all():
        assert found[row.pk].outcome == (row.outcome() or "open")
    assert found[ended.pk].reason == "unknown"
    justice_world.verdict(w.prosecutor, appealed, "not_guilty")
    justice_world.moved(w.prosecutor, appealed, "finalise", 1, "appeal_decided")
    again = {one.id: one for one in accused(s.recent())}
    assert Proceeding.objects.get(pk=appealed.pk).outcome() == "acquitted"
    assert again[appealed.pk].outcome == "acquitted"


def test_checks_of_non_punishment_count_by_the_decision_that_stands(here: s.World) -> None:
    """R-50. One that was looked at again counts once, by its last decision."""
    w = justice_world.world()
    rows = [
        justice_services.open_non_punishment_check(
            w.prosecutor,
            justice_services.NonPunishmentRequest(
                worker=f"W-200{number}", basis="proceedings_exist", against=f"CR-200{number}"
            ),
            request=request(),
        )
        for number in range(1, 5)
    ]
    counter = here.statistics.institution.pk
    steps = ((0, "consider", ""), (1, "not_prosecute", "compelled"),
             (2, "punish", "not_enough_known"), (2, "spare", "compelled"))  # fmt: skip
    for place, name, reason in steps:
        justice_services.decide_non_punishment(
            w.prosecutor, rows[place].pk, name, justice_world.day(),
            seen=justice_world.now(rows[place]).version, request=request(), reason=reason,
        )  # fmt: skip
    found = list(checks(s.recent(), counter))
    assert Counter(one.decision for one in found) == {
        "open": 2, "not_prosecuted": 1, "not_punished": 1,
    }  # fmt: skip
    assert {one.decided is None for one in found if one.decision == "open"} == {True}
    assert all(one.decided for one in found if one.decision != "open")
    assert len({one.whom for one in found}) == 4
    assert list(checks(Period(2010, 2011), counter)) == []


@pytest.mark.proves("statistics-releases")
def test_a_check_of_who_said_no_in_any_file_is_not_counted(here: s.World) -> None:
    """R-50, R-72: as with persons. The check is of one file, the no was said in the other."""
    w = cases_world.world()
    file = checks_world.presumed(w)
    checks_world.sent(w, file)
    assert file.origin_id is not None
    assert table(s.count_recent(here.counter), "decision_by_year", "checks").value({}) == 1
    refuses(w.owner, CaseFile.objects.get(origin=None), here.statistics)
    row = s.count_recent(here.counter)
    assert whole(row)["excluded"] == {"consent_refused": 1}
    assert table(row, "decision_by_year", "checks").value({}) == 0


@pytest.mark.proves("statistics-releases")
def test_a_count_that_cannot_be_opened_any_more_holds_no_release_up(
    here: s.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was told of it is then not told again."""
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: s.outcomes())
    first = s.published(here, s.counted(here.counter))
    assert first.content["money"]["KES"]["claimed"]

    def shut(*_: object) -> None:
        raise VaultCode.CANT_OPEN.error(Place(field="statistics_outcomes.content"))

    monkeypatch.setattr("manumit.web.statistics.models.open_count", shut)
    again = s.released(here.counter, s.counted(here.counter))
    assert again.content["money"]["KES"]["claimed"] is None
    assert set(again.content["days"].values()) == {None}


def test_a_room_plugs_a_dimension_in_by_a_line_and_a_query(
    here: s.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = cases_world.world()
    file_of(w.owner)
    known, query = dict(definitions.definitions()), definitions.query
    known["dimensions.sector"] = Definition(
        "dimensions", "sector", 2, "2026-12-01", "R-70", True, "registers", ("fishing",)
    )
    rows = "SELECT id AS file, 'fishing' AS code FROM cases_casefile"
    monkeypatch.setattr(definitions, "definitions", lambda: known)
    for module in ("rows", "counting"):
        monkeypatch.setattr(
            f"manumit.web.statistics.{module}.definitions", lambda: known, raising=False
        )
    monkeypatch.setattr(
        "manumit.web.statistics.rows.query",
        lambda name: rows if name == "dimension_sector" else query(name),
    )
    row = s.count_recent(here.counter)
    assert table(row, "reached_by_sector").value({"sector": "fishing"}) == 1


@pytest.mark.proves("statistics-releases")
def test_neither_a_count_nor_a_release_changes_by_whatever_sql(here: s.World) -> None:
    row = s.count_recent(here.counter)
    for change in (
        lambda: Outcomes.objects.filter(pk=row.pk).update(content={}),
        lambda: Outcomes.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_release_is_made_of_what_was_counted_alone(
    here: s.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: s.outcomes())
    row = s.counted(here.counter)
    made = prepare_release(here.counter, row.pk, request=request())
    assert made.content["query"] == definitions.query_version()
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=made.pk).update(content={})
