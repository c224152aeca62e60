"""``manumit costs``: what workers paid to get the work, what has to be paid back, and debts."""

from pathlib import Path

import click

from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_print
from manumit.terms.costs import judge
from manumit.terms.costs_debt import debt_statement
from manumit.terms.costs_file import Costs, read_costs
from manumit.terms.costs_indicator import indicator
from manumit.terms.costs_json import costs_json
from manumit.terms.costs_rules import (
    GENERAL,
    Corridor,
    cost_kinds,
    read_corridor,
    shipped_corridor,
)
from manumit.terms.costs_view import costs_text
from manumit.terms.words import TEXTS


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
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
def costs(
    ledger: Path,
    form: str,
    own_rules: Path | None,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Say what workers paid to get their work, and what they have to get back.

    The LEDGER is a file of workers, of what was asked of them and paid, and of debts. What came off
    the wage, was lent, was worked off or was paid by the family counts as paid by the worker. Costs
    that nobody may ask of a worker are summed for each worker and for everybody of the same order,
    those who left too. It also gives the cost of recruitment in months of the first wage, and for
    each debt what is really owed, beside what the lender claims.
    """
    found = read_costs(ledger)
    corridors = _corridors(found, own_rules)
    judged = judge(found, corridors, cost_kinds())
    counted = indicator(judged)
    debts = [debt_statement(one, corridors, found.asked_on) for one in found.debts]
    if form == "json":
        written = costs_json(judged, counted, debts, indent=2) + "\n"
    else:
        library = library_with((TEXTS, *own), language)
        written = costs_text(judged, counted, debts, library, language)
    inputs = (ledger,) if own_rules is None else (ledger, own_rules)
    write_or_print(written, out, inputs=inputs)


def _corridors(found: Costs, own_rules: Path | None) -> tuple[Corridor, ...]:
    """The corridor's own rules first, if there are any; the general one always."""
    general = shipped_corridor(GENERAL)
    if own_rules is not None:
        return read_corridor(own_rules), general
    if found.corridor is None:
        return (general,)
    return shipped_corridor(found.corridor), general
