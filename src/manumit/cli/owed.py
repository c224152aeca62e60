"""``manumit owed``: what is owed to one worker, or to each worker of a firm."""

import datetime as dt
import os
from pathlib import Path

import click

from manumit.bulk.payroll import (
    Payroll,
    PayrollTargets,
    Report,
    owed_to_files,
)
from manumit.bulk.payroll_mapping import read_payroll_mapping
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.cli.progress import progress_bar
from manumit.errors import Place
from manumit.instruments import Library
from manumit.paper.owed import firm_pdf, owed_pdf
from manumit.terms import Law, Owed, law_of, read_account, read_law, shipped_law
from manumit.terms import owed as reckoned
from manumit.terms.statement.group_view import FirmView, firm_view
from manumit.terms.statement.owed_render import (
    firm_html,
    firm_text,
    owed_html,
    owed_json,
    owed_text,
)
from manumit.terms.wages.group import Firm
from manumit.terms.wages.payroll_codes import PayrollCode
from manumit.terms.words import TEXTS

FIRM_FILE = click.Path(dir_okay=False, path_type=Path)
REPORTS = (".pdf", ".html")
TABLES = (".csv", ".tsv", ".gz", ".xlsx", ".parquet")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "pdf"]),
    help="How to write the statement of one worker; default: text.",
)
@click.option(
    "--law",
    "law_name",
    metavar="LAW",
    help="A file of your own rules, or the name of shipped ones; default: those the account names.",
)
@click.option(
    "--mapping",
    type=FIRM_FILE,
    metavar="MAPPING",
    help="FILE is a firm's payroll, attendance or bank file, and this says what its columns mean.",
)
@click.option(
    "--contracts",
    type=FIRM_FILE,
    metavar="CONTRACTS",
    help="With --mapping: the contracts, one row for each worker, where FILE does not hold them.",
)
@click.option(
    "--asked-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="With --mapping: the day of the account, for what is late; default: today.",
)
@click.option(
    "--workers",
    type=FIRM_FILE,
    metavar="WORKERS.csv",
    help="With --mapping: the sums of each worker, to this file.",
)
@click.option(
    "--report",
    type=FIRM_FILE,
    metavar="REPORT",
    help="With --mapping: a report on the firm, .pdf or .html; it is about single persons.",
)
@click.option(
    "--rejects",
    type=FIRM_FILE,
    metavar="REJECTS.csv",
    help="With --mapping: leave out workers with a problem in a row, and list the rows here, in "
    "place of refusing the file.",
)
@language_option
@instruments_option
@out_option
@explained
def owed(  # noqa: PLR0913 - one parameter per option
    *,
    file: Path,
    form: str | None,
    law_name: str | None,
    mapping: Path | None,
    contracts: Path | None,
    asked_on: dt.datetime | None,
    workers: Path | None,
    report: Path | None,
    rejects: Path | None,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Work out what is owed for the work in FILE, the account of one worker (YAML or JSON).

    For each pay period: what is due, what was lawfully taken off, what was paid and what is still
    owed, line by line, each with its numbers and its article. Where something is not known, it
    gives two amounts, the least and the most. It is no decision: a person decides.

    With --mapping, FILE is a firm's file (CSV, also .gz; XLSX; Parquet) with one row for each
    worker and month, or day; --law and --out RESULT.csv are then needed. The result has one row
    for each worker and pay period.
    """
    library = library_with((TEXTS, *own), language)
    if mapping is None:
        _refuse(
            "goes with --mapping only",
            contracts=contracts, asked_on=asked_on, workers=workers, report=report, rejects=rejects,
        )  # fmt: skip
        if file.suffix.lower() in TABLES:
            raise click.UsageError(
                "FILE is a table: --mapping has to say what its columns mean "
                "(docs/how-to/terms.md)."
            )
        law = _law_of(file, law_name)
        found = reckoned(read_account(file, law), law)
        inputs = (file,) if law_name is None else (file, Path(law_name))
        _write(found, form or "text", library, language, out, inputs)
        return
    _refuse("is for one worker's account, without --mapping", format=form)
    if law_name is None or out is None:
        missing = "--law" if law_name is None else "--out"
        raise click.UsageError(f"With --mapping, {missing} is needed.")
    law = find_law(law_name)
    day = dt.datetime.now(dt.UTC).date() if asked_on is None else asked_on.date()
    payroll = Payroll(
        file=file, contracts=contracts, mapping=read_payroll_mapping(mapping, law), law=law,
        asked_on=day,
    )  # fmt: skip
    targets = PayrollTargets(periods=out, workers=workers, report=report, rejects=rejects)
    targets.check(file, mapping, *([contracts] if contracts else []), Path(law_name))
    with progress_bar() as progress:
        done = owed_to_files(
            payroll,
            targets,
            report=_report(payroll, report, library, language),
            processes=os.process_cpu_count() or 1,
            progress=progress,
        )
    seen = _seen(done.firm, payroll, library, language, done.rejected)
    click.echo(firm_text(seen), nl=False)


def _refuse(why: str, **options: object) -> None:
    for name, value in options.items():
        if value is not None:
            raise click.UsageError(f"--{name.replace('_', '-')} {why}.")


def _write(
    found: Owed, form: str, library: Library, language: str, out: Path | None,
    inputs: tuple[Path, ...],
) -> None:  # fmt: skip
    if form == "pdf":
        write_or_pipe(owed_pdf(found, library, language), out, inputs=inputs)
        return
    if form == "json":
        text = owed_json(found, indent=2) + "\n"
    elif form == "html":
        text = owed_html(found, library, language)
    else:
        text = owed_text(found, library, language)
    write_or_print(text, out, inputs=inputs)


def find_law(name: str) -> Law:
    """Return shipped rules by their name, or rules from a file.

    Raises:
        InputError: W106; W101 to W203 about the file.
    """
    path = Path(name)
    return read_law(path) if path.suffix or path.exists() else shipped_law(name)


def _law_of(file: Path, name: str | None) -> Law:
    """Return the rules of an account; rules of another country are never applied to it."""
    asked = law_of(file)
    law = find_law(asked if name is None else name)
    if law.id != asked:
        raise PayrollCode.OTHER_LAW.error(Place.in_file(file), asked=asked, given=law.id)
    return law


def _report(payroll: Payroll, target: Path | None, library: Library, language: str) -> Report:
    """Return the function that makes the report in the format of its file name.

    Raises:
        InputError: W518 if there is no such format.
    """
    if target is not None and target.suffix not in REPORTS:
        raise PayrollCode.REPORT_FORMAT.error(Place.in_file(target))

    def made(firm: Firm, rejected: int) -> bytes:
        seen = _seen(firm, payroll, library, language, rejected)
        if target is not None and target.suffix == ".pdf":
            return firm_pdf(seen, library)
        return firm_html(seen).encode()

    return made


def _seen(firm: Firm, payroll: Payroll, library: Library, language: str, rejected: int) -> FirmView:
    return firm_view(
        firm, payroll.law, library, language,
        title=payroll.mapping.title, asked_on=payroll.asked_on, rejected=rejected,
    )  # fmt: skip
