"""The lists as forms to print, made once for each list and language."""

import functools

from manumit.paper import form_pdf
from manumit.web.catalogue.addresses import instrument
from manumit.web.pages.languages import library

# What a form becomes when it is keyed in: a file that ``manumit finding`` reads.
EXAMPLE = """\
schema: manumit/evidence/1
list: adult_labour
age: adult
evidence:
  - {code: CD01, answer: "yes", informant: worker, hearing: alone,
     told_at: 2026-03-09T18:00+01:00, at: 2025-11-02}
  - {code: EX04, answer: unknown, informant: worker, hearing: alone,
     told_at: 2026-03-09T18:00+01:00}
"""


def form_name(list_id: str, tag: str) -> str:
    """A neutral name of a file: it may lie on a device that others look at."""
    return f"form-{list_id}-{tag}.pdf"


@functools.cache  # as many as there are lists and languages; about 100 kB each
def form(list_id: str, tag: str) -> bytes:
    """The form of a list in a language.

    Raises:
        InputError: P101 or P102 where our fonts lack characters of the language.
    """
    return form_pdf(instrument(list_id), library(), tag)
