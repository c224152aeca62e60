"""Which services there are, for whom, and which are missing (R-34, R-46, R-52, R-70, R-72).

To be read by people of labour institutions. Everybody is invented.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import request
from directory_world import Directory, aged, country_of, directory
from manumit.disclosure import Dimension, Table, protect_tables
from manumit.errors import InputError
from manumit.web.directory import gaps, selectors, services
from manumit.web.directory.due import request_confirmations
from manumit.web.directory.fits import Fit, ServiceQuery
from manumit.web.directory.lists import LISTS
from manumit.web.directory.models import Service, UnmetNeedCount
from manumit.web.directory.unmet import count_unmet_need
from manumit.web.kernel.access.verdicts import Refused

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WISH = ServiceQuery("housing", "ben", "female", "adult")


@pytest.fixture(name="d")
def _directory(tmp_path: Path, settings: Settings) -> Directory:
    return directory(tmp_path, settings)


def answer(d: Directory, row: Service, wish: ServiceQuery = WISH) -> Fit:
    return next(one.answer for one in selectors.search(d.w.owner, wish) if one.id == row.pk)


def test_a_service_fits_by_need_language_sex_age_and_a_free_place(d: Directory) -> None:
    row = d.service()
    assert answer(d, row) is Fit.YES
    for other in ({"need": "health"}, {"language": "vie"}, {"sex": "male"}):
        assert answer(d, row, dataclasses.replace(WISH, **other)) is Fit.NO


def test_unknown_is_never_no(d: Directory) -> None:
    """R-70: a service that doesn't say whom it serves may serve everybody."""
    assert answer(d, d.service(sexes=(), ages=(), languages=())) is Fit.UNKNOWN
    assert answer(d, d.service(free_places=None)) is Fit.UNKNOWN


def test_free_places_are_not_known_after_three_days(d: Directory) -> None:
    row = d.service(free_places=0)
    assert answer(d, row) is Fit.NO
    aged(row, 4)
    assert answer(d, row) is Fit.UNKNOWN


def test_a_service_that_nobody_confirmed_is_asked_for_and_never_said_to_fit(d: Directory) -> None:
    row = d.service(capacity="not_counted", places=None, free_places=None)
    assert answer(d, row) is Fit.YES
    aged(row, 91)
    assert answer(d, row) is Fit.UNKNOWN
    assert request_confirmations() >= 1
    row.refresh_from_db()
    assert row.state == "asked"
    request_confirmations()  # a second run does nothing
    services.confirm_service(d.keeper, row.pk, None, seen=row.version, request=request())
    row.refresh_from_db()
    assert row.state == "listed"
    assert answer(d, row) is Fit.YES


@pytest.mark.proves("directory-of-services")
def test_nobody_searches_for_who_is_asked_for_papers(d: Directory) -> None:
    """R-34: what a service asks everybody is its own; a search by it would tell of a person."""
    assert {one.name for one in dataclasses.fields(ServiceQuery)} == {
        "need",
        "language",
        "sex",
        "age",
    }
    fits = [answer(d, d.service(papers=code)) for code in LISTS["papers"].codes()]
    assert set(fits) == {Fit.YES}


def test_where_people_are_housed_is_not_written_down(d: Directory) -> None:
    for place in ({"area": "Harbour"}, {"contact": "open_office"}):
        with pytest.raises(InputError) as wrong:
            d.service(**place)
        assert wrong.value.problems[0].code == "Q604"


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("place", [{"area": "Harbour"}, {"contact": "open_office"}])
def test_no_other_service_of_the_office_says_where_people_are_housed(
    d: Directory, place: dict[str, str]
) -> None:
    """Both stand under the name of one office: a second row would say what the first may not."""
    housing, other = d.service(), d.service(needs=("legal_aid",))
    refused(lambda: d.service(needs=("legal_aid",), **place), *place)
    offer = d.offer(needs=("legal_aid",), **place)
    refused(
        lambda: services.update_service(d.keeper, other.pk, offer, seen=1, request=request()),
        *place,
    )
    services.end_service(d.keeper, housing.pk, "entered_by_mistake", seen=1, request=request())
    services.update_service(d.keeper, other.pk, offer, seen=1, request=request())
    refused(d.service, "needs")
    services.end_service(d.keeper, other.pk, "not_offered_any_more", seen=2, request=request())
    assert d.service().state == "listed"


def refused(act: Callable[[], object], *fields: str) -> None:
    with pytest.raises(InputError) as wrong:
        act()
    assert [(one.code, one.place.field) for one in wrong.value.problems] == [
        ("Q604", field) for field in fields
    ]


@pytest.mark.proves("directory-of-services")
@pytest.mark.parametrize("area", ["12 Rose Street", "a@b", "Rose\nStreet", "Rose ٣", "x" * 61])
def test_an_area_is_no_address(d: Directory, area: str) -> None:
    with pytest.raises(InputError) as wrong:
        d.service(needs=("legal_aid",), area=area)
    assert [one.code for one in wrong.value.problems] == ["Q605"]


def test_towns_of_any_script_are_areas(d: Directory) -> None:
    for area in ("Saint-Denis", "São Tomé", "الشمال", "Cox's Bazar", "ঢাকা"):
        assert d.service(needs=("legal_aid",), area=area).area == area


def test_services_of_another_country_are_not_offered(d: Directory) -> None:
    row = d.service()
    d.w.shelter.institution.country = "ZZ"
    d.w.shelter.institution.save()
    assert row.pk not in {one.id for one in selectors.search(d.w.owner, WISH)}


def test_the_coordinator_alone_sees_what_is_missing(d: Directory) -> None:
    d.service()
    cells = selectors.coverage(d.plan, gaps.in_language("ben"))
    cover = {(one.wish.need, one.wish.sex, one.wish.age): one.cover for one in cells}
    assert cover["housing", "female", "child"] is gaps.Cover.OPEN
    assert cover["housing", "male", "adult"] is gaps.Cover.NONE
    for nobody in (d.w.owner, d.keeper, d.w.shelter.first, None):
        with pytest.raises(Refused):
            selectors.coverage(nobody, ())


def test_small_counts_of_what_was_not_met_are_left_out(d: Directory) -> None:
    """R-72, and only years that are over."""
    numbers = {
        "language": {"ben": 40, "amh": 35, "vie": 3}, "sex": {"female": 52, "male": 24, "other": 2},
        "age": {"adult": 8, "unknown": 1},
    }  # fmt: skip
    for aspect, codes in numbers.items():
        for code, number in codes.items():
            UnmetNeedCount.objects.create(
                first_month="2025-02", last_month="2025-06", country=country_of(d.w),
                number=number, need="housing", aspect=aspect, code=code,
            )  # fmt: skip
    (year,) = selectors.years(d.plan)
    language, sex = year.tables  # fewer than eleven are counted by age: there is no table
    assert 40 in language.values
    assert 52 in sex.values
    shown = {value for table in year.tables for value in table.values if value}
    assert shown.isdisjoint({1, 2, 3, 8, 9})
    assert selectors.years(d.w.owner) == []


def test_tables_that_disagree_are_a_mistake_and_no_small_count() -> None:
    """An empty page in place of the mistake would look as if nobody had been turned away."""
    need = Dimension("need", ("housing", "health"))
    some, others = (
        Table.from_counts(name, [need, Dimension(name, ("one",))], {("housing", "one"): number})
        for name, number in (("sex", 40), ("age", 50))
    )
    assert 40 in protect_tables([some], 11)[0].values
    assert protect_tables([some], 41) == ()
    with pytest.raises(InputError) as wrong:
        protect_tables([some, others], 11)
    assert wrong.value.problems[0].code == "D108"


@pytest.mark.parametrize("code", ["", "debt to the aunt in the blue house"])
def test_only_codes_are_counted(d: Directory, code: str) -> None:
    with pytest.raises(InputError) as wrong:
        count_unmet_need(d.w.owner, ServiceQuery(need=code), request=request())
    assert wrong.value.problems[0].code == "Q601"
