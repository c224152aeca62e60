"""Downloads: the finding as PDF or JSON, and the answers."""

import json
from collections.abc import Callable, Mapping

from django.http import HttpResponse

from manumit.assessment import Sitting
from manumit.assessment.render import to_json
from manumit.exchange.evidence_file import evidence_document
from manumit.instruments import Audience, Library
from manumit.paper import advice_on_paper, finding_pdf
from manumit.web.interviewing import words
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import Language

type Download = Callable[[Sitting, Library, Language], HttpResponse]


def pdf(sitting: Sitting, library: Library, language: Language) -> HttpResponse:
    """Return the finding on paper.

    Raises:
        InputError: P101 or P102 where the language can't be printed.
    """
    found = sitting.finding(library)
    advised = words.advice(found, library, language, Audience.WORKER)
    made = finding_pdf(found, library, language.tag, advice=advice_on_paper([advised]))
    return as_download(made, "application/pdf", "document.pdf")


def finding(sitting: Sitting, library: Library, language: Language) -> HttpResponse:
    """Return the finding for programs."""
    del language
    made = to_json(sitting.finding(library), library, indent=2) + "\n"
    return as_download(made.encode(), "application/json", "document.json")


def answers(sitting: Sitting, library: Library, language: Language) -> HttpResponse:
    """Return the answers as an evidence file for ``manumit finding``."""
    del language
    list_id, age = sitting.list_in_use(library).id, sitting.finding(library).age
    document = evidence_document(list_id, age, sitting.evidence(library))
    made = json.dumps(document, indent=2) + "\n"
    return as_download(made.encode(), "application/json", "notes.json")


# Neutral file names: a list of recent files must not reveal what they are about.
DOWNLOADS: Mapping[str, Download] = {one.__name__: one for one in (pdf, finding, answers)}
