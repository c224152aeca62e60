"""What an institution's own file cannot switch off.

Each rule protects a person: the loader refuses a file that would break one, with a code, however
well the file is meant. Nothing here decides a finding.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from manumit.errors import Problem
from manumit.instruments.building import ELEMENTS, Registry
from manumit.instruments.codes import InstrumentCode
from manumit.instruments.model import Conclusions, Gate, Population, Standing, Topic
from manumit.instruments.steps import StepRule

# Dimensions and codes that speak of vulnerability: never an element of forced labour.
VULNERABILITY_PREFIXES = ("RV", "VD")
VULNERABILITY_CODES = frozenset({"ILO01", "CD12"})
# Codes asked of everyone, even when the result is certain; violence is offered last.
ALWAYS_ASKED = ("CD03", "CD01", "CD11", "EX01", "CD14", "CD04")
# Steps that an institution cannot remove: danger first, children, the firewall, the source
# of a complaint, and that no help is the price of testimony.
PROTECTING_STEPS = (
    "danger",
    "danger_officer",
    "child",
    "child_officer",
    "not_before_employer",
    "firewall",
    "firewall_officer",
    "help_without_testimony",
)
OFFERED_LAST = frozenset({"CD04", "CR01"})


def check_safeguards(registry: Registry) -> Iterator[Problem]:
    """Yield every breach of a rule that protects a person."""
    yield from _check_forced_labour(registry)
    for table in registry.conclusions.values():
        yield from _check_positive_rows(registry, table)
    dimensions: dict[str, str] = {}
    for list_id, data in registry.lists.items():
        yield from _check_list(registry, list_id, data, dimensions)
    for plan_id, plan in registry.interviews.items():
        yield from _check_interview(registry, plan_id, plan)
    yield from _check_steps(registry)


def _check_steps(registry: Registry) -> Iterator[Problem]:
    """Yield protective steps that were removed, narrowed or delayed."""
    for step_id in PROTECTING_STEPS:
        first, now = registry.first_steps.get(step_id), registry.steps.get(step_id)
        if first is not None and (now is None or not _protects_equally(now, first)):
            yield InstrumentCode.STEP_PROTECTS.problem(
                registry.place("step", step_id), step=step_id
            )
    special = registry.special()
    for rule in registry.steps.values():
        for code in sorted(rule.codes & special.keys()):
            yield InstrumentCode.STEP_NEEDS_STATUS.problem(
                registry.place("step", rule.id), step=rule.id, code=code
            )


def _protects_equally(now: StepRule, first: StepRule) -> bool:
    same = (now.when, now.audiences, now.urgency) == (first.when, first.audiences, first.urgency)
    return same and set(now.kinds) >= set(first.kinds)


def _check_forced_labour(registry: Registry) -> Iterator[Problem]:
    """Yield problems unless signs rest on two answers, and never on abuse of vulnerability."""
    if not {"menace", "involuntariness"} <= registry.item_sets.keys():
        return
    at = registry.place("item set", "menace")
    menace, involuntary = (
        {code for item in registry.item_sets[name].items for code in item.codes}
        for name in ("menace", "involuntariness")
    )
    for code in sorted(menace & involuntary):
        yield InstrumentCode.BOTH_ELEMENTS.problem(at, code=code)
    for code in sorted(menace | involuntary):
        if code.startswith(VULNERABILITY_PREFIXES) or code in VULNERABILITY_CODES:
            yield InstrumentCode.VULNERABILITY.problem(at, code=code)


def _check_positive_rows(registry: Registry, table: Conclusions) -> Iterator[Problem]:
    """Yield positive rows below others, or without a published source."""
    at = registry.place("conclusions", table.id)
    for above, row in itertools.pairwise(table.rows):
        if row.positive and not above.positive:
            yield InstrumentCode.POSITIVE_FIRST.problem(at, table=table.id, row=row.id)
    for row in table.rows:
        if row.positive and row.basis.standing is not Standing.PUBLISHED:
            yield InstrumentCode.POSITIVE_OURS.problem(at, table=table.id, row=row.id)


def _check_list(
    registry: Registry, list_id: str, data: Mapping[str, Any], dimensions: dict[str, str]
) -> Iterator[Problem]:
    at = registry.place("list", list_id)
    codes = set()
    for entry in data.get("indicators", ()):
        codes.add(entry["code"])
        known = dimensions.setdefault(entry["code"], entry["dimension"])
        if known != entry["dimension"]:
            yield InstrumentCode.MOVED.problem(at, code=entry["code"], dimension=known)
    for code in ALWAYS_ASKED:
        if code not in codes:
            yield InstrumentCode.NEEDED_FOR_SAFETY.problem(at, code=code)
    table = registry.conclusions.get(data.get("conclusions", ""))
    if data.get("population") == Population.CHILD and table is not None:
        purpose = "exploitation" if data.get("scored") else "purpose"
        facts = {need for row in table.rows for need in row.needs_all + row.needs_any}
        state = dict.fromkeys({*facts, *ELEMENTS, purpose}, False) | {"act": True, purpose: True}
        if not table.conclude(state).positive:
            yield InstrumentCode.CHILD_NEEDS_NO_MEANS.problem(at, table=table.id)


def _check_interview(
    registry: Registry, plan_id: str, plan: tuple[Topic, ...]
) -> Iterator[Problem]:
    at = registry.place("interview", plan_id)
    gates = [topic.gate for topic in plan if topic.gate is not None]
    if set(gates) != set(Gate):
        yield InstrumentCode.NO_GATE.problem(at)
    core = {code for topic in plan if topic.always for code in topic.core}
    for code in ALWAYS_ASKED:
        if code not in core:
            yield InstrumentCode.NEEDED_FOR_SAFETY.problem(at, code=code)
    special, known = registry.special(), registry.codes()
    for topic in plan:
        for code in topic.codes:
            if code in special:
                yield InstrumentCode.SPECIAL_ASKED.problem(at, topic=topic.id, code=code)
            elif topic.gate is None and code not in known:
                yield InstrumentCode.UNKNOWN_REFERENCE.problem(
                    at, kind="code", id=code, known="the codes of the lists and the ids of items"
                )
            if code in OFFERED_LAST and not topic.last:
                yield InstrumentCode.VIOLENCE_NOT_LAST.problem(at, topic=topic.id, code=code)
