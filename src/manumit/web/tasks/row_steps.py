"""Steps that the list of work, and the lists of the records themselves, offer on a line."""

import uuid
from typing import Any

from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import RELATION
from manumit.web.tasks.returning import BACK, LIST
from manumit.web.tasks.sources import DueItem, ListStep, Turn, due_sources, step_in_list
from manumit.web.ui.room.declared import Reader, RowStep


def line_sign(row: uuid.UUID) -> str:
    """Return the first signs of a row's key: they only distinguish lines."""
    return str(row)[:6].upper()


def offered_step(item: DueItem, language: str) -> RowStep | None:
    """Return what a line of work offers at once; None: nothing."""
    if item.step is None or item.version is None:
        return None
    which = item.called or line_sign(item.row)
    return _offered(item.step, language, item.row, item.version, which, BACK)


def row_step(source: str, variant: str | None, row: Any, reader: Reader) -> RowStep | None:
    """Return what the reader can do with a row at once, by the same rules as in the list of work.

    Args:
        source: the kind of a registered source of due work.
        variant: which of its steps is due; None: none is.
        row: of the list, with its relation to the reader.
        reader: who reads the list.
    """
    found, held = due_sources()[source], Relation(getattr(row, RELATION))
    if variant is None or found.turn(variant, held) is not Turn.TO_DO:
        return None
    step = step_in_list(found, variant, held, reader.actor)
    if step is None:
        return None
    return _offered(step, reader.language.tag, row.pk, row.version, line_sign(row.pk), LIST)


def _offered(
    step: ListStep, language: str, row: uuid.UUID, seen: int, which: str, back: str
) -> RowStep:
    other = step.other_address(language, row)
    return RowStep(
        text=f"tasks_act/{step.text}",
        href=step.address(language, row),
        seen=seen,
        back=back,
        which=which,
        prefix=step.before,
        instead=f"tasks_act/{step.instead[0]}" if step.instead else "",
        other=f"{other}?back={back}" if other else "",
    )
