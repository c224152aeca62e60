"""Printable forms of the lists, made once for each list and language."""

import functools

from manumit.paper import form_pdf
from manumit.web.public.catalogue.addresses import instrument
from manumit.web.ui.languages import library

# The evidence file into which a completed form is entered, for ``manumit finding``.
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
    """Return a neutral file name, because other people may see the device."""
    return f"form-{list_id}-{tag}.pdf"


@functools.cache  # as many as there are lists and languages; about 100 kB each
def form(list_id: str, tag: str) -> bytes:
    """Return the form of a list in a language.

    Raises:
        InputError: P101 or P102 where our fonts lack characters of the language.
    """
    return form_pdf(instrument(list_id), library(), tag)
