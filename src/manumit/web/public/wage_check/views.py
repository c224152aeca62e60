"""One address: GET shows the current form or result, POST runs an action and redirects back."""

import json
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.terms import Owed, shipped_laws
from manumit.terms.statement.owed_view import owed_view
from manumit.web.account_sheets import words
from manumit.web.account_sheets.account import law_of
from manumit.web.account_sheets.calculation import LARGEST, BusyError, Calculation, calculate
from manumit.web.account_sheets.fields import Entered, Written
from manumit.web.account_sheets.parts import Part
from manumit.web.account_sheets.sheets import SHEETS, WAGES
from manumit.web.account_sheets.uploads import InMemory
from manumit.web.public.sessions.services import (
    IDLE_MINUTES,
    begin_session,
    end_session,
    keep,
    open_session,
    set_session_cookie,
)
from manumit.web.public.wage_check.conversation import views as conversation
from manumit.web.public.wage_check.conversation.state import current_conversation
from manumit.web.public.wage_check.files import DOWNLOADS, statement_of
from manumit.web.public.wage_check.state import (
    FILE_PURPOSE,
    PURPOSE,
    RESULT,
    START,
    FormState,
    current_form,
    delete_form_cookie,
    has_form_cookie,
)
from manumit.web.sealing import SealError
from manumit.web.ui.languages import Language, library
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

UNPROCESSABLE, UNAVAILABLE = 422, 503
SECONDS_TO_TRY_AGAIN = "15"


# The CSRF token is checked later, after the upload handler is set, which must come first.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the whole of it."""
    try:
        if request.method != "POST":
            return _handle_get(request, language)
        took = InMemory(LARGEST)
        request.upload_handlers = [took]
        return _handle_post(request, language, took)
    except BusyError:
        return _busy(request, language)


@csrf_protect
def _handle_post(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "upload":
        return _upload(request, language, took)
    if do == "talk":
        return conversation.begin(request, language)
    current = current_conversation(request)
    if current is not None and not request.POST.get("sealed") and do not in ACTS:
        return conversation.act(request, language, current, do)
    return (_file if do in DOWNLOADS else ACTS.get(do, _turn_page))(request, language)


# What is shown


def _handle_get(request: HttpRequest, language: Language) -> HttpResponse:
    current = current_conversation(request)
    if current is not None:
        return conversation.render(request, language, current.held)
    here = current_form(request)
    if here is None:
        return conversation.intro(request, language, lost=has_form_cookie(request))
    state = here.state
    if _has_no_rules(state):
        return _start(request, language, state.entered, lost=False)
    if state.show != RESULT:
        return _form(request, language, state, {})
    written = state.sheet.file(state.entered, words.today())
    try:
        found = calculate(_text(written))
    except InputError as error:  # the law has changed in the meantime
        return _form(request, language, state, words.wrong_in_form(error, written, state.sheet))
    return _result(request, language, found)


def _has_no_rules(state: FormState) -> bool:
    """Return whether the first page has to be shown: it asks for the rules of what is owed."""
    return state.show == START or (state.sheet is WAGES and law_of(state.entered) is None)


def _start(
    request: HttpRequest, language: Language, entered: Entered | None, *, lost: bool,
    wrong: Iterable[words.WrongLine] = (),
) -> HttpResponse:  # fmt: skip
    context = words.start(language, entered, lost=lost, wrong=wrong) | {"minutes": IDLE_MINUTES}
    status = UNPROCESSABLE if context["wrong"] else 200
    response = page(request, language, "wage_check/start.html", context, status=status)
    if lost:
        delete_form_cookie(response)
    return response


def _form(
    request: HttpRequest, language: Language, state: FormState, wrong: Mapping[str, str]
) -> HttpResponse:
    part = _part_of(state, wrong)
    law = law_of(state.entered)
    if state.sheet is WAGES and law is None:
        return _start(request, language, state.entered, lost=False)
    if state.sheet is WAGES and part is WAGES.part("") and law is not None:
        context = words.form(state.entered, law, language, wrong)
        template = "wage_check/form.html"
    else:
        context = words.part(state.sheet, part, state.entered, language, wrong)
        template = "wage_check/part.html"
    return page(request, language, template, context, status=UNPROCESSABLE if wrong else 200)


def _part_of(state: FormState, wrong: Mapping[str, str]) -> Part:
    """Return the page that is shown: the first on which something is wrong, if something is."""
    shown = state.sheet.part(state.show)
    if not wrong or any(one.name in wrong for one in shown.fields()):
        return shown
    parts = state.sheet.parts()
    return next((one for one in parts if any(f.name in wrong for f in one.fields())), shown)


def _result(
    request: HttpRequest, language: Language, found: Calculation, *, sealed: str = "",
    problem: str = "",
) -> HttpResponse:  # fmt: skip
    """Show the statement.

    Args:
        request: what is answered.
        language: of the page.
        found: the result of the calculation.
        sealed: the encrypted file that it was calculated from, if any.
        problem: a text that says what did not work.
    """
    context: dict[str, object] = {"sealed": sealed, "problem": problem}
    if isinstance(found, Owed):
        context["seen"] = owed_view(found, library(), language.tag)
        template = "wage_check/result.html"
    else:
        context["seen"] = statement_of(found, library(), language)
        template = "wage_check/statement.html"
    return page(request, language, template, context, status=UNPROCESSABLE if problem else 200)


def _busy(request: HttpRequest, language: Language) -> HttpResponse:
    response = page(request, language, "wage_check/busy.html", status=UNAVAILABLE)
    response["Retry-After"] = SECONDS_TO_TRY_AGAIN
    return response


# What is done


def _redirect_back(language: Language) -> HttpResponse:
    return see_other("wage_check:step", language)


def _keep_and_redirect(
    request: HttpRequest, language: Language, state: FormState, response: HttpResponse | None = None
) -> HttpResponse:
    visit = open_session(request) or begin_session()
    response = response or _redirect_back(language)
    keep(response, visit, state.to_text(), PURPOSE)
    return response


def _choose_law(request: HttpRequest, language: Language) -> HttpResponse:
    """Show what was entered stays under other rules, as far as they ask for it."""
    here = current_form(request)
    entered = here.state.entered if here and here.state.sheet is WAGES else Entered({})
    law = request.POST.get("law", "")
    if law in shipped_laws():
        entered = entered.having(law=law)
    return _keep_and_redirect(request, language, FormState(WAGES, entered, WAGES.part("").id))


def _open_form(request: HttpRequest, language: Language) -> HttpResponse:
    """Open another form, with its earlier entries."""
    sheet = SHEETS.get(request.POST.get("sheet", ""), WAGES)
    here = current_form(request)
    entered = here.state.entered if here and here.state.sheet is sheet else Entered({})
    show = START if sheet is WAGES else sheet.part("").id
    return _keep_and_redirect(request, language, FormState(sheet, entered, show))


def _details(request: HttpRequest, language: Language) -> HttpResponse:
    """Open the form of everything at once, with what the conversation has so far."""
    current = current_conversation(request)
    held = Entered({}) if current is None else conversation.entries(current.held)
    return _keep_and_redirect(request, language, FormState(WAGES, held, START))


def _turn_page(request: HttpRequest, language: Language) -> HttpResponse:
    """Show another page of what was entered."""
    here = current_form(request)
    if here is None:
        return _start(request, language, None, lost=True)
    state = here.state
    shows = {"change": state.sheet.part("").id, "laws": START}
    show = shows.get(request.POST.get("do", ""), state.show)
    return _keep_and_redirect(request, language, FormState(state.sheet, state.entered, show))


def _submitted(request: HttpRequest) -> FormState:
    """Return the stored state, updated with the submitted page."""
    sheet, here = SHEETS.get(request.POST.get("sheet", ""), WAGES), current_form(request)
    entered = here.state.entered if here and here.state.sheet is sheet else Entered({})
    part = sheet.part(request.POST.get("part", ""))
    sent = {one.name: one.taken(request.POST) for one in part.fields()}
    return FormState(sheet, entered.having(**sent), part.id)


def _go_to_page(request: HttpRequest, language: Language) -> HttpResponse:
    """Go to another page of the form; entries are stored and checked on calculation."""
    state = _submitted(request)
    to = state.sheet.part(request.POST.get("to", ""))
    return _keep_and_redirect(request, language, FormState(state.sheet, state.entered, to.id))


def _calculate(request: HttpRequest, language: Language) -> HttpResponse:
    """Calculate; entries are kept even if they have problems or the server is busy."""
    if request.POST.get("to"):
        return _go_to_page(request, language)
    state = _submitted(request)
    if state.sheet is WAGES and law_of(state.entered) is None:
        return _start(request, language, state.entered, lost=False)
    written = state.sheet.file(state.entered, words.today())
    wrong = words.all_needed(state.sheet, state.entered)
    done = FormState(state.sheet, state.entered, RESULT)
    try:
        calculate(_text(written))
    except InputError as error:
        wrong = words.wrong_in_form(error, written, state.sheet) | wrong
    except BusyError:
        return _keep_and_redirect(request, language, done, _busy(request, language))
    if not wrong:
        return _keep_and_redirect(request, language, done)
    return _keep_and_redirect(request, language, state, _form(request, language, state, wrong))


def _text(written: Written) -> str:
    return json.dumps(written.data, indent=2, ensure_ascii=False) + "\n"


def _upload(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    """Show the statement of an uploaded file; its page carries the file, encrypted."""
    if not settings.MANUMIT.uploads:
        raise Http404
    sent = request.FILES.get("account")
    here = current_form(request)
    entered = here.state.entered if here and here.state.sheet is WAGES else None
    if took.too_large or sent is None:
        text = "wage_check/wrong_large" if took.too_large else "wage_check/wrong_no_file"
        wrong = [words.WrongLine(None, "", text)]
        return _start(request, language, entered, lost=False, wrong=wrong)
    try:
        account = sent.read().decode()
        found = calculate(account)
    except UnicodeDecodeError:
        wrong = [words.WrongLine(None, "", "wage_check/wrong_no_account")]
        return _start(request, language, entered, lost=False, wrong=wrong)
    except InputError as error:
        wrong = list(words.wrong_in_file(error.problems))
        return _start(request, language, entered, lost=False, wrong=wrong)
    visit = open_session(request) or begin_session()
    sealed = visit.seal(account, FILE_PURPOSE)
    response = _result(request, language, found, sealed=sealed)
    set_session_cookie(response, visit)
    return response


def _show_again(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the result of an uploaded file again, in another language."""
    sealed = request.POST.get("sealed", "")
    account = _account(request, sealed) if sealed else None
    if account is None:
        return _start(request, language, None, lost=True)
    try:
        return _result(request, language, calculate(account), sealed=sealed)
    except InputError:  # the law has changed in the meantime
        return _redirect_back(language)


def _file(request: HttpRequest, language: Language) -> HttpResponse:
    sealed = request.POST.get("sealed", "")
    account = _account(request, sealed)
    if account is None:
        return _start(request, language, None, lost=True)
    try:
        found = calculate(account)
    except InputError:
        return _redirect_back(language)  # the entries are shown there with their errors
    try:
        return DOWNLOADS[request.POST["do"]](found, account, library(), language)
    except InputError:
        return _result(request, language, found, sealed=sealed, problem="wage_check/no_paper")


def _account(request: HttpRequest, sealed: str) -> str | None:
    """Return the file that a page was made of, or else what was entered."""
    if not sealed:
        here = current_form(request)
        if here is None:
            return None
        return _text(here.state.sheet.file(here.state.entered, words.today()))
    visit = open_session(request)
    try:
        return None if visit is None else visit.unseal(sealed, FILE_PURPOSE)
    except SealError:
        return None


def _end(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the end page without a redirect: an own address would reveal that somebody finished."""
    response = page(request, language, "wage_check/ended.html")
    end_session(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


ACTS = {
    "end": _end,
    "details": _details,
    "law": _choose_law,
    "open": _open_form,
    "reckon": _calculate,
    "again": _show_again,
}
