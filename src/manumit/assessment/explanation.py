"""A finding as a tree: result <- elements and dimensions <- indicators <- evidence, with sources.

The tree carries its own rules: :func:`evaluate` computes every state anew from the leaves, so an
explanation that does not give the finding is a bug that a test finds. Renderers walk the same tree.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from manumit.assessment.engine import Finding, State, between, counts
from manumit.assessment.evidence import Answer, Evidence, SetAside, Settled
from manumit.instruments import (
    Basis,
    Conclusion,
    Conclusions,
    Counts,
    DimensionRule,
    Indicator,
    Item,
    ItemSet,
    Strength,
)


class Kind(enum.StrEnum):
    """What a node represents."""

    FINDING = "finding"
    RESULT = "result"
    CONCLUSION = "conclusion"
    ITEM = "item"
    DIMENSION = "dimension"
    INDICATOR = "indicator"
    EVIDENCE = "evidence"


class Rule(enum.StrEnum):
    """How a node's state follows from its children."""

    NONE = "none"
    ANY = "any"
    ALL = "all"
    CLAUSES = "clauses"
    TABLE = "table"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the explanation.

    Attributes:
        text_id: id of its label in the text packs (``dimension/exploitation``, ``DR01``).
        state: None for the root and the list of the eleven, which make no single statement.
        counts: of a dimension: present and possible, per grade.
        rows: of a conclusion: lower and upper row.
        published: of a conclusion: what the published rows alone say, lower and upper.
        settled: of an indicator or an item that was answered itself: how its answer was settled.
        evidence: of an evidence node: the piece, and why it was set aside, if it was.
    """

    kind: Kind
    text_id: str
    rule: Rule
    state: State | None = None
    basis: Basis | None = None
    children: tuple["Node", ...] = field(default=(), repr=False)
    strength: Strength | None = None
    clause: str | None = None
    counts: tuple[Counts, Counts] | None = None
    rows: tuple[Conclusion, Conclusion] | None = None
    published: tuple[Conclusion | None, Conclusion | None] | None = None
    settled: Settled | None = None
    evidence: Evidence | None = None
    set_aside: SetAside | None = None
    rule_used: DimensionRule | Conclusions | None = field(default=None, repr=False)


def explain(finding: Finding) -> Node:
    """Return the tree of a finding: the three results in a fixed order, then the eleven indicators.

    Below *trafficking* is the conclusion with its facts: dimensions and elements.
    The eleven have no common result: one may be enough and several may not be.
    """
    instrument = finding.instrument
    results = (
        _item_set(finding, instrument.labour_law),
        _forced_labour(finding),
        _trafficking(finding),
        _eleven(finding),
    )
    return Node(Kind.FINDING, f"list/{instrument.id}", Rule.NONE, children=results)


def evaluate(node: Node) -> State:
    """Return the state of a node, computed from its leaves alone.

    Raises:
        ValueError: for a node without a state.
    """
    if node.rule is Rule.SETTLED:
        return _answer_state(Answer.UNKNOWN if node.settled is None else node.settled.answer)
    if node.rule is Rule.ANY:
        return _any(evaluate(child) for child in node.children)
    if node.rule is Rule.ALL:
        return _all(evaluate(child) for child in node.children)
    if node.rule is Rule.CLAUSES:
        return _clauses(node)
    if node.rule is Rule.TABLE:
        lower, upper = evaluate_rows(node)
        return between(lower.positive, upper.positive)
    raise ValueError(f"{node.kind} makes no single statement")


def evaluate_rows(node: Node) -> tuple[Conclusion, Conclusion]:
    """Return lower and upper row of a conclusion node, computed from its leaves alone."""
    table = node.rule_used
    if not isinstance(table, Conclusions):
        raise TypeError("only a conclusion has rows")
    states = {child.text_id.split("/")[1]: evaluate(child) for child in node.children}
    return (
        table.conclude({fact: state is State.YES for fact, state in states.items()}),
        table.conclude({fact: state is not State.NO for fact, state in states.items()}),
    )


def walk(node: Node) -> Iterable[Node]:
    """Yield the node and everything under it, depth first."""
    yield node
    for child in node.children:
        yield from walk(child)


def _forced_labour(finding: Finding) -> Node:
    instrument = finding.instrument
    return Node(
        Kind.RESULT,
        "set/forced_labour",
        Rule.ALL,
        finding.forced_labour,
        instrument.menace.basis,
        (_item_set(finding, instrument.menace), _item_set(finding, instrument.involuntariness)),
    )


def _eleven(finding: Finding) -> Node:
    item_set = finding.instrument.eleven
    items = tuple(_item(finding, item) for item in item_set.items)
    return Node(Kind.RESULT, f"set/{item_set.id}", Rule.NONE, None, item_set.basis, items)


def _trafficking(finding: Finding) -> Node:
    instrument = finding.instrument
    elements = tuple(
        _item_set(finding, item_set)
        for item_set in (instrument.act, instrument.means, instrument.purpose)
    )
    conclusion = _conclusion(finding, elements)
    # The result is the conclusion's; the elements stand beside it so that each is seen.
    return Node(
        Kind.RESULT,
        "set/trafficking",
        Rule.ANY,
        finding.trafficking,
        conclusion.basis,
        (conclusion,),
    )


def _conclusion(finding: Finding, elements: tuple[Node, ...]) -> Node:
    table = finding.instrument.conclusions
    dimensions = tuple(
        _dimension(finding, dimension_id) for dimension_id in finding.lower.dimensions
    )
    return Node(
        Kind.CONCLUSION,
        f"row/{finding.lower.conclusion.id}",
        Rule.TABLE,
        finding.trafficking,
        None if finding.conclusion is None else finding.conclusion.basis,
        dimensions + elements,
        rows=(finding.lower.conclusion, finding.upper.conclusion),
        published=(finding.lower.published, finding.upper.published),
        rule_used=table,
    )


def _dimension(finding: Finding, dimension_id: str) -> Node:
    instrument = finding.instrument
    rule = instrument.dimension_rule
    assert rule is not None  # noqa: S101 - only scored lists have dimensions
    present = counts(instrument, dimension_id, finding.yes)
    possible = counts(instrument, dimension_id, finding.yes | finding.unknown)
    met = rule.clause_met(present)
    return Node(
        Kind.DIMENSION,
        f"dimension/{dimension_id}",
        Rule.CLAUSES,
        finding.dimension(dimension_id),
        rule.basis,
        tuple(_indicator(finding, i) for i in instrument.in_dimension(dimension_id)),
        clause=None if met is None else met.id,
        counts=(present, possible),
        rule_used=rule,
    )


def _item_set(finding: Finding, item_set: ItemSet) -> Node:
    return Node(
        Kind.RESULT,
        f"set/{item_set.id}",
        Rule.ANY,
        finding.item_set(item_set.id),
        item_set.basis,
        tuple(_item(finding, item) for item in item_set.items),
    )


def _item(finding: Finding, item: Item) -> Node:
    instrument = finding.instrument
    # An item that nobody answered itself says nothing under another item.
    spoken = instrument.by_code.keys() | finding.settled.keys()
    children = [_leaf(finding, code) for code in item.codes if code in spoken]
    children += [_dimension(finding, dimension_id) for dimension_id in item.dimensions]
    if item.forced_labour:
        children.append(_forced_labour(finding))
    if item.id in finding.settled or item.id in instrument.open_codes:
        children.append(_own_answer(finding, item))
    return Node(Kind.ITEM, item.id, Rule.ANY, finding.item(item.id), item.basis, tuple(children))


def _leaf(finding: Finding, code: str) -> Node:
    indicator = finding.instrument.by_code.get(code)
    if indicator is not None:
        return _indicator(finding, indicator)
    return _answered(finding, code, None, None)


def _own_answer(finding: Finding, item: Item) -> Node:
    return _answered(finding, item.id, item.basis, None)


def _indicator(finding: Finding, indicator: Indicator) -> Node:
    return _answered(finding, indicator.code, indicator.basis, indicator.strength)


def _answered(finding: Finding, code: str, basis: Basis | None, strength: Strength | None) -> Node:
    settled = finding.settled.get(code)
    answer = Answer.UNKNOWN if settled is None else settled.answer
    pieces: list[Node] = []
    if settled is not None:
        pieces = [_piece(piece, None) for piece in settled.used]
        pieces += [_piece(piece, reason) for piece, reason in settled.set_aside]
    return Node(
        Kind.INDICATOR,
        code,
        Rule.SETTLED,
        _answer_state(answer),
        basis,
        tuple(pieces),
        strength=strength,
        settled=settled,
    )


def _piece(piece: Evidence, reason: SetAside | None) -> Node:
    return Node(
        Kind.EVIDENCE,
        f"answer/{piece.answer}",
        Rule.NONE,
        _answer_state(piece.answer),
        evidence=piece,
        set_aside=reason,
    )


def _answer_state(answer: Answer) -> State:
    return {
        Answer.YES: State.YES,
        Answer.NO: State.NO,
        Answer.UNKNOWN: State.UNDETERMINED,
    }[answer]


def _clauses(node: Node) -> State:
    rule = node.rule_used
    if not isinstance(rule, DimensionRule):
        raise TypeError("only a dimension has clauses")
    states = [(child.strength, evaluate(child)) for child in node.children]
    lower, upper = (
        Counts(
            *(
                sum(1 for graded, state in states if graded is grade and state in counted)
                for grade in Strength
            )
        )
        for counted in ((State.YES,), (State.YES, State.UNDETERMINED))
    )
    return between(rule.clause_met(lower) is not None, rule.clause_met(upper) is not None)


def _any(states: Iterable[State]) -> State:
    found = set(states)
    if State.YES in found:
        return State.YES
    return State.UNDETERMINED if State.UNDETERMINED in found else State.NO


def _all(states: Iterable[State]) -> State:
    found = set(states)
    if State.NO in found:
        return State.NO
    return State.UNDETERMINED if State.UNDETERMINED in found else State.YES
