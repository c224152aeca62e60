"""Five training tasks for each role; the ledger shows whether somebody has done them."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from manumit.packaged import packaged_yaml
from manumit.web.kernel.ledger.models import Event, Outcome


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """One task.

    Attributes:
        key: of its text, ``training/<key>``.
        where: the view on which it begins.
        press: texts of the pages that stand on the way from there, one after another.
        sign: what an act looks like that shows that it is done: columns of the ledger.
    """

    key: str
    where: str
    press: tuple[str, ...]
    sign: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """A task of somebody, and when they did it first; None while they have not."""

    task: TrainingTask
    done_at: dt.datetime | None


@functools.cache
def _file() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged_yaml("manumit.web.country", "training.yaml")
    return read


def tasks_of(role: str) -> tuple[TrainingTask, ...]:
    """Return the five tasks of a role that an institution gives."""
    return tuple(_task(key) for key in _file()["roles"][role])


def _task(key: str) -> TrainingTask:
    stated = dict(_file()["tasks"][key])
    where, press = stated.pop("where"), tuple(stated.pop("press"))
    return TrainingTask(key, where, press, {"outcome": Outcome.ALLOWED.value} | stated)


def progress(person: uuid.UUID, role: str) -> list[Progress]:
    """Return how far somebody is, by their acts since the last day; in one query.

    The invented past of an invented person ends the day before the country was loaded, and is not
    taken for what a trainee does.
    """
    tasks = tasks_of(role)
    since = timezone.now() - dt.timedelta(days=1)
    acts = Event.objects.filter(actor=person, at__gte=since).order_by("number")
    columns = ("act", "kind", "purpose", "outcome", "at")
    done = list(acts.values(*columns))
    return [Progress(task, _first(task, done)) for task in tasks]


def _first(task: TrainingTask, done: list[dict[str, Any]]) -> dt.datetime | None:
    fits = (one for one in done if all(one[name] == value for name, value in task.sign.items()))
    return next((one["at"] for one in fits), None)
