"""Rules of what acts leave: a room above adds its tables to the rule of a room below."""

import pytest

from manumit.web.cases.models import CaseFile, Decision, Draft
from manumit.web.imports.models import LegacyRecord
from manumit.web.kernel.ledger import traces
from manumit.web.kernel.ledger.traces import TraceRule, extend_traces


def test_tables_of_a_room_above_are_looked_through_with_those_of_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = {"create": (Draft,), "change": (Draft,)}
    rules = [
        TraceRule("note", (CaseFile,), leaving=both),
        TraceRule("note", leaving={"move": (Draft,)}),
        TraceRule("other", (CaseFile,), leaving={"create": (Draft,)}),
    ]
    monkeypatch.setattr(traces, "_rules", rules)
    monkeypatch.setattr(traces, "_further", [])
    assert traces._joined() == rules
    extend_traces(TraceRule("note", (Decision,), leaving={"create": (Decision,)}))
    assert traces._joined() == [
        TraceRule("note", (CaseFile, Decision), leaving=both | {"create": (Draft, Decision)}),
        rules[1],  # asked about no row, and of no act that the room above adds to
        rules[2],
    ]


def test_what_was_imported_with_a_file_is_a_statement_of_the_file() -> None:
    """An act on it is about a row that exists, and its creation leaves one."""
    (rule,) = (one for one in traces._joined() if one.kind == "statement" and one.about)
    assert LegacyRecord in rule.about
    assert LegacyRecord in rule.leaving["create"]
