"""What a person may take along: the statement on paper and for programs, and the account."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from manumit.instruments import Library
from manumit.paper.owed import owed_pdf
from manumit.terms import Owed
from manumit.terms.owed_render import owed_json
from manumit.web.pages.languages import Language

type Download = Callable[[Owed, str, Library, Language], HttpResponse]


def pdf(found: Owed, account: str, library: Library, language: Language) -> HttpResponse:
    """The statement on paper.

    Raises:
        InputError: P101 or P102 where the language can't be printed.
    """
    del account
    return _attached(owed_pdf(found, library, language.tag), "application/pdf", "document.pdf")


def statement(found: Owed, account: str, library: Library, language: Language) -> HttpResponse:
    """The statement for programs."""
    del account, library, language
    made = owed_json(found, indent=2) + "\n"
    return _attached(made.encode(), "application/json", "document.json")


def account(found: Owed, account: str, library: Library, language: Language) -> HttpResponse:
    """What was told, as ``manumit owed`` reads it, and as it can be sent here again."""
    del found, library, language
    return _attached(account.encode(), "application/yaml", "notes.yaml")


# Names that tell nothing to whoever sees the list of last files.
DOWNLOADS: Mapping[str, Download] = {one.__name__: one for one in (pdf, statement, account)}


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
