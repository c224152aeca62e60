"""Write one HTML page on many findings: results with bounds, and nothing that identifies.

Every number on the page comes from one protected release (:mod:`manumit.bulk.report_tables`); the
page has no script and loads nothing from elsewhere. It is a whole page, or a fragment within
another page that serves ``STYLESHEET``. Its content and the reasons: ``docs/how-to/report.md``.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import metadata
from pathlib import Path

import jinja2
import polars as pl
from markupsafe import Markup

from manumit.assessment.view import plain
from manumit.bulk.charts import FILLS, PATTERNS, PREFIX
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
from manumit.bulk.report_words import ReportWords, to_html
from manumit.bulk.writers import whole
from manumit.disclosure import (
    DEFAULT_THRESHOLD,
    DisclosureCode,
    Protected,
    PublishedRelease,
)
from manumit.errors import InputError
from manumit.exchange import AnswersResult, Statement
from manumit.instruments import Instrument, Library

MOST_QUESTIONS = 8
STYLESHEET = Path(__file__).parent / "static" / "report.css"
"""What a page that holds a fragment links to; the folder holds nothing else and may be served."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of the figures, to which every one of them is linked (R-76).

    Attributes:
        title: of the data; ``file``: name of the file, without folders.
        mapping: id of the mapping through which it was read.
        attributes: by which the results are broken down, in order.
        notes: statements that the report opens with.
        assumptions: what the mapping assumes about the file.
        made_on: day of the report; ``query``: what was asked, such as the command.
        publisher, terms: of the data, where known.
        digest: SHA-256 of the file, where known.
        translations: language to English text, of the above or of a category, to its translation.
    """

    title: str
    file: str
    mapping: str
    attributes: tuple[str, ...]
    notes: tuple[Statement, ...]
    made_on: date
    query: str
    assumptions: tuple[str, ...] = ()
    publisher: str = ""
    terms: str = ""
    digest: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of_answers(
        cls, answers: AnswersResult, *, file: str, made_on: date, query: str, digest: str = ""
    ) -> "Origin":
        """Return the origin of answers that were read through a mapping."""
        mapping = answers.mapping
        return cls(
            title=mapping.title,
            file=file,
            mapping=mapping.id,
            attributes=mapping.attributes,
            notes=answers.statements,
            made_on=made_on,
            query=query,
            assumptions=answers.assumptions,
            publisher=mapping.source.get("publisher", ""),
            terms=mapping.source.get("terms", ""),
            digest=digest,
            translations=mapping.other_languages,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report.

    Attributes:
        html: the page.
        protected: the release behind it; its ``report`` is for the statistician only.
        contents: what is shown of it; with the release, what :func:`render` needs to make the page
            in another language.
    """

    html: str
    protected: Protected
    contents: Contents


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
    """Write the report in one step: the file is whole, or what was there before.

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
    """Return the report without a file; arguments as for :func:`write_report`."""
    counts = Counts.from_frame(aggregates)
    decided = blocking_counts(blocking)
    contents = contents_of(counts, decided, origin.attributes, library)
    try:
        protected = protect_tables(build_release(counts, decided, contents, threshold), threshold)
    except InputError as error:
        if error.problems[0].code != DisclosureCode.CANNOT_BE_PROTECTED.code:
            raise
        # What a whole group shares cannot be hidden here, small counts can. The page has a notice.
        contents = replace(contents, groups=False)
        protected = protect_tables(build_release(counts, decided, contents, threshold), threshold)
    html = render(protected.published, contents, origin, library, language)
    return Report(html, protected, contents)


def render(
    release: PublishedRelease, contents: Contents, origin: Origin, library: Library, language: str
) -> str:
    """Return the page, made from published tables only, so that no other count can leak."""
    return _render(
        release, contents, origin, ReportWords(library, language, origin.translations.get(language))
    )


def render_fragment(
    release: PublishedRelease, contents: Contents, origin: Origin, library: Library, language: str
) -> str:
    """Return the report as part of another page, which links to ``STYLESHEET``.

    One ``<div class="report">`` with a language and direction of its own. Headings begin at the
    second level, ids with ``PREFIX``; it holds no style, script or address, so that it is
    valid under ``style-src 'self'; script-src 'none'``.
    """
    words = ReportWords(library, language, origin.translations.get(language))
    return _render(release, contents, origin, words, fragment=True)


def _render(
    release: PublishedRelease,
    contents: Contents,
    origin: Origin,
    words: ReportWords,
    *,
    fragment: bool = False,
) -> str:
    view = report_view(release, contents, words)
    threshold = release.rule.threshold
    page = _environment().get_template("report.html")
    return page.render(
        view=view,
        say=words.say,
        title=words.apart(origin.title),
        notes=[words.statement(note, threshold) for note in origin.notes],
        assumptions=[words.apart(text) for text in origin.assumptions],
        rows=_data_rows(view, origin, threshold, words),
        css="" if fragment else STYLESHEET.read_text("utf-8"),
        fills=FILLS,
        patterns=Markup(PATTERNS),  # noqa: S704 - our own constant
        fragment=fragment,
        prefix=PREFIX,
        top=2 if fragment else 1,
    )


def blocking_counts(blocking: pl.DataFrame) -> dict[Question, int]:
    """Return the frame of ``blocking`` by question."""
    rows = blocking.select("code", "result", "n").iter_rows()
    return {Question(code, result): int(n) for code, result, n in rows}


def contents_of(
    counts: Counts, decided: Mapping[Question, int], attributes: Iterable[str], library: Library
) -> Contents:
    """Return the contents of the report from the counts."""
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
    """Return codes in the order of an interview: those asked always before those asked last."""
    topics = [topic for one in instruments for topic in one.topics]
    topics.sort(key=lambda topic: (topic.last, not topic.always))
    codes = (code for topic in topics for code in topic.codes)
    return {code: place for place, code in enumerate(dict.fromkeys(codes))}


def _data_rows(
    view: ReportView, origin: Origin, threshold: int, words: ReportWords
) -> list[tuple[str, str]]:
    say, apart = words.say, words.apart
    lists = " · ".join(f"{one.name} – {one.edition}" for one in view.definitions.lists)
    rows = [
        (say("report/source"), apart(origin.title)),
        (say("report/publisher"), apart(origin.publisher)),
        (say("report/file"), apart(origin.file)),
        (say("report/digest"), apart(origin.digest)),
        (say("report/persons"), view.persons),
        (say("report/mapping"), apart(origin.mapping)),
        (say("report/lists"), lists),
        (say("report/threshold"), say("report/threshold_value", threshold=threshold)),
        (say("report/query"), apart(origin.query)),
        (say("report/made"), origin.made_on.isoformat()),
        (say("report/version"), apart(f"manumit {metadata.version('manumit')}")),
        (say("report/terms"), apart(origin.terms)),
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
    environment.filters |= {"html": to_html, "plain": plain}
    environment.filters["svg"] = Markup  # pictures come from `charts`, which escapes its words
    return environment


def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")
