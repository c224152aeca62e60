"""One self-contained HTML page on many findings: results with bounds, and nothing that identifies.

Every number on the page comes from one protected release (:mod:`manumit.bulk.report_tables`); the
page has no script and asks nothing of any other place. What it says and why: ``docs/report.md``.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import metadata, resources
from pathlib import Path

import jinja2
import polars as pl
from markupsafe import Markup

from manumit.assessment.view import Words
from manumit.bulk.charts import FILLS, PATTERNS
from manumit.bulk.report_tables import (
    BOUNDS,
    ELEMENTS,
    LIST,
    RESULTS,
    Contents,
    Counts,
    Question,
    build_release,
    protect_tables,
)
from manumit.bulk.report_view import ReportView, report_view
from manumit.bulk.writers import whole
from manumit.disclosure import (
    DEFAULT_THRESHOLD,
    DisclosureCode,
    Protected,
    PublishedRelease,
)
from manumit.errors import InputError
from manumit.exchange import AnswersResult
from manumit.instruments import Instrument, Library

MOST_QUESTIONS = 8
_COUNT_OF_TOTAL = re.compile(r"(?<![\d,.])(\d[\d,]*)(?= of (\d[\d,]*))")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: what every one of them is linked to (R-76).

    Attributes:
        title: of the data; ``file``: name of the file, without folders.
        mapping: id of the mapping through which it was read.
        attributes: by which the results are broken down, in order.
        notes: statements that the report opens with.
        assumptions: what the mapping assumes about the file.
        made_on: day of the report; ``query``: what was asked, such as the command.
        publisher, terms: of the data, where known.
        digest: SHA-256 of the file, where known.
    """

    title: str
    file: str
    mapping: str
    attributes: tuple[str, ...]
    notes: tuple[str, ...]
    made_on: date
    query: str
    assumptions: tuple[str, ...] = ()
    publisher: str = ""
    terms: str = ""
    digest: str = ""

    @classmethod
    def of_answers(
        cls, answers: AnswersResult, *, file: str, made_on: date, query: str, digest: str = ""
    ) -> "Origin":
        """The origin of answers that were read through a mapping."""
        mapping = answers.mapping
        return cls(
            title=mapping.title,
            file=file,
            mapping=mapping.id,
            attributes=mapping.attributes,
            notes=answers.notes,
            made_on=made_on,
            query=query,
            assumptions=answers.assumptions,
            publisher=mapping.source.get("publisher", ""),
            terms=mapping.source.get("terms", ""),
            digest=digest,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report.

    Attributes:
        html: the page.
        protected: the release behind it; its ``report`` is for the statistician only.
    """

    html: str
    protected: Protected


def write_report(
    path: Path,
    *,
    aggregates: pl.DataFrame,
    blocking: pl.DataFrame,
    origin: Origin,
    library: Library,
    threshold: int = DEFAULT_THRESHOLD,
    language: str = "en",
) -> Report:
    """Writes the report in one step: the file is whole, or what was there before.

    Args:
        path: of the HTML file.
        aggregates: from ``aggregate(findings, attributes_needed(origin.attributes))``, as in
            ``RunSummary.counts``: attribute, value, result, state, n.
        blocking: code, result, n: in how many persons a single yes to the code would decide it.
        origin: of the data.
        library: for texts, rules and sources.
        threshold: smallest count of persons that is shown.
        language: such as ``fr``; texts that it lacks come in English, marked.

    Returns:
        The report, with the release behind it.

    Raises:
        InputError: D106, D110, D111: the threshold, or too few persons to publish anything; B102.
    """
    report = make_report(
        aggregates=aggregates,
        blocking=blocking,
        origin=origin,
        library=library,
        threshold=threshold,
        language=language,
    )
    with whole(path) as draft:
        draft.write_text(report.html, encoding="utf-8")
    return report


def make_report(
    *,
    aggregates: pl.DataFrame,
    blocking: pl.DataFrame,
    origin: Origin,
    library: Library,
    threshold: int = DEFAULT_THRESHOLD,
    language: str = "en",
) -> Report:
    """The report without a file; arguments as for :func:`write_report`."""
    counts = Counts.from_frame(aggregates)
    decided = blocking_counts(blocking)
    contents = contents_of(counts, decided, origin.attributes, library)
    try:
        protected = protect_tables(build_release(counts, decided, contents, threshold), threshold)
    except InputError as error:
        if error.problems[0].code != DisclosureCode.CANNOT_BE_PROTECTED.value.code:
            raise
        # What a whole group shares cannot be hidden here; small counts still can. The page says so.
        contents = replace(contents, groups=False)
        protected = protect_tables(build_release(counts, decided, contents, threshold), threshold)
    return Report(render(protected.published, contents, origin, library, language), protected)


def render(
    release: PublishedRelease, contents: Contents, origin: Origin, library: Library, language: str
) -> str:
    """The page. It is given published tables only; what it is not given it cannot tell."""
    view = report_view(release, contents, library, language)
    words = Words(library, language)
    page = _environment().get_template("report.html")
    return page.render(
        view=view,
        say=words.say,
        origin=origin,
        notes=[rounded(note, release.rule.threshold) for note in origin.notes],
        rows=_data_rows(view, origin, release.rule.threshold, words),
        css=_template("report.css"),
        fills=FILLS,
        patterns=Markup(PATTERNS),  # noqa: S704 - our own constant
    )


def rounded(note: str, threshold: int) -> str:
    """A note whose "n of total" is rounded: such counts are not protected with the tables.

    To a multiple of a step that is at least twice the threshold and two digits of the count.
    """

    def coarse(found: re.Match[str]) -> str:
        count = int(found[1].replace(",", ""))
        total = int(found[2].replace(",", ""))
        if count in (0, total) or found.string[: found.start()].endswith("than "):
            return found[1]
        step = max(10 * -(-2 * threshold // 10), 10 ** (len(str(count)) - 2))
        return f"about {max(step, round(count / step) * step):,}"

    text = _COUNT_OF_TOTAL.sub(coarse, note)
    return text[0].upper() + text[1:]


def blocking_counts(blocking: pl.DataFrame) -> dict[Question, int]:
    """The frame of ``blocking`` by question."""
    rows = blocking.select("code", "result", "n").iter_rows()
    return {Question(code, result): int(n) for code, result, n in rows}


def contents_of(
    counts: Counts, decided: Mapping[Question, int], attributes: Iterable[str], library: Library
) -> Contents:
    """What the report shows of what was counted."""
    listed = [result for attribute, result in counts.by_table if attribute == LIST]
    elsewhere = {*RESULTS, *ELEMENTS, *BOUNDS}
    singles = tuple(result for result in listed if result not in elsewhere)
    instruments = [library.instrument(list_id) for list_id in library.list_ids]
    tables = (one.conclusions for one in instruments)
    positive = frozenset(row.id for table in tables for row in table.rows if row.positive)
    order = _order(instruments)
    asked, ties = [], {}
    for results in ({"forced_labour"}, {"trafficking"}, set(singles)):
        found = [q for q, n in decided.items() if q.result in results and n > 0]
        found.sort(key=lambda q: (-decided[q], order.get(q.code, len(order)), q.code, q.result))
        shown, rest = found[:MOST_QUESTIONS], found[MOST_QUESTIONS:]
        asked += shown
        if rest:
            ties[shown[-1]] = sum(decided[q] == decided[shown[-1]] for q in rest)
    return Contents(tuple(attributes), singles, positive, tuple(asked), ties)


def _order(instruments: Sequence[Instrument]) -> dict[str, int]:
    """Codes in the order in which an interview asks: what is always asked before what is last."""
    topics = [topic for one in instruments for topic in one.topics]
    topics.sort(key=lambda topic: (topic.last, not topic.always))
    codes = (code for topic in topics for code in topic.codes)
    return {code: place for place, code in enumerate(dict.fromkeys(codes))}


def _data_rows(
    view: ReportView, origin: Origin, threshold: int, words: Words
) -> list[tuple[str, str]]:
    say = words.say
    lists = " ".join(f"{one.name}: {one.edition}" for one in view.definitions.lists)
    rows = [
        (say("report/source"), origin.title),
        (say("report/publisher"), origin.publisher),
        (say("report/file"), origin.file),
        (say("report/digest"), origin.digest),
        (say("report/persons"), view.persons),
        (say("report/mapping"), origin.mapping),
        (say("report/lists"), lists),
        (say("report/threshold"), say("report/threshold_value", threshold=threshold)),
        (say("report/query"), origin.query),
        (say("report/made"), origin.made_on.isoformat()),
        (say("report/version"), f"manumit {metadata.version('manumit')}"),
        (say("report/terms"), origin.terms),
    ]
    return [(name, value) for name, value in rows if value]


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = Markup  # pictures come from `charts`, which escapes its words
    return environment


def _template(name: str) -> str:
    return (resources.files("manumit.bulk") / "templates" / name).read_text("utf-8")
