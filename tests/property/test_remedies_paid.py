"""Whatever is reported, asked and answered in whichever order: paid means confirmed.

The expected state is reckoned beside the program, from the answers alone.
"""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from cases_world import key_ring
from manumit.web.kernel.money import parse_amount, to_decimal
from manumit.web.remedies.models import Claim, Payment
from remedies_world import World, asked, decided, file_of, paid, state, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
ORDERED = 1000
ANSWERS = (
    "received", "not_received", "less_received", "taken_back", "waiver_demanded", "not_reached",
)  # fmt: skip
WORDS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(ANSWERS),
    st.sampled_from(("yes", "no", "unknown")),
    st.sampled_from(("yes", "unknown")),
)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from((250, 400, 600, 1000)), min_size=3, max_size=3),
    st.lists(WORDS, max_size=7),
)
def test_the_state_follows_from_what_workers_say_alone(
    w: World, sums: list[int], words: list[tuple[int, str, str, str]]
) -> None:
    claim = decided(w.owner, file_of(w.owner), f"{ORDERED}.00")
    payments: list[Payment] = [paid(w.owner, claim, f"{one}.00") for one in sums]
    standing: dict[int, str] = {}
    expected = "decided"
    for place, answer, alone, safe in words:
        asked(w.owner, payments[place], answer, alone=alone, safe=safe)
        yes = answer == "received" and alone == safe == "yes"
        no = answer not in ("received", "not_reached")
        if yes or no:
            standing[place] = answer
            there = sum(sums[one] for one, word in standing.items() if word == "received")
            full = "paid" if there >= ORDERED else "paid_part"
            expected = full if yes else "unpaid_enforcement"
        assert state(claim) == expected
    confirmed = Claim.objects.get(pk=claim.pk).confirmed().get("KES", Fraction(0))
    assert confirmed == sum(sums[one] for one, word in standing.items() if word == "received")


@given(st.integers(1, 10**12 - 1), st.sampled_from((("KES", 2), ("JPY", 0), ("KWD", 3))))
def test_an_amount_comes_back_as_it_was_written(units: int, of: tuple[str, int]) -> None:
    currency, places = of
    number = Fraction(units, 10**places)
    text = f"{units // 10**places}" + (f".{units % 10**places:0{places}d}" if places else "")
    assert parse_amount(text, currency, "amount") == number
    assert Fraction(to_decimal(number)) == number
