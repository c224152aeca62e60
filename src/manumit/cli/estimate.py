"""``manumit estimate``: estimate how many people stay hidden, from lists of those seen."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manumit.cli.options import instruments_option, language_option, library_with
from manumit.cli.output import INPUT_PROBLEM, explained, write_or_pipe, write_or_print
from manumit.cli.progress import progress_bar
from manumit.errors import InputError, Place
from manumit.exchange.answers import open_table
from manumit.exchange.mapping import Reader
from manumit.exchange.problems import Tally
from manumit.prevalence.answer.methods import METHODS, check_installed
from manumit.prevalence.answer.settings import LEVEL, REPLICATES, SEED, EstimateSettings
from manumit.prevalence.files import read_list_files
from manumit.prevalence.reading import KEY, Columns, Reading, Sheet, read_sheet
from manumit.prevalence.reading_codes import ListsCode

if TYPE_CHECKING:
    from manumit.instruments import Library
    from manumit.prevalence.answer.asking import Answer
    from manumit.prevalence.report.view import EstimateView

ALL, FIXED = "all", "fixed"
REPORTS = (".html", ".pdf")
STANDARD_OUTPUT = "-"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES")
@click.option(
    "--method",
    type=click.Choice([*METHODS, ALL]),
    default=ALL,
    show_default=True,
    help="Which method; 'all' runs those that the lists allow and compares them.",
)
@click.option(
    "--model",
    default="",
    metavar="MODEL",
    help="For 'fixed': the sets of lists that depend on each other, by number: '[12,3]'.",
)
@click.option(
    "--bootstrap",
    type=click.IntRange(min=0),
    default=REPLICATES,
    show_default=True,
    metavar="N",
    help="How many tables to draw for the interval; with 0 there is only the one of the model.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=SEED,
    show_default=True,
    help="Of all random numbers: the same seed gives the same answer.",
)
@click.option(
    "--level",
    type=click.FloatRange(0.5, 0.999),
    default=LEVEL,
    show_default=True,
    help="How often intervals of this kind are to hold the true number.",
)
@click.option(
    "--lists",
    default="",
    metavar="A,B,C",
    help="Columns that are lists; default: all that are nothing else.",
)
@click.option(
    "--key",
    default=KEY,
    show_default=True,
    metavar="COLUMN",
    help="Column with the pseudonymous key by which people are matched.",
)
@click.option(
    "--strata",
    metavar="COLUMN",
    help="Column by which people are divided, to estimate for each part alone.",
)
@click.option(
    "--period", default="", metavar="TEXT", help="Which time the lists cover, for the answer."
)
@click.option(
    "--definition", default="", metavar="TEXT", help="Who is on the lists, for the answer."
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    is_flag=False,
    flag_value=STANDARD_OUTPUT,
    metavar="[FILE]",
    help="Everything for programs, to this file; without one, to standard output.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="REPORT",
    help="A report with pictures, .html or .pdf.",
)
@language_option
@instruments_option
@explained
def estimate(  # noqa: PLR0913 - one parameter per option
    *,
    files: tuple[Path, ...],
    method: str,
    model: str,
    bootstrap: int,
    seed: int,
    level: float,
    lists: str,
    key: str,
    strata: str | None,
    period: str,
    definition: str,
    json_file: Path | None,
    report: Path | None,
    language: str,
    own: tuple[Path, ...],
) -> None:
    """Estimate from FILES how many people there are, with those who are on no list.

    One file (CSV, also .gz; XLSX; Parquet): a column of 0 and 1 for each list, and a row for each
    person; or, with a column 'count', a row for each combination of lists. Several files: one for
    each list, with a row for each person on it and the same pseudonymous key in all of them.
    Columns '..._referred_by' ('referred_by' in a list's own file) give the list that sent a person.

    No number comes without its interval, its model and its assumptions. A method that the lists do
    not support is refused with the reason; if all are, the exit code is 1.
    """
    if report is not None and report.suffix not in REPORTS:
        raise ListsCode.REPORT_KIND.error(Place.in_file(report))
    if lists and len(files) > 1:
        raise ListsCode.OPTION_UNUSED.error(Place(), option="--lists", where="with several files")
    if model and method not in (FIXED, ALL):
        raise ListsCode.OPTION_UNUSED.error(
            Place(), option="--model", where=f"to the method '{method}'"
        )
    check_installed()
    from manumit.prevalence.answer.asking import EstimateRequest, answer  # noqa: PLC0415 - compiles on first use
    from manumit.prevalence.report.words import TEXTS  # noqa: PLC0415

    library = library_with((TEXTS, *own), language)
    named = tuple(name.strip() for name in lists.split(",") if name.strip())
    reading = _read(files, Columns(named, key, strata))
    asked = EstimateSettings(model, bootstrap, seed, level)
    names = tuple(file.name for file in files)
    with progress_bar() as progress:
        found = answer(reading, EstimateRequest(method, asked, period, definition, names), progress)
    from manumit.prevalence.report.render import estimate_text  # noqa: PLC0415
    from manumit.prevalence.report.view import estimate_view  # noqa: PLC0415

    seen = estimate_view(found, library, language)
    if report is not None:
        write_or_pipe(_report(seen, report, library), report, inputs=files)
    if json_file is not None:
        _write_json(found, json_file, files)
    if json_file is None or str(json_file) != STANDARD_OUTPUT:
        click.echo(estimate_text(seen), nl=False)
    if not found.numbers:
        sys.exit(INPUT_PROBLEM)


def _read(files: tuple[Path, ...], columns: Columns) -> Reading:
    """Read one file as a table of histories or people, several as lists.

    Raises:
        InputError: M101 to M121; X201 to X220 about a file; X300s about its rows.
    """
    if len(files) == 1:
        return read_sheet(_sheet(files[0]), columns)
    return read_list_files([_sheet(file) for file in files], columns)


def _sheet(file: Path) -> Sheet:
    rows: list[tuple[int, tuple[str, ...]]] = []
    tally = Tally(file)
    with open_table(file, Reader()) as table:
        names = tuple(name for name in table.columns if name)
        for batch in table.batches(names, lambda _done, _all: None):
            tally.add(batch.problems)
            rows += zip(batch.rows.to_list(), batch.cells.rows(), strict=True)
    if tally.totals:
        raise InputError(tally.problems())
    return Sheet(file.name, names, rows)


def _report(seen: "EstimateView", target: Path, library: "Library") -> bytes:
    if target.suffix == ".pdf":
        from manumit.paper.estimate import estimate_pdf  # noqa: PLC0415 - an extra

        return estimate_pdf(seen, library)
    from manumit.prevalence.report.render import estimate_html  # noqa: PLC0415

    return estimate_html(seen).encode()


def _write_json(found: "Answer", target: Path, files: tuple[Path, ...]) -> None:
    from manumit.prevalence.report.programs import estimate_json  # noqa: PLC0415

    to_file = None if str(target) == STANDARD_OUTPUT else target
    write_or_print(estimate_json(found, indent=2) + "\n", to_file, inputs=files)
