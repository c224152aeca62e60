"""``manumit finding``: one person's evidence to a finding that explains itself."""

from pathlib import Path

import click

from manumit.assessment import assess
from manumit.assessment.render import to_html, to_json, to_text
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.exchange.evidence_file import read_evidence
from manumit.paper import finding_pdf


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
@language_option
@instruments_option
@out_option
@explained
def finding(
    evidence: Path, form: str, language: str, own: tuple[Path, ...], out: Path | None
) -> None:
    """Assess the EVIDENCE (YAML or JSON) about one person's work.

    Prints three separate results as bounds under what is unknown, the reasons down to each piece of
    evidence and its source, and what would change them. These are signs: a person decides.
    """
    library = library_with(own, language)
    read = read_evidence(evidence)
    found = assess(read.evidence, library.instrument(read.list_id), age=read.age)
    if form == "json":
        write_or_print(to_json(found, indent=2) + "\n", out, inputs=(evidence,))
    elif form == "html":
        write_or_print(to_html(found, library, language), out, inputs=(evidence,))
    elif form == "pdf":
        write_or_pipe(finding_pdf(found, library, language), out, inputs=(evidence,))
    else:
        write_or_print(to_text(found, library, language), out, inputs=(evidence,))
