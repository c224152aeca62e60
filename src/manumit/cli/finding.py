"""``manumit finding``: assess one person's evidence, with the reasons for the finding."""

import datetime as dt
from pathlib import Path

import click

from manumit.assessment import AdviceView, Finding, advice_view, assess
from manumit.assessment.render import to_html, to_json, to_text
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.exchange.evidence_file import read_evidence
from manumit.instruments import Audience, Contacts, Library, demo_contacts, read_contacts
from manumit.paper import advice_on_paper, finding_pdf

DEMONSTRATION = "demo"


@click.command()
@click.argument("evidence", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "pdf"]),
    default="text",
    show_default=True,
    help="How to write the finding.",
)
@click.option(
    "--contacts",
    "contacts_file",
    metavar="FILE",
    help="Whom to ask where you work: your own file of contacts; 'demo' shows invented ones.",
)
@language_option
@instruments_option
@out_option
@explained
def finding(
    evidence: Path,
    form: str,
    contacts_file: str | None,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Assess the EVIDENCE (YAML or JSON) about one person's work.

    Prints three separate results as bounds under what is unknown, the reasons down to each piece of
    evidence and its source, what would change them, and what to do next. These are signs: a person
    decides.
    """
    library = library_with(own, language)
    read = read_evidence(evidence)
    found = assess(read.evidence, library.instrument(read.list_id), age=read.age)
    today = dt.datetime.now(dt.UTC).date()
    inputs = (evidence,) if contacts_file is None else (evidence, Path(contacts_file))
    advice = _advice(found, library, language, _contacts(contacts_file, today), today)
    if form == "json":
        write_or_print(to_json(found, library, indent=2) + "\n", out, inputs=inputs)
    elif form == "html":
        write_or_print(to_html(found, library, language, advice), out, inputs=inputs)
    elif form == "pdf":
        made = finding_pdf(found, library, language, advice=advice_on_paper(advice))
        write_or_pipe(made, out, inputs=inputs)
    else:
        write_or_print(to_text(found, library, language, advice), out, inputs=inputs)


def _contacts(name: str | None, today: dt.date) -> Contacts | None:
    """Return the contacts of a file, or the invented ones, which are loaded by their name only."""
    if name is None:
        return None
    return demo_contacts() if name == DEMONSTRATION else read_contacts(Path(name), today=today)


def _advice(
    found: Finding, library: Library, language: str, contacts: Contacts | None, today: dt.date
) -> list[AdviceView]:
    return [
        advice_view(found, library, language, audience=one, contacts=contacts, today=today)
        for one in (Audience.OFFICER, Audience.WORKER)
    ]
