"""Help for tests: the report on the synthetic file that the package ships, in four languages."""

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from manumit.bulk.report import Origin, Report, make_report, render, render_fragment
from manumit.bulk.report_tables import attributes_needed
from manumit.bulk.run import assess_file
from manumit.exchange import load_mapping, private_workdir, read_answers, shipped_demo
from manumit.instruments import shipped_library

LANGUAGES = ("en", "fr", "es", "ar")


@cache
def demo() -> tuple[Report, Origin]:
    """The report in English, and its origin."""
    library = shipped_library()
    data, mapping = shipped_demo()
    with (
        tempfile.TemporaryDirectory() as outer,
        private_workdir(Path(outer) / "findings.csv") as folder,
    ):
        answers = read_answers(data, load_mapping(mapping, library), workdir=folder)
        count_by = attributes_needed(answers.mapping.attributes)
        run = assess_file(answers.path, library, folder / "findings.csv", count_by=count_by)
    origin = Origin.of_answers(
        answers,
        file="*.gz",
        made_on=date(2026, 11, 25),
        query="manumit assess, mapping demo, threshold 11",
        digest="0" * 64,
    )
    assert run.counts is not None
    assert run.blocking is not None
    report = make_report(
        aggregates=run.counts, blocking=run.blocking, origin=origin, library=library
    )
    return report, origin


@cache
def whole(language: str) -> str:
    """The page."""
    report, origin = demo()
    published = report.protected.published
    return render(published, report.contents, origin, shipped_library(), language)


@cache
def fragment(language: str) -> str:
    """The same for another page to hold."""
    report, origin = demo()
    published = report.protected.published
    return render_fragment(published, report.contents, origin, shipped_library(), language)
