"""Pages to enter an account: by form, page by page, or as a file; new or as a correction."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from manumit.assessment.view import Words
from manumit.errors import InputError, Problem
from manumit.web.account_sheets import words as spoken
from manumit.web.account_sheets.account import law_of
from manumit.web.account_sheets.calculation import LARGEST
from manumit.web.account_sheets.fields import DAYS_SEPARATOR, Entered, Field
from manumit.web.account_sheets.fields import Kind as FieldKind
from manumit.web.account_sheets.parts import Part
from manumit.web.account_sheets.sheets import SHEETS, WAGES, Sheet
from manumit.web.account_sheets.uploads import InMemory
from manumit.web.cases import selectors, services
from manumit.web.cases.account_forms import AccountFileForm, InformantForm
from manumit.web.cases.accounts import AccountKind, WageAccount
from manumit.web.cases.policies import statement_policy
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_action,
)
from manumit.web.ui.languages import words

SHEET_OF = {AccountKind.WAGES: WAGES.id, AccountKind.TERMS: "t", AccountKind.COSTS: "c"}
OURS = "K"
"""Prefix of the room's codes; other codes are about the content of an account."""


@dataclass(frozen=True, slots=True)
class AccountEntryPage:
    """The context of entering an account: a file, or the version to correct."""

    here: CaseRequest
    file: selectors.FileView
    kind: AccountKind
    corrects: selectors.AccountView | None = None

    @property
    def sheet(self) -> Sheet:
        """Return the form definition for the kind of account."""
        return SHEETS[SHEET_OF[self.kind]]

    @property
    def words(self) -> Words:
        """Return the texts in the language of the page."""
        return words(self.here.language.tag)

    @property
    def begun(self) -> WageAccount | None:
        """Return the account to correct, if any."""
        return None if self.corrects is None else self.corrects.content

    def show(self, template: str, status: int = 200, **context: object) -> HttpResponse:
        """Render a page."""
        shown = {"file": self.file, "kind": self.kind, "corrects": self.corrects, **context}
        return self.here.show(template, shown, status=status)

    def keep(self, content: WageAccount, request: uuid.UUID) -> HttpResponse:
        """Save the account and redirect to its result.

        Raises:
            InputError: what is wrong with it.
        """
        if self.corrects is None:
            row = services.add_account(self.here.actor, self.file.id, content, request=request)
        else:
            line = self.corrects.line
            row = services.correct_account(self.here.actor, line.id, content, request=request)
        return self.here.to("account", message="account", account=row.pk)


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID, kind: str) -> HttpResponse:
    """Show and process the form; nothing is read from a member who may not add."""
    if kind not in tuple(AccountKind):
        raise Http404
    seen = selectors.file(here.actor, file)
    require_action(here, statement_policy, "take", seen)
    return _taken_in(AccountEntryPage(here, seen, AccountKind(kind)))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def correct(here: CaseRequest, account: uuid.UUID) -> HttpResponse:
    """Show the form filled with the earlier version, which stays."""
    found = selectors.account(here.actor, account)
    seen = selectors.file(here.actor, found.file)
    require_action(here, statement_policy, "take", seen)
    return _taken_in(AccountEntryPage(here, seen, AccountKind(found.line.kind), found))


def _taken_in(page: AccountEntryPage) -> HttpResponse:
    took = InMemory(LARGEST)
    if page.here.posted:
        page.here.request.upload_handlers = [took]
    answer: HttpResponse = _told(page.here.request, page, took)
    return answer


@csrf_protect
def _told(request: HttpRequest, page: AccountEntryPage, took: InMemory) -> HttpResponse:
    do = request.POST.get("do", "") if page.here.posted else ""
    if do == "text":
        return _sent(request, page, took)
    begun, sheet = page.begun, page.sheet
    if do in ("law", "form"):
        taken = {one.name: one.taken(request.POST) for one in sheet.fields()}
        entered = Entered({name: value for name, value in taken.items() if value})
    elif begun is not None and begun.entered:
        entered = _entered(begun, sheet)
    else:
        return _begin(page, _text_form(page))
    if sheet is WAGES and law_of(entered) is None:
        return _begin(page, _text_form(page))
    if do == "form" and not request.POST.get("to"):
        return _typed(request, page, entered)
    shown = sheet.part(request.POST.get("to", ""))
    return _fields(page, entered, shown, _teller(request, page), {})


def _entered(begun: WageAccount, sheet: Sheet) -> Entered:
    try:
        return Entered.from_text(begun.entered, sheet.fields())
    except ValueError:  # another version of the program had other fields
        return Entered({})


def _initial(begun: WageAccount | None) -> dict[str, str]:
    return {} if begun is None else {"informant": begun.informant, "text": begun.text}


def _teller(request: HttpRequest, page: AccountEntryPage) -> InformantForm:
    """Carry the chosen informant between pages; it is validated at the end."""
    sent = {name: request.POST[name] for name in ("informant", "request") if request.POST.get(name)}
    return InformantForm(words=page.words, initial=_initial(page.begun) | sent)


def _text_form(page: AccountEntryPage, request: HttpRequest | None = None) -> AccountFileForm:
    return AccountFileForm(
        None if request is None else request.POST,
        None if request is None else request.FILES,
        words=page.words,
        initial=_initial(page.begun),
    )


def _begin(
    page: AccountEntryPage, form: AccountFileForm, wrong: Iterable[spoken.WrongLine] = ()
) -> HttpResponse:
    """Show the start page: the form, and the upload of a file or text."""
    start = spoken.start(page.here.language, None, lost=False, wrong=wrong)
    status = UNPROCESSABLE if form.errors or start["wrong"] else 200
    return page.show("tell", status, form=form, **start)


def _sent(request: HttpRequest, page: AccountEntryPage, took: InMemory) -> HttpResponse:
    form = _text_form(page, request)
    wrong: Iterable[spoken.WrongLine] = ()
    if took.too_large:
        wrong = [spoken.WrongLine(None, "", "wage_check/wrong_large")]
    elif form.is_valid():
        try:
            return page.keep(form.to_input(page.kind), form.cleaned_data["request"])
        except InputError as problems:
            wrong = _put(form, problems)
    return _begin(page, form, wrong)


def _put(form: forms.Form, problems: InputError) -> list[spoken.WrongLine]:
    """Add our errors to their fields, and return the errors of the account as lines."""
    ours, others = _parted(problems)
    if ours:
        add_form_errors(form, InputError(ours))
    return list(spoken.wrong_in_file(others))


def _parted(problems: InputError) -> tuple[list[Problem], list[Problem]]:
    ours = [one for one in problems.problems if one.code.startswith(OURS)]
    return ours, [one for one in problems.problems if one not in ours]


def _typed(request: HttpRequest, page: AccountEntryPage, entered: Entered) -> HttpResponse:
    """Save the input of all pages, or show the page with errors."""
    form, sheet = InformantForm(request.POST, words=page.words), page.sheet
    account = sheet.file(entered, spoken.today())
    wrong = spoken.all_needed(sheet, entered)
    if form.is_valid() and not wrong:
        content = WageAccount(
            kind=page.kind,
            text=json.dumps(account.data, indent=2, ensure_ascii=False) + "\n",
            entered=entered.to_text(sheet.fields()),
            informant=form.teller,
        )
        try:
            return page.keep(content, form.cleaned_data["request"])
        except InputError as problems:
            ours, others = _parted(problems)
            if ours:
                add_form_errors(form, InputError(ours))
            if others:
                wrong = spoken.wrong_in_form(InputError(others), account, sheet)
    parts = sheet.parts()
    at_fault = (one for one in parts if any(field.name in wrong for field in one.fields()))
    shown = next(at_fault, sheet.part(request.POST.get("part", "")))
    return _fields(page, entered, shown, form, wrong)


def _fields(
    page: AccountEntryPage,
    entered: Entered,
    shown: Part,
    form: InformantForm,
    wrong: Mapping[str, str],
) -> HttpResponse:
    """Show one page of the form; the input of other pages is in hidden fields."""
    law, language = law_of(entered), page.here.language
    first = page.sheet is WAGES and shown is page.sheet.part("") and law is not None
    if first and law is not None:
        context = spoken.form(entered, law, language, wrong)
    else:
        context = spoken.part(page.sheet, shown, entered, language, wrong)
    here = {one.name for one in shown.fields()}
    beside = [
        (one.name, value)
        for one in page.sheet.fields()
        if one.name not in here
        for value in _values(one, entered)
    ]
    status = UNPROCESSABLE if wrong or form.errors else 200
    return page.show("tell_form", status, form=form, beside=beside, first=first, **context)


def _values(field: Field, entered: Entered) -> list[str]:
    value = entered.get(field.name)
    if not value:
        return []
    return value.split(DAYS_SEPARATOR) if field.kind is FieldKind.DAYS else [value]
