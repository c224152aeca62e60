"""A statement in words comes back from plain data as it was, or not at all."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pytest

from account_texts import COSTS, TERMS, WAGES
from manumit.cli.options import library_with
from manumit.terms import Owed
from manumit.terms.contract.compare import Comparison
from manumit.terms.costs.ledger import CostsReckoned
from manumit.terms.statement.contract import comparison_statement
from manumit.terms.statement.costs import costs_statement
from manumit.terms.statement.kept import NotKeptError, as_data, from_data
from manumit.terms.statement.owed_view import OwedView, owed_view
from manumit.terms.statement.parts import StatementView
from manumit.terms.words import TEXTS
from manumit.web.account_sheets.calculation import calculate

KEPT = Path(__file__).parents[1] / "data" / "kept"


class Colour(StrEnum):
    RED = "red"


class Both(NamedTuple):
    least: str
    most: str


@dataclass(frozen=True)
class Seen:
    title: str
    both: Both
    colour: Colour
    pairs: tuple[tuple[str, int], ...]
    inner: "Seen | None" = None


SEEN = Seen("a", Both("1", "2"), Colour.RED, (("x", 1),), Seen("b", Both("", ""), Colour.RED, ()))


def test_what_was_written_is_read() -> None:
    assert from_data(Seen, json.loads(json.dumps(as_data(SEEN)))) == SEEN


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_statement_of_the_room_is_kept_as_it_is(language: str) -> None:
    library = library_with((TEXTS,), language)
    wages, terms, costs = (calculate(json.dumps(one)) for one in (WAGES, TERMS, COSTS))
    assert isinstance(wages, Owed)
    assert isinstance(terms, Comparison)
    assert isinstance(costs, CostsReckoned)
    owed = owed_view(wages, library, language)
    assert from_data(OwedView, json.loads(json.dumps(as_data(owed)))) == owed
    for seen in (
        comparison_statement(terms, library, language),
        costs_statement(*costs, library, language, worker="w1"),
    ):
        assert from_data(StatementView, json.loads(json.dumps(as_data(seen)))) == seen


@pytest.mark.parametrize(("name", "kind"), [("owed", OwedView), ("statement", StatementView)])
def test_what_an_earlier_version_kept_is_still_read(
    name: str, kind: type[OwedView] | type[StatementView]
) -> None:
    """A statement of a case file is read for years: a view may get fields with defaults only."""
    seen = from_data(kind, json.loads((KEPT / f"{name}.json").read_text("utf-8")))
    assert seen.warnings


@pytest.mark.parametrize(
    "change",
    [
        {"title": 1},
        {"title": None},
        {"both": ["1"]},
        {"both": "12"},
        {"colour": "green"},
        {"pairs": [["x", True]]},
        {"pairs": {}},
        {"inner": []},
        {"more": "x"},
    ],
)
def test_what_is_another_statement_is_refused_and_repeated_nowhere(
    change: dict[str, object],
) -> None:
    data = {"title": "Qz", "both": ["1", "2"], "colour": "red", "pairs": [], **change}
    with pytest.raises(NotKeptError) as caught:
        from_data(Seen, data)
    assert "Qz" not in str(caught.value)
    with pytest.raises(NotKeptError):
        from_data(Seen, {"title": "Qz"})


def test_what_no_statement_holds_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="float"):
        as_data(1.5)
