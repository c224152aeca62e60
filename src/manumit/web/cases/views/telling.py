"""Telling an account: by the form, page by page, or as a file; anew, or as a correction."""

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
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import Kind, Told
from manumit.web.cases.policies import statement_policy
from manumit.web.cases.told import TellerForm, TextForm
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, put_into, room
from manumit.web.pages.languages import words
from manumit.web.wages import words as spoken
from manumit.web.wages.account import law_of
from manumit.web.wages.fields import DAYS_SEPARATOR, Entered, Field
from manumit.web.wages.fields import Kind as FieldKind
from manumit.web.wages.parts import Part
from manumit.web.wages.reckoning import LARGEST
from manumit.web.wages.sheets import SHEETS, WAGES, Sheet
from manumit.web.wages.uploads import InMemory

SHEET_OF = {Kind.WAGES: WAGES.id, Kind.TERMS: "t", Kind.COSTS: "c"}
OURS = "K"
"""Begins the codes of the room; others are of what stands in an account."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where an account is told: in a file, or as the correction of a version."""

    here: Here
    file: selectors.FileView
    kind: Kind
    corrects: selectors.AccountView | None = None

    @property
    def sheet(self) -> Sheet:
        """The form for it."""
        return SHEETS[SHEET_OF[self.kind]]

    @property
    def words(self) -> Words:
        """Of the page."""
        return words(self.here.language.tag)

    @property
    def begun(self) -> Told | None:
        """What is corrected."""
        return None if self.corrects is None else self.corrects.told

    def show(self, template: str, status: int = 200, **context: object) -> HttpResponse:
        """A page of it."""
        shown = {"file": self.file, "kind": self.kind, "corrects": self.corrects, **context}
        return self.here.show(template, shown, status=status)

    def keep(self, told: Told, request: uuid.UUID) -> HttpResponse:
        """Seals it and leads to what it comes to.

        Raises:
            InputError: what is wrong with it.
        """
        if self.corrects is None:
            row = services.add_account(self.here.actor, self.file.id, told, request=request)
        else:
            line = self.corrects.line
            row = services.correct_account(self.here.actor, line.id, told, request=request)
        return self.here.to("account", said="account", account=row.pk)


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID, kind: str) -> HttpResponse:
    """The form, and what it sends; nothing is taken in from somebody who may not add it."""
    if kind not in tuple(Kind):
        raise Http404
    seen = selectors.file(here.actor, file)
    must(here, statement_policy, "take", seen)
    return _taken_in(Page(here, seen, Kind(kind)))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@room
def correct(here: Here, account: uuid.UUID) -> HttpResponse:
    """The same form with what was told before; the earlier version stays."""
    found = selectors.account(here.actor, account)
    seen = selectors.file(here.actor, found.file)
    must(here, statement_policy, "take", seen)
    return _taken_in(Page(here, seen, Kind(found.line.kind), found))


def _taken_in(page: Page) -> HttpResponse:
    took = InMemory(LARGEST)
    if page.here.posted:
        page.here.request.upload_handlers = [took]
    answer: HttpResponse = _told(page.here.request, page, took)
    return answer


@csrf_protect
def _told(request: HttpRequest, page: Page, took: InMemory) -> HttpResponse:
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


def _entered(begun: Told, sheet: Sheet) -> Entered:
    try:
        return Entered.from_text(begun.entered, sheet.fields())
    except ValueError:  # another version of the program had other fields
        return Entered({})


def _initial(begun: Told | None) -> dict[str, str]:
    return {} if begun is None else {"informant": begun.informant, "text": begun.text}


def _teller(request: HttpRequest, page: Page) -> TellerForm:
    """Between two pages of a form: what was chosen goes along, and is looked at in the end."""
    sent = {name: request.POST[name] for name in ("informant", "request") if request.POST.get(name)}
    return TellerForm(words=page.words, initial=_initial(page.begun) | sent)


def _text_form(page: Page, request: HttpRequest | None = None) -> TextForm:
    return TextForm(
        None if request is None else request.POST,
        None if request is None else request.FILES,
        words=page.words,
        initial=_initial(page.begun),
    )


def _begin(page: Page, form: TextForm, wrong: Iterable[spoken.WrongLine] = ()) -> HttpResponse:
    """The way to the form, of wages by the choice of rules, and a file or its text."""
    start = spoken.start(page.here.language, None, lost=False, wrong=wrong)
    status = UNPROCESSABLE if form.errors or start["wrong"] else 200
    return page.show("tell", status, form=form, **start)


def _sent(request: HttpRequest, page: Page, took: InMemory) -> HttpResponse:
    form = _text_form(page, request)
    wrong: Iterable[spoken.WrongLine] = ()
    if took.too_large:
        wrong = [spoken.WrongLine("", None, "", "wages/wrong_large")]
    elif form.is_valid():
        try:
            return page.keep(form.told(page.kind), form.cleaned_data["request"])
        except InputError as problems:
            wrong = _put(form, problems)
    return _begin(page, form, wrong)


def _put(form: forms.Form, problems: InputError) -> list[spoken.WrongLine]:
    """What is ours stands at its field, what is wrong within the account in a list of lines."""
    ours, others = _parted(problems)
    if ours:
        put_into(form, InputError(ours))
    return list(spoken.wrong_in_file(others))


def _parted(problems: InputError) -> tuple[list[Problem], list[Problem]]:
    ours = [one for one in problems.problems if one.code.startswith(OURS)]
    return ours, [one for one in problems.problems if one not in ours]


def _typed(request: HttpRequest, page: Page, entered: Entered) -> HttpResponse:
    """What was typed, on all pages of the form: kept, or shown where something is wrong."""
    form, sheet = TellerForm(request.POST, words=page.words), page.sheet
    account = sheet.file(entered, spoken.today())
    wrong = spoken.all_needed(sheet, entered)
    if form.is_valid() and not wrong:
        told = Told(
            kind=page.kind,
            text=json.dumps(account.data, indent=2, ensure_ascii=False) + "\n",
            entered=entered.to_text(sheet.fields()),
            informant=form.teller,
        )
        try:
            return page.keep(told, form.cleaned_data["request"])
        except InputError as problems:
            ours, others = _parted(problems)
            if ours:
                put_into(form, InputError(ours))
            if others:
                wrong = spoken.wrong_in_form(InputError(others), account, sheet)
    parts = sheet.parts()
    at_fault = (one for one in parts if any(field.name in wrong for field in one.fields()))
    shown = next(at_fault, sheet.part(request.POST.get("part", "")))
    return _fields(page, entered, shown, form, wrong)


def _fields(
    page: Page, entered: Entered, shown: Part, form: TellerForm, wrong: Mapping[str, str]
) -> HttpResponse:
    """One page of the form; what stands on the others goes along unseen."""
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
