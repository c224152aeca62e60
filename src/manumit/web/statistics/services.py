"""What statisticians do: ask for a count, prepare a release of it, decide on one."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.errors import InputError, Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.consent.statistics import legal_basis
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.process.services import move
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.counting import count
from manumit.web.statistics.definitions import rules
from manumit.web.statistics.kept import open_count, seal_count
from manumit.web.statistics.models import Outcomes, Release, earlier_releases, releases_begin_in
from manumit.web.statistics.policies import outcomes_policy, release_policy
from manumit.web.statistics.process import RELEASE
from manumit.web.statistics.releasing import build_release
from manumit.web.statistics.rows import Period

EARLIEST = 1990


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """How many people live in the country, for rates; entered, with its source.

    Attributes:
        persons: None where nobody gave a number.
        source: title, publisher and day.
    """

    persons: int | None = None
    source: str = ""


@transaction.atomic
def request_count(actor: Actor | None, first: int, last: int, *, request: uuid.UUID) -> Outcomes:
    """Asks for a count, which is made in the background.

    Args:
        actor: a statistician.
        first: a whole year.
        last: the same, not before it.
        request: id of the form; a repeated submission returns the same count.

    Raises:
        Refused: not for this role.
        InputError: N301, statistics have no legal basis here; Z101, Z105.
    """
    outcomes_policy.check_new(actor, "count")
    who = require_actor(actor, "outcomes", "count")
    known = Outcomes.objects.filter(request=request).first()
    if known is not None:
        if (known.asked_by, known.first_year, known.last_year) != (who.person, first, last):
            raise StatisticsCode.REQUEST_USED.error(Place(field="request"))
        return known
    legal_basis()
    today = timezone.now().date()
    longest = rules().longest_period
    # Releases are held to the year of the first one (Z108), however long ago it is.
    too_long = last - first >= longest and first != releases_begin_in()
    if not EARLIEST <= first <= last <= today.year or too_long:
        raise StatisticsCode.NO_PERIOD.error(Place(field="last"))
    row = Outcomes(
        institution_id=who.institution,
        office_id=who.office,
        first_year=first,
        last_year=last,
        asked_by=who.person,
        request=request,
    )
    record_act(who, "create", "outcomes", row.pk, purpose="count")
    row.save(force_insert=True)
    return row


def run_count(key: uuid.UUID) -> None:
    """Counts what was asked for, unless it is counted; the platform does so itself."""
    row = Outcomes.objects.filter(pk=key, content__isnull=True, problem="").first()
    if row is None:
        return
    content: dict[str, Any] | None = None
    problem = ""
    try:
        _log_opening(row)
        content = count(Period(row.first_year, row.last_year), row.institution_id)
    except InputError as problems:
        problem = problems.problems[0].code
    with transaction.atomic():
        record(
            Act(
                act="change",
                institution=row.institution_id,
                role=CLOCK,
                kind="outcomes",
                resource=row.pk,
            )
        )
        Outcomes.objects.filter(pk=key, content__isnull=True).update(
            content=content and seal_count(content, row.pk),
            counted_at=timezone.now(),
            problem=problem,
        )


def _log_opening(row: Outcomes) -> None:
    """Before the first of them: what lies sealed of everybody who is counted is opened."""
    with transaction.atomic():
        record(
            Act(
                act="read_statement",
                institution=row.institution_id,
                role=CLOCK,
                kind="outcomes",
                resource=row.pk,
                purpose="count",
            )
        )


@transaction.atomic
def prepare_release(
    actor: Actor | None,
    outcomes_id: uuid.UUID,
    inhabitants: Inhabitants | None = None,
    *,
    request: uuid.UUID,
) -> Release:
    """Makes a release of a count: protected, attacked, and stored as it is.

    Raises:
        Refused: not for this actor.
        InputError: Z102 to Z108; D110, D111 or D115, the tables cannot be protected; V101 to V107,
            V201, V301, this count cannot be opened.
    """
    outcomes = outcomes_policy.load(actor, outcomes_id)
    release_policy.check_new(actor, "prepare")
    who = require_actor(actor, "release", "prepare")
    known = Release.objects.filter(request=request).first()
    if known is not None:
        if (known.prepared_by, known.outcomes_id) != (who.person, outcomes.pk):
            raise StatisticsCode.REQUEST_USED.error(Place(field="request"))
        return known
    if outcomes.content is None:
        raise StatisticsCode.NOT_COUNTED.error(Place(field="outcomes"))
    given = _checked_inhabitants(inhabitants or Inhabitants(), outcomes.last_year)
    before = list(earlier_releases())
    content, cost = build_release(
        open_count(outcomes.content, outcomes.pk),
        [one.document for one in before],
        given,
        behind=[one.count for one in before],
    )
    row = Release(
        institution_id=who.institution,
        office_id=who.office,
        outcomes=outcomes,
        content=content,
        cost=cost,
        prepared_by=who.person,
        request=request,
    )
    record_act(who, "create", "release", row.pk, purpose="prepare")
    row.save(force_insert=True)
    return row


def _checked_inhabitants(inhabitants: Inhabitants, year: int) -> dict[str, Any] | None:
    if bool(inhabitants.persons) != bool(inhabitants.source.strip()):
        raise StatisticsCode.NO_POPULATION.error(Place(field="source"))
    if not inhabitants.persons:
        return None
    return {
        "year": year, "persons": inhabitants.persons, "source": inhabitants.source.strip(),
    }  # fmt: skip


def take_step(
    actor: Actor | None,
    release_id: uuid.UUID,
    name: str,
    *,
    seen: int,
    request: uuid.UUID,
    reason: str = "",
) -> Release:
    """Approves, refuses, publishes or withdraws a release.

    Raises:
        Refused: not for this actor.
        MoveRefused: T101 to T108; nothing has changed.
    """
    row = release_policy.load(actor, release_id, name if name in STEPS else "approve")
    who = require_actor(actor, "release", name)
    move(RELEASE, row, name, who, seen_version=seen, request=request, reason=reason)
    return row


STEPS = ("approve", "refuse", "publish", "withdraw")
