"""The last day on which a claim can be lodged: known, due in time, and gone once it is lodged."""

import datetime as dt
from dataclasses import dataclass

import pytest

from cases_world import request
from manumit.errors import InputError
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import selectors, services
from manumit.web.remedies.models import Claim
from manumit.web.tasks.sources import due_items
from office import signed_in
from remedies_world import World, drafted, file_of, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WEEK = dt.timedelta(7)


@dataclass(frozen=True)
class Rows:
    """A draft of the owner."""

    claim: Claim


def made(w: World) -> Rows:
    """One draft."""
    return Rows(drafted(w.owner, file_of(w.owner)))


_begun, _who, _rows = begun(world, made)


def due(who: Actor) -> list[tuple[str, dt.date]]:
    """Claims to lodge within a week."""
    found = due_items(who, today() + WEEK, 50)
    return [(one.called, one.due) for one in found if one.kind == "lodge"]


def test_a_claim_is_due_before_its_last_day_and_not_once_it_is_lodged(w: World, rows: Rows) -> None:
    assert due(w.owner) == []
    day = today() + dt.timedelta(5)
    services.set_lodge_by(w.owner, rows.claim.pk, day)
    assert due(w.owner) == [(rows.claim.reference, day)]
    assert due(w.prosecution.first) == due(w.other.first) == due(w.other_office) == []
    assert selectors.claim(w.owner, rows.claim.pk).lodge_by == day
    services.lodge(w.owner, rows.claim.pk, seen=1, request=request())
    assert due(w.owner) == []
    assert Claim.objects.get(pk=rows.claim.pk).lodge_by is None
    with pytest.raises(InputError, match="Q109"):
        services.set_lodge_by(w.owner, rows.claim.pk, None)


def test_the_earlier_of_two_days_counts_until_somebody_sets_another(w: World, rows: Rows) -> None:
    first, second = today() + WEEK, today() + 2 * WEEK

    def kept(day: dt.date | None, *, earlier: bool = True) -> dt.date | None:
        return services.set_lodge_by(w.owner, rows.claim.pk, day, earlier=earlier).lodge_by

    assert kept(None) is None
    assert kept(second) == second
    assert kept(first) == kept(second) == kept(None) == first
    assert kept(second, earlier=False) == second
    assert kept(None, earlier=False) is None


def test_a_day_that_stays_the_same_is_no_act(w: World, rows: Rows) -> None:
    services.set_lodge_by(w.owner, rows.claim.pk, today())
    acts = Event.objects.count()
    services.set_lodge_by(w.owner, rows.claim.pk, today())
    assert Event.objects.count() == acts


def test_a_draft_that_ends_keeps_no_day(w: World, rows: Rows) -> None:
    services.set_lodge_by(w.owner, rows.claim.pk, today())
    services.take_step(
        w.owner, rows.claim.pk, "end", seen=1, request=request(), reason="worker_ends_it"
    )
    assert Claim.objects.get(pk=rows.claim.pk).lodge_by is None


def test_a_list_shows_it_and_sorts_by_it(w: World, rows: Rows) -> None:
    other = drafted(w.owner, file_of(w.owner))
    services.set_lodge_by(w.owner, rows.claim.pk, today() + 9 * WEEK)
    services.set_lodge_by(w.owner, other.pk, today() - WEEK)
    page = signed_in(w.owner).get("/en/office/claims/?sort=lodge_by").content.decode()
    assert page.index(other.reference) < page.index(rows.claim.reference)
    late = page[page.index(other.reference) : page.index(rows.claim.reference)]
    assert "danger" in late


def test_its_page_says_when_it_is_too_late(w: World, rows: Rows) -> None:
    def read(day: dt.date | None) -> str:
        services.set_lodge_by(w.owner, rows.claim.pk, day)
        page = signed_in(w.owner).get(f"/en/office/claims/{rows.claim.pk}/")
        return page.content.decode()

    late = "The last day to lodge has passed."
    found = [late in read(today() + dt.timedelta(days)) for days in (-1, 0, 1)]
    assert (found, late in read(None)) == ([True, False, False], False)


def test_nobody_else_sets_it(w: World, rows: Rows) -> None:
    for who in (w.colleague, w.other_office, w.court.first, w.other.first, None):
        with pytest.raises(Refused):
            services.set_lodge_by(who, rows.claim.pk, today())
