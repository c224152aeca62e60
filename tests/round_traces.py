"""Traces that a complaint must not leave, planted at a round, and pages as a member sees them."""

import re
from collections.abc import Iterable

from django.db import connection

from complaints_world import World
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.kernel.room import save_columns
from manumit.web.rounds.models import Round
from office import signed_in

CHANGING = re.compile(r'(csrfmiddlewaretoken|name="request")[^>]*value="[^"]*"')
"""What differs each time that a page is made."""


def seen_pages(who: Actor, pages: Iterable[str]) -> dict[str, str]:
    """Return pages of the office as a member sees them; the caller undoes what reading leaves."""
    browser = signed_in(who)
    found = {}
    for page in pages:
        answer = browser.get(f"/en/office/{page}")
        assert answer.status_code == 200, page
        found[page] = CHANGING.sub("", answer.content.decode())
    return found


def plant_act(w: World, row: Round) -> None:
    """An act in the ledger of the inspectorate."""
    record_act(w.base.inspector, "change", "round", row.pk, purpose="change")


def plant_lock(w: World, row: Round) -> None:
    """A lock, as a foreign key to the round would leave one."""
    del w
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM rounds_round WHERE id = %s FOR KEY SHARE", [row.pk])


def plant_column(w: World, row: Round) -> None:
    """A changed column, which a page of the round shows."""
    plant_act(w, row)
    row.reminded_on = today()
    save_columns(row)


PLANTS = (plant_act, plant_lock, plant_column)
