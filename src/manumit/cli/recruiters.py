"""``manumit recruiters``: take over a published list of licensed recruiters, and look one up."""

import datetime as dt
from pathlib import Path

import click
import yaml

from manumit.cli.output import explained, write_or_print
from manumit.errors import Place
from manumit.exchange.mapping import Reader
from manumit.exchange.recruiters_file import read_published
from manumit.recruitment import ListMode, RecruiterIndex, RecruiterList, State, look_up
from manumit.recruitment.list_file import (
    check_country,
    check_day,
    check_newer,
    list_changes,
    list_text,
    read_list,
    succeed,
)
from manumit.recruitment.rows import ISO

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime([ISO])


@click.group()
def recruiters() -> None:
    """Published lists of licensed recruiters: take one over, and look a recruiter up."""


@recruiters.command("import")
@click.argument("file", type=FILE)
@click.option("--source", required=True, help="Who published the list.")
@click.option("--day", required=True, type=DAY, help="The day on which it was true.")
@click.option("--address", default="", help="Where it was published: a web address.")
@click.option("--authority", default="", help="Whom to ask, with a telephone number.")
@click.option("--country", default="", help="Of its telephone numbers: two letters.")
@click.option(
    "--mirror/--own",
    default=True,
    help="Somebody else's list (default): after 30 days nobody is called licensed by it; or your "
    "own, as the authority.",
)
@click.option("--columns", type=FILE, help="YAML: the column of each meaning.")
@click.option(
    "--state",
    type=click.Choice([one.value for one in State]),
    help="Of all rows, without a column.",
)
@click.option("--older", is_flag=True, help="Replace a list of a later day.")
@click.option("--dates", default=ISO, show_default=True, help="How days are written.")
@click.option("--delimiter", default=",", show_default=True, help="Of a CSV file.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The list that answers, a JSON file; an older one is replaced as a whole.",
)
@explained
def import_list(  # noqa: PLR0913 - one parameter per option
    *,
    file: Path,
    source: str,
    day: dt.datetime,
    address: str,
    authority: str,
    country: str,
    mirror: bool,
    columns: Path | None,
    state: str | None,
    older: bool,
    dates: str,
    delimiter: str,
    out: Path,
) -> None:
    """Check a published FILE (CSV or XLSX) and write it as the list that answers.

    If any row is wrong, everything that is wrong is listed and nothing is written. A list that is
    replaced is kept beside the new one, with its day in its name. A contact that a known recruiter
    did not have on it counts after seven days.
    """
    check_day(day.date(), Place(field="--day"), today=_today())
    check_country(country.upper(), Place(field="--country"))
    before = read_list(out) if out.exists() else None
    if before is not None and not older:
        check_newer(before.day, day.date(), Place(field="--day"))
    chosen = None if columns is None else yaml.safe_load(columns.read_text("utf-8"))
    found = read_published(
        file,
        columns=chosen,
        state=None if state is None else State(state),
        dates=dates,
        reader=Reader(delimiter=delimiter),
    )
    published = RecruiterList(
        source=source,
        day=day.date(),
        mode=ListMode.MIRROR if mirror else ListMode.AUTHORITY,
        entries=found,
        address=address,
        country=country.upper(),
        authority=authority,
    )
    if before is not None:
        published = succeed(before, published, out)
    write_or_print(list_text(published), out, private=False, inputs=(file,))
    click.echo(f"Recruiters: {len(found)}")
    if before is not None:
        changes = list_changes(before, published)
        click.echo(
            f"New: {len(changes.new)}, gone: {len(changes.gone)}, changed: {len(changes.changed)}"
        )


@recruiters.command("look-up")
@click.argument("published", metavar="LIST", type=FILE)
@click.argument("words")
@click.option("--contact", default="", help="The telephone, mail or web address that was used.")
@explained
def look_up_recruiter(published: Path, words: str, contact: str) -> None:
    """Answer from a LIST who recruits; the WORDS are a name, a licence number or a contact."""
    index = RecruiterIndex(read_list(published, today=_today()))
    answer = look_up(index, words, contact, _today())
    click.echo(f"Answer: {answer.sentence}")
    for one in (answer.recruiter, *answer.alike):
        if one is not None:
            reached = ", ".join(one.contacts) or "no registered contact"
            click.echo(f"- {one.name} ({one.number or 'no number'}), {one.state}: {reached}")
    click.echo(f"Compared: {', '.join(answer.reasons) or 'nothing'}")
    click.echo(f"List: {answer.source}, {answer.day}")


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
