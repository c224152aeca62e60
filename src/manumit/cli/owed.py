"""``manumit owed``: what is owed to one worker, or to each worker of a firm."""

from pathlib import Path

import click

from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.errors import Place
from manumit.instruments import Library
from manumit.paper.owed import owed_pdf
from manumit.terms import Law, Owed, law_of, read_account, read_law, shipped_law
from manumit.terms import owed as reckoned
from manumit.terms.owed_render import owed_html, owed_json, owed_text
from manumit.terms.payroll_codes import PayrollCode
from manumit.terms.words import TEXTS


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "pdf"]),
    default="text",
    show_default=True,
    help="How to write the statement of one worker.",
)
@click.option(
    "--law",
    "law_name",
    metavar="LAW",
    help="A file of your own rules, or the name of shipped ones; default: those the account names.",
)
@language_option
@instruments_option
@out_option
@explained
def owed(
    file: Path,
    form: str,
    law_name: str | None,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Reckon what is owed for the work in FILE, the account of one worker (YAML or JSON).

    For each pay period: what is due, what was lawfully taken off, what was paid and what is still
    owed, line by line, each with its numbers and its article. Where something is not known, two
    numbers stand: the least and the most. A reckoning, no decision: a person decides.
    """
    library = library_with((TEXTS, *own), language)
    law = _law_of(file, law_name)
    found = reckoned(read_account(file, law), law)
    inputs = (file,) if law_name is None else (file, Path(law_name))
    if form == "pdf":
        write_or_pipe(owed_pdf(found, library, language), out, inputs=inputs)
    else:
        write_or_print(_written(form, found, library, language), out, inputs=inputs)


def _written(form: str, found: Owed, library: Library, language: str) -> str:
    if form == "json":
        return owed_json(found, indent=2) + "\n"
    if form == "html":
        return owed_html(found, library, language)
    return owed_text(found, library, language)


def find_law(name: str) -> Law:
    """Rules by the name of shipped ones, or from a file.

    Raises:
        InputError: W106; W101 to W203 about the file.
    """
    path = Path(name)
    return read_law(path) if path.suffix or path.exists() else shipped_law(name)


def _law_of(file: Path, name: str | None) -> Law:
    """The rules of an account; an account is never reckoned under the rules of somewhere else."""
    asked = law_of(file)
    law = find_law(asked if name is None else name)
    if law.id != asked:
        raise PayrollCode.OTHER_LAW.error(Place.in_file(file), asked=asked, given=law.id)
    return law
