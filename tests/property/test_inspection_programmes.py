"""What every draw of a programme keeps, for any number of visits and any share that is allowed."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import inspections_world as iw
from cases_world import request
from inspections_world import World, world
from manumit.web.inspections import programmes
from manumit.web.inspections.programmes import ProgrammeInput
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.sealed import open_text
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WORKPLACES = 23


@dataclass(frozen=True, slots=True)
class Rows:
    """A register."""

    number: int


def made_rows(w: World) -> Rows:
    """Twenty-three workplaces and a home."""
    for _ in range(WORKPLACES):
        iw.place(w.inspector)
    iw.place(w.inspector, "private_home")
    return Rows(WORKPLACES)


_begun, _who, _rows = begun(world, made_rows)


@given(
    visits=st.integers(1, WORKPLACES),
    share=st.decimals(5, 30, places=2),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_probabilities_of_a_programme_sum_to_the_random_visits(
    w: World, rows: Rows, visits: int, share: Decimal
) -> None:
    with transaction.atomic():
        row = programmes.start_programme(
            w.inspector,
            ProgrammeInput(
                begins_on=today(), ends_on=today(), area="office", visits=visits, share=share
            ),
            request=request(),
        )
        programmes.draw_programme(w.inspector, row.pk, seen=1, request=request())
        row.refresh_from_db()
        made, same = programmes.repeat_draw(row)
        kept = [Fraction(row.probability)] * (row.workplaces or 0)
        random = [one for one in row.places.all() if open_text(one, "origin") == "random"]
        transaction.set_rollback(True)
    assert same
    assert abs(float(sum(kept)) - len(random)) < 1e-9
    assert abs(float(sum(made.probabilities.values())) - len(random)) < 1e-9
    assert len(made.probabilities) == rows.number
    assert all(0 < one <= 1 for one in kept)
    assert len(random) >= visits * share / 100
