"""An answer for programs: codes, names and numbers, independent of language.

Only the reasons and notices carry, beside their code, its English sentences.
"""

import json
import math
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np

from manumit.errors import Problem
from manumit.prevalence.answer.asking import Answer
from manumit.prevalence.answer.settings import MethodResult
from manumit.prevalence.around.robustness import Variation
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Interval

JSON_FORMAT = "manumit/estimate/1"


def estimate_json(answer: Answer, *, indent: int | None = None) -> str:
    """Return the answer as JSON, format ``manumit/estimate/1``. An infinite limit is null."""
    question, reading = answer.question, answer.reading
    sensitivity = answer.sensitivity
    strata, referral = sensitivity.strata, sensitivity.referral
    document = {
        "format": JSON_FORMAT,
        "version": answer.version,
        "period": question.period or None,
        "definition": question.definition or None,
        "files": question.files,
        "lists": answer.table.lists,
        "observed": answer.table.observed,
        "asked": {
            "method": question.method,
            "model": question.asked.model or None,
            "bootstrap": question.asked.bootstrap,
            "seed": question.asked.seed,
            "level": question.asked.level,
        },
        "grade": answer.grade,
        "main": answer.main.estimate.method,
        "disagreements": [[one.method, other.method] for one, other in answer.disagreements],
        "estimates": [_found(one) for one in answer.found],
        "histories": _histories(answer.table),
        "pairs": [
            {
                "lists": [answer.table.lists[one.first], answer.table.lists[one.second]],
                "both": one.both,
                "expected_if_independent": one.expected,
                "chance": None if one.expected is None else one.chance,
            }
            for one in answer.pairs
        ],
        "assumptions": [
            {"id": one.id, "data": one.verdict, "says": [says.text for says in one.says]}
            for one in answer.assumptions
        ],
        "referral": {
            "recorded": reading.ways.recorded,
            "between": [
                {"by": reading.lists[a], "to": reading.lists[b], "captures": count}
                for (a, b), count in sorted(reading.ways.between.items())
            ],
            "by_others": reading.ways.outside,
            "not_recorded": reading.ways.unknown,
            "not_found_on_the_referring_list": reading.ways.unmatched,
        },
        "sensitivity": {
            "variations": [_variation(one, answer.table) for one in sensitivity.variations],
            "without_referral": None if referral is None else _estimate(referral.without),
            "strata": None
            if strata is None
            else {name: _estimate(one) for name, one in strata.parts.items()},
            "strata_together": None if strata is None else _estimate(strata.together),
        },
        "notices": [_problem(one) for one in reading.notices],
    }
    return json.dumps(_plain(document), indent=indent, ensure_ascii=False, allow_nan=False)


def _found(one: MethodResult) -> dict[str, Any]:
    document = _estimate(one.estimate)
    if one.totals is not None:
        document["bootstrap_totals"] = one.totals.tolist()
    return document


def _estimate(one: Estimate) -> dict[str, Any]:
    return {
        "method": one.method,
        "total": one.total,
        "minimum": one.minimum,
        "interval": None if one.interval is None else _interval(one.interval),
        "model": one.model or None,
        "grade": one.grade,
        "reasons": [_problem(reason) for reason in one.reasons],
        "seed": one.seed,
        "details": one.details,
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {"lower": one.lower, "upper": one.upper, "level": one.level, "kind": one.kind}


def _problem(one: Problem) -> dict[str, Any]:
    return {"code": one.code, "what": one.what, "do": one.do}


def _histories(table: CaptureTable) -> list[dict[str, Any]]:
    return [
        {"lists": table.named(history), "people": int(table.counts[history])}
        for history in table.order
    ]


def _variation(one: Variation, table: CaptureTable) -> dict[str, Any]:
    return {
        "change": one.kind,
        "lists": [table.lists[i] for i in one.lists],
        "share": one.share,
        "contradicts_observed": one.contradicts(table.observed),
        **_estimate(one.estimate),
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON allows it: no infinite numbers, no nan."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.value if isinstance(value, Enum) else value
