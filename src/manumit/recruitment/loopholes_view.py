"""The loophole report as text for a terminal, as JSON, and as one HTML page without script."""

import datetime as dt
import functools
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import jinja2

from manumit.errors import Problem
from manumit.recruitment.loopholes import (
    AgentBelow,
    Below,
    LoopholeReport,
    Reappearance,
    ReappearanceReason,
    When,
)
from manumit.recruitment.orders import JobOrder, NotCompared

SCHEMA = "manumit/loopholes/1"
MOST_AGENTS = 20
"""Agents that the text names; JSON and HTML have all of them."""
REASONS = {
    ReappearanceReason.SAME_NAME: "same name",
    ReappearanceReason.SIMILAR_NAME: "similar name",
    ReappearanceReason.SAME_TOWN: "same town",
    ReappearanceReason.SAME_REGION: "same region",
}
WHEN = {
    When.BEFORE: "the order is earlier than the bar",
    When.DURING: "the order falls in the time of the bar",
    When.AFTER: "the order is later than the bar",
    When.UNKNOWN: "it is unknown whether the bar applied",
}
NOT_COMPARED = {
    NotCompared.NO_WAGE: "no wage offered that can be read",
    NotCompared.NO_PREVAILING: "no prevailing wage",
    NotCompared.OTHER_UNIT: "wages for different units of time, without weekly hours to convert",
}
CAUTION = (
    "These are facts of the file to ask about. An offer below the prevailing wage, or a name that "
    "is like one that was barred, proves nothing. Nothing is refused because of it: a person "
    "decides, with a reason."
)


@dataclass(frozen=True, slots=True)
class LoopholeView:
    """A report with what its reader has to know about it.

    Attributes:
        sources: the files, and what each mapping is for.
        day: on which the report was made.
        problems: what is wrong with rows.
    """

    report: LoopholeReport
    sources: Sequence[str]
    day: dt.date
    problems: Sequence[Problem] = ()


def report_text(view: LoopholeView) -> str:
    """Return the report for a terminal: the counts, and the agents with the most orders."""
    report = view.report
    share = f" ({report.below / report.compared:.0%})" if report.compared else ""
    below = sum(one.granted for one in report.agents_below)
    counts = f"{report.orders:,}, from {report.employers:,} employers, {report.agents:,} agents"
    lines = [
        f"Job orders: {counts}",
        *(f"Source: {one}" for one in view.sources),
        f"Rows with a problem: {len(view.problems):,}",
        f"Wages compared: {report.compared:,}",
        *(
            f"  not compared, {NOT_COMPARED[why]}: {count:,}"
            for why, count in sorted(report.not_compared.items())
        ),
        f"Offered below the prevailing wage: {report.below:,}{share}",
        f"  of which approved: {below:,}",
        *map(_agent_line, report.agents_below[:MOST_AGENTS]),
        *_more(len(report.agents_below), "agents"),
        f"Fewer places approved than asked for: {len(report.cut):,}",
        f"Refused: {len(report.refused):,}",
        f"Above quota: {len(report.above_quota):,}",
        f"Orders of somebody who may be barred: {len(report.reappearances):,}",
        f"  of how many barred: {len(by_barred(report)):,}",
        CAUTION,
    ]
    return "\n".join(lines) + "\n"


def _agent_line(one: AgentBelow) -> str:
    name = one.name or "(no agent)"
    return f"  {name}: {len(one.below):,} of {one.orders:,}, {one.granted:,} approved"


def _more(count: int, what: str) -> list[str]:
    return [f"  and {count - MOST_AGENTS:,} more {what}"] if count > MOST_AGENTS else []


def by_barred(report: LoopholeReport) -> list[tuple[Reappearance, list[Reappearance]]]:
    """Return the reappearances of each one barred, with the most telling of them."""
    rows = sorted(report.reappearances, key=lambda one: one.barred.row)
    groups = [list(found) for _, found in itertools.groupby(rows, lambda one: one.barred.row)]
    groups.sort(key=lambda found: (-len(found[0].reasons), found[0].barred.row))
    return [(found[0], found) for found in groups]


def report_json(view: LoopholeView) -> str:
    """Return the report as JSON, every order with its number, file and row."""
    report = view.report
    document = {
        "schema": SCHEMA,
        "day": view.day.isoformat(),
        "sources": list(view.sources),
        "caution": CAUTION,
        "orders": report.orders,
        "employers": report.employers,
        "agents": report.agents,
        "compared": report.compared,
        "not_compared": dict(report.not_compared),
        "below": report.below,
        "agents_below": [
            {
                "agent": one.name,
                "names": list(one.names),
                "compared": one.orders,
                "granted": one.granted,
                "orders": [_below(each) for each in one.below],
            }
            for one in report.agents_below
        ],
        "cut": [_order(one) for one in report.cut],
        "refused": [_order(one) for one in report.refused],
        "above_quota": [_order(one) for one in report.above_quota],
        "reappearances": [_reappearance(one) for one in report.reappearances],
        "problems": [str(one) for one in view.problems],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _order(one: JobOrder) -> dict[str, Any]:
    found = {
        "order": one.number,
        "file": one.file,
        "row": one.row,
        "employer": one.employer.name,
        "employer_place": one.employer.where,
        "agent": one.agent.name if one.agent else None,
        "job": one.job,
        "requested": one.requested,
        "granted": one.granted,
        "quota": one.quota,
        "wage": one.wage and str(one.wage),
        "prevailing": one.prevailing and str(one.prevailing),
        "decided": one.decided and one.decided.isoformat(),
        "outcome": one.outcome,
    }
    return {key: value for key, value in found.items() if value not in (None, "")}


def _below(one: Below) -> dict[str, Any]:
    return {**_order(one.order), "below": f"{one.share:.3f}"}


def _reappearance(one: Reappearance) -> dict[str, Any]:
    return {
        "barred": one.barred.party.name,
        "barred_place": one.barred.party.where,
        "barred_row": one.barred.row,
        "since": one.barred.since and one.barred.since.isoformat(),
        "until": one.barred.until and one.barred.until.isoformat(),
        "as": "agent" if one.as_agent else "employer",
        "reasons": list(one.reasons),
        "when": one.when,
        "order": _order(one.order),
    }


def report_html(view: LoopholeView) -> str:
    """Return the report as one HTML page that loads nothing from elsewhere; each row opens."""
    names = {"reasons": REASONS, "when": WHEN, "not_compared": NOT_COMPARED, "caution": CAUTION}
    template = _environment().get_template("loopholes.html")
    return template.render(view=view, report=view.report, barred=by_barred(view.report), **names)


@functools.cache
def _environment() -> jinja2.Environment:
    def read(name: str) -> str:
        return (resources.files(__package__) / "templates" / name).read_text("utf-8")

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
