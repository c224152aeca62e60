"""What statisticians see of counts and releases, and what anybody reads of those published."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.process.models import Move
from manumit.web.statistics.definitions import of
from manumit.web.statistics.models import Outcomes, Release
from manumit.web.statistics.policies import outcomes_policy, release_policy
from manumit.web.statistics.process import PUBLISHED, RELEASE
from manumit.web.statistics.rows import OF_PERSON, Exclusions, Period, persons

MOST_SHOWN = 50


def counts(actor: Actor | None) -> QuerySet[Outcomes]:
    """The newest counts of the institution, without what they hold."""
    rows = outcomes_policy.scope(actor).defer("content").order_by("-asked_at")
    return rows[:MOST_SHOWN]


def releases(actor: Actor | None) -> QuerySet[Release]:
    """The newest releases of the institution, without what they hold."""
    rows = release_policy.scope(actor).select_related("outcomes")
    return rows.defer("content", "cost", "outcomes__content").order_by("-prepared_at")[:MOST_SHOWN]


def outcomes(actor: Actor | None, key: uuid.UUID) -> Outcomes:
    """A count with every small number; that it was opened stands in the ledger.

    Raises:
        Refused: not for this actor.
    """
    row = outcomes_policy.load(actor, key)
    record_act(require_actor(actor, "outcomes", SEE), "read_file", "outcomes", row.pk, purpose=SEE)
    return row


def release(actor: Actor | None, key: uuid.UUID) -> Release:
    """A release, published or not.

    Raises:
        Refused: not for this actor.
    """
    return release_policy.load(actor, key)


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release that anybody may read."""

    id: uuid.UUID
    first: int
    last: int
    at: dt.datetime


def published() -> list[ReleaseSummary]:
    """Releases that are published now, newest first."""
    rows = _public().select_related("outcomes").defer("content", "cost", "outcomes__content")
    found = [
        ReleaseSummary(one.pk, one.outcomes.first_year, one.outcomes.last_year, getattr(one, "at"))  # noqa: B009
        for one in rows
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def published_one(key: uuid.UUID) -> tuple[ReleaseSummary, dict[str, Any]] | None:
    """One of them with its document; None where it is not published (any more)."""
    row = _public().select_related("outcomes").filter(pk=key).first()
    if row is None:
        return None
    at = getattr(row, "at")  # noqa: B009 - an annotation
    found = ReleaseSummary(row.pk, row.outcomes.first_year, row.outcomes.last_year, at)
    return found, row.content


def _public() -> QuerySet[Release]:
    moves = Move.objects.filter(resource=RELEASE.resource, row=OuterRef("pk"), name="publish")
    return Release.objects.filter(state=PUBLISHED).annotate(at=Subquery(moves.values("at")[:1]))


PERSON_COLUMNS = ("number", *(f"{name}_year" for name in OF_PERSON), "days_to_identified",
          "days_to_assisted", "days_to_remedied")  # fmt: skip


def person_header() -> tuple[str, ...]:
    """The columns of :func:`person_rows`: no sealed dimension is listed by person."""
    dimensions = of("dimensions", recorded=True)
    return (
        *PERSON_COLUMNS,
        *(one.code for one in dimensions if one.code != "year" and not one.sealed),
    )


def person_rows(actor: Actor | None, key: uuid.UUID) -> Iterator[tuple[object, ...]]:
    """Everybody who is counted, one row each: years and days between, no day, name or sign.

    The number counts the rows of this list and leads to nobody. Rows come as the database gives
    them, in the memory of one batch. The act stands in the ledger before the first of them.

    Raises:
        Refused: not for this actor.
        InputError: N301.
    """
    row = outcomes_policy.load(actor, key, "export")
    who = require_actor(actor, "outcomes", "export")
    record_act(who, "export", "outcomes", row.pk, purpose="export")
    period = Period(row.first_year, row.last_year)
    return _lines(period, row.institution_id)


def _lines(period: Period, institution: uuid.UUID) -> Iterator[tuple[object, ...]]:
    codes = person_header()[len(PERSON_COLUMNS) :]
    for number, one in enumerate(
        persons(period, institution, Exclusions(), opening=False), start=1
    ):
        met = one.days["met"]
        between = []
        for name in ("identified", "assisted", "remedied"):
            day = one.days[name]
            between.append(None if day is None or met is None else (day - met).days)
        years = [None if day is None else day.year for day in one.days.values()]
        yield (number, *years, *between, *(one.codes[code] for code in codes))
