"""Scenario 8: an adult who declines to be referred leaves at most an anonymous notification.

R-52, R-53, R-72. To be read by people of labour institutions. Everybody is invented.
"""

import dataclasses
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import World, agreed, file_of, person, referred, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.notifications import selectors
from manumit.web.notifications.lists import LISTS, MIN_BATCH
from manumit.web.notifications.models import NotificationCount
from manumit.web.notifications.services import NotificationDetails, record_notification, release_due
from notifications_world import country_of, prepared

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
TOLD = NotificationDetails("domestic_work", "from_25_to_39", "female")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


def of_kind(kind: str, role: str) -> Actor:
    institution = Institution.objects.create(kind=kind, country="KE", names={"en": kind})
    return person(Office.objects.create(institution=institution, names={"en": "One"}), role)


def test_an_adult_who_declines_is_referred_to_nobody(w: World) -> None:
    """R-52: without the person's yes nothing is sent, and nothing of them is anywhere else."""
    file = file_of(w.owner)
    with pytest.raises(InputError) as held:
        referred(w.owner, file, w.shelter, parts=())
    assert held.value.problems[0].code == "T107"
    assert not Referral.objects.filter(file=file, state="sent").exists()
    assert CaseFile.objects.filter(institution=w.shelter.institution).count() == 0


def test_all_that_can_be_said_is_form_age_band_and_sex(w: World) -> None:
    """R-52: no text, no day, no place within the country, no name, no file, no office."""
    assert [one.name for one in dataclasses.fields(NotificationDetails)] == [
        "form",
        "age_band",
        "sex",
    ]
    columns = {one.name for one in NotificationCount._meta.get_fields()}
    assert columns == {
        "id", "first_month", "last_month", "country", "form", "age_band", "sex", "number",
    }  # fmt: skip
    for name, listed in LISTS.items():
        assert "unknown" in listed.codes(), name
    with pytest.raises(InputError) as refused:
        record_notification(
            w.owner,
            NotificationDetails("debt to the aunt in the blue house", "unknown"),
            request=request(),
        )
    assert refused.value.problems[0].code == "Y801"


def test_there_is_no_age_below_18_a_child_is_never_only_counted(w: World) -> None:
    """R-53, R-46: for a child, or somebody of unsure age, the way is another one."""
    assert set(LISTS["age_band"].codes()) == {
        "from_18_to_24", "from_25_to_39", "from_40", "unknown",
    }  # fmt: skip
    child = file_of(w.owner, Age.UNSURE)
    assert child.counts_as_child


@pytest.mark.proves("anonymous-notifications")
def test_it_stays_closed_until_there_are_enough_and_nobody_reads_it_before(w: World) -> None:
    """R-72: released in batches of eleven at least, of one country, with the same months."""
    for _ in range(MIN_BATCH - 1):
        record_notification(w.owner, TOLD, request=request())
    assert release_due() == 0
    assert not NotificationCount.objects.filter(country=country_of(w)).exists()
    record_notification(
        w.shelter.first, TOLD, request=request()
    )  # of another institution, of the same country
    assert release_due() == MIN_BATCH
    (row,) = NotificationCount.objects.filter(country=country_of(w))
    assert (row.number, row.form) == (MIN_BATCH, TOLD.form)
    assert release_due() == 0  # once


def test_only_the_coordinator_and_the_statistician_read_tables_and_only_of_years_that_are_over(
    w: World,
) -> None:
    """Section 2: "aggregates". R-72: small cells are left out, with what would give them away."""
    expected = {"country": country_of(w), "first_month": "2025-03", "last_month": "2025-09"}
    counted = {
        ("forced_labour", "from_40"): 30,
        ("forced_labour", "from_18_to_24"): 25,
        ("forced_crime", "from_40"): 3,
        ("forced_crime", "from_18_to_24"): 40,
        ("other", "from_18_to_24"): 22,
        ("other", "from_40"): 20,
    }
    for (form, band), number in counted.items():
        NotificationCount.objects.create(
            form=form, age_band=band, sex="unknown", number=number, **expected
        )
    this_year = expected | {"last_month": f"{today():%Y}-11"}
    NotificationCount.objects.create(
        form="other", age_band="from_40", sex="unknown", number=50, **this_year
    )
    for actor in (of_kind("coordination", "plan"), of_kind("statistics", "stats")):
        (year,) = [one for one in selectors.years(actor) if one.country == country_of(w)]
        assert year.year == 2025
        table = next(one for one in year.tables if one.name == "form_age_band")
        assert table.value({"form": "forced_crime", "age_band": "from_40"}) is None
        shown = {value for value in table.cells.values() if value}
        assert shown
        assert shown <= {30, 25, 40, 22, 20}
        assert table.value({}) == sum(counted.values())
    for nobody in (w.owner, w.shelter.first, w.ident.first, w.admin):
        assert selectors.years(nobody) == []


@pytest.mark.parametrize("role", ["ident", "justice", "admin"])
def test_whoever_refers_nobody_leaves_none(w: World, role: str) -> None:
    who = {"ident": w.ident.first, "justice": w.prosecution.first, "admin": w.admin}[role]
    for nobody in (who, None):
        with pytest.raises(Refused):
            record_notification(nobody, TOLD, request=request())


def test_the_yes_of_a_person_goes_the_other_way_and_leaves_none(w: World) -> None:
    """R-52: a referral that the person agrees to is no notification."""
    file = file_of(w.owner)
    agreed(w.owner, file, w.shelter)
    assert referred(w.owner, file, w.shelter, parts=()).state == "sent"
    assert release_due() == 0
