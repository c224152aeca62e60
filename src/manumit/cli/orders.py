"""``manumit orders``: check a table of job orders, and report what to ask about."""

import datetime as dt
from pathlib import Path

import click

from manumit.cli.output import explained, write_or_print
from manumit.exchange.orders_file import (
    load_order_mapping,
    read_barred,
    read_orders,
    shipped_order_mappings,
)
from manumit.recruitment.loopholes import loophole_report
from manumit.recruitment.loopholes_view import (
    LoopholeView,
    report_html,
    report_json,
    report_text,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITERS = {"text": report_text, "json": report_json, "html": report_html}


@click.group()
def orders() -> None:
    """Job orders of an authority: offers below the prevailing wage, cuts, and who reappears."""


@orders.command()
@click.argument("files", metavar="FILE", nargs=-1, required=True, type=FILE)
@click.option("--mapping", required=True, help="How columns are read: shipped name or YAML file.")
@click.option("--barred", type=FILE, help="A list of employers and agents that were barred.")
@click.option("--barred-mapping", default="h2-barred", help="How its columns are read.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WRITERS)),
    default="text",
    show_default=True,
    help="How to write it; in 'html' each row opens to its order.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@explained
def check(
    *,
    files: tuple[Path, ...],
    mapping: str,
    barred: Path | None,
    barred_mapping: str,
    form: str,
    out: Path | None,
) -> None:
    """Report on the job orders of each FILE (CSV, also .gz; XLSX or Parquet).

    A row with a mistake stays in the report. The mistake is listed with its row and column, and
    what it is about counts as unknown. Somebody barred is looked for by name and place; nobody is
    refused by likeness.
    """
    how = load_order_mapping(mapping)
    read = [read_orders(file, how) for file in files]
    found = [one for each in read for one in each.orders]
    problems = [one for each in read for one in each.problems]
    sources = [f"{file.name}: {how.title}" for file in files]
    by = load_order_mapping(barred_mapping)
    known, wrong = ((), ()) if barred is None else read_barred(barred, by)
    sources += [] if barred is None else [f"{barred.name}: {by.title}"]
    view = LoopholeView(
        loophole_report(found, known),
        sources,
        dt.datetime.now(tz=dt.UTC).date(),
        [*problems, *wrong],
    )
    write_or_print(WRITERS[form](view), out, private=False, inputs=files)


@orders.command()
@click.argument("name", required=False)
@explained
def mappings(name: str | None) -> None:
    """List the mappings that come with manumit, or print the one of a NAME as a model."""
    shipped = shipped_order_mappings()
    if name is None:
        for each in shipped:
            click.echo(f"{each:<10} {load_order_mapping(each).title}")
    elif name in shipped:
        click.echo(shipped[name].read_text("utf-8"), nl=False)
    else:
        raise click.BadParameter(f"there is no '{name}'; known are: {', '.join(shipped)}")
