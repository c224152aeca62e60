"""Five tasks for each role, and whether somebody has done them: the ledger tells."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from django.utils import timezone

from manumit.web.kernel.ledger.models import Event, Outcome


@dataclass(frozen=True, slots=True)
class Task:
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

    task: Task
    done_at: dt.datetime | None


@functools.cache
def _file() -> Mapping[str, Any]:
    file = resources.files("manumit.web.country") / "training.yaml"
    read: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return read


def tasks_of(role: str) -> tuple[Task, ...]:
    """The five tasks of a role that an institution gives."""
    return tuple(_task(key) for key in _file()["roles"][role])


def _task(key: str) -> Task:
    said = dict(_file()["tasks"][key])
    where, press = said.pop("where"), tuple(said.pop("press"))
    return Task(key, where, press, {"outcome": Outcome.ALLOWED.value} | said)


def progress(person: uuid.UUID, role: str) -> list[Progress]:
    """How far somebody is, by their acts of the last day and later; one query, whatever was done.

    The invented past of an invented person ends the day before the country was loaded, and is not
    taken for what a trainee does.
    """
    tasks = tasks_of(role)
    since = timezone.now() - dt.timedelta(days=1)
    acts = Event.objects.filter(actor=person, at__gte=since).order_by("number")
    columns = ("act", "kind", "purpose", "outcome", "at")
    done = list(acts.values(*columns))
    return [Progress(task, _first(task, done)) for task in tasks]


def _first(task: Task, done: list[dict[str, Any]]) -> dt.datetime | None:
    fits = (one for one in done if all(one[name] == said for name, said in task.sign.items()))
    return next((one["at"] for one in fits), None)
