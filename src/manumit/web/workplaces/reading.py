"""Imports of workplaces as their member sees them: columns, rows that are wrong, what was made."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.assessment.view import Words
from manumit.exchange.safecsv import safe_line
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.workplaces.imports import check_may_import, opened
from manumit.web.workplaces.law import register_import_policy
from manumit.web.workplaces.models import (
    OPEN_STAGES,
    WORKING_STAGES,
    ImportStage,
    RegisterImport,
)

SHOWN = 50
"""Problems on the page; the file of rejected rows has all that were kept."""
HEADINGS = ("row", "column", "cell", "wrong", "to_do")


@dataclass(frozen=True, slots=True, repr=False)
class ImportView:
    """One import; its ``repr`` hides the content.

    Attributes:
        works: the platform has something to do.
        columns, sample: of the file, with its first rows.
        chosen: column by what it means: as the member chose, or as it is proposed.
        place: kind of place where no cell states it.
        unreadable: a word of what is wrong with the whole file; empty if it was read.
        problems: what is wrong with cells; the first of them.
        refused: how many rows are wrong; ``read``: of how many.
        ready: every row can be imported.
    """

    row: RegisterImport
    works: bool
    columns: Sequence[str]
    sample: Sequence[Sequence[str]]
    chosen: Mapping[str, str]
    place: str
    unreadable: str
    at_row: int | None
    problems: Sequence[Mapping[str, Any]]
    more: bool
    read: int
    refused: int
    ready: bool

    @property
    def can_choose(self) -> bool:
        """Return whether the columns can be chosen now."""
        return self.row.stage in (ImportStage.COLUMNS, ImportStage.CHECKED)

    @property
    def is_open(self) -> bool:
        """Return whether the import can be cancelled."""
        return self.row.stage in OPEN_STAGES and not self.works


@transaction.atomic
def register_import(actor: Actor | None, key: uuid.UUID) -> ImportView:
    """Return one import. The ledger has it, but for a page that only waits for the work.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201.
    """
    row = register_import_policy.load(actor, key, "make")
    who = check_may_import(actor)
    if row.stage in OPEN_STAGES and row.stage not in WORKING_STAGES:
        record_act(who, "read_statement", register_import_policy.resource, row.pk, purpose="make")
    looked, found = opened(row, "plan"), opened(row, "found")
    plan = looked.get("plan", {})
    problems = found.get("problems", [])
    return ImportView(
        row=row,
        works=row.stage in WORKING_STAGES,
        columns=looked.get("columns", ()),
        sample=looked.get("sample", ()),
        chosen=plan.get("columns") or looked.get("proposed", {}),
        place=plan.get("place", ""),
        unreadable=found.get("unreadable", ""),
        at_row=found.get("row"),
        problems=problems[:SHOWN],
        more=len(problems) > SHOWN,
        read=found.get("read", 0),
        refused=found.get("refused", 0),
        ready=bool(found.get("rows")),
    )


@transaction.atomic
def rejected_rows(actor: Actor | None, key: uuid.UUID, words: Words) -> str:
    """Return what is wrong with each rejected row, as CSV that a spreadsheet can open safely.

    The ledger has it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201.
    """
    row = register_import_policy.load(actor, key, "make")
    who = check_may_import(actor)
    record_act(who, "export", register_import_policy.resource, row.pk, purpose="make")
    problems: Iterable[Mapping[str, Any]] = opened(row, "found").get("problems", ())
    lines: list[list[object]] = [[words.name(f"workplaces_reject/{one}") for one in HEADINGS]]
    for one in problems:
        text = f"workplaces_row/{one['code']}"
        wrong = words.name(text).format(**values_of(one))
        to_do = words.library.texts.one(text, "explanation", words.language).value
        lines.append([one["row"], one["column"], one["value"], wrong, to_do])
    return "".join(f"{safe_line(line)}\r\n" for line in lines)


def values_of(problem: Mapping[str, Any]) -> dict[str, object]:
    """Return what the sentence about a problem names."""
    blank = dict.fromkeys(("column", "value", "first", "longest", "found", "wanted"), "")
    return {**blank, **{name: value for name, value in problem.items() if name != "code"}}


def unfinished_import(actor: Actor | None) -> uuid.UUID | None:
    """Return the id of the member's unfinished import, or None."""
    rows = register_import_policy.scope(actor, "make")
    going_on = rows.filter(stage__in=OPEN_STAGES, until__gt=timezone.now())
    return going_on.values_list("pk", flat=True).first()
