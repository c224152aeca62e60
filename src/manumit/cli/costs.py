"""``manumit costs``: what workers paid to get the work, what has to be paid back, and debts."""

import json
from pathlib import Path

import click

from manumit.assessment import Age
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.exchange.evidence_file import evidence_document
from manumit.instruments import Library
from manumit.paper.statement import statement_pdf
from manumit.terms.costs.document import costs_json
from manumit.terms.costs.file import read_costs
from manumit.terms.costs.ledger import CostsReckoned, reckon_costs
from manumit.terms.costs.rules import read_corridor
from manumit.terms.costs.signs import DEFAULT_LIST, evidence_of_costs
from manumit.terms.statement.costs import costs_statement
from manumit.terms.statement.costs_view import costs_text
from manumit.terms.statement.render import statement_html
from manumit.terms.words import TEXTS

FOR_ONE = ("html", "pdf", "evidence")


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "pdf", "evidence"]),
    default="text",
    show_default=True,
    help="How to write it; 'evidence' is a file for 'manumit finding', of one --worker.",
)
@click.option(
    "--worker",
    metavar="ID",
    help="A statement of this worker alone (html, pdf), or what it says about indicators "
    "(evidence).",
)
@click.option(
    "--list",
    "list_id",
    metavar="LIST",
    help=f"With --format evidence: the list of indicators; default: {DEFAULT_LIST}.",
)
@click.option(
    "--rules",
    "own_rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own file of rules for the corridor, instead of the one that the ledger names.",
)
@language_option
@instruments_option
@out_option
@explained
def costs(  # noqa: PLR0913 - one parameter per option
    *,
    ledger: Path,
    form: str,
    worker: str | None,
    list_id: str | None,
    own_rules: Path | None,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Work out what workers paid to get their work, and what has to be paid back to them.

    The LEDGER is a file of workers, of what was asked of them and paid, and of debts. What was
    deducted from the wage, lent, worked off or paid by the family counts as paid by the worker.
    Costs that a worker may not be charged are summed for each worker and for all workers of the
    same order, with those who left. It also gives the cost of recruitment in months of the first
    wage, and for each debt what is lawfully owed, beside what the lender claims.
    """
    _check(form, worker, list_id)
    rules = None if own_rules is None else read_corridor(own_rules)
    found = reckon_costs(read_costs(ledger), rules)
    inputs = (ledger,) if own_rules is None else (ledger, own_rules)
    library = library_with((TEXTS, *own), language)
    if form == "pdf":
        seen = costs_statement(*found, library, language, worker=worker)
        write_or_pipe(statement_pdf(seen, library), out, inputs=inputs)
        return
    write_or_print(
        _written(found, form, library, language, worker, list_id or DEFAULT_LIST),
        out,
        inputs=inputs,
    )


def _check(form: str, worker: str | None, list_id: str | None) -> None:
    if worker is not None and form not in FOR_ONE:
        raise click.UsageError(f"--worker goes with --format {' or '.join(FOR_ONE)}.")
    if form == "evidence" and worker is None:
        raise click.UsageError("--format evidence needs --worker: evidence is about one person.")
    if list_id is not None and form != "evidence":
        raise click.UsageError("--list goes with --format evidence.")


def _written(
    found: CostsReckoned,
    form: str,
    library: Library,
    language: str,
    worker: str | None,
    list_id: str,
) -> str:
    if form == "evidence":
        return _evidence(found, worker or "", library, list_id)
    if form == "json":
        return costs_json(*found, indent=2) + "\n"
    if form == "html":
        return statement_html(costs_statement(*found, library, language, worker=worker))
    return costs_text(*found, library, language)


def _evidence(found: CostsReckoned, worker: str, library: Library, list_id: str) -> str:
    """Return an evidence file; a ledger has no age, so the age is that of the list."""
    spoken = evidence_of_costs(found.found, found.debts, worker, list_id=list_id)
    age = Age(library.instrument(list_id).population)
    document = evidence_document(list_id, age, (one.evidence for one in spoken))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
