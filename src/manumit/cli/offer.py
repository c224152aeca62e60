"""``manumit offer``: what to ask about in the offer of a job, and what was not checked."""

from pathlib import Path
from typing import BinaryIO

import click

from manumit.assessment.view import Words
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_print
from manumit.errors import Place
from manumit.offers import check_text
from manumit.offers.codes import OfferCode
from manumit.offers.rulebook import TEXTS
from manumit.offers.view import check_as_json, check_as_text


@click.group()
def offer() -> None:
    """Check the offer of a job: an advert or a message."""


@offer.command()
@click.argument("file", metavar="FILE", type=click.File("rb"))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it; 'json' gives places in the text and not its words.",
)
@language_option
@instruments_option
@out_option
@explained
def check(
    *,
    file: BinaryIO,
    form: str,
    language: str,
    own: tuple[Path, ...],
    out: Path | None,
) -> None:
    """Say what to ask about in the text of an offer, with the passage and the law, and what to do.

    FILE is a text in UTF-8, or - for standard input, in any mixture of English, French, Spanish
    and Arabic. A flag is a reason to ask and never an accusation; an offer without a flag is not
    a true offer. What was not read or not checked is listed.
    """
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OfferCode.NOT_TEXT.error(Place.in_file(file.name)) from None
    found = check_text(text)
    words = Words(library_with((TEXTS, *own), language), language, marks=False)
    if form == "json":
        write_or_print(check_as_json(found, indent=2) + "\n", out)
    else:
        write_or_print(check_as_text(found, text, words), out)
