"""Days and money by characteristic: what is told, and the attack on it (R-70, R-72).

The attacker knows how many people are in each category, as the tables of a release may tell, and
takes what is told of categories from what is told of the whole. A group that is left over of fewer
than the threshold, or in which two are nearly everything, is a leak.
"""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import statistics_world as w
from manumit.disclosure import PublishedTable, cell
from manumit.disclosure.model import cells_with_margins
from manumit.web.statistics.definitions import UNKNOWN
from manumit.web.statistics.measures import Money
from manumit.web.statistics.releasing import build_release, is_still_publishable, working_tables
from manumit.web.statistics.rows import Amount, Person
from manumit.web.statistics.withholding import (
    Contributors,
    EarlierBreakdown,
    EarlierRelease,
    changed_by_few,
    days_by,
    money_by,
    publishable_categories,
)  # fmt: skip

LEAST = 11


def people(sizes: Mapping[str, int], identified: int = 2025) -> list[Person]:
    """So many of each sex, identified and assisted, of whom half came a year before."""
    return [
        w.someone(met=identified - place % 2, identified=identified, assisted=identified,
                  codes={"sex": sex})
        for sex, number in sizes.items() for place in range(number)
    ]  # fmt: skip


def paid(found: Iterable[Person], amounts: Mapping[str, Iterable[int]]) -> list[Amount]:
    """Money claimed by people of each sex, one after the other."""
    every = {sex: iter([one for one in found if one.codes["sex"] == sex]) for sex in amounts}
    return [w.amount("claimed", "KES", number, next(every[sex]).subjects[0])
            for sex, numbers in amounts.items() for number in numbers]  # fmt: skip


def shown(made: Mapping[str, Any]) -> set[str]:
    return {code for code, one in made.items() if one is not None}


def leaks(parts: Mapping[str, Contributors], of: set[str]) -> list[str]:
    """What is left of the whole when what is told is taken away, and what is told itself."""
    left = sum((one for code, one in parts.items() if code not in of), Contributors())
    found = [f"{code}: {parts[code].n}" for code in sorted(of) if not parts[code].enough()]
    if of and left.n and not left.enough():
        found.append(f"left over: {left.n}")
    return found


def between(
    parts: Mapping[str, Contributors], of: set[str], earlier: EarlierBreakdown
) -> list[str]:
    """Groups of few whom a reader of both releases gets by subtraction, the whole told in both."""
    then = earlier.parts or {}
    both = of & earlier.published
    alone = (of - earlier.named) | (earlier.published - parts.keys())
    groups = [{code} for code in both] + [(parts.keys() | then.keys()) - both - alone]
    found = []
    for group in groups if of else []:
        now, was = (sum((one for code, one in known.items() if code in group), Contributors())
                    for known in (parts, then))  # fmt: skip
        came = abs(now.n - was.n)
        # No part of the difference is larger than the largest that anybody had or has.
        part, total = max(now.largest, was.largest), abs(now.sum - was.sum)
        if (now.n, now.sum) != (was.n, was.sum) and not Contributors(
            came, total, part, part
        ).enough():
            found.append(f"{sorted(group)}: {now.n - was.n}, {now.sum - was.sum}")
    return found


def tables(counted: Mapping[str, Any]) -> dict[str, dict[str, PublishedTable]]:
    """All tables as if nothing of them were suppressed: what days and money alone keep back."""
    return {name: {one.name: one for one in working_tables(population)}
            for name, population in counted["populations"].items()}  # fmt: skip


def days(counted: Mapping[str, Any], *before: EarlierRelease) -> Any:
    """Days by sex from the first file to identification, as they would be published."""
    found = days_by(counted, counted["days"], tables(counted), before)
    return found["met_to_identified"]["sex"]


def money(counted: Mapping[str, Any]) -> Any:
    """Claims by sex, as they would be published."""
    return money_by(counted, counted["money"], tables(counted), [])["KES"]["claimed"]["sex"]


def behind(counted: Mapping[str, Any], *path: str) -> dict[str, Contributors]:
    found: Any = counted
    for name in path:
        found = found[name]
    return {code: Contributors.of(one) for code, one in found.items()}


SIZES = {"sex_female": 60, "sex_male": 40, "sex_other": 4}


@pytest.mark.proves("statistics-releases")
def test_by_a_floor_alone_a_subtraction_gives_the_few_and_as_told_it_gives_nobody() -> None:
    counted = w.outcomes(people(SIZES))
    parts = behind(counted, "days_by", "met_to_identified", "sex")
    naive = {code for code, one in parts.items() if one.n >= LEAST}
    assert leaks(parts, naive) == ["left over: 4"], "the leak is there to be found"
    assert leaks(parts, shown(days(counted))) == []


def test_days_of_a_category_are_told_where_nothing_is_left_over() -> None:
    found = days(w.outcomes(people({"sex_female": 60, "sex_male": 40})))
    assert shown(found) == {"sex_female", "sex_male"}
    assert found["sex_female"].keys() == {"q1", "median", "q3"}, "no number of persons"
    assert all(one % 5 == 0 for one in found["sex_female"].values())
    assert found["sex_other"] is None, "nobody is no zero"


def test_eleven_who_came_are_not_told_where_one_has_nearly_all_that_came() -> None:
    """The difference of two releases is held to what a sum is held to."""
    forty = [(Decimal(1000))] * 40
    eleven = [Decimal(100)] * 10 + [Decimal(30_000)]
    then, now = (_of_amounts(found) for found in (forty, forty + eleven))
    assert now.enough(), "by itself it may be told"
    assert now.sum - then.sum == 31_000, "the leak is there to be found: one has 30,000 of it"
    assert changed_by_few({"": now}, {"": then}, {""})
    assert not changed_by_few({"": _of_amounts(forty * 2)}, {"": then}, {""})
    assert not changed_by_few({"": then}, {"": then}, {""})
    raised = _of_amounts([*forty[1:], Decimal(31_000), *[Decimal(1)] * 11])
    assert changed_by_few({"": raised}, {"": then}, {""})


def _of_amounts(amounts: Iterable[Decimal]) -> Contributors:
    ranked = sorted(amounts, reverse=True)
    return Contributors(len(ranked), sum(ranked, Decimal(0)), ranked[0], ranked[1])


def test_what_is_left_over_beside_unknown_is_enough_without_it() -> None:
    """The rest by sex less the rest by nationality is what few have: "unknown" is in both."""
    parts = {code: Contributors(n) for code, n in
             {"female": 40, "male": 30, "other": 1, UNKNOWN: 12}.items()}  # fmt: skip
    found = publishable_categories(parts, lambda _: True, [])
    left = {code for code in parts if code not in found and code != UNKNOWN}
    assert not found or sum(parts[code].n for code in left) >= LEAST


def test_a_category_that_is_everybody_is_not_told() -> None:
    """It would tell that nobody is in any other."""
    assert not shown(days(w.outcomes(people({"sex_female": 60}))))


def test_days_are_told_only_of_a_category_whose_number_is_published() -> None:
    """Else "enough" would narrow a number that the tables suppress."""
    counted = w.outcomes(people({"sex_female": 60, "sex_male": 40}))
    known = tables(counted)
    table = known["persons"]["reached_by_sex"]
    hidden = {cell({"sex": "sex_male", "reached": one}) for one in ("identified", "assisted")}
    hidden.add(cell({"sex": "sex_male"}))
    keys = cells_with_margins(table.dimensions)
    values = tuple(None if key in hidden else value
                   for key, value in zip(keys, table.values, strict=True))  # fmt: skip
    known["persons"]["reached_by_sex"] = replace(table, values=values)
    found = days_by(counted, counted["days"], known, [])["met_to_identified"]["sex"]
    assert shown(found) == {"sex_female"}
    none = days_by(counted, counted["days"] | {"met_to_identified": None}, known, [])
    assert not shown(none["met_to_identified"]["sex"]), "the whole is withheld"


@pytest.mark.proves("statistics-releases")
def test_of_a_sum_that_two_have_nearly_all_of_one_would_know_the_other_and_it_is_withheld() -> None:
    """The p%-rule: the second takes their own from the sum, and has the largest."""
    even = Money()
    two = Money()
    for _ in range(20):
        even.add([("KES", "claimed", Decimal(1000))], {})
        two.add([("KES", "claimed", Decimal(1))], {})
    for number in (50_000, 49_990):
        two.add([("KES", "claimed", Decimal(number))], {})
    assert Contributors.of(even.in_all()["KES"]["claimed"]).enough()
    one = Contributors.of(two.in_all()["KES"]["claimed"])
    assert one.largest <= one.sum / 2, "no single one is most of it"
    assert one.sum - one.second <= one.largest * Decimal("1.01"), "the second knows it"
    assert not one.enough()


@pytest.mark.proves("statistics-releases")
def test_a_sum_by_category_leaves_nothing_over_that_one_or_two_have() -> None:
    found = people({"sex_female": 60, "sex_male": 40, "sex_other": 30})
    even = {"sex_female": [1000] * 40, "sex_male": [1000] * 30}
    uneven = even | {"sex_other": [20_000] + [10] * 12}
    counted = w.outcomes(found, sums=paid(found, uneven))
    parts = behind(counted, "money_by", "KES", "claimed", "sex")
    naive = {code for code, one in parts.items() if one.enough()}
    assert leaks(parts, naive) == ["left over: 13"], "the leak is there to be found"
    assert leaks(parts, shown(money(counted))) == []
    counted = w.outcomes(found, sums=paid(found, even))
    assert money(counted)["sex_female"] == {"sum": "40000"}


@pytest.mark.proves("statistics-releases")
def test_a_new_year_does_not_hide_a_cohort_to_which_one_person_came() -> None:
    """All is told but 2025: that is the whole without the others, the new year among them."""
    then = {code: Contributors(n) for code, n in (("before 2023", 50), ("2024", 40), ("2025", 30))}
    now = then | {"2025": Contributors(31), "2026": Contributors(40)}
    earlier = EarlierBreakdown(frozenset(then), frozenset(then), then)
    naive = {"before 2023", "2024", "2026"}
    assert between(now, naive, earlier) == ["['2025']: 1, 0"], "the leak is there to be found"
    found = publishable_categories(now, lambda _: True, [earlier])
    assert between(now, set(found), earlier) == []


@pytest.mark.proves("statistics-releases")
def test_a_new_year_does_not_hide_one_person_where_the_whole_alone_was_told() -> None:
    then = {code: Contributors(n) for code, n in (("2024", 40), ("2025", 30))}
    now = then | {"2025": Contributors(31), "2026": Contributors(40)}
    earlier = EarlierBreakdown(frozenset(), frozenset(then), then)
    assert between(now, {"2026"}, earlier) == ["['2024', '2025']: 1, 0"]
    assert between(now, set(publishable_categories(now, lambda _: True, [earlier])), earlier) == []


@pytest.mark.proves("statistics-releases")
def test_the_same_number_of_people_with_another_sum_or_other_days_is_few() -> None:
    """One of forty claims more: the difference of two sums is theirs."""
    then = {"a": _behind([1000] * 40), "b": _behind([1000] * 50), "c": _behind([1000] * 60)}
    more = then | {"a": _behind([1000] * 39 + [7000])}
    earlier = EarlierBreakdown(frozenset(then), frozenset(then), then)
    assert between(more, set(then), earlier) == ["['a']: 0, 6000"], "the leak is there to be found"
    assert "a" not in publishable_categories(more, lambda _: True, [earlier])
    assert publishable_categories(then, lambda _: True, [earlier]) == set(then), (
        "the same may be told again"
    )
    counted = w.outcomes(people({"sex_female": 60, "sex_male": 40}))
    first = {"days_by": {"met_to_identified": {"sex": days(counted)}}}
    other = copy.deepcopy(counted)
    other["days_by"]["met_to_identified"]["sex"]["sex_male"]["median"] += 1
    assert not shown(days(other, EarlierRelease(first, counted)))


@pytest.mark.proves("statistics-releases")
def test_unknown_is_never_told_and_never_all_that_is_left_over() -> None:
    """Sex, form and nationality come from one form: the three unknown are nearly the same."""
    parts = {
        "sex_female": Contributors(60),
        "sex_male": Contributors(40),
        "unknown": Contributors(90),
    }
    assert leaks(parts, {"sex_female", "sex_male"}) == [], "by numbers alone it would be told"
    assert publishable_categories(parts, lambda _: True, []) == {"sex_female"}


def test_all_that_one_person_has_of_a_kind_is_one_and_by_two_files_no_two() -> None:
    first = w.someone(codes={"sex": "sex_female"})
    both = Person((*first.subjects, *w.someone().subjects), first.days, first.codes)
    sums = [w.amount("paid", "KES", 5, key) for key in both.subjects]
    counted = w.outcomes([both, w.someone()], sums=sums)
    expected = {"n": 1, "sum": "10", "largest": "10", "second": "0"}
    assert counted["money"]["KES"]["paid"] == expected
    assert counted["money_by"]["KES"]["paid"]["sex"] == {"sex_female": expected}


def test_a_fine_is_of_no_person_and_has_no_characteristic() -> None:
    counted = w.outcomes(sums=[w.amount("fine", "KES", 100) for _ in range(20)])
    assert counted["money"]["KES"]["fine"]["n"] == 20
    assert counted["money_by"] == {}
    assert money_by(counted, counted["money"], tables(counted), []) == {}


@pytest.mark.proves("statistics-releases")
def test_a_category_that_few_have_joined_since_an_earlier_release_is_not_told_again() -> None:
    counted = w.outcomes(people({"sex_female": 60, "sex_male": 40}))
    first = {"days_by": {"met_to_identified": {"sex": days(counted)}}}
    both = {"sex_female", "sex_male"}
    assert shown(days(counted)) == both
    assert shown(days(counted, EarlierRelease(first, counted))) == both
    assert not shown(days(counted, EarlierRelease(first, None))), "nobody knows what was behind it"
    after = copy.deepcopy(counted)
    more = after["days_by"]["met_to_identified"]["sex"]
    for number in more.values():
        number["n"] += 20
    assert shown(days(after, EarlierRelease(first, counted))) == both
    more["sex_male"]["n"] -= 17
    assert not shown(days(after, EarlierRelease(first, counted)))


def test_what_an_earlier_release_kept_back_is_kept_back_again() -> None:
    """Else one release has it in what is left over of the other."""
    parts = {
        code: Contributors(number) for code, number in (("a", 50), ("b", 40), ("c", 15), ("d", 5))
    }
    first = publishable_categories(parts, lambda _: True, [])
    assert first == {"a", "b"}
    earlier = EarlierBreakdown(first, frozenset(parts), parts)
    more = parts | {"d": Contributors(30)}
    assert publishable_categories(more, lambda _: True, []) == {"a", "b", "c", "d"}
    assert publishable_categories(more, lambda _: True, [earlier]) == {"a", "b"}


@pytest.mark.proves("statistics-releases")
@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.lists(st.integers(1, 1000), min_size=1, max_size=30), min_size=1, max_size=8,
    ),
    st.data(),
)  # fmt: skip
def test_whatever_people_have_nothing_is_left_over_of_few(
    amounts: dict[str, list[int]], data: st.DataObject
) -> None:
    parts = {code: _behind(found) for code, found in amounts.items()}
    found = publishable_categories(parts, lambda _: True, [])
    assert leaks(parts, set(found)) == []
    some = st.lists(st.integers(1, 1000), max_size=15)
    later = {code: _behind([one[0] + data.draw(st.integers(0, 1)), *one[1:], *data.draw(some)])
             for code, one in amounts.items()}  # fmt: skip
    later |= {code: _behind(data.draw(some) * 2) for code in data.draw(st.sets(st.just("new")))}
    earlier = EarlierBreakdown(found, frozenset(parts), parts)
    again = publishable_categories(later, lambda _: True, [earlier])
    assert leaks(later, set(again)) == []
    assert between(later, set(again), earlier) == []
    if found:
        assert again - {"new"} <= found
        # A new category that is kept back is in the rest: nobody can take it out of there.
        rest = later.keys() - again if again - {"new"} else set()
        for group in (*({code} for code in again - {"new"}), rest):
            came = sum(later[code].n - parts.get(code, Contributors()).n for code in group)
            assert not 0 < came < LEAST


def _behind(amounts: Iterable[int]) -> Contributors:
    return sum((Contributors(1, Decimal(one), Decimal(one)) for one in amounts), Contributors())


@pytest.mark.parametrize(("n", "amounts", "enough"), [
    (10, [1] * 10, False), (11, [1] * 11, True), (12, [1] * 11 + [12], False),
    (12, [1] * 10 + [100, 100], False), (22, [1] * 20 + [100, 100], True),
])  # fmt: skip
def test_what_is_enough(n: int, amounts: list[int], enough: bool) -> None:
    one = _behind(amounts)
    assert (one.n, one.enough()) == (n, enough)


def test_a_release_tells_by_characteristic_and_may_not_beside_a_count_that_differs_by_few() -> None:
    found = [*people({"sex_female": 60, "sex_male": 40}),
             *(w.someone(identified=2025, codes={"sex": sex}) for sex in ("sex_female", "sex_male")
               for _ in range(40)),
             *(w.someone(codes={"sex": sex}) for sex in ("sex_female", "sex_male", "unknown")
               for _ in range(50))]  # fmt: skip
    counted = w.outcomes(found)
    document, _ = build_release(counted, [])
    told_ = document["days_by"]["met_to_identified"]["sex"]
    assert "sex_female" in shown(told_)
    assert is_still_publishable(document, counted, [])
    assert is_still_publishable(document, counted, [EarlierRelease(document, counted)])
    assert "n" not in document["days"]["met_to_identified"]
    assert not is_still_publishable(document, counted, [EarlierRelease(document, None)]), (
        "nobody knows the count"
    )
    before = copy.deepcopy(counted)
    before["days_by"]["met_to_identified"]["sex"]["sex_female"]["n"] -= 3
    assert not is_still_publishable(document, counted, [EarlierRelease(document, before)])
