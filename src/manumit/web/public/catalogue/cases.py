"""Data of the page of a worked case: facts, answers, and the finding computed now."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.assessment import Answer, Finding, State, assess_answers
from manumit.assessment.view import FindingView, view
from manumit.instruments import Conclusion, Instrument, Text
from manumit.web.public.catalogue.addresses import instrument
from manumit.web.public.catalogue.indicators import label_of
from manumit.web.ui.languages import library


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One of our answers, with the fact that it rests on."""

    code: str
    label: Text
    answer: str
    fact: str
    has_page: bool


@dataclass(frozen=True, slots=True)
class Results:
    """The three results of a finding, for a table.

    Attributes:
        rows: one conclusion, or the two that it lies between.
    """

    rows: tuple[Conclusion, ...]
    forced_labour: State
    labour_law: State


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything computed.

    Attributes:
        as_known: results while what the facts do not name is not known.
        as_absent: results if all of that were absent.
    """

    data: Mapping[str, Any]
    instrument: Instrument
    answers: tuple[AnswerView, ...]
    finding: FindingView
    as_known: Results
    as_absent: Results


def case_view(data: Mapping[str, Any], tag: str) -> CaseView:
    """Return a worked case in the words of a language."""
    one = instrument(data["list"])
    given = {entry["code"]: Answer(entry["answer"]) for entry in data["answers"]}
    absent = dict.fromkeys(one.open_codes, Answer.NO) | given
    return CaseView(
        data,
        one,
        tuple(_answer(entry, one, tag) for entry in data["answers"]),
        _finding(data["id"], tag),
        _results(assess_answers(given, one)),
        _results(assess_answers(absent, one)),
    )


def _answer(entry: Mapping[str, str], one: Instrument, tag: str) -> AnswerView:
    code = entry["code"]
    known = one.by_code.get(code)
    label = library().texts.label(code, tag) if known is None else label_of(known, tag)
    return AnswerView(code, label, entry["answer"], entry["fact"], known is not None)


def _results(finding: Finding) -> Results:
    rows = dict.fromkeys((finding.lower.conclusion.id, finding.upper.conclusion.id))
    table = finding.instrument.conclusions
    return Results(
        tuple(table.row(row_id) for row_id in rows), finding.forced_labour, finding.labour_law
    )


@functools.cache  # as many as there are cases and languages
def _finding(case_id: str, tag: str) -> FindingView:
    data = next(case for case in library().of_kind("case") if case["id"] == case_id)
    given = {entry["code"]: Answer(entry["answer"]) for entry in data["answers"]}
    return view(assess_answers(given, instrument(data["list"])), library(), tag, marks=False)
