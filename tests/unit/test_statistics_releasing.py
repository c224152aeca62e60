"""What of a count may leave: protected, attacked, and attacked again beside earlier releases."""

import copy
import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

import statistics_world as w
from manumit.disclosure import PublishedTable, audit
from manumit.errors import InputError
from manumit.web.statistics.counting import from_document
from manumit.web.statistics.definitions import definitions, of
from manumit.web.statistics.releasing import (
    _populations,
    build_release,
    check_against,
    fixed_first_year,
    publishable_measures,
    published_of,
    working_tables,
)
from manumit.web.statistics.rows import ListedWorker
from manumit.web.statistics.shown import statistics_page
from successive_releases import successive_releases


def test_a_count_holds_every_person_once_in_every_table() -> None:
    found = w.outcomes()
    for name, total in (("persons", 460), ("accused", 90)):
        tables = [from_document(one) for one in found["populations"][name]["tables"]]
        assert {one.total for one in tables} == {total}
    by_age, linked = working(found, "reached_by_age"), working(found, "assisted_reached")
    assert by_age.value({"reached": "none"}) == 280
    assert by_age.value({"reached": "identified"}) == 80
    assert by_age.value({"reached": "assisted", "age": "child"}) == 20
    assert by_age.value({"reached": "identified", "age": "unknown"}) == 20
    assert linked.value({"assisted": "yes"}) == 100
    assert linked.value({"assisted": "yes", "reached": "remedied"}) == 30


def working(found: dict[str, Any], name: str) -> PublishedTable:
    return next(t for t in working_tables(found["populations"]["persons"]) if t.name == name)


@pytest.mark.proves("statistics-releases")
def test_no_small_number_stands_in_a_release_and_the_attack_finds_nothing() -> None:
    people = [*w.many(), *(w.someone("child", identified=2026, assisted=2026, remedied=2026),) * 2]
    counted = w.outcomes(people)
    planted = {"reached": "remedied", "age": "child"}
    assert working(counted, "reached_by_age").value(planted) == 2, "the leak is there to be found"
    document, cost = build_release(counted, [])
    for name in ("persons", "accused"):
        assert audit(published_of(document, name)).safe
    shown = published_of(document, "persons")["reached_by_age"]
    assert shown.value(planted) is None
    assert shown.value({}) == 462
    assert cost["persons"]["primary"] > 0
    for table in document["populations"]["persons"]["tables"]:
        assert not [v for v in table["values"] if v is not None and 0 < v < 11]


@pytest.mark.proves("statistics-releases")
def test_a_release_beside_one_that_differs_by_few_is_refused() -> None:
    first, _ = build_release(w.outcomes(), [])
    build_release(w.outcomes(), [first])  # the same again tells nothing new
    one_more = w.outcomes([*w.many(), w.someone(identified=2025)])
    with pytest.raises(InputError) as refused:
        build_release(one_more, [first])
    assert refused.value.problems[0].code == "Z103"
    more = w.outcomes([*w.many(), *(w.someone() for _ in range(60))])
    build_release(more, [first])


@pytest.mark.proves("statistics-releases")
def test_a_release_is_attacked_together_with_the_three_before_it() -> None:
    """No two of them tell how few there were at first; all together do."""
    first, second, third = successive_releases()
    check_against(third, [second])
    check_against(third, [first])
    with pytest.raises(InputError) as refused:
        check_against(third, [first, second])
    assert refused.value.problems[0].code == "Z103"


@pytest.mark.proves("statistics-releases")
def test_a_sum_with_few_behind_it_or_one_that_is_most_of_it_is_withheld() -> None:
    sums = [
        *(w.amount("claimed", "KES", "1234.56") for _ in range(20)),
        *(w.amount("ordered", "KES", 10) for _ in range(10)),
        *(w.amount("paid", "KES", 1) for _ in range(30)),
        w.amount("paid", "KES", 31),
    ]
    first = w.outcomes(sums=sums)
    document, _ = build_release(first, [])
    money = document["money"]["KES"]
    assert money["claimed"] == {"sum": "24700"}, "how many is told nowhere"
    assert money["ordered"] is None
    assert money["paid"] is None
    sums.append(w.amount("claimed", "KES", 5))
    later, _ = build_release(w.outcomes(sums=sums), [document], behind=[first])
    assert later["money"]["KES"]["claimed"] is None


@pytest.mark.proves("statistics-releases")
def test_one_claim_more_of_the_same_people_is_not_told_by_two_sums() -> None:
    """Forty before and forty after: the difference of both sums is one person's."""
    first = w.outcomes()
    shown, _ = build_release(first, [])
    again, _ = build_release(first, [shown], behind=[first])
    assert again["money"] == shown["money"], "exactly the same may be told again"
    more = copy.deepcopy(first)
    claimed = more["money"]["KES"]["claimed"]
    claimed["sum"] = str(int(claimed["sum"]) + 5000)
    assert claimed["n"] == first["money"]["KES"]["claimed"]["n"]
    assert build_release(more, [])[0]["money"]["KES"]["claimed"], "the leak is there to be found"
    assert build_release(more, [shown], behind=[first])[0]["money"]["KES"]["claimed"] is None
    later = copy.deepcopy(first)
    later["days"]["met_to_identified"]["median"] += 1
    assert shown["days"]["met_to_identified"]
    assert build_release(later, [shown], behind=[first])[0]["days"]["met_to_identified"] is None


def test_of_an_earlier_count_that_nobody_knows_no_days_and_money_are_told_again() -> None:
    first = w.outcomes()
    shown, _ = build_release(first, [])
    again, _ = build_release(first, [shown], behind=[None])
    assert again["populations"] == shown["populations"]
    assert set(again["days"].values()) == {None}
    assert again["money"]["KES"]["claimed"] is None


@pytest.mark.proves("statistics-releases")
def test_a_release_that_begins_with_another_year_is_refused() -> None:
    """ "Before 2025" is "before 2024" and "2024": who came late into 2024 would be told."""
    first, _ = build_release(w.outcomes(), [])
    with patch.object(w, "FIRST", 2025):
        rolling = w.outcomes()
    build_release(rolling, [])
    with pytest.raises(InputError) as refused:
        build_release(rolling, [first])
    assert (refused.value.problems[0].code, fixed_first_year([first])) == ("Z108", 2024)
    assert "the same first year as the published releases" in str(refused.value)


def test_every_reason_to_end_a_case_is_a_category_whether_it_occurred_or_not() -> None:
    found = w.outcomes()["populations"]["accused"]["tables"]
    table = next(from_document(one) for one in found if one["name"] == "discontinued")
    reasons = next(d.categories for d in table.dimensions if d.name == "reason")
    assert {"accused_died", "out_of_time", "unknown", "no"} <= set(reasons)
    assert (
        w.outcomes(charged=[])["populations"]["accused"]["tables"][-1]["dimensions"]
        == (next(one for one in found if one["name"] == "discontinued")["dimensions"])
    )


@pytest.mark.proves("statistics-releases")
def test_many_checks_of_few_people_are_as_few_checks() -> None:
    one = uuid.uuid4()
    thin = [w.a_check("not_prosecuted", whom=one) for _ in range(30)]
    counted = w.outcomes(checks=thin)
    assert counted["populations"]["checks"]["total"] == 30
    document, _ = build_release(counted, [])
    assert "checks" not in document["populations"]
    assert document["days"]["asked_to_decided"] is None


def of_orders(workplaces: int, *payments: str, number: int = 40) -> list[ListedWorker]:
    """Workers of orders to so many workplaces for each state of the payment, of unknown age."""
    places = [uuid.uuid4() for _ in range(workplaces)]
    return [
        ListedWorker(uuid.uuid4(), places[at % workplaces], dt.date(2026, 3, 1), one, "unknown")
        for one in payments
        for at in range(number)
    ]


def counted_with(workers: list[ListedWorker]) -> dict[str, Any]:
    """A count of few persons and accused, and of these workers with what was ordered and paid."""
    kinds = {"confirmed": ("workers_ordered", "workers_reported", "workers_confirmed")}
    sums = [
        w.amount(kind, "KES", 100, one.whom)
        for one in workers
        for kind in kinds.get(one.payment, ("workers_ordered",))
    ]
    people, accused = [w.someone() for _ in range(12)], [w.an_accused() for _ in range(12)]
    return w.outcomes(people, accused, sums, workers=workers)


@pytest.mark.proves("statistics-releases")
def test_workers_of_orders_are_a_population_of_their_own_and_never_added_to_persons() -> None:
    workers = of_orders(4, "not_reported", "reported", "confirmed")
    workers = [replace(one, age="adult") if at % 2 else one for at, one in enumerate(workers)]
    counted = counted_with(workers)
    document, _ = build_release(counted, [])
    assert audit(published_of(document, "workers")).safe
    shown = statistics_page(document)
    assert shown.total == 12
    assert shown.workers is not None
    numbers = {one.code: number for one, number in shown.workers.payments}
    assert numbers == {"ordered": 120, "reported": 80, "confirmed": 40, "not_confirmed": 80}
    assert [(row.text, row.numbers) for row in shown.workers.by_age] == [
        ("statistics_category/adult", (60, 20)), ("statistics_category/unknown", (60, 20)),
    ]  # fmt: skip
    assert document["money"]["KES"] == {
        "workers_ordered": {"sum": "12000"}, "workers_reported": {"sum": "4000"},
        "workers_confirmed": {"sum": "4000"},
    }  # fmt: skip
    assert {one.code: share for _, one, share in shown.shares} == {"reached_workers": 33}
    # Of two workplaces everybody would know what each owes: nothing of them is published.
    few = counted | {
        "populations": counted["populations"]
        | {"workers": counted_with(of_orders(2, "reported"))["populations"]["workers"]}
    }
    made, _ = _populations(few | {"populations": {"workers": few["populations"]["workers"]}}, [])
    assert made == {}
    without = document | {"populations": {**document["populations"]}}
    del without["populations"]["workers"]
    assert publishable_measures(without, counted, [])["money"] == {}
    assert statistics_page(few).workers is not None, "the statistician sees it"


@pytest.mark.proves("statistics-releases")
def test_a_few_workers_of_orders_are_in_no_release_and_one_less_is_not_published() -> None:
    workers = [*of_orders(4, "not_reported", "confirmed"), *of_orders(4, "denied", number=4)]

    def published(found: list[ListedWorker], *before: dict[str, Any]) -> dict[str, Any]:
        counted = counted_with(found)
        counted["populations"] = {"workers": counted["populations"]["workers"]}
        made, _ = _populations(counted, before)
        return {"populations": made, "rule": {"threshold": 11}}

    first = published(workers)
    values = [v for one in first["populations"]["workers"]["tables"] for v in one["values"]]
    assert 84 in values
    assert not [one for one in values if one is not None and 0 < one < 11]
    assert published(workers[1:], first)["populations"] == {}


def test_days_are_rounded_and_a_few_are_not_told() -> None:
    document, _ = build_release(w.outcomes(), [])
    assert document["days"]["investigated_to_charged"] is None or (
        document["days"]["investigated_to_charged"]["median"] % 5 == 0
    )
    few = w.outcomes(charged=[*(w.an_accused() for _ in range(40)), w.an_accused("convicted")])
    document, _ = build_release(few, [])
    assert document["days"]["charged_to_convicted"] is None


def test_how_many_were_left_out_is_told_and_a_few_are_not() -> None:
    shown, _ = build_release(w.outcomes(left={"consent_refused": 25}), [])
    assert shown["excluded"] == {"total": 25, "reasons": {"consent_refused": 25}}
    few, _ = build_release(w.outcomes(left={"consent_refused": 25, "erased": 2}), [])
    assert few["excluded"] == {"total": 27, "reasons": None}
    fewer, _ = build_release(w.outcomes(left={"erased": 2}), [])
    assert fewer["excluded"]["total"] is None


def test_what_was_counted_by_other_queries_is_not_released() -> None:
    counted = w.outcomes() | {"query": "older"}
    with pytest.raises(InputError) as refused:
        build_release(counted, [])
    assert refused.value.problems[0].code == "Z107"


def test_a_document_survives_being_stored() -> None:
    counted = w.outcomes()
    stored = json.loads(json.dumps(copy.deepcopy(counted)))
    assert build_release(stored, [])[0] == json.loads(json.dumps(build_release(counted, [])[0]))


def test_what_no_room_records_is_declared_and_never_counted() -> None:
    missing = {one.name for one in definitions().values() if not one.recorded}
    assert missing == {"persons.permit"}
    names = {
        one["name"]
        for population in w.outcomes()["populations"].values()
        for table in population["tables"]
        for one in table["dimensions"]
    }
    assert not names & {one.code for one in of("dimensions", recorded=False)}
