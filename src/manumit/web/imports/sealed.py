"""Sealing of import jobs: each has its own key, bound to the member who uploaded it."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from manumit.errors import Problem
from manumit.web.imports.importing import ImportPlan
from manumit.web.imports.models import ImportJob
from manumit.web.imports.problems import problem_data, problem_from_data
from manumit.web.kernel.vault.row_keys import RowKeys

type Column = Literal["sheet", "mapping", "found"]
SEALED: tuple[Column, ...] = ("sheet", "mapping", "found")
_FORMAT = "manumit sheet on its way in 1"


@dataclass(frozen=True, slots=True, repr=False)
class InspectionResult:
    """The plan of an inspected sheet, or why it was refused; ``repr`` hides the content.

    Attributes:
        plan: what would become of the rows; None where the sheet was refused as a whole.
        problems: what is wrong.
    """

    plan: ImportPlan | None
    problems: Sequence[Problem]


KEYS = RowKeys(ImportJob, SEALED, _FORMAT)
lock, destroy = KEYS.lock, KEYS.destroy


def seal(row: ImportJob, column: Column, content: bytes) -> None:
    """Seal a column of a job that has its key; the caller saves the row.

    Raises:
        InputError: V101 to V107, V201.
    """
    KEYS.seal(row, column, content)


def open_column(row: ImportJob, column: Column) -> bytes:
    """Return the decrypted content of a column.

    Raises:
        InputError: V101 to V107; V201 for any doubt.
    """
    return KEYS.open(row, column)


def seal_result(row: ImportJob, found: InspectionResult) -> None:
    """Seal the result of the inspection.

    Raises:
        InputError: V101 to V107, V201.
    """
    data = {
        "plan": None if found.plan is None else _plan_data(found.plan),
        "problems": [problem_data(one) for one in found.problems],
    }
    seal(row, "found", zlib.compress(json.dumps(data).encode()))


def open_result(row: ImportJob) -> InspectionResult:
    """Return the decrypted result of the inspection.

    Raises:
        InputError: V101 to V107; V201 for any doubt.
    """
    data = json.loads(zlib.decompress(open_column(row, "found")))
    problems = tuple(map(problem_from_data, data["problems"]))
    plan = data["plan"]
    return InspectionResult(None if plan is None else _plan_of(plan, problems), problems)


def _plan_data(plan: ImportPlan) -> dict[str, Any]:
    return {
        "new": plan.new,
        "known": plan.known,
        "refused": plan.refused,
        "alike": plan.alike,
        "elsewhere": plan.elsewhere,
        "not_looked": plan.not_looked,
        "searched": plan.searched,
    }


def _plan_of(data: dict[str, Any], problems: tuple[Problem, ...]) -> ImportPlan:
    return ImportPlan(
        new=tuple(data["new"]),
        known=data["known"],
        problems=problems,
        refused=data["refused"],
        alike=tuple((row, tuple(signs)) for row, signs in data["alike"]),
        elsewhere=data["elsewhere"],
        not_looked=data["not_looked"],
        searched=data["searched"],
    )


LOCKED = KEYS.rotation()
