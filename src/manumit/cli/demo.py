"""``manumit demo``: run an assessment of the synthetic file that the package ships."""

import os
import sys
from pathlib import Path

import click

from manumit.assessment import Answer, assess_answers
from manumit.assessment.render import to_html
from manumit.bulk.pipeline import ReportWishes, Targets, assess_to_files
from manumit.cli.options import language_option, library_with
from manumit.cli.output import explained, write_or_print
from manumit.cli.progress import progress_bar
from manumit.exchange import load_mapping, shipped_demo
from manumit.instruments import Library

SHOWN_CASE = "2"  # Chowdury and Others v. Greece: one answer short of a dimension


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("manumit-demo"),
    show_default=True,
    metavar="FOLDER",
    help="Folder for the findings, the report and one worked case.",
)
@click.option(
    "--open/--no-open",
    "open_it",
    default=True,
    help="Open the report where there is a desktop.",
)
@language_option
@explained
def demo(out: Path, open_it: bool, language: str) -> None:
    """Assess the synthetic interviews that come with manumit, and open the report.

    The data are generated: they show what the program does, never that it is effective.
    """
    library = library_with((), language)
    out.mkdir(parents=True, exist_ok=True)
    data, mapping = shipped_demo()
    report = out / "report.html"
    with progress_bar() as progress:
        done = assess_to_files(
            data,
            load_mapping(mapping, library),
            library,
            Targets(findings=out / "findings.csv", report=report),
            wishes=ReportWishes(language=language),
            progress=progress,
        )
    write_or_print(worked_case(library, language), out / "worked-case.html", private=False)
    click.echo(done.summary)
    click.echo(f"Report:      {report}")
    click.echo(f"Findings:    {out / 'findings.csv'}")
    click.echo(f"Worked case: {out / 'worked-case.html'} (one person, a court case)")
    if open_it and has_desktop():
        click.launch(str(report))


def worked_case(library: Library, language: str) -> str:
    """Return the finding of one worked court case as a page."""
    case = next(c for c in library.of_kind("case") if c["number"] == SHOWN_CASE)
    answers = {entry["code"]: Answer(entry["answer"]) for entry in case["answers"]}
    return to_html(assess_answers(answers, library.instrument(case["list"])), library, language)


def has_desktop() -> bool:
    """Return whether there is a screen on which a page could be opened."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
