"""Entries that may be one workplace: found with reasons, decided by an officer, undone exactly.

C81 art. 16 asks that workplaces are inspected as often as is necessary: a workplace that is in the
register twice is drawn twice, and neither entry shows what was found at the other.
"""

import uuid
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

import inspections_world as iw
import registers_world as rw
from cases_world import key_ring, request
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.annual_report import figures as report
from manumit.web.inspections import facts, reading
from manumit.web.inspections.facts import Area
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.registers import selectors, services
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.registers.services.workplaces import WorkplaceInput
from manumit.web.ui.languages import language
from manumit.web.ui.room.lists import reader_of
from manumit.web.workplaces import match_reading
from manumit.web.workplaces.many import record_many_workplaces
from manumit.web.workplaces.matching import decide_match, find_near_matches
from manumit.web.workplaces.models import NearMatch
from manumit.web.workplaces.timeline import timeline

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def recorded(w: World, *located: WorkplaceDetails, place: str = "premises") -> list[Workplace]:
    """Workplaces of one import, with what may be the same found."""
    about = ClearDetails(source="public_register", sector="C")
    entered = [WorkplaceInput(place=place, located=one, about=about) for one in located]
    with transaction.atomic():
        record_act(w.inspector, "create", "workplace", None, purpose="record")
        keys = record_many_workplaces(w.inspector, entered, request=request())
        find_near_matches(w.inspector, keys)
    rows = Workplace.objects.in_bulk(keys)
    return [rows[key] for key in keys]


def merged(w: World, kept: Workplace, other: Workplace) -> None:
    services.merge_workplaces(
        w.inspector, kept.pk, other.pk, reason="same_number", request=request()
    )


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


def happened(w: World, place: Workplace) -> list[uuid.UUID]:
    """Return the records on the timeline of a workplace, the latest first."""
    found = language("en")
    assert found is not None
    shown = timeline(reader_of(w.inspector, found, "visit"), None, place.pk)
    return [one.key for one in shown.object_list]


def state(w: World, *places: Workplace) -> object:
    """All that pages show of workplaces: visits, orders past their day, figures, the frame."""
    known = facts.facts_of(w.inspector.institution, (), today())
    year = report.Year(w.inspector.institution, today().year)
    return [
        [
            (
                happened(w, one),
                known(one.pk, "C"),
                selectors.workplace(w.inspector, one.pk),
            )
            for one in places
        ],
        sorted(Area.of(w.inspector, "office", "").workplaces().values_list("pk", flat=True)),
        report.HELD["c"]["workplaces"][1](year).count(),
        report.HELD["c"]["workplaces_visited"][1](year).count(),
        [one.id for one in match_reading.near_matches(w.inspector, None).object_list],
    ]


def test_many_recorded_at_once_are_like_those_recorded_one_by_one(w: World) -> None:
    (row,) = recorded(w, WorkplaceDetails(name="Hall sixzq", address="Lane 6", number="K-6"))
    seen = selectors.workplace(w.inspectorate.second, row.pk)
    assert (seen.located.name, seen.located.number, seen.sector) == ("Hall sixzq", "K-6", "C")
    found = selectors.similar_entries(w.inspector, WorkplaceDetails(name="Hal sixzq"))
    assert [one.id for one in found] == [row.pk]
    assert not workplace_policy.scope(w.other_inspectorate.first).filter(pk=row.pk).exists()


def test_a_home_of_an_import_is_seen_by_who_imported_it_alone(w: World) -> None:
    """R-36."""
    (row,) = recorded(w, WorkplaceDetails(name="Household zq"), place="private_home")
    assert row.closed
    with pytest.raises(Refused):
        selectors.workplace(w.inspectorate.second, row.pk)
    assert selectors.workplace(w.inspector, row.pk).located.name == "Household zq"


def test_near_matches_have_reasons_and_strangers_have_none(w: World) -> None:
    old = recorded(
        w,
        WorkplaceDetails(name="Acacia Textile Mills Ltd", area="Thika", number="K/1001"),
        WorkplaceDetails(name="فندق النور", area="الدوحة", number="١٢٣"),
        WorkplaceDetails(name="Baobab Quarry", area="Voi"),
    )
    new = recorded(
        w,
        WorkplaceDetails(name="Accacia Textile Mill", area="THIKA"),
        WorkplaceDetails(name="Hotel Alnur", area="Doha", number="123"),
        WorkplaceDetails(name="Baobab quarry", area="Voi", number="K/2"),
        WorkplaceDetails(name="Cedar Sawmill", area="Voi", number="K/3"),
    )
    found = {
        (one, other): reasons
        for one, other, reasons in NearMatch.objects.values_list("one", "other", "reasons")
    }
    assert found == {
        (old[0].pk, new[0].pk): ["other_spelling"],
        (old[1].pk, new[1].pk): ["same_number"],
        (old[2].pk, new[2].pk): ["same_name_and_place"],
    }
    assert len(match_reading.near_matches(w.inspector, None).object_list) == 3
    for who in (w.elsewhere, w.other_inspectorate.first):
        assert not match_reading.near_matches(who, None).object_list


def test_an_organisation_of_the_same_name_is_no_near_match(w: World) -> None:
    rw.firm(w.inspector, "Acacia Textile Mills")
    recorded(w, WorkplaceDetails(name="Acacia Textile Mills"))
    assert not NearMatch.objects.exists()


def test_visits_and_orders_follow_a_merge_and_its_undoing_restores_everything(w: World) -> None:
    kept, other, third = recorded(
        w,
        WorkplaceDetails(name="Acacia Mill", area="Thika", number="K1"),
        WorkplaceDetails(name="Acacia Mill", area="Thika"),
        WorkplaceDetails(name="Quite Another Farm", area="Voi"),
    )
    visit = iw.begun(w.inspector, other, ago=41)
    violation = iw.found(w.inspector, visit.pk)
    order = iw.ordered(w.inspector, visit.pk, violation.pk, iw.payment(ago=40))
    again = iw.begun(w.inspector, other)  # the first may be of last year, before the workplaces
    before = state(w, kept, other, third)

    merged(w, kept, other)
    assert state(w, third) != before
    assert set(happened(w, kept)) == {visit.pk, again.pk, order.pk}
    assert reading.places(w.inspector, [other.pk])[other.pk].id == kept.pk
    known = facts.facts_of(w.inspector.institution, (), today())(kept.pk, "C")
    assert (known.days_since_visit, known.payments_overdue) == (0, 1)
    frame = set(Area.of(w.inspector, "office", "").workplaces().values_list("pk", flat=True))
    assert frame == {kept.pk, third.pk}
    year = report.Year(w.inspector.institution, today().year)
    assert list(report.HELD["c"]["workplaces_visited"][1](year)) == [kept]
    assert report.HELD["c"]["workplaces"][1](year).count() == 2
    # A visit that is planned at the part is planned at the workplace.
    assert iw.planned(w.inspector, other).workplace_id == kept.pk
    order.refresh_from_db()
    assert order.workplace_id == other.pk

    services.unmerge_workplaces(w.inspector, other.pk, reason="joined_by_mistake")
    after = state(w, kept, other, third)
    assert len(happened(w, kept)) == 1  # the visit that was planned since
    assert _without_visits(after) == _without_visits(before)
    assert reading.places(w.inspector, [other.pk])[other.pk].id == other.pk


def _without_visits(found: object) -> object:
    """Leave out the visits of the first workplace: one was planned in between."""
    assert isinstance(found, list)
    (first, *others), *rest = found
    return [first[1:], *others, *rest]


def test_a_match_is_decided_once_and_undone_with_the_merge(w: World) -> None:
    one, other = recorded(
        w,
        WorkplaceDetails(name="Acacia Mill", area="Thika"),
        WorkplaceDetails(name="Acacia Mil", area="Thika"),
    )
    match, form = NearMatch.objects.get(), request()
    decide_match(w.inspector, match.pk, "keep_other", request=form)
    decide_match(w.inspector, match.pk, "keep_other", request=form)
    assert selectors.workplace(w.inspector, one.pk).part_of is not None
    assert not match_reading.near_matches(w.inspector, None).object_list
    services.unmerge_workplaces(w.inspector, one.pk, reason="two_after_all")
    # Somebody has to decide again.
    assert len(match_reading.near_matches(w.inspector, None).object_list) == 1
    decide_match(w.inspector, match.pk, "different", request=request())
    match.refresh_from_db()
    assert match.decided_by == w.inspector.person
    assert selectors.workplace(w.inspector, other.pk).parts == ()
    assert not match_reading.near_matches(w.inspector, None).object_list
    with pytest.raises(InputError) as caught:
        decide_match(w.inspector, match.pk, "keep_one", request=request())
    assert code(caught) == "H706"


def test_what_cannot_be_joined_is_refused(w: World) -> None:
    one, other, third = (rw.place(w.inspector, name=name) for name in ("Onezq", "Twozq", "Sixzq"))
    home = rw.place(w.inspector, "private_home")
    cases = [
        (one.pk, one.pk, "R302"), (one.pk, home.pk, "R306")
    ]  # fmt: skip
    merged(w, one, other)
    cases += [(other.pk, third.pk, "R304"), (third.pk, other.pk, "R304")]
    for kept, part, wrong in cases:
        with pytest.raises(InputError) as caught:
            services.merge_workplaces(
                w.inspector, kept, part, reason="same_number", request=request()
            )
        assert code(caught) == wrong
    for who in (w.elsewhere, w.other_inspectorate.first, w.court.first, None):
        with pytest.raises(Refused):
            services.merge_workplaces(
                who, third.pk, one.pk, reason="same_number", request=request()
            )


def test_an_entry_with_parts_can_become_part_of_another(w: World) -> None:
    one, other, third = (rw.place(w.inspector, name=name) for name in ("Onezq", "Twozq", "Sixzq"))
    visit = iw.begun(w.inspector, third)
    merged(w, other, third)
    merged(w, one, other)
    assert happened(w, one) == [visit.pk]
    assert services.shown_as([third.pk]) == {third.pk: one.pk}
    year = report.Year(w.inspector.institution, today().year)
    assert list(report.HELD["c"]["workplaces_visited"][1](year)) == [one]


# What may be joined where one of the two is a home


def test_a_home_joins_no_other_place_and_a_joined_place_does_not_become_a_home(w: World) -> None:
    """Both would be shown as one, and what is a home is seen by its recorder alone."""
    one, other = recorded(
        w, WorkplaceDetails(name="Hall sixzq", number="K-6"), WorkplaceDetails(name="Hall 6zq")
    )
    merged(w, one, other)
    home = WorkplaceInput(
        place="private_home",
        located=WorkplaceDetails(name="Hall sixzq", number="K-6"),
        about=ClearDetails(source="own_knowledge", sector="T"),
    )
    with pytest.raises(InputError) as caught:
        services.change_workplace(w.inspector, one.pk, home, seen=one.version)
    assert code(caught) == "R306"
    services.unmerge_workplaces(w.inspector, other.pk, reason="joined_by_mistake")
    services.change_workplace(w.inspector, one.pk, home, seen=one.version)
    for kept, joined in ((one, other), (other, one)):
        with pytest.raises(InputError) as caught:
            merged(w, kept, joined)
        assert code(caught) == "R306"
