"""What is published of a ministry's picture, and what is not (R-70 to R-76, scenario 15)."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

import statistics_world as s
from cases_world import key_ring, request
from manumit.disclosure import PublishedTable, audit
from manumit.errors import InputError
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.statistics import selectors, services
from manumit.web.statistics.definitions import definitions
from manumit.web.statistics.models import Release
from manumit.web.statistics.releasing import build_release, published_of
from manumit.web.statistics.shown import statistics_page
from manumit.web.statistics.tables import (
    BY_PROCEEDING,
    CAVEAT,
    NO_SHARE,
    NOT_LINKED,
    NOT_RECORDED,
    PER_CENT,
    SUPPRESSED,
    UNTIL,
    glotip,
    lines,
    sdg,
)

db = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A release of people of whom two are children who got their money."""
    two = [s.someone("child", identified=2026, assisted=2026, remedied=2026)] * 2
    given = {"year": 2026, "persons": 1_000_000, "source": "Census 2026, Office, 2026-01-01"}
    return build_release(s.outcomes([*s.many(), *two]), [], given)[0]


def by_age(document: dict[str, Any]) -> PublishedTable:
    return published_of(document, "persons")["reached_by_age"]


# 15. "Published table: a cell of 2 victims and its complement are suppressed; the total stays
#     (R-72)."


@pytest.mark.proves("statistics-releases")
def test_scenario_15_a_cell_of_two_and_its_complement_are_gone_and_the_total_stays(
    document: dict[str, Any],
) -> None:
    table = by_age(document)
    assert table.value({"reached": "remedied", "age": "child"}) is None
    beside = [
        table.value({"reached": "remedied", "age": "adult"}),
        table.value({"reached": "remedied"}),
    ]
    assert None in beside, "else a subtraction would give the two back"
    assert table.value({}) == 462


def test_what_no_room_records_is_said_and_is_never_a_zero(document: dict[str, Any]) -> None:
    """R-71: permits are wanted; no room records them."""
    assert {one.code for one in statistics_page(document).missing} == {"permit"}
    shown = {(row[1], row[6], row[7]) for row in lines(document)}
    assert ("permit", None, NOT_RECORDED) in shown


def test_people_are_told_apart_by_all_that_the_rule_names() -> None:
    """R-70: sex, age, form, sector, nationality, corridor, year; what nobody said is there."""
    found = {"sex": "sex_female", "form": "form_begging", "sector": "sector_t",
            "nationality": "nationality_asia", "corridor": "corridor_asia"}  # fmt: skip
    people = [*s.many(), *(s.someone(codes=found) for _ in range(90))]
    shown = statistics_page(s.outcomes(people))
    broken = {one.definition.code: one for one in shown.broken}
    assert set(broken) == {*found, "age", "route", "year"}
    for by, code in found.items():
        met = {row.text: row.numbers[0] for row in broken[by].rows}
        assert met["statistics_category/unknown"] == 460
        assert 90 in met.values(), code
    assert {one.code for one in shown.missing} == {"permit"}


def test_a_sector_and_a_sex_of_few_are_suppressed_and_never_merged() -> None:
    """R-72: nothing else gives them back, and every release has the same categories."""
    people = [
        *s.many(),
        *(s.someone(codes={"sector": "sector_t", "sex": "sex_female"}) for _ in range(40)),
        *(s.someone(codes={"sector": "sector_a", "sex": "sex_male"}) for _ in range(30)),
        *(s.someone(codes={"sector": "sector_b", "sex": "sex_other"}) for _ in range(3)),
    ]
    made, _ = build_release(s.outcomes(people), [])
    tables = published_of(made, "persons")
    for by, few in (("sector", "sector_b"), ("sex", "sex_other")):
        table = tables[f"reached_by_{by}"]
        categories = next(d.categories for d in table.dimensions if d.name == by)
        assert set(categories) == {*definitions()[f"dimensions.{by}"].categories,
                                   "several", "unknown"}  # fmt: skip
        hidden = [one for one in categories if table.value({by: one}) is None]
        assert few in hidden
        assert len(hidden) > 1, "else a subtraction would give them back"


@pytest.mark.proves("statistics-releases")
def test_one_person_more_of_a_form_of_few_is_not_told_by_two_releases() -> None:
    """R-72: between both only whole groups of people may come."""
    before = [*s.many(), *[s.someone(codes={"form": "form_forced_marriage"})] * 10,
              *[s.someone(codes={"form": "form_begging"})] * 12]  # fmt: skip
    after = [*before, *[s.someone(codes={"form": "form_forced_labour"})] * 15,
             s.someone(codes={"form": "form_forced_marriage"})]  # fmt: skip
    first, _ = build_release(s.outcomes(before), [])
    with pytest.raises(InputError) as refused:
        build_release(s.outcomes(after), [first])
    assert refused.value.problems[0].code == "Z103"


def test_an_older_release_is_shown_as_it_was(document: dict[str, Any]) -> None:
    """It was made when less was recorded: what it does not tell is missing, and no zero."""
    persons = document["populations"]["persons"]
    older = document | {"populations": document["populations"] | {
        "persons": {"tables": [one for one in persons["tables"] if one["name"] != "reflection_in"]}
    }}  # fmt: skip
    shown = statistics_page(older)
    assert "reflection" in {one.code for one in shown.missing}
    assert "reflection" not in {one.code for one in shown.events.columns}


def test_unknown_is_a_category_of_its_own(document: dict[str, Any]) -> None:
    """R-70: people of whom the age is not known stay in the table as unknown."""
    table = by_age(document)
    assert "unknown" in next(d.categories for d in table.dimensions if d.name == "age")


def test_people_paid_by_any_route_are_in_the_chain() -> None:
    """220 people paid who were never identified are no "Remedied 0"; the drop-off is named."""
    people = [
        *[s.someone(met=2024, remedied=2025)] * 220,
        *[s.someone(met=2024, identified=2024)] * 40,
        *[s.someone(met=2024, identified=2024, assisted=2025)] * 30,
    ]
    met, identified, assisted, remedied = statistics_page(s.outcomes(people)).persons
    assert (remedied.number, remedied.along) == (220, 0)
    assert (identified.number, identified.along, assisted.along) == (70, 70, 30)
    assert (met.drop_off, identified.drop_off, assisted.drop_off) == (220, 40, 30)
    assert remedied.drop_off is None


def test_every_number_leads_to_a_definition_with_a_version(document: dict[str, Any]) -> None:
    """R-76: definition, source, period, query version."""
    shown = statistics_page(document)
    links = [one.definition for one in (*shown.persons, *shown.accused)]
    named = {one.name for one in (*links, *shown.events.columns, *(d for d, _ in shown.days))}
    assert named <= document["definitions"].keys() == definitions().keys()
    assert shown.query == document["query"] != ""
    assert (shown.first, shown.last) == (s.FIRST, s.LAST)


def test_money_is_never_added_across_currencies(document: dict[str, Any]) -> None:
    """R-71 and the rule of remedies: a sum is of one currency."""
    assert document["money"].keys() == {"KES"}


def test_the_sdg_indicator_is_a_count_by_inhabitants_and_says_what_it_is_not(
    document: dict[str, Any],
) -> None:
    """R-74: an estimate is never added to a count. SDG 16.2.2: detected part only."""
    whole, *parts = sdg(document)
    victims = whole[6]
    assert isinstance(victims, int)
    assert whole[8] == pytest.approx(victims / 10)  # per 100,000 of a million
    assert whole[9].startswith("Census 2026")  # type: ignore[attr-defined] # a text
    assert whole[10] == CAVEAT
    assert {row[8] for row in parts} == {None}, "no rate of a group of which nobody has the size"
    known = {row[3:6]: row[6] for row in parts}
    table = published_of(document, "persons")["identified_in_by_age"]
    assert known["total", "adult", "total"] == table.value(
        {"identified_in": "2026", "age": "adult"}
    )


def test_glotip_tables_hold_totals_by_year_and_no_invented_sex(document: dict[str, Any]) -> None:
    """The questions of the UNODC; what is not recorded of the accused is left open, and said."""
    rows = list(glotip(document))
    assert {row[0] for row in rows} == {
        "victims detected", "persons suspected", "persons prosecuted", "persons convicted",
    }  # fmt: skip
    women = {row[5:] for row in rows if row[2] == "female" and row[0] != "victims detected"}
    assert women == {(None, NOT_RECORDED)}
    shown = {(row[0], row[6]) for row in rows if row[2:5] == ("total",) * 3 and row[5] is not None}
    assert ("victims detected", "") in shown
    assert {note for question, note in shown if str(question).startswith("persons")} == {
        BY_PROCEEDING
    }


@pytest.fixture(scope="module")
def of_many() -> dict[str, Any]:
    """A release of many of two forms, so that something by two characteristics is left."""
    shown = (("sex_female", "form_begging", 120), ("sex_male", "form_begging", 90),
            ("sex_female", "form_slavery", 80), ("sex_male", "form_slavery", 70))  # fmt: skip
    people = [
        *(s.someone(identified=year, codes={"sex": sex, "form": form})
          for sex, form, number in shown for year in (2025, 2026) for _ in range(number)),
        *(s.someone(codes={"sex": sex, "form": form})
          for sex, form, number in shown for _ in range(number)),
        *s.many(),
        s.someone(identified=2026, codes={"sex": "sex_other", "form": "form_begging"}),
    ]  # fmt: skip
    checks = [s.a_check(decision) for decision in ("not_prosecuted", "open") for _ in range(30)]
    return build_release(s.outcomes(people, checks=checks), [])[0]


def test_glotip_tables_hold_victims_by_sex_age_and_form_in_each_year_and_until_the_end(
    of_many: dict[str, Any],
) -> None:
    """The questions of the UNODC; what a reader could count back is suppressed and said."""
    rows = {row[1:5]: row[5:] for row in glotip(of_many) if row[0] == "victims detected"}
    begging, female = ("total", "total", "begging"), ("female", "total", "total")
    assert rows["2025", *female] == (200, "")
    assert rows["2025", *begging] == (210, "")
    assert rows["2026", "other", "total", "total"] == (None, SUPPRESSED), "one person"
    assert rows["until 2026", *female] == (400, UNTIL)
    assert rows["until 2026", "female", "total", "begging"] == (240, UNTIL)
    assert rows["until 2026", "other", "total", "begging"] == (None, SUPPRESSED)
    assert {("2024", "total", "child", "total"), ("until 2026", "female", "adult", "total")} <= (
        rows.keys()
    )
    for (year, *_), (number, note) in rows.items():
        shown = UNTIL if str(year).startswith("until") else ""
        assert note == (SUPPRESSED if number is None else shown)
    assert audit(published_of(of_many, "persons")).safe


def test_victims_by_two_characteristics_and_by_year_are_on_the_page_as_in_the_file(
    of_many: dict[str, Any],
) -> None:
    shown = {one.code: one for one in statistics_page(of_many).crossed}
    assert shown.keys() == {
        "identified_in_by_sex", "identified_in_by_age", "identified_in_by_form",
        "detected_by_sex_and_age", "detected_by_sex_and_form",
    }  # fmt: skip
    by_sex = shown["detected_by_sex_and_form"]
    heads = [one.text for one in by_sex.columns]
    begging = next(one for one in by_sex.rows if one.text.endswith("form_begging"))
    assert begging.numbers[heads.index("statistics_category/sex_female")] == 240
    assert heads[-1] == "statistics_category/total"


def test_checks_of_non_punishment_are_counted_by_state_and_lead_to_nobody(
    of_many: dict[str, Any],
) -> None:
    """R-50: a population of its own: no table, file or list joins a check to a person."""
    checks = published_of(of_many, "checks")
    assert {d.name for t in checks.tables for d in t.dimensions} == {"decision", "asked_in"}
    found = statistics_page(of_many).checks
    assert found is not None
    by = {one.code if one else "open": row.numbers[0] for one, row in found}
    assert (by["asked"], by["not_prosecuted"], by["open"]) == (60, 30, 30)
    assert of_many["days"]["asked_to_decided"]["median"] == 30
    shown = list(lines(of_many))
    assert ("checks", "decision_by_year", "decision", "open", "asked_in", "total", 30, "") in shown


@pytest.mark.proves("statistics-releases")
def test_few_checks_are_no_number_and_no_zero_and_stop_no_release() -> None:
    """R-72: where few are sent a number tells that one of few is suspected of something."""
    few = s.outcomes(checks=[s.a_check("punished") for _ in range(3)])
    made, costs = build_release(few, [])
    assert "checks" not in made["populations"]
    assert "checks" not in costs
    assert statistics_page(made).checks is None
    assert made["days"]["asked_to_decided"] is None
    assert made["days"] == build_release(s.outcomes(), [])[0]["days"], "three are as none"
    assert not [row for row in lines(made) if row[0] == "checks"]


def test_days_until_an_answer_do_not_tell_how_many_are_open() -> None:
    """Sixty asked for and 57 decided would be three that are open: the table suppresses them."""
    sent = [*(s.a_check("not_prosecuted") for _ in range(57)), *(s.a_check() for _ in range(3))]
    counted = s.outcomes(checks=sent)
    assert counted["days"]["asked_to_decided"]["n"] == 57
    made, _ = build_release(counted, [])
    checks = published_of(made, "checks")["decision_by_year"]
    assert checks.value({"decision": "open"}) is None
    assert checks.value({}) == 60
    assert made["days"]["asked_to_decided"] is None


def test_what_came_of_what_was_ordered_is_told_by_route_and_by_no_more_than_the_sums() -> None:
    """R-40, R-51: the recovery rate, of two sums that are told."""
    ways = ("wage_claim", "civil_claim", "state_fund")
    people = [s.someone(codes={"route": f"route_{way}"}) for way in ways for _ in range(30)]
    ordered = [s.amount("ordered", "KES", 1000) for _ in people]
    paid = [s.amount("paid", "KES", 900 if number < 30 else 250) for number in range(62)]
    made, _ = build_release(s.outcomes([*people, *s.many()], sums=[*ordered, *paid]), [])
    shown = statistics_page(made)
    # 27,000 and 32 times 250, rounded to three digits, of 90,000.
    text = {(currency, one.code): share for currency, one, share in shown.shares}
    assert text == {("KES", "recovered"): 39}
    (by,) = shown.shares_by
    found = {part.row.text: part.found["share"] for part in by.parts if part.by.code == "route"}
    assert found == {"remedies_route/wage_claim": 90}, "of two who got money nothing is told"
    assert by.withheld
    rows = [row for row in lines(made) if row[0] == "shares"]
    assert ("shares", "recovered", "currency", "KES", "", "", 39, PER_CENT) in rows
    alone = ("shares", "recovered", "route", "route_state_fund", "currency", "KES", None, NO_SHARE)
    assert alone in rows


def test_a_share_is_missing_where_a_sum_is_withheld_or_an_older_release_knew_of_none() -> None:
    few = [s.amount("paid", "KES", 900) for _ in range(3)]
    ordered = [s.amount("ordered", "KES", 1000) for _ in range(40)]
    made, _ = build_release(s.outcomes(sums=[*ordered, *few]), [])
    ((_, _, share),) = statistics_page(made).shares
    assert share is None
    older = made | {"definitions": {name: one for name, one in made["definitions"].items()
                                    if not name.startswith("shares.")}}  # fmt: skip
    assert statistics_page(older).shares == ()
    assert {one.code for one in statistics_page(older).missing} >= {"recovered"}


def test_what_convicts_pay_is_not_linked_to_persons_and_is_no_unknown(
    document: dict[str, Any],
) -> None:
    sums = [s.amount("fine", "KES", 100) for _ in range(20)]
    counted = s.outcomes(sums=sums)
    (fine,) = statistics_page(counted).money_by
    assert (fine.linked, fine.parts) == (False, ())
    money = {"money": {"KES": {"fine": {"n": 20, "sum": "2000"}}}, "money_by": {}}
    shown = [row for row in lines(document | money) if row[1] == "fine"]
    assert ("money", "fine", "", "", "currency", "KES", None, NOT_LINKED) in shown


def test_documents_that_are_older_than_the_breakdown_still_open(document: dict[str, Any]) -> None:
    tables = document["populations"]["persons"]["tables"]
    kept = [one for one in tables if not one["name"].startswith(("identified_in_by", "detected"))]
    old = {key: one for key, one in document.items() if key not in ("days_by", "money_by")}
    old["populations"] = {
        "persons": {"tables": kept}, "accused": document["populations"]["accused"],
    }  # fmt: skip
    old["definitions"] = {
        name: one for name, one in document["definitions"].items()
        if not name.startswith("checks.") and name != "durations.asked_to_decided"
    }  # fmt: skip
    shown = statistics_page(old)
    assert (shown.crossed, shown.days_by, shown.money_by, shown.checks) == ((), (), (), None)
    assert {"asked", "stopped", "permit"} <= {one.code for one in shown.missing}
    assert {row[7] for row in lines(old) if row[0] == "checks"} == {NOT_RECORDED}
    assert list(glotip(old))
    assert [row[10] for row in sdg(old)][1:] == ["not published by year"] * 5
    assert audit(published_of(old, "persons")).safe


@pytest.mark.proves("statistics-releases")
@db
def test_nobody_approves_what_they_prepared_and_nothing_is_public_before(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-72: a release needs a second person; roles with "aggregate" see only what is released."""
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: s.outcomes())
    w = s.world()
    row = s.counted(w.counter)
    made = s.released(w.counter, row)
    with pytest.raises(Refused):
        services.take_step(w.counter, made.pk, "approve", seen=1, request=request())
    with pytest.raises(MoveRefused):
        services.take_step(w.counter, made.pk, "publish", seen=1, request=request())
    for nobody in (w.coordination.first, w.inspectorate.first, w.other.first, w.admin, None):
        with pytest.raises(Refused):
            selectors.outcomes(nobody, row.pk)
        with pytest.raises(Refused):
            selectors.release(nobody, made.pk)
    services.take_step(w.second, made.pk, "approve", seen=1, request=request())
    assert selectors.published() == []
    services.take_step(w.counter, made.pk, "publish", seen=2, request=request())
    (out,) = selectors.published()
    assert out.id == made.pk
    services.take_step(
        w.second, made.pk, "withdraw", seen=3, request=request(), reason="error_found"
    )
    assert selectors.published() == []
    assert Release.objects.get(pk=made.pk).content == made.content


@pytest.mark.proves("statistics-releases")
@db
def test_of_two_releases_that_were_prepared_side_by_side_one_is_published(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-72: by one claim more, beside a release that came out meanwhile, one sum would be told."""
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    w, made, same = s.world(), [], [s.someone() for _ in range(100)]
    for many in (40, 41, 60):
        sums = [s.amount("claimed", "KES", 1000 + number) for number in range(many)]
        found = s.outcomes(same, [s.an_accused() for _ in range(40)], sums)
        monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_, one=found: one)
        made.append(s.released(w.counter, s.counted(w.counter)))
    for one in made:
        services.take_step(w.second, one.pk, "approve", seen=1, request=request())
    first, by_one, by_many = made
    services.take_step(w.counter, first.pk, "publish", seen=2, request=request())
    with pytest.raises(MoveRefused, match="tells_more"):
        services.take_step(w.counter, by_one.pk, "publish", seen=2, request=request())
    services.take_step(w.counter, by_many.pk, "publish", seen=2, request=request())
    assert {out.id for out in selectors.published()} == {first.pk, by_many.pk}
