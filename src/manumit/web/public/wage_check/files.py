"""Downloads: the statement as PDF or JSON, and the entries."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from manumit.instruments import Library
from manumit.paper.owed import owed_pdf
from manumit.paper.statement import statement_pdf
from manumit.terms import Owed
from manumit.terms.contract.compare import Comparison
from manumit.terms.costs.document import costs_json
from manumit.terms.costs.ledger import CostsReckoned
from manumit.terms.statement.contract import comparison_statement
from manumit.terms.statement.contract_view import comparison_json
from manumit.terms.statement.costs import costs_statement
from manumit.terms.statement.owed_render import owed_json
from manumit.terms.statement.parts import StatementView
from manumit.web.account_sheets.calculation import Calculation
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import Language

type Download = Callable[[Calculation, str, Library, Language], HttpResponse]


def statement_of(
    found: Comparison | CostsReckoned, library: Library, language: Language
) -> StatementView:
    """Return a comparison or costs in words; of one worker alone where the ledger has no other."""
    if isinstance(found, Comparison):
        return comparison_statement(found, library, language.tag)
    workers = found.found.costs.workers
    only = workers[0].id if len(workers) == 1 else None
    return costs_statement(*found, library, language.tag, worker=only)


def pdf(found: Calculation, account: str, library: Library, language: Language) -> HttpResponse:
    """Return the statement on paper.

    Raises:
        InputError: P101 or P102 where the language can't be printed.
    """
    del account
    if isinstance(found, Owed):
        made = owed_pdf(found, library, language.tag)
    else:
        made = statement_pdf(statement_of(found, library, language), library)
    return as_download(made, "application/pdf", "document.pdf")


def statement(
    found: Calculation, account: str, library: Library, language: Language
) -> HttpResponse:
    """Return the statement for programs."""
    del account, library, language
    if isinstance(found, Owed):
        made = owed_json(found, indent=2)
    elif isinstance(found, Comparison):
        made = comparison_json(found, indent=2)
    else:
        made = costs_json(*found, indent=2)
    return as_download(f"{made}\n".encode(), "application/json", "document.json")


def account(found: Calculation, account: str, library: Library, language: Language) -> HttpResponse:
    """Return the entries as a file for the command or for uploading again."""
    del found, library, language
    return as_download(account.encode(), "application/yaml", "notes.yaml")


# Neutral file names: a list of recent files must not reveal what they are about.
DOWNLOADS: Mapping[str, Download] = {one.__name__: one for one in (pdf, statement, account)}
