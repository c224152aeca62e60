"""The programme of visits: C81 art. 16; domain.md R-30, R-37, R-74."""

import dataclasses
import re
from fractions import Fraction

import numpy as np
import pytest

from manumit.draw import (
    WorkplaceFacts,
    draw_sample,
    horvitz_thompson,
    score_workplace,
)
from manumit.draw.score import points
from manumit.errors import InputError

FRAME = [f"W{number:04}" for number in range(300)]
SIZES = {key: 1 + number % 40 for number, key in enumerate(FRAME)}


@pytest.mark.parametrize("sizes", [None, SIZES])
@pytest.mark.parametrize(("visits", "share"), [(40, 10), (200, 30), (300, 5), (7, 13)])
def test_the_probabilities_sum_to_the_size_and_none_is_zero(
    visits: int, share: int, sizes: dict[str, int] | None
) -> None:
    found = draw_sample(FRAME, visits, "2026", share=Fraction(share), sizes=sizes)
    assert abs(float(sum(found.probabilities.values())) - found.size) < 1e-9
    assert found.probabilities.keys() == set(FRAME)
    assert all(0 < one <= 1 for one in found.probabilities.values())
    assert len({one.key for one in found.drawn}) == len(found.drawn) == found.size
    assert all(one.probability == found.probabilities[one.key] for one in found.drawn)


def test_a_few_very_large_workplaces_are_certain_and_the_rest_share_what_is_left() -> None:
    sizes = dict.fromkeys(FRAME, 1) | {"W0007": 10_000, "W0008": 5_000}
    found = draw_sample(FRAME, 100, "x", sizes=sizes)
    assert found.probabilities["W0007"] == found.probabilities["W0008"] == 1
    assert sum(found.probabilities.values()) == found.size == 10
    assert {"W0007", "W0008"} <= {one.key for one in found.drawn}


def test_the_same_seed_gives_the_same_draw_in_whatever_order_the_register_is_read() -> None:
    one, again = draw_sample(FRAME, 200, "2026"), draw_sample(FRAME[::-1], 200, "2026")
    assert one == again
    assert one.drawn != draw_sample(FRAME, 200, "2027").drawn


def test_each_workplace_is_drawn_as_often_as_its_probability_says() -> None:
    """Over 3,000 seeds no frequency is further from its probability than five standard errors."""
    frame, years = FRAME[:20], 3_000
    sizes = {key: 1 + number for number, key in enumerate(frame)}
    drawn = dict.fromkeys(frame, 0)
    for seed in range(years):
        for one in draw_sample(frame, 20, f"{seed}", share=Fraction(20), sizes=sizes).drawn:
            drawn[one.key] += 1
    chances = draw_sample(frame, 20, "0", share=Fraction(20), sizes=sizes).probabilities
    for key, chance in chances.items():
        error = float(chance * (1 - chance) / years) ** 0.5
        assert abs(drawn[key] / years - float(chance)) < 5 * error, key


@pytest.mark.parametrize("by_size", [False, True])
def test_the_interval_covers_the_truth_in_93_to_97_percent_of_2000_years(by_size: bool) -> None:
    """Invented workplaces: this proves the code, not what an inspectorate would find."""
    generator = np.random.default_rng(81)
    frame = FRAME[:200]
    # Violations are more frequent at large workplaces, as the probabilities are.
    sizes = {key: 10 + number % 20 for number, key in enumerate(frame)}
    chance = np.array([0.15 + 0.01 * (sizes[key] - 10) for key in frame])
    true = dict(zip(frame, generator.random(len(frame)) < chance, strict=True))
    share, covered, years = sum(true.values()) / len(frame), 0, 2_000
    for year in range(years):
        draw = draw_sample(
            frame, 200, f"{year}", share=Fraction(30), sizes=sizes if by_size else None
        )
        found = horvitz_thompson(
            {one.key: one.probability for one in draw.drawn},
            {one.key: bool(true[one.key]) for one in draw.drawn},
            len(frame),
        )
        covered += found.lower <= share <= found.upper
    assert 0.93 <= covered / years <= 0.97, covered / years


def test_a_visit_without_a_result_widens_the_interval_and_is_no_no() -> None:
    draw = draw_sample(FRAME, 200, "2026", share=Fraction(30))
    chances = {one.key: one.probability for one in draw.drawn}
    known = {key: number % 3 == 0 for number, key in enumerate(chances)}
    some = {key: (None if number % 10 == 0 else one)
            for number, (key, one) in enumerate(known.items())}  # fmt: skip
    whole, partly = (horvitz_thompson(chances, one, len(FRAME)) for one in (known, some))
    assert whole.least == whole.most
    assert partly.without_result == 6
    assert partly.least < whole.least < partly.most
    assert partly.lower < whole.lower
    assert partly.upper > whole.upper


def test_without_any_violation_the_upper_end_is_above_zero() -> None:
    draw = draw_sample(FRAME, 200, "2026", share=Fraction(30))
    chances = {one.key: one.probability for one in draw.drawn}
    found = horvitz_thompson(chances, dict.fromkeys(chances, False), len(FRAME))
    assert found.least == found.lower == 0
    assert 0 < found.upper < 0.1


@pytest.mark.parametrize(
    ("frame", "visits", "share", "code"),
    [
        ([], 10, 10, "H301"),
        (FRAME, 10, 4, "H302"),
        (FRAME, 10, 101, "H302"),
        (FRAME, 301, 10, "H303"),
        (FRAME, 0, 10, "H303"),
        ([*FRAME, "W0001"], 10, 10, "H304"),
    ],
)
def test_a_draw_that_would_not_be_fair_is_refused(
    frame: list[str], visits: int, share: int, code: str
) -> None:
    with pytest.raises(InputError) as wrong:
        draw_sample(frame, visits, "x", share=Fraction(share))
    assert [one.code for one in wrong.value.problems] == [code]


def test_a_workplace_without_its_size_is_refused_where_sizes_are_used() -> None:
    with pytest.raises(InputError, match="H305"):
        draw_sample(FRAME, 10, "x", sizes=dict.fromkeys(FRAME[1:], 5))


def test_the_score_knows_nothing_of_a_person_or_a_complaint() -> None:
    """R-30, R-37: what has no field cannot be given."""
    fields = {one.name for one in dataclasses.fields(WorkplaceFacts)}
    assert fields == {
        "sector", "days_since_visit", "orders_overdue", "payments_overdue", "areas_last_time",
        "agency", "in_season",
    }  # fmt: skip
    barred = re.compile("nation|origin|status|sex|gender|person|complain|asked|worker")
    assert not [one for one in fields | points().keys() if barred.search(one)]
    with pytest.raises(TypeError):
        WorkplaceFacts(nationality="KE")  # type: ignore[call-arg]


def test_a_score_is_the_sum_of_its_reasons_and_unknown_adds_nothing() -> None:
    nothing = score_workplace(WorkplaceFacts(days_since_visit=10))
    assert (nothing.points, nothing.reasons) == (0, ())
    found = score_workplace(
        WorkplaceFacts(sector="F", orders_overdue=2, payments_overdue=1, areas_last_time=9)
    )
    assert found.reasons == (
        ("payment_overdue", 4), ("never_visited", 3), ("order_overdue", 3),
        ("violation_last_time", 3), ("sector", 2),
    )  # fmt: skip
    assert found.points == 15


def test_an_order_to_pay_that_is_overdue_counts_once() -> None:
    found = score_workplace(
        WorkplaceFacts(days_since_visit=1, orders_overdue=1, payments_overdue=1)
    )
    assert found.reasons == (("payment_overdue", 4),)
