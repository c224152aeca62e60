"""One address: GET shows what the visit holds, POST does something and leads back to it."""

import json
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.terms import Owed, shipped_laws
from manumit.terms.owed_view import owed_view
from manumit.web.pages.languages import Language, library
from manumit.web.pages.views import page
from manumit.web.sealing import SealError
from manumit.web.visits.services import begin_visit, carry, end_visit, keep, open_visit
from manumit.web.wages import words
from manumit.web.wages.account import law_of
from manumit.web.wages.fields import Entered, Written
from manumit.web.wages.files import DOWNLOADS, statement_of
from manumit.web.wages.parts import Part
from manumit.web.wages.reckoning import LARGEST, BusyError, Reckoned, reckoned
from manumit.web.wages.sheets import SHEETS, WAGES
from manumit.web.wages.state import (
    FILE_PURPOSE,
    PURPOSE,
    RESULT,
    START,
    Held,
    State,
    drop,
    held,
    sent_something,
)
from manumit.web.wages.uploads import InMemory

UNPROCESSABLE, UNAVAILABLE = 422, 503
SECONDS_TO_TRY_AGAIN = "15"


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """The whole of it."""
    try:
        if request.method != "POST":
            return _looked_at(request, language, held(request))
        took = InMemory(LARGEST)
        request.upload_handlers = [took]
        return _act(request, language, took)
    except BusyError:
        return _busy(request, language)


@csrf_protect
def _act(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "upload":
        return _uploaded(request, language, took)
    return (_file if do in DOWNLOADS else ACTS.get(do, _turned))(request, language)


# What is shown


def _looked_at(request: HttpRequest, language: Language, here: Held | None) -> HttpResponse:
    if here is None:
        return _start(request, language, None, lost=sent_something(request))
    state = here.state
    if _has_no_rules(state):
        return _start(request, language, state.entered, lost=False)
    if state.show != RESULT:
        return _form(request, language, state, {})
    told = state.sheet.file(state.entered, words.today())
    try:
        found = reckoned(_text(told))
    except InputError as error:  # the rules have changed since
        return _form(request, language, state, words.wrong_in_form(error, told, state.sheet))
    return _result(request, language, found)


def _has_no_rules(state: State) -> bool:
    """Whether the first page has to be shown: it asks for the rules of what is owed."""
    return state.show == START or (state.sheet is WAGES and law_of(state.entered) is None)


def _start(
    request: HttpRequest, language: Language, entered: Entered | None, *, lost: bool,
    wrong: Iterable[words.WrongLine] = (),
) -> HttpResponse:  # fmt: skip
    context = words.start(language, entered, lost=lost, wrong=wrong)
    status = UNPROCESSABLE if context["wrong"] else 200
    response = page(request, language, "wages/start.html", context, status=status)
    if lost:
        drop(response)
    return response


def _form(
    request: HttpRequest, language: Language, state: State, wrong: Mapping[str, str]
) -> HttpResponse:
    part = _part_of(state, wrong)
    law = law_of(state.entered)
    if state.sheet is WAGES and law is None:
        return _start(request, language, state.entered, lost=False)
    if state.sheet is WAGES and part is WAGES.part("") and law is not None:
        context = words.form(state.entered, law, language, wrong)
        template = "wages/form.html"
    else:
        context = words.part(state.sheet, part, state.entered, language, wrong)
        template = "wages/part.html"
    return page(request, language, template, context, status=UNPROCESSABLE if wrong else 200)


def _part_of(state: State, wrong: Mapping[str, str]) -> Part:
    """The page that is shown: the first on which something is wrong, if something is."""
    shown = state.sheet.part(state.show)
    if not wrong or any(one.name in wrong for one in shown.fields()):
        return shown
    parts = state.sheet.parts()
    return next((one for one in parts if any(f.name in wrong for f in one.fields())), shown)


def _result(
    request: HttpRequest, language: Language, found: Reckoned, *, sealed: str = "",
    problem: str = "",
) -> HttpResponse:  # fmt: skip
    """The statement.

    Args:
        request: what is answered.
        language: of the page.
        found: what was reckoned.
        sealed: the file that it was reckoned from, if it was one.
        problem: a text that says what did not work.
    """
    context: dict[str, object] = {"sealed": sealed, "problem": problem}
    if isinstance(found, Owed):
        context["seen"] = owed_view(found, library(), language.tag)
        template = "wages/result.html"
    else:
        context["seen"] = statement_of(found, library(), language)
        template = "wages/statement.html"
    return page(request, language, template, context, status=UNPROCESSABLE if problem else 200)


def _busy(request: HttpRequest, language: Language) -> HttpResponse:
    response = page(request, language, "wages/busy.html", status=UNAVAILABLE)
    response["Retry-After"] = SECONDS_TO_TRY_AGAIN
    return response


# What is done


def _back_to_it(language: Language) -> HttpResponse:
    response = HttpResponseRedirect(reverse("wages:step", kwargs={"language": language}))
    response.status_code = 303
    return response


def _kept(
    request: HttpRequest, language: Language, state: State, response: HttpResponse | None = None
) -> HttpResponse:
    visit = open_visit(request) or begin_visit()
    response = response or _back_to_it(language)
    keep(response, visit, state.to_text(), PURPOSE)
    return response


def _law_chosen(request: HttpRequest, language: Language) -> HttpResponse:
    """What was entered stays under other rules, as far as they ask for it."""
    here = held(request)
    entered = here.state.entered if here and here.state.sheet is WAGES else Entered({})
    law = request.POST.get("law", "")
    if law in shipped_laws():
        entered = entered.having(law=law)
    return _kept(request, language, State(WAGES, entered, WAGES.part("").id))


def _opened(request: HttpRequest, language: Language) -> HttpResponse:
    """One of the other forms; what was entered in it before is there again."""
    sheet = SHEETS.get(request.POST.get("sheet", ""), WAGES)
    here = held(request)
    entered = here.state.entered if here and here.state.sheet is sheet else Entered({})
    show = START if sheet is WAGES else sheet.part("").id
    return _kept(request, language, State(sheet, entered, show))


def _turned(request: HttpRequest, language: Language) -> HttpResponse:
    """Another page of what was entered."""
    here = held(request)
    if here is None:
        return _start(request, language, None, lost=True)
    state = here.state
    shows = {"change": state.sheet.part("").id, "laws": START}
    show = shows.get(request.POST.get("do", ""), state.show)
    return _kept(request, language, State(state.sheet, state.entered, show))


def _sent(request: HttpRequest) -> State:
    """What the visit holds, with what a page of a form sent in place of what was there."""
    sheet, here = SHEETS.get(request.POST.get("sheet", ""), WAGES), held(request)
    entered = here.state.entered if here and here.state.sheet is sheet else Entered({})
    part = sheet.part(request.POST.get("part", ""))
    sent = {one.name: one.taken(request.POST) for one in part.fields()}
    return State(sheet, entered.having(**sent), part.id)


def _gone(request: HttpRequest, language: Language) -> HttpResponse:
    """To another page of the form; what was typed is kept, and looked at when it is reckoned."""
    state = _sent(request)
    to = state.sheet.part(request.POST.get("to", ""))
    return _kept(request, language, State(state.sheet, state.entered, to.id))


def _reckoned(request: HttpRequest, language: Language) -> HttpResponse:
    """What was entered is kept also where something is wrong with it, or nobody can reckon now."""
    if request.POST.get("to"):
        return _gone(request, language)
    state = _sent(request)
    if state.sheet is WAGES and law_of(state.entered) is None:
        return _start(request, language, state.entered, lost=False)
    told = state.sheet.file(state.entered, words.today())
    wrong = words.all_needed(state.sheet, state.entered)
    done = State(state.sheet, state.entered, RESULT)
    try:
        reckoned(_text(told))
    except InputError as error:
        wrong = words.wrong_in_form(error, told, state.sheet) | wrong
    except BusyError:
        return _kept(request, language, done, _busy(request, language))
    if not wrong:
        return _kept(request, language, done)
    return _kept(request, language, state, _form(request, language, state, wrong))


def _text(told: Written) -> str:
    return json.dumps(told.data, indent=2, ensure_ascii=False) + "\n"


def _uploaded(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    """The statement at once; the file goes along in its page, sealed, and stays nowhere here."""
    if not settings.MANUMIT.uploads:
        raise Http404
    sent = request.FILES.get("account")
    here = held(request)
    entered = here.state.entered if here and here.state.sheet is WAGES else None
    if took.too_large or sent is None:
        text = "wages/wrong_large" if took.too_large else "wages/wrong_no_file"
        wrong = [words.WrongLine("", None, "", text)]
        return _start(request, language, entered, lost=False, wrong=wrong)
    try:
        account = sent.read().decode()
        found = reckoned(account)
    except UnicodeDecodeError:
        wrong = [words.WrongLine("", None, "", "wages/wrong_no_account")]
        return _start(request, language, entered, lost=False, wrong=wrong)
    except InputError as error:
        wrong = list(words.wrong_in_file(error.problems))
        return _start(request, language, entered, lost=False, wrong=wrong)
    visit = open_visit(request) or begin_visit()
    sealed = visit.seal(account, FILE_PURPOSE)
    response = _result(request, language, found, sealed=sealed)
    carry(response, visit)
    return response


def _again(request: HttpRequest, language: Language) -> HttpResponse:
    """What came of a file, in another language: the file comes along from its page."""
    sealed = request.POST.get("sealed", "")
    account = _account(request, sealed) if sealed else None
    if account is None:
        return _start(request, language, None, lost=True)
    try:
        return _result(request, language, reckoned(account), sealed=sealed)
    except InputError:  # the rules have changed since
        return _back_to_it(language)


def _file(request: HttpRequest, language: Language) -> HttpResponse:
    sealed = request.POST.get("sealed", "")
    account = _account(request, sealed)
    if account is None:
        return _start(request, language, None, lost=True)
    try:
        found = reckoned(account)
    except InputError:
        return _back_to_it(language)  # what was entered is shown there, with what is wrong
    try:
        return DOWNLOADS[request.POST["do"]](found, account, library(), language)
    except InputError:
        return _result(request, language, found, sealed=sealed, problem="wages/no_paper")


def _account(request: HttpRequest, sealed: str) -> str | None:
    """The file that a page was made of, or else what was entered."""
    if not sealed:
        here = held(request)
        if here is None:
            return None
        return _text(here.state.sheet.file(here.state.entered, words.today()))
    visit = open_visit(request)
    try:
        return None if visit is None else visit.unseal(sealed, FILE_PURPOSE)
    except SealError:
        return None


def _ended(request: HttpRequest, language: Language) -> HttpResponse:
    """Answered at once: an address of its own would tell that somebody came to the end."""
    response = page(request, language, "wages/ended.html")
    end_visit(request, response)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


ACTS = {
    "end": _ended,
    "law": _law_chosen,
    "open": _opened,
    "reckon": _reckoned,
    "again": _again,
}
