"""Statements of accounts that were kept: shown, and taken along as they were made."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from manumit.instruments import Library
from manumit.paper.owed import owed_view_pdf
from manumit.paper.statement import statement_pdf
from manumit.terms.statement.kept import from_data
from manumit.terms.statement.owed_render import owed_view_html
from manumit.terms.statement.owed_view import OwedView
from manumit.terms.statement.parts import StatementView
from manumit.terms.statement.render import statement_html
from manumit.web.cases.accounts import AccountKind, AccountResult, WageAccount


def statement(result: AccountResult, language: str) -> OwedView | StatementView:
    """Return the statement in words, as it was made; in English where the language came later.

    Raises:
        NotKeptError: another version of the program kept something else.
    """
    kept = result.statements.get(language, result.statements["en"])
    if result.kind is AccountKind.WAGES:
        return from_data(OwedView, kept)
    return from_data(StatementView, kept)


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """Something to take along; ``repr`` hides the content."""

    content: bytes
    media_type: str
    ending: str


type Made = Callable[[AccountResult, WageAccount, Library, str], Paper]


def _pdf(result: AccountResult, account: WageAccount, library: Library, language: str) -> Paper:
    del account
    seen = statement(result, language)
    if isinstance(seen, OwedView):
        made = owed_view_pdf(seen, library)
    else:
        made = statement_pdf(seen, library)
    return Paper(made, "application/pdf", "pdf")


def _html(result: AccountResult, account: WageAccount, library: Library, language: str) -> Paper:
    del account, library
    seen = statement(result, language)
    made = owed_view_html(seen) if isinstance(seen, OwedView) else statement_html(seen)
    return Paper(made.encode(), "text/html; charset=utf-8", "html")


def _document(
    result: AccountResult, account: WageAccount, library: Library, language: str
) -> Paper:
    del account, library, language
    made = json.dumps(result.document, indent=2, ensure_ascii=False) + "\n"
    return Paper(made.encode(), "application/json", "json")


def _account(result: AccountResult, account: WageAccount, library: Library, language: str) -> Paper:
    del result, library, language
    return Paper(account.text.encode(), "application/yaml", "yaml")


PAPERS: Mapping[str, Made] = {"pdf": _pdf, "html": _html}
DATA: Mapping[str, Made] = {"document": _document, "account": _account}
