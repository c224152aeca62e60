"""Ends records whose time is over, unless a legal hold keeps them."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
from django.db import transaction
from django.db.models import Q

from manumit.errors import InputError, Place
from manumit.instruments.reading import parse_yaml, read_text
from manumit.web.kernel.ledger.acts import Column, declare
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.retention import RetentionKind, retention_kinds
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.erasure import erase
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.operations.codes import OperationsCode

ROLE, REASON = "platform", "time_is_over"


@dataclass(frozen=True, slots=True)
class Period:
    """How long one kind of record is kept.

    Attributes:
        begins: with what, in words.
        days, years: one of them.
        basis: why so long, and not longer.
        provisional: proposed by nobody who may decide it.
    """

    begins: str
    basis: str
    provisional: bool
    days: int = 0
    years: int = 0

    def over_before(self, now: dt.datetime) -> dt.datetime:
        """What began before this moment is over."""
        if self.days:
            return now - dt.timedelta(days=self.days)
        try:
            return now.replace(year=now.year - self.years)
        except ValueError:  # 29 February
            return now.replace(year=now.year - self.years, day=28)


def read_periods(path: Path | None = None) -> Mapping[str, Period]:
    """The periods of a file; the shipped ones, if none is given.

    Raises:
        InputError: I101, I102, E401.
    """
    shipped = Path(str(resources.files(__package__).joinpath("data/retention.yaml")))
    file = path or shipped
    data = parse_yaml(read_text(file), file)
    schema = json.loads((shipped.parent.parent / "schema/retention.json").read_text("utf-8"))
    problems = [
        OperationsCode.NO_PERIODS.problem(
            Place.in_file(file), reason=f"{error.json_path}: {error.message[:200]}"
        )
        for error in jsonschema.Draft202012Validator(schema).iter_errors(data)
    ]
    if problems:
        raise InputError(problems)
    return {kind: Period(**one) for kind, one in data["periods"].items()}


@dataclass(slots=True)
class RetentionResult:
    """What ended of one kind, or would. Ids lead nowhere without the tables.

    Attributes:
        over_before: what began before.
        ended: rows; people, where the kind is of people.
        held: people whom a legal hold keeps.
        still_needed: people of whom another record is still kept.
    """

    kind: str
    over_before: dt.datetime
    ended: list[uuid.UUID | int] = field(default_factory=list)
    held: list[uuid.UUID] = field(default_factory=list)
    still_needed: list[uuid.UUID] = field(default_factory=list)


def end_records(
    periods: Mapping[str, Period], now: dt.datetime, *, dry_run: bool
) -> list[RetentionResult]:
    """Ends everything that is over, each record or person in a transaction of its own.

    A person is erased only when no record of theirs is kept any more, and no hold is on them.

    Args:
        periods: for every kind that rooms keep.
        now: the moment to go by.
        dry_run: do all of it and take it back, so that the report is what would happen.

    Raises:
        InputError: E402, before anything ends.
    """
    kinds = retention_kinds()
    for kind in kinds:
        if kind not in periods:
            raise OperationsCode.NO_PERIOD.error(Place(), kind=kind)
    declare(Column.KIND, *kinds)
    before = {kind: periods[kind].over_before(now) for kind in kinds}
    needed = _needed(kinds, before)
    done = []
    for kind, one in sorted(kinds.items()):
        result = RetentionResult(kind, before[kind])
        if one.subject is None:
            _end_rows(one, result, dry_run=dry_run)
        else:
            _end_people(one, result, needed, dry_run=dry_run)
        done.append(result)
    return done


def _over(one: RetentionKind, before: dt.datetime) -> Q:
    return Q(**{f"{one.since}__isnull": False, f"{one.since}__lt": before})


def _needed(
    kinds: Mapping[str, RetentionKind], before: Mapping[str, dt.datetime]
) -> set[uuid.UUID]:
    """People of whom some record is still kept. Where no period runs yet, it is kept."""
    found: set[uuid.UUID] = set()
    for kind, one in kinds.items():
        if one.subject is not None:
            kept_on = one.rows().filter(
                Q(**{f"{one.since}__isnull": True}) | Q(**{f"{one.since}__gte": before[kind]})
            )
            found.update(kept_on.values_list(one.subject, flat=True))
    return found


def _end_rows(one: RetentionKind, result: RetentionResult, *, dry_run: bool) -> None:
    for row in _rows(one, result.over_before):
        with transaction.atomic():
            record(_act(one, row, row.pk if isinstance(row.pk, uuid.UUID) else None))
            result.ended.append(row.pk)
            row.delete()
            transaction.set_rollback(dry_run)


def _rows(one: RetentionKind, before: dt.datetime) -> Iterator[Any]:
    yield from one.rows().filter(_over(one, before)).order_by("pk").iterator()


def _end_people(
    one: RetentionKind, result: RetentionResult, needed: set[uuid.UUID], *, dry_run: bool
) -> None:
    assert one.subject is not None  # noqa: S101 - the caller asked
    seen: set[uuid.UUID] = set()
    for row in _rows(one, result.over_before):
        subject: uuid.UUID = getattr(row, one.subject)
        if subject in seen:
            continue
        seen.add(subject)
        if subject in needed:
            result.still_needed.append(subject)
        elif PersonKey.objects.filter(subject=subject, wrapped__isnull=False).exists():
            _end_person(_act(one, row, subject), subject, result, dry_run=dry_run)


def _end_person(act: Act, subject: uuid.UUID, result: RetentionResult, *, dry_run: bool) -> None:
    try:
        with transaction.atomic():
            record(act)
            erase(subject, REASON, None)
            transaction.set_rollback(dry_run)
    except InputError as error:
        if {problem.code for problem in error.problems} != {VaultCode.UNDER_HOLD.code}:
            raise
        result.held.append(subject)
    else:
        result.ended.append(subject)


def _act(one: RetentionKind, row: Any, resource: uuid.UUID | None) -> Act:
    institution = None if one.institution is None else getattr(row, one.institution)
    return Act(
        act="erase", institution=institution or INSTALLATION, role=ROLE, kind=one.kind,
        resource=resource, reason=REASON,
    )  # fmt: skip
