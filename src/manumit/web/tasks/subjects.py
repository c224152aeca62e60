"""What tasks may be about: each room above registers the kinds of rows it works on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from manumit.web.kernel.access.policies import Policy


@dataclass(frozen=True, slots=True)
class TaskSubject:
    """A kind of row with a person, an institution and an office.

    Attributes:
        kind: its resource in ``grants.yaml``.
        policy: of the rows: it says who may open one, and so who may see a task about it.
        action: the right that an author of a task needs.
        called: the column with the pseudonym or reference.
        view, argument: its page, and what the address calls it.
    """

    kind: str
    policy: Policy[Any]
    action: str
    called: str
    view: str
    argument: str

    def address(self, language: str, key: uuid.UUID) -> str:
        """Return the URL of the row's page."""
        return reverse(self.view, kwargs={"language": language, self.argument: key})


_abouts: dict[str, TaskSubject] = {}


def register_subjects(*abouts: TaskSubject) -> None:
    """Allow tasks about rows of a room."""
    _abouts.update({one.kind: one for one in abouts})


def task_subjects() -> Mapping[str, TaskSubject]:
    """Return every kind by its code."""
    return dict(_abouts)
