"""One address: GET shows what the visit holds, POST does something and leads back to it."""

import json
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.terms import Owed
from manumit.terms.owed_view import owed_view
from manumit.web.pages.languages import Language, library
from manumit.web.pages.views import page
from manumit.web.sealing import SealError
from manumit.web.visits.services import begin_visit, carry, end_visit, keep, open_visit
from manumit.web.wages import words
from manumit.web.wages.entered import Entered, Written, written
from manumit.web.wages.files import DOWNLOADS
from manumit.web.wages.reckoning import LARGEST, reckoned
from manumit.web.wages.state import (
    FILE_PURPOSE,
    PURPOSE,
    Held,
    Show,
    State,
    drop,
    held,
    sent_something,
)
from manumit.web.wages.uploads import InMemory

UNPROCESSABLE = 422


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """The whole of it."""
    if request.method != "POST":
        return _looked_at(request, language, held(request))
    took = InMemory(LARGEST)
    request.upload_handlers = [took]
    return _act(request, language, took)


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
    if state.show is Show.START or state.entered.law is None:
        return _start(request, language, state.entered, lost=False)
    if state.show is Show.FORM:
        return _form(request, language, state.entered, {})
    told = written(state.entered, words.today())
    try:
        found = reckoned(_text(told))
    except InputError as error:  # the rules have changed since
        return _form(request, language, state.entered, words.wrong_in_form(error, told))
    return _result(request, language, found)


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
    request: HttpRequest, language: Language, entered: Entered, wrong: Mapping[str, str]
) -> HttpResponse:
    law = entered.law
    if law is None:
        return _start(request, language, entered, lost=False)
    context = words.form(entered, law, language, wrong)
    return page(
        request, language, "wages/form.html", context, status=UNPROCESSABLE if wrong else 200
    )


def _result(
    request: HttpRequest, language: Language, found: Owed, *, sealed: str = "", problem: str = ""
) -> HttpResponse:
    """The statement.

    Args:
        request: what is answered.
        language: of the page.
        found: what was reckoned.
        sealed: the account file that it was reckoned from, if it was one.
        problem: a text that says what did not work.
    """
    seen = owed_view(found, library(), language.tag)
    context = {"seen": seen, "sealed": sealed, "problem": problem}
    return page(
        request, language, "wages/result.html", context, status=UNPROCESSABLE if problem else 200
    )


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
    entered = Entered({}) if here is None else here.state.entered
    return _kept(request, language, State(entered.under(request.POST.get("law", ""))))


def _turned(request: HttpRequest, language: Language) -> HttpResponse:
    """Another page of what was entered."""
    here = held(request)
    if here is None:
        return _start(request, language, None, lost=True)
    show = TURNS.get(request.POST.get("do", ""), here.state.show)
    return _kept(request, language, State(here.state.entered, show))


def _reckoned(request: HttpRequest, language: Language) -> HttpResponse:
    """What was entered is kept also where something is wrong with it."""
    entered = Entered.from_form(request.POST)
    if entered.law is None:
        return _start(request, language, entered, lost=False)
    told = written(entered, words.today())
    wrong = words.all_needed(entered)
    try:
        reckoned(_text(told))
    except InputError as error:
        wrong = words.wrong_in_form(error, told) | wrong
    if not wrong:
        return _kept(request, language, State(entered, Show.RESULT))
    return _kept(request, language, State(entered), _form(request, language, entered, wrong))


def _text(told: Written) -> str:
    return json.dumps(told.data, indent=2, ensure_ascii=False) + "\n"


def _uploaded(request: HttpRequest, language: Language, took: InMemory) -> HttpResponse:
    """The statement at once; the file goes along in its page, sealed, and stays nowhere here."""
    sent = request.FILES.get("account")
    here = held(request)
    entered = None if here is None else here.state.entered
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
    """The account file that a page was made of, or else what was entered."""
    if not sealed:
        here = held(request)
        return None if here is None else _text(written(here.state.entered, words.today()))
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


ACTS = {"end": _ended, "law": _law_chosen, "reckon": _reckoned}
TURNS = {"change": Show.FORM, "laws": Show.START}
