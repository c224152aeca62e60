"""Problems as plain data and back; knows no database, so that the process apart may use it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from manumit.errors import Place, Problem


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as JSON can hold it."""
    return {
        "code": problem.code,
        "place": asdict(problem.place),
        "what": problem.what,
        "do": problem.do,
    }


def problem_of(data: Mapping[str, Any]) -> Problem:
    """What :func:`problem_data` wrote."""
    return Problem(data["code"], Place(**data["place"]), data["what"], data["do"])
