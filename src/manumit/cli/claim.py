"""``manumit claim``: wages, recruitment costs and debts of one worker on one paper."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.cli.owed import find_law
from manumit.errors import Place
from manumit.paper.statement import statement_pdf
from manumit.terms import law_of, owed, read_account
from manumit.terms.claim import ExchangeRate, claim_of
from manumit.terms.costs.file import read_costs
from manumit.terms.costs.ledger import reckon_costs
from manumit.terms.costs.rules import read_corridor
from manumit.terms.numbers import read_range
from manumit.terms.statement.claim import claim_statement
from manumit.terms.statement.render import statement_html, statement_text
from manumit.terms.wages.payroll_codes import PayrollCode
from manumit.terms.words import TEXTS

type Stated = tuple[str, str, dt.datetime, str]


@click.command()
@click.argument("account", type=click.Path(path_type=Path))
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "--worker",
    metavar="ID",
    help="The worker of the LEDGER; default: the one that the ACCOUNT names.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "pdf"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "--law",
    "law_name",
    metavar="LAW",
    help="A file of your own rules on pay, or the name of shipped ones; default: as in ACCOUNT.",
)
@click.option(
    "--rules",
    "own_rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own file of rules for the corridor, instead of the one that the LEDGER names.",
)
@click.option(
    "--currency",
    metavar="CODE",
    help="Also give the sum of all in this currency, by each --rate.",
)
@click.option(
    "--rate",
    "stated",
    type=(str, str, click.DateTime(["%Y-%m-%d"]), str),
    metavar="CODE NUMBER DAY SOURCE",
    multiple=True,
    help="What one unit of CODE was worth in --currency, on which day, by which source.",
)
@language_option
@instruments_option
@out_option
@explained
def claim(  # noqa: PLR0913 - one parameter per option
    *,
    account: Path,
    ledger: Path,
    worker: str | None,
    form: str,
    law_name: str | None,
    own_rules: Path | None,
    currency: str | None,
    stated: tuple[Stated, ...],
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Join the wages of an ACCOUNT and the costs and debts of a LEDGER to the claim of one worker.

    Each amount stays in its currency, and different currencies are not added without a --rate. A
    cost or debt that was deducted from the wage or worked off is still owed as wages, so it counts
    once. It is no decision: a person decides.
    """
    if stated and currency is None:
        raise click.UsageError("--rate goes with --currency.")
    asked = law_of(account)
    law = find_law(law_name or asked)
    if law.id != asked:
        raise PayrollCode.OTHER_LAW.error(Place.in_file(account), asked=asked, given=law.id)
    rules = None if own_rules is None else read_corridor(own_rules)
    wages = owed(read_account(account, law), law)
    joined = claim_of(
        wages, reckon_costs(read_costs(ledger), rules), worker or wages.account.worker
    )
    library = library_with((TEXTS, *own), language)
    seen = claim_statement(
        joined, library, language, currency=currency, rates=_rates(stated, currency or "")
    )
    inputs = (account, ledger, *([own_rules] if own_rules else []))
    if form == "pdf":
        write_or_pipe(statement_pdf(seen, library), out, inputs=inputs)
        return
    written = statement_html(seen) if form == "html" else statement_text(seen)
    write_or_print(written, out, inputs=inputs)


def _rates(stated: Sequence[Stated], currency: str) -> tuple[ExchangeRate, ...]:
    return tuple(
        ExchangeRate(of=of, to=currency, number=_number(number), day=day.date(), source=source)
        for of, number, day, source in stated
    )


def _number(text: str) -> Fraction:
    found = read_range(text)
    if found is None or not found.known or not found.low:
        raise click.BadParameter(f"'{text}' is no rate: write it like 0.0653.", param_hint="--rate")
    return found.low
