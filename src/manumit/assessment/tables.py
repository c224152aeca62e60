"""The rule as lookup tables with test vectors, for other runtimes (a tablet, a spreadsheet).

The rule depends only on counts per grade, and a clause never asks for more than a few of a grade,
so capped counts index a small table; the conclusion is a table over its facts. A reader needs no
more than: count, cap, look up, look up again. Nobody has to write the rule twice.
"""

import itertools
import random
from typing import Any

from manumit.assessment.engine import assess_answers
from manumit.assessment.evidence import Answer
from manumit.instruments import Counts, DimensionRule, Instrument, ItemSet, Strength

TABLES_FORMAT = "manumit/rule-tables/1"
VECTORS = 200
VECTOR_SEED = 2009


def rule_tables(instrument: Instrument) -> dict[str, Any]:
    """Return everything that decides a finding of one instrument, as JSON-ready tables.

    Returns:
        ``dimension_table``: ``caps`` per grade and ``positive``, indexed [strong][medium][weak]
        with each count capped: the clause that is met, or null. ``conclusion_table``: the facts in
        bit order (first fact = bit 0) and a row id for each of the 2^n states. ``test_vectors``:
        answers and what they must give; evaluate once with unknown as no (lower), once with
        unknown as yes (upper).
    """
    return {
        "format": TABLES_FORMAT,
        "instrument": instrument.id,
        "edition": instrument.edition,
        "population": instrument.population,
        "how": (
            "Lower bound: unknown counts as no. Upper bound: unknown counts as yes. "
            "Codes not in open_codes count as no unless an answer is given."
        ),
        "open_codes": sorted(instrument.open_codes),
        "dimensions": [
            {
                "id": dimension.id,
                "phase": dimension.phase,
                **{
                    grade: [
                        i.code for i in instrument.in_dimension(dimension.id) if i.strength is grade
                    ]
                    for grade in Strength
                },
            }
            for dimension in instrument.dimensions
            if instrument.scored
        ],
        "dimension_table": _dimension_table(instrument.dimension_rule),
        "item_sets": {item_set.id: _items(item_set) for item_set in instrument.item_sets},
        "forced_labour": {"all": ["menace", "involuntariness"]},
        "conclusion_table": _conclusion_table(instrument),
        "test_vectors": _vectors(instrument),
    }


def _dimension_table(rule: DimensionRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    needed = [counts for clause in rule.clauses for counts in clause.any_of]
    caps = [max(getattr(counts, grade) for counts in needed) for grade in Strength]
    positive = [
        [
            [_clause(rule, Counts(strong, medium, weak)) for weak in range(caps[2] + 1)]
            for medium in range(caps[1] + 1)
        ]
        for strong in range(caps[0] + 1)
    ]
    return {"caps": dict(zip(Strength, caps, strict=True)), "positive": positive}


def _clause(rule: DimensionRule, present: Counts) -> str | None:
    met = rule.clause_met(present)
    return None if met is None else met.id


def _items(item_set: ItemSet) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "codes": list(item.codes),
            "dimensions": list(item.dimensions),
            "forced_labour": item.forced_labour,
        }
        for item in item_set.items
    ]


def _conclusion_table(instrument: Instrument) -> dict[str, Any]:
    table = instrument.conclusions
    facts = sorted({n for row in table.rows for n in row.needs_all + row.needs_any})
    states = itertools.product((False, True), repeat=len(facts))
    # The first fact is bit 0, so it varies fastest.
    rows = [table.conclude(dict(zip(facts, reversed(state), strict=True))).id for state in states]
    return {
        "facts": facts,
        "rows": rows,
        "positive": [row.id for row in table.rows if row.positive],
        "standing": {row.id: row.basis.standing for row in table.rows},
    }


def _vectors(instrument: Instrument) -> list[dict[str, Any]]:
    # A fixed seed: the vectors are part of the export and must not change from run to run.
    chance = random.Random(VECTOR_SEED)  # noqa: S311 - not for secrets
    codes = sorted(instrument.codes)
    vectors = []
    for number in range(VECTORS):
        spoken, weights = codes, (1, 40, 0)  # all answered, few signs
        if number % 4:
            spoken = sorted(chance.sample(codes, chance.randint(0, len(codes))))
            weights = [(1, 6, 1), (3, 3, 3), (6, 2, 2)][number % 4 - 1]
        given = chance.choices(list(Answer), weights, k=len(spoken))
        answers = dict(zip(spoken, given, strict=True))
        vectors.append({"answers": answers, "expect": _expected(instrument, answers)})
    return vectors


def _expected(instrument: Instrument, answers: dict[str, Answer]) -> dict[str, Any]:
    finding = assess_answers(answers, instrument)
    return {
        "dimensions": {d: finding.dimension(d) for d in finding.lower.dimensions},
        "sets": {item_set.id: finding.item_set(item_set.id) for item_set in instrument.item_sets},
        "forced_labour": finding.forced_labour,
        "conclusion": [finding.lower.conclusion.id, finding.upper.conclusion.id],
    }
