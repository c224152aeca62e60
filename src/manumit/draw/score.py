"""A transparent score of workplaces: a sum of points, each with the fact that gives it."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkplaceFacts:
    """All that the score may know. There is no field for a person, a complaint or a nationality.

    Attributes:
        sector: section of ISIC Rev. 4; empty if unknown.
        days_since_visit: None if it was never visited.
        orders_overdue, payments_overdue: orders past their day; of them those to pay.
        areas_last_time: areas of which the last visit found a violation.
        agency: whether a labour agency runs it; None if unknown.
        in_season: whether its season of most work is now; None if unknown.
    """

    sector: str = ""
    days_since_visit: int | None = None
    orders_overdue: int = 0
    payments_overdue: int = 0
    areas_last_time: int = 0
    agency: bool | None = None
    in_season: bool | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its reasons.

    Attributes:
        points: their sum.
        reasons: codes with their points, the most first; the platform has the words.
    """

    points: int
    reasons: Sequence[tuple[str, int]]


@functools.cache
def points() -> Mapping[str, Any]:
    """Return the points of this version.

    Raises:
        ValueError: the file has another schema.
    """
    read = packaged_yaml(__package__, "score.yaml")
    if read.get("schema") != "manumit/score/1" or not (read.get("dated") and read.get("source")):
        raise ValueError("score.yaml is no dated table of points with its source")
    return dict(read)


def score_workplace(facts: WorkplaceFacts) -> Score:
    """Return the score of a workplace; what is unknown adds nothing and is no reason."""
    of, days = points(), facts.days_since_visit
    found = {
        "never_visited": of["never_visited"] if days is None else 0,
        "long_ago": of["long_ago"] if days is not None and days >= of["long_ago_days"] else 0,
        "payment_overdue": of["payment_overdue"] if facts.payments_overdue else 0,
        "order_overdue": of["order_overdue"]
        if facts.orders_overdue > facts.payments_overdue
        else 0,
        "violation_last_time": of["violation_last_time"]
        * min(facts.areas_last_time, of["violations_limit"]),
        "run_by_agency": of["run_by_agency"] if facts.agency else 0,
        "in_season": of["in_season"] if facts.in_season else 0,
        "sector": of["sectors"].get(facts.sector, 0),
    }
    reasons = sorted(((code, number) for code, number in found.items() if number),
                     key=lambda one: (-one[1], one[0]))  # fmt: skip
    return Score(sum(number for _, number in reasons), tuple(reasons))
