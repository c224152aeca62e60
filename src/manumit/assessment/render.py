"""One explanation, three renderings: plain text, HTML, JSON."""

import functools
import json
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

import jinja2

from manumit.assessment.advice import next_steps
from manumit.assessment.advice_view import AdviceView, ContactView, contacts_of
from manumit.assessment.changes import Change, what_would_change
from manumit.assessment.engine import Finding
from manumit.assessment.explanation import Node, explain
from manumit.assessment.view import View, view
from manumit.instruments import Audience, Basis, Conclusion, Library

JSON_FORMAT = "manumit/finding/1"


def to_text(
    finding: Finding, library: Library, language: str = "en", advice: Sequence[AdviceView] = ()
) -> str:
    """Return the finding as indented text, for a terminal or a plain message.

    ``advice`` is what to do next, one view for each audience.
    """
    seen = view(finding, library, language)
    lines = [seen.title, seen.instrument, ""]
    for result in seen.results:
        lines += [*_text_lines(result, 0), ""]
    if seen.changes:
        lines += [seen.changes_title, *(f"  - {change}" for change in seen.changes), ""]
    for one in advice:
        lines += _text_advice(one)
    lines += _text_contacts(advice)
    lines += seen.notices
    return "\n".join(lines) + "\n"


def _text_advice(advice: AdviceView) -> Iterator[str]:
    yield f"{advice.title}: {advice.audience}"
    for step in advice.steps:
        when = "; ".join(part for part in (step.urgency, step.depends) if part)
        yield f"  - [{when}] {step.label}"
        yield from (f"      {line}" for line in (step.helpers, step.gap, step.ask) if line)
    yield ""


def _text_contacts(advice: Sequence[AdviceView]) -> Iterator[str]:
    """Yield every contact once for all audiences, and how old the list is."""
    contacts, notices = contacts_of(advice)
    if notices:
        yield from (advice[0].contacts_title, *(f"  {notice}" for notice in notices))
        yield from (f"  - {_text_contact(contact)}" for contact in contacts)
        yield ""


def _text_contact(contact: ContactView) -> str:
    ways = (f"{label} {used}" for label, used in contact.ways)
    parts = (contact.warning, contact.does, *ways, *contact.facts)
    return f"{contact.name} ({contact.kind}): {'; '.join(one for one in parts if one)}"


def _text_lines(seen: View, depth: int) -> Iterator[str]:
    code = "" if seen.code is None else f"{seen.code} "
    state = "" if seen.state is None else f": {seen.state}"
    details = "" if not seen.details else f" ({'; '.join(seen.details)})"
    indent = "  " * depth
    yield f"{indent}{code}{seen.label}{state}{details}"
    if seen.basis is not None:
        yield f"{indent}  [{seen.basis}]"
    for child in seen.children:
        yield from _text_lines(child, depth + 1)


def to_html(
    finding: Finding, library: Library, language: str = "en", advice: Sequence[AdviceView] = ()
) -> str:
    """Return the finding as one HTML page without script, which opens level by level.

    ``advice`` is what to do next, one view for each audience.
    """
    seen = view(finding, library, language)
    contacts, notices = contacts_of(advice)
    return (
        _environment()
        .get_template("finding.html")
        .render(finding=seen, advice=advice, contacts=contacts, contact_notices=notices)
    )


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FunctionLoader(_template)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def _template(name: str) -> str:
    return (resources.files("manumit.assessment") / "templates" / name).read_text("utf-8")


def to_json(finding: Finding, library: Library | None = None, *, indent: int | None = None) -> str:
    """Return the finding for programs: codes and states, no words of any language.

    Format ``manumit/finding/1``: ``results`` is the explanation tree, ``changes`` what would
    change it; with a library, ``next_steps`` are the ids of the steps for each audience.
    """
    document: dict[str, Any] = {
        "format": JSON_FORMAT,
        "instrument": finding.instrument.id,
        "edition": finding.instrument.edition,
        "checked_on": finding.instrument.checked_on,
        "age": finding.age,
        "labour_law": finding.labour_law,
        "forced_labour": finding.forced_labour,
        "trafficking": finding.trafficking,
        "conclusion": {
            "lower": finding.lower.conclusion.id,
            "upper": finding.upper.conclusion.id,
        },
        "results": [_json_node(node) for node in explain(finding).children],
        "changes": [_json_change(change) for change in what_would_change(finding)],
    }
    if library is not None:
        document["next_steps"] = {
            audience: [step.id for step in next_steps(finding, library, audience=audience)]
            for audience in Audience
        }
    return json.dumps(document, indent=indent, ensure_ascii=False)


def _json_node(node: Node) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": node.kind, "id": node.text_id, "rule": node.rule}
    optional: dict[str, Any] = {
        "state": node.state,
        "strength": node.strength,
        "clause": node.clause,
        "set_aside": node.set_aside,
        "late_disclosure": _true(node.settled is not None and node.settled.late_disclosure),
        "contradicted": _true(node.settled is not None and node.settled.contradicted),
        "basis": None if node.basis is None else _json_basis(node.basis),
        "rows": None if node.rows is None else [row.id for row in node.rows],
        "published": None if node.published is None else [_row_id(r) for r in node.published],
        "evidence": None if node.evidence is None else _json_evidence(node),
        "children": [_json_node(child) for child in node.children] or None,
    }
    return entry | {key: value for key, value in optional.items() if value is not None}


def _true(value: bool) -> bool | None:
    """Written only where it holds."""
    return value or None


def _row_id(row: Conclusion | None) -> str | None:
    return None if row is None else row.id


def _json_basis(basis: Basis) -> dict[str, Any]:
    entry = {
        "standing": basis.standing,
        "source": basis.source,
        "read": basis.read,
        "verification": basis.verification,
        "note": basis.note,
    }
    return {key: value for key, value in entry.items() if value is not None}


def _json_evidence(node: Node) -> dict[str, Any]:
    piece = node.evidence
    assert piece is not None  # noqa: S101 - the caller checked
    entry = {
        "id": piece.id,
        "answer": piece.answer,
        "informant": piece.informant,
        "hearing": piece.hearing,
        "at": None if piece.at is None else piece.at.isoformat(),
        "told_at": None if piece.told_at is None else piece.told_at.isoformat(),
        "corrects": piece.corrects,
    }
    return {key: value for key, value in entry.items() if value is not None}


def _json_change(change: Change) -> dict[str, Any]:
    return {
        "result": change.result,
        "direction": change.direction,
        "leads_to": change.leads_to,
        "size": change.size,
        "families": [
            [{"count": pick.count, "codes": pick.codes} for pick in family]
            for family in change.families
        ],
    }
