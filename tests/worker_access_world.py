"""The invented world of cases, with somebody whose own access can be switched on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases_world import World, file_of, key_ring, request, world
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.actors import Actor
from manumit.web.worker_access import services
from manumit.web.worker_access.models import AccessSlip
from manumit.web.worker_access.questions import questions
from manumit.web.worker_access.slips import Slip
from manumit.web.worker_access.views import slip as page
from office import signed_in

SAFE: Mapping[str, str] = dict.fromkeys(questions().uses, "yes")
ADDRESS = "/en/slip/"


@dataclass(frozen=True, slots=True)
class Owned:
    """A world, a file in it, and its slip."""

    world: World
    file: CaseFile
    slip: Slip

    @property
    def access(self) -> AccessSlip:
        """The row of the latest slip."""
        return AccessSlip.objects.filter(file=self.file).latest("opened_at")


def prepared(folder: Path, settings: Any) -> World:
    """A world with a key ring."""
    key_ring(folder, settings)
    return world()


def owned(here: World) -> Owned:
    """A slip that is on."""
    file = file_of(here.owner)
    assessed(here.owner, file)
    return Owned(here, file, services.open_access(here.owner, file.pk, request=request()))


def assessed(actor: Actor, file: CaseFile, **otherwise: str) -> None:
    """Everything is safe, but for what is said otherwise."""
    services.assess(actor, file.pk, {**SAFE, **otherwise}, request=request())


def browser(actor: Actor | None) -> Client:
    """Of somebody; of a stranger for None."""
    return signed_in(actor)


def asked(number: str, code: str, client: Client | None = None, address: str = ADDRESS) -> Any:
    """What the page from afar answers."""
    return (client or Client()).post(address, {"a": number, "b": code})


def session_of(actor: Actor, file: CaseFile) -> uuid.UUID:
    """An assisted session that is held."""
    return services.begin_session(actor, file.pk, request=request()).pk


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Answers at once; gives for how long each would have waited."""
    waited: list[float] = []
    monkeypatch.setattr(page, "pause", waited.append)
    return waited
