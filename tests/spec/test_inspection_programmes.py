"""Programmes of visits: C81 arts 12, 15(c), 16; domain.md R-30, R-36, R-37."""

import datetime as dt
import io
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

import inspections_world as iw
import registers_world
from cases_world import from_today, request
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.inspections import programme_reading, programmes
from manumit.web.inspections.facts import Area, facts_of
from manumit.web.inspections.law import programme_policy
from manumit.web.inspections.models import Programme, ProgrammePlace, Visit
from manumit.web.inspections.programmes import ProgrammeInput
from manumit.web.inspections.verbs import VisitPlan
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.registers.models import Workplace
from together import begun

pytestmark = [
    pytest.mark.django_db(databases=["default", "ledger"]),
    pytest.mark.usefixtures("rows"),
]
WORKPLACES, VISITS = 30, 8


@dataclass(frozen=True, slots=True)
class Rows:
    """A register of 30 workplaces, a home, and what may be one."""

    first: Workplace
    home: Workplace
    unknown: Workplace


def made_rows(w: World) -> Rows:
    """The first is never visited, as all; the register is that of one office."""
    found = [iw.place(w.inspector) for _ in range(WORKPLACES)]
    home = iw.place(w.inspector, "private_home")
    return Rows(found[0], home, iw.place(w.inspector, "place_unknown"))


_begun, _who, _rows = begun(world, made_rows)


def entered(**more: object) -> ProgrammeInput:
    """A programme of 8 visits in 30 days, 25 percent at random."""
    found = {
        "begins_on": today(), "ends_on": today() + dt.timedelta(days=30), "area": "office",
        "visits": VISITS, "share": Decimal(25),
    } | more  # fmt: skip
    return ProgrammeInput(**found)  # type: ignore[arg-type] # as above


def drawn(w: World, **more: object) -> Programme:
    row = programmes.start_programme(w.inspector, entered(**more), request=request())
    return programmes.draw_programme(w.inspector, row.pk, seen=row.version, request=request())


def origins(row: Programme) -> Counter[str | None]:
    return Counter(open_text(one, "origin") for one in row.places.all())


def test_a_draw_has_a_random_share_and_ranks_the_rest(w: World) -> None:
    row = drawn(w)
    assert (row.state, row.workplaces, row.drawn) == ("drawn", WORKPLACES, 2)
    assert origins(row) == {"random": 2, "ranked": VISITS - 2}
    assert row.probability == str(Fraction(2, WORKPLACES))
    assert sorted(row.places.values_list("place", flat=True)) == list(range(1, VISITS + 1))


def test_every_registered_workplace_can_be_drawn(w: World, rows: Rows) -> None:
    """R-37: also a place of a single person, which is no home and which only its recorder opens."""
    farm = registers_world.place(
        w.inspector, "farm", runs=registers_world.firm(w.inspector, "Mr Zq", natural="yes")
    )
    assert farm.closed
    made, _ = programmes.repeat_draw(drawn(w))
    assert made.probabilities.keys() >= {str(farm.pk), str(rows.first.pk)}
    assert all(one > 0 for one in made.probabilities.values())
    assert len(made.probabilities) == WORKPLACES + 1


def test_an_own_initiative_leaves_the_draw_and_its_probabilities_as_they_are(w: World) -> None:
    """Sentence 9: an inspector adds a place of her own; the random share meets its probability."""
    row = drawn(w)
    before, _ = programmes.repeat_draw(row)
    new = iw.place(w.inspector)
    visit = iw.planned(w.inspector, new)
    assert open_text(visit, "origin") == "own"
    outside = Workplace.objects.exclude(pk__in=row.places.values("workplace"))
    iw.planned(w.inspectorate.second, outside.filter(closed=False).exclude(pk=new.pk)[0])
    after, same = programmes.repeat_draw(iw.now(row))
    assert same
    assert (after.probabilities, after.drawn) == (before.probabilities, before.drawn)
    assert str(new.pk) not in after.probabilities
    assert sum(after.probabilities.values()) == after.size == 2


def test_a_home_is_offered_for_a_meeting_outside_and_is_never_drawn(w: World, rows: Rows) -> None:
    """Sentence 14, C189 art. 17(3)."""
    everything = drawn(w, visits=WORKPLACES, share=Decimal(30))
    chosen = set(everything.places.values_list("workplace", flat=True))
    assert len(chosen) == WORKPLACES
    assert not chosen & {rows.home.pk, rows.unknown.pk}
    made, _ = programmes.repeat_draw(everything)
    assert not made.probabilities.keys() & {str(rows.home.pk), str(rows.unknown.pk)}
    assert iw.planned(w.inspector, rows.home, home="meeting_outside").home == "meeting_outside"


def test_a_draw_is_kept_and_can_be_repeated_on_the_page_and_by_command(w: World) -> None:
    row = drawn(w)
    assert programme_reading.draw_agrees(w.inspectorate.second, row.pk)
    out = io.StringIO()
    call_command("repeat_draw", str(row.pk), stdout=out)
    found = json.loads(out.getvalue())
    assert len(found["probabilities"]) == WORKPLACES
    random = {str(one.workplace_id) for one in row.places.all()
              if open_text(one, "origin") == "random"}  # fmt: skip
    assert set(found["drawn"]) == random
    assert found["agrees"] is True
    assert found["proof"] == row.proof


def test_a_draw_that_was_tampered_with_does_not_agree(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drawn(w)
    monkeypatch.setattr(programmes, "_proof", lambda *_: "another")
    assert not programme_reading.draw_agrees(w.inspector, row.pk)
    with pytest.raises(CommandError, match="other places"):
        call_command("repeat_draw", str(row.pk), stdout=io.StringIO())


def test_a_programme_is_drawn_once_and_a_drawn_one_is_not_cancelled(w: World) -> None:
    row, form = programmes.start_programme(w.inspector, entered(), request=request()), request()
    for _ in range(2):  # sent twice, it is drawn once
        programmes.draw_programme(w.inspector, row.pk, seen=1, request=form)
    assert row.places.count() == VISITS
    with pytest.raises(MoveRefused):
        programmes.draw_programme(w.inspector, row.pk, seen=2, request=request())
    with pytest.raises(MoveRefused):
        programmes.cancel_programme(w.inspector, row.pk, seen=2, request=request())
    other = programmes.start_programme(w.inspector, entered(), request=request())
    cancelled = programmes.cancel_programme(w.inspector, other.pk, seen=1, request=request())
    assert (cancelled.state, cancelled.places.count()) == ("cancelled", 0)


def test_why_a_place_is_in_a_programme_is_sealed_and_in_no_role_s_view(w: World) -> None:
    """C81 art. 15(c): with the seed one could work it out, so nobody is shown it either."""
    row = drawn(w)
    for who in (w.inspector, w.inspectorate.second):
        assert not {"seed", "frame"} & set(programme_policy.mask(who, row))
    raw = {len(one.origin.raw) for one in row.places.all()}
    assert len(raw) == 1
    assert {one.probability for one in row.places.all()} == {row.probability}


def test_the_reason_goes_from_the_programme_into_the_visit(w: World) -> None:
    row = drawn(w)
    for line in row.places.all():
        plan = VisitPlan(workplace=line.workplace_id, planned_on=today(), module="garments")
        programmes.plan_place(w.inspector, row.pk, line.workplace_id, plan, request=request())
    planned = Counter(open_text(one, "origin") for one in Visit.objects.all())
    assert planned == origins(row)
    view = programme_reading.programme(w.inspector, row.pk)
    assert view.shown is not None
    assert all(one.visit is not None for one in view.shown.object_list)


def test_the_score_knows_arrears_violations_season_agency_and_sector(w: World, rows: Rows) -> None:
    """R-37, and nothing of a person: the facts have no field for one."""
    visited = iw.begun(w.inspector, rows.first, ago=60)
    wages = iw.found(w.inspector, visited.pk)
    iw.ordered(w.inspector, visited.pk, wages.pk, iw.payment(ago=40))
    iw.found(w.inspector, visited.pk, "own_papers")
    agency = registers_world.place(
        w.inspector, runs=registers_world.firm(w.inspector, kind="agency")
    )
    known = facts_of(w.inspector.institution, ["C"], today())
    first = known(rows.first.pk, "C")
    assert (first.days_since_visit, first.payments_overdue, first.areas_last_time) == (60, 1, 2)
    assert first.in_season
    assert not first.agency
    assert known(agency.pk, "A").agency
    assert known(agency.pk, "A").in_season is False
    assert facts_of(w.inspector.institution, [], today())(agency.pk, "A").in_season is None
    row = drawn(w, season=["C"])
    line = ProgrammePlace.objects.get(programme=row, workplace=rows.first)
    reasons = dict(map(tuple, line.reasons))
    assert reasons == {"payment_overdue": 4, "violation_last_time": 2, "in_season": 2, "sector": 1}
    assert line.score == 9
    assert row.points["dated"] == "2026-11-29"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"share": Decimal(101)}, "H302"),
        ({"share": Decimal(4)}, "H302"),
        ({"visits": WORKPLACES + 1}, "H303"),
        ({"sector": "T"}, "H301"),
        ({"sector": "Z"}, "H201"),
        ({"area": "country"}, "H201"),
        ({"begins_on": None}, "H216"),
        ({"ends_on": dt.timedelta(days=-1)}, "H216"),
        ({"ends_on": dt.timedelta(days=500)}, "H216"),
    ],
)
def test_a_programme_that_cannot_be_drawn_is_refused_and_leaves_nothing(
    w: World, more: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError) as wrong:
        programmes.start_programme(w.inspector, entered(**from_today(more)), request=request())
    assert [one.code for one in wrong.value.problems] == [code]
    assert all(one.do for one in wrong.value.problems)
    assert not Programme.objects.exists()


def test_a_sector_with_two_workplaces_has_no_programme(w: World) -> None:
    some = Workplace.objects.filter(closed=False)[:2]
    with_two = Area(w.inspector.institution, None, "C").workplaces().filter(pk__in=some)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Area, "workplaces", lambda _: with_two)
        with pytest.raises(InputError, match="H217"):
            programmes.start_programme(
                w.inspector, entered(sector="C", visits=1), request=request()
            )


def test_an_area_is_that_of_the_office_or_of_the_inspectorate(w: World) -> None:
    iw.place(w.elsewhere)
    assert drawn(w).workplaces == WORKPLACES
    assert drawn(w, area="inspectorate").workplaces == WORKPLACES + 1


@pytest.mark.parametrize("who", ["elsewhere", "other_inspectorate", "intake", "stranger"])
def test_a_programme_is_of_its_office_alone(w: World, who: str) -> None:
    row = programmes.start_programme(w.inspector, entered(), request=request())
    found = getattr(w, who)
    actor = getattr(found, "first", found)
    with pytest.raises(Refused):
        programme_reading.programme(actor, row.pk)
    with pytest.raises(Refused):
        programmes.draw_programme(actor, row.pk, seen=1, request=request())
    assert iw.now(row).state == "started"
    drew = programmes.draw_programme(w.inspectorate.second, row.pk, seen=1, request=request())
    assert drew.state == "drawn"
