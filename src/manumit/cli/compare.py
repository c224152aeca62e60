"""``manumit compare``: compare what was promised or signed with how the work was."""

import json
from pathlib import Path

import click

from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.exchange.evidence_file import evidence_document
from manumit.paper.statement import statement_pdf
from manumit.terms.contract.compare import Comparison
from manumit.terms.contract.compare import compare as compared
from manumit.terms.contract.file import read_terms_of_work
from manumit.terms.contract.signs import evidence_of
from manumit.terms.statement.contract import comparison_statement
from manumit.terms.statement.contract_view import comparison_json, comparison_text
from manumit.terms.statement.render import statement_html
from manumit.terms.words import TEXTS


@click.command()
@click.argument("terms", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json", "pdf", "evidence"]),
    default="text",
    show_default=True,
    help="How to write it; 'evidence' is a file for 'manumit finding'.",
)
@language_option
@instruments_option
@out_option
@explained
def compare(terms: Path, form: str, language: str, own: tuple[Path, ...], out: Path | None) -> None:
    """Compare the TERMS of one person's work: promised, signed, and as they really were.

    TERMS is a file with two or more versions, such as the promise of the recruiter, the contract,
    and the actual work. Each clause is found worse, better, the same or different, with the
    numbers; what a version leaves out is not known. A worse term that the worker signed under
    pressure, or could not read, still counts as changed.
    """
    comparison = compared(read_terms_of_work(terms))
    library = library_with((TEXTS, *own), language)
    if form == "pdf":
        made = statement_pdf(comparison_statement(comparison, library, language), library)
        write_or_pipe(made, out, inputs=(terms,))
        return
    if form == "evidence":
        written = json.dumps(_evidence(comparison), indent=2, ensure_ascii=False) + "\n"
    elif form == "json":
        written = comparison_json(comparison, indent=2) + "\n"
    elif form == "html":
        written = statement_html(comparison_statement(comparison, library, language))
    else:
        written = comparison_text(comparison, library, language)
    write_or_print(written, out, inputs=(terms,))


def _evidence(comparison: Comparison) -> dict[str, object]:
    pieces = (spoken.evidence for spoken in evidence_of(comparison))
    return evidence_document(comparison.work.list_id, comparison.work.age, pieces)
