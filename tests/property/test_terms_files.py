"""Whatever stands in a file of terms, costs or rules: it is read whole or refused with a code."""

import contextlib
import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import manumit.terms
from manumit.errors import InputError
from manumit.instruments.reading import TextLoader
from manumit.terms.contract.compare import compare
from manumit.terms.contract.file import read_terms_of_work
from manumit.terms.costs.debt import debt_statement
from manumit.terms.costs.document import costs_json
from manumit.terms.costs.file import read_costs
from manumit.terms.costs.indicator import indicator
from manumit.terms.costs.judge import judge
from manumit.terms.costs.rules import GENERAL, cost_kinds, read_corridor, shipped_corridor
from manumit.terms.statement.contract_view import comparison_json

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
RULES = Path(manumit.terms.__file__).parent / "corridors" / "xx-yy.yaml"
type Steps = tuple[str | int, ...]

ODD = st.sampled_from(
    [None, "", "x", "0", "-1", "1e9", "8..10", "10..8", "unknown", "9" * 30, "1/0", "2026-02-30",
     "9999-12-31", "0001-01-01", "still", "yes", [], {}, ["x"], {"x": "y"}]
)  # fmt: skip


def loaded(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=TextLoader)  # noqa: S506 - a SafeLoader


def places(data: Any, above: Steps = ()) -> Iterator[Steps]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from places(value, (*above, key))


def changed(data: Any, at: Steps, value: Any) -> Any:
    found = copy.deepcopy(data)
    inner = found
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return found


def tried(data: Any, use: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.yaml"
        path.write_text(yaml.safe_dump(data), "utf-8")
        with contextlib.suppress(InputError):
            use(path)


TERMS, COSTS, CORRIDOR = (
    loaded(EXAMPLES / "terms-of-work.yaml"),
    loaded(EXAMPLES / "costs.yaml"),
    loaded(RULES),
)


def use_terms(path: Path) -> object:
    return json.loads(comparison_json(compare(read_terms_of_work(path))))


def use_costs(path: Path) -> object:
    ledger = read_costs(path)
    rules = (shipped_corridor("xx-yy"), shipped_corridor(GENERAL))
    found = judge(ledger, rules, cost_kinds())
    debts = [debt_statement(one, rules, ledger.asked_on) for one in ledger.debts]
    return json.loads(costs_json(found, indicator(found), debts))


@settings(deadline=None)
@given(st.sampled_from(list(places(TERMS))), ODD)
def test_terms(at: Steps, value: Any) -> None:
    tried(changed(TERMS, at, value), use_terms)


@settings(deadline=None)
@given(st.sampled_from(list(places(COSTS))), ODD)
def test_costs(at: Steps, value: Any) -> None:
    tried(changed(COSTS, at, value), use_costs)


@settings(deadline=None)
@given(st.sampled_from(list(places(CORRIDOR))), ODD)
def test_rules(at: Steps, value: Any) -> None:
    tried(changed(CORRIDOR, at, value), read_corridor)
