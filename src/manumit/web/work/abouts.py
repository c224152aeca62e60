"""What a task may be about: each room above says once which of its rows somebody works on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from manumit.web.kernel.access.policies import Policy


@dataclass(frozen=True, slots=True)
class About:
    """One kind of row with a person, an institution and an office.

    Attributes:
        kind: its resource in ``grants.yaml``.
        policy: of the rows: it says who may open one, and so who may see a task about it.
        action: what whoever writes a task about one may do to it.
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
        """Its page."""
        return reverse(self.view, kwargs={"language": language, self.argument: key})


_abouts: dict[str, About] = {}


def tasks_about(*abouts: About) -> None:
    """Lets people write tasks about rows of a room."""
    _abouts.update({one.kind: one for one in abouts})


def abouts() -> Mapping[str, About]:
    """Every kind, by its code."""
    return dict(_abouts)
