"""What is offered first always fits; unknown is never "no" and never "yes" (statements for all)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.web.directory.fits import ORDER, Fit, ServiceQuery, fit_points, overall, places
from manumit.web.directory.gaps import Cover, cells
from manumit.web.directory.lists import LISTS, rules

DAY = dt.date(2026, 11, 26)


@dataclass
class Offered:
    """A service, as far as fitting reads it."""

    needs: list[str]
    languages: list[str]
    sexes: list[str]
    ages: list[str]
    capacity: str
    free_places: int | None
    free_on: dt.date | None
    confirmed_on: dt.date


def some(name: str, least: int = 0) -> st.SearchStrategy[list[str]]:
    codes = LISTS[name].codes()[:3]
    return st.lists(st.sampled_from(codes), min_size=least, max_size=3, unique=True)


def one(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *LISTS[name].codes()[:4]))


DAYS = st.integers(0, 200).map(lambda days: DAY - dt.timedelta(days=days))
FREE = st.none() | st.tuples(st.integers(0, 2), DAYS)
OFFERED = st.builds(
    lambda free, **rest: Offered(
        free_places=free and free[0], free_on=free and free[1], **rest
    ),
    free=FREE, needs=some("need", 1), languages=some("language"), sexes=some("sex"),
    ages=some("age"), capacity=st.sampled_from(LISTS["capacity"].codes()), confirmed_on=DAYS,
)  # fmt: skip
WISHES = st.builds(ServiceQuery, one("need"), one("language"), one("sex"), one("age"))


def truly_fits(offered: Offered, wish: ServiceQuery) -> bool:
    """Written anew, without looking at how the program does it."""
    counted = offered.capacity != "counted" or (
        bool(offered.free_places)
        and offered.free_on is not None
        and (DAY - offered.free_on).days <= 3
    )
    return (
        (not wish.need or wish.need in offered.needs)
        and (not wish.language or wish.language in offered.languages)
        and (not wish.sex or wish.sex in offered.sexes)
        and (not wish.age or wish.age in offered.ages)
        and offered.capacity != "unknown"
        and counted
        and (DAY - offered.confirmed_on).days <= 90
    )


def ordered(offered: Sequence[Offered], wish: ServiceQuery) -> list[tuple[Fit, Offered]]:
    answered = [(overall(fit_points(one, wish, DAY)), one) for one in offered]
    return sorted(answered, key=lambda pair: ORDER.index(pair[0]))


@pytest.mark.proves("directory-of-services")
@given(st.lists(OFFERED, max_size=5), WISHES)
def test_what_is_offered_first_always_fits_where_anything_does(
    offered: list[Offered], wish: ServiceQuery
) -> None:
    found = ordered(offered, wish)
    fitting = sum(truly_fits(one, wish) for one in offered)
    assert [answer is Fit.YES for answer, _ in found] == [
        place < fitting for place in range(len(found))
    ]
    assert all(truly_fits(one, wish) for _, one in found[:fitting])


@given(OFFERED, WISHES)
def test_what_is_not_known_is_neither_yes_nor_no(offered: Offered, wish: ServiceQuery) -> None:
    empty = dataclasses.replace(
        offered, languages=[], sexes=[], ages=[], capacity="unknown", confirmed_on=DAY
    )
    answers = {point.name: point.answer for point in fit_points(empty, wish, DAY)}
    assert answers["places"] is Fit.UNKNOWN
    for name in ("language", "sex", "age"):
        assert answers.get(name, Fit.UNKNOWN) is Fit.UNKNOWN
    assert overall(fit_points(empty, wish, DAY)) is not Fit.YES


@given(OFFERED, st.integers(0, 400))
def test_a_number_of_places_gets_old_and_then_is_never_no(offered: Offered, days: int) -> None:
    old = dataclasses.replace(
        offered, capacity="counted", free_places=0, free_on=DAY - dt.timedelta(days=days)
    )
    stale = dt.timedelta(days=days) > rules().free_places
    assert places(old, DAY) is (Fit.UNKNOWN if stale else Fit.NO)


@given(st.lists(OFFERED, max_size=5), WISHES)
def test_a_gap_is_one_where_no_service_fits_and_none_may(
    offered: list[Offered], wish: ServiceQuery
) -> None:
    asked = dataclasses.replace(wish, need=wish.need or LISTS["need"].codes()[0])
    (cell,) = cells([asked], offered, DAY)
    answers = [overall(fit_points(one, asked, DAY)) for one in offered]
    assert (cell.cover is Cover.OPEN) == (Fit.YES in answers)
    assert (cell.cover in (Cover.FULL, Cover.NONE)) == all(one is Fit.NO for one in answers)
