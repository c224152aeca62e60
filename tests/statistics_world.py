"""Who counts, and what was counted of hundreds of people who were never in a database.

Releases need more people than services make in the time of a test, so that :func:`outcomes` counts
invented rows by the same code.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from cases_world import Body, person, request
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.statistics import LegalBasis
from manumit.web.kernel.days import today
from manumit.web.statistics import counting, services
from manumit.web.statistics.definitions import of
from manumit.web.statistics.models import Outcomes, Release
from manumit.web.statistics.rows import (
    Accused,
    Amount,
    Check,
    Exclusions,
    ListedWorker,
    Period,
    Person,
)

BASIS = "law: Statistics Act, s. 4"
FIRST, LAST = 2024, 2026
"""The years of invented rows; rows of the database are of the years of :func:`recent`."""


@dataclass(frozen=True, slots=True)
class World:
    """Everybody: two statisticians of one office, one of another, one of another institution."""

    statistics: Body
    coordination: Body
    inspectorate: Body
    other: Body
    elsewhere: Actor
    admin: Actor
    stranger: None = None

    @property
    def counter(self) -> Actor:
        """Who counts and prepares."""
        return self.statistics.first

    @property
    def second(self) -> Actor:
        """Who approves."""
        return self.statistics.second


def world() -> World:
    """Makes all of them."""
    statistics = Body.made("statistics", "stats")
    second = Office.objects.create(institution=statistics.institution, names={"en": "Two"})
    return World(
        statistics,
        Body.made("coordination", "plan"),
        Body.made("inspectorate", "inspect"),
        Body.made("statistics", "stats"),
        elsewhere=person(second, "stats"),
        admin=person(statistics.office, "admin"),
    )


def counted(actor: Actor, first: int = FIRST, last: int = LAST) -> Outcomes:
    """A count, made."""
    row = services.request_count(actor, first, last, request=request())
    services.run_count(row.pk)
    row.refresh_from_db()
    return row


def recent() -> Period:
    """Return the years in which a test enters rows: this one, and two before it."""
    return Period(today().year - 2, today().year)


def count_recent(actor: Actor) -> Outcomes:
    """Count what a test entered in the database."""
    years = recent()
    return counted(actor, years.first, years.last)


def released(actor: Actor, row: Outcomes) -> Release:
    """A release of it, prepared."""
    return services.prepare_release(actor, row.pk, request=request())


def published(w: World, row: Outcomes) -> Release:
    """The same, approved by the second person and published."""
    made = released(w.counter, row)
    for actor, name in ((w.second, "approve"), (w.counter, "publish")):
        made = services.take_step(actor, made.pk, name, seen=made.version, request=request())
    return made


def someone(
    age: str = "adult", *, met: int = 2025, identified: int | None = None,
    assisted: int | None = None, remedied: int | None = None,
    codes: Mapping[str, str] = MappingProxyType({}),
) -> Person:  # fmt: skip
    """One person, with the years of what happened; ``codes`` of dimensions that are known."""
    years = {"met": met, "identified": identified, "presumed": identified, "reflection": None,
             "assisted": assisted, "handed_over": None, "remedied": remedied}  # fmt: skip
    days = {name: None if year is None else dt.date(year, 3, 1) for name, year in years.items()}
    others = {
        one.code: codes.get(one.code, one.absent)
        for one in of("dimensions")
        if one.code not in ("age", "year")
    }
    return Person((uuid.uuid4(),), days, {"age": age} | others)


NOBODY_YET = uuid.UUID(int=0)


def amount(kind: str, currency: str, number: object, whom: uuid.UUID = NOBODY_YET) -> Amount:
    """A sum; one of nobody yet is given to somebody who is counted, each person one of a kind."""
    return Amount(whom, kind, currency, Decimal(str(number)))


def many() -> list[Person]:
    """460 people: few of them children who were identified, so that a cell is small."""
    return [
        *(someone() for _ in range(150)),
        *(someone(met=2024) for _ in range(90)),
        *(someone("child") for _ in range(40)),
        *(someone(identified=2025) for _ in range(60)),
        *(someone(identified=2025, assisted=2025) for _ in range(50)),
        *(someone(identified=2026, assisted=2026, remedied=2026) for _ in range(30)),
        *(someone("unknown", identified=2026) for _ in range(20)),
        *(someone("child", identified=2026, assisted=2026) for _ in range(20)),
    ]


def an_accused(outcome: str = "open", year: int = 2025, reason: str = "") -> Accused:
    """One proceeding."""
    charged = dt.date(year, 6, 1) if outcome in ("convicted", "acquitted") else None
    ended = dt.date(year, 9, 1) if outcome == "convicted" else None
    return Accused(uuid.uuid4(), dt.date(year, 2, 1), True, charged, ended, outcome, reason)


def a_check(decision: str = "open", year: int = 2026, whom: uuid.UUID | None = None) -> Check:
    """One check of non-punishment, decided after thirty days; of a person of its own."""
    asked = dt.date(year, 2, 1)
    decided = None if decision in ("open", "stopped") else asked + dt.timedelta(days=30)
    return Check(whom or uuid.uuid4(), asked, decided, decision)


def tried() -> list[Accused]:
    """90 proceedings."""
    return [
        *(an_accused() for _ in range(40)),
        *(an_accused("convicted") for _ in range(25)),
        *(an_accused("discontinued", reason="not_enough_evidence") for _ in range(25)),
    ]


def outcomes(
    people: list[Person] | None = None,
    charged: list[Accused] | None = None,
    sums: list[Amount] | None = None,
    left: dict[str, int] | None = None,
    checks: list[Check] | None = None,
    workers: list[ListedWorker] | None = None,
) -> dict[str, Any]:
    """What is counted of such people."""
    given = [replace(one, subjects=(*one.subjects, uuid.uuid4())) for one in
             (many() if people is None else people)]  # fmt: skip
    accused = tried() if charged is None else charged

    def every(period: Period, recipient: uuid.UUID, out: Exclusions) -> Iterator[Person]:
        del period, recipient
        out.reasons.update(left or {})
        yield from given

    money = [amount("claimed", "KES", 1000 + number) for number in range(40)]
    whose = _whose(money if sums is None else sums, given, accused)
    with (
        patch.object(counting, "persons", every),
        patch.object(counting, "accused", lambda _: iter(accused)),
        patch.object(counting, "checks", lambda *_: iter(checks or [])),
        patch.object(counting, "workers", lambda *_: iter(workers or [])),
        patch.object(counting, "amounts", lambda _: iter(whose)),
        patch.object(counting, "legal_basis", lambda: LegalBasis("Statistics Act, s. 4")),
    ):
        return counting.count(Period(FIRST, LAST), uuid.uuid4())


def _whose(sums: list[Amount], people: list[Person], charged: list[Accused]) -> list[Amount]:
    """The same sums, those of nobody yet given to one person, or convict, after the other."""
    of_persons = {one.code for one in of("money") if one.whose == "persons"}
    convicts = [one.id for one in charged if one.outcome == "convicted"]
    owners = {kind: iter([one.subjects[-1] for one in people] if kind in of_persons else convicts)
              for kind in {one.kind for one in sums}}  # fmt: skip
    return [one if one.whom != NOBODY_YET else replace(one, whom=next(owners[one.kind]))
            for one in sums]  # fmt: skip
