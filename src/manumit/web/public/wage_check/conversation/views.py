"""The pages of the conversation, behind the one address of :mod:`manumit.web.public.wage_check`."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from manumit.errors import InputError
from manumit.terms import Law, shipped_law
from manumit.web.account_sheets import words as form_words
from manumit.web.account_sheets.calculation import calculate
from manumit.web.account_sheets.fields import Entered
from manumit.web.public.sessions.services import IDLE_MINUTES, begin_session, keep, open_session
from manumit.web.public.wage_check.conversation import handover, words
from manumit.web.public.wage_check.conversation.answers import Answers, Conversation
from manumit.web.public.wage_check.conversation.outcome import narrower, work_out
from manumit.web.public.wage_check.conversation.questions import (
    FIRST,
    Question,
    before,
    next_question,
    question_of,
    questions,
)
from manumit.web.public.wage_check.conversation.reading import NotAnsweredError, answered, skipped
from manumit.web.public.wage_check.conversation.state import CurrentConversation
from manumit.web.public.wage_check.files import DOWNLOADS
from manumit.web.public.wage_check.state import PURPOSE, delete_form_cookie
from manumit.web.ui.languages import Language, library
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

RESULT = "result"
UNPROCESSABLE = 422
TEMPLATES = "wage_check/conversation"


def law() -> Law | None:
    """Return the law of the installation; None where it names none."""
    name: str = settings.MANUMIT.law
    return shipped_law(name) if name else None


def intro(request: HttpRequest, language: Language, *, lost: bool) -> HttpResponse:
    """Show the first page."""
    context = {**words.frame(language, None), "lost": lost, "minutes": IDLE_MINUTES}
    response = page(request, language, f"{TEMPLATES}/intro.html", context)
    if lost:
        delete_form_cookie(response)
    return response


def render(request: HttpRequest, language: Language, held: Conversation) -> HttpResponse:
    """Show the current question, or the answer."""
    asked = _shown(held)
    if asked is None:
        return _answer(request, language, held.answers)
    return _question(request, language, held, "")


def _shown(held: Conversation) -> Question | None:
    return None if held.show == RESULT else question_of(held.show, held.answers, law())


def _question(
    request: HttpRequest, language: Language, held: Conversation, problem: str
) -> HttpResponse:
    asked = _shown(held) or questions().by_id[FIRST]
    today = form_words.today()
    context = words.question(asked, held.answers, law(), language, today, problem=problem)
    status = UNPROCESSABLE if problem else 200
    return page(request, language, f"{TEMPLATES}/question.html", context, status=status)


def _answer(
    request: HttpRequest, language: Language, answers: Answers, *, problem: str = ""
) -> HttpResponse:
    today, rules = form_words.today(), law()
    outcome = work_out(answers, rules, today, calculate)
    more = narrower(answers, rules, today, outcome, calculate)
    context = words.answer(answers, outcome, more, rules, language, today) | {"problem": problem}
    status = UNPROCESSABLE if problem else 200
    return page(request, language, f"{TEMPLATES}/answer.html", context, status=status)


def entries(held: Conversation) -> Entered:
    """Return the answers as entries of the form of everything."""
    return handover.entered(held.answers, law(), form_words.today())


# What is done


def begin(request: HttpRequest, language: Language) -> HttpResponse:
    """Start a conversation, in place of what was entered before."""
    return _keep(request, language, Conversation(Answers({}), FIRST))


def act(
    request: HttpRequest, language: Language, current: CurrentConversation, do: str
) -> HttpResponse:
    """Run an action of a page of the conversation; an unknown one changes nothing."""
    if do in DOWNLOADS:
        return _download(request, language, current.held.answers)
    change = CHANGES.get(do)
    if change is None:
        return _back_to_page(language)
    try:
        return _keep(request, language, change(request, current.held))
    except NotAnsweredError as error:
        return _question(request, language, current.held, str(error))


def _continue(answers: Answers) -> Conversation:
    following = next_question(answers, law())
    return Conversation(answers, RESULT if following is None else following.id)


def _reply(request: HttpRequest, held: Conversation) -> Conversation:
    asked = _named(request, held)
    if asked is None:
        return held
    return _continue(answered(asked, request.POST, held.answers, form_words.today()))


def _skip(request: HttpRequest, held: Conversation) -> Conversation:
    asked = _named(request, held)
    return held if asked is None else _continue(skipped(asked, held.answers))


def _back(request: HttpRequest, held: Conversation) -> Conversation:
    asked = _named(request, held)
    earlier = None if asked is None else before(asked, held.answers, law())
    return Conversation(held.answers, FIRST if earlier is None else earlier.id)


def _ask(request: HttpRequest, held: Conversation) -> Conversation:
    """Show a question again, or one that narrows the range."""
    asked = _named(request, held)
    return held if asked is None else Conversation(held.answers, asked.id)


def _result(request: HttpRequest, held: Conversation) -> Conversation:
    del request
    return Conversation(held.answers, RESULT)


def _named(request: HttpRequest, held: Conversation) -> Question | None:
    return question_of(request.POST.get("question", ""), held.answers, law())


CHANGES: Mapping[str, Callable[[HttpRequest, Conversation], Conversation]] = {
    "reply": _reply,
    "skip": _skip,
    "back": _back,
    "ask": _ask,
    "result": _result,
}


def _keep(request: HttpRequest, language: Language, held: Conversation) -> HttpResponse:
    visit = open_session(request) or begin_session()
    response = _back_to_page(language)
    keep(response, visit, held.to_text(), PURPOSE)
    return response


def _back_to_page(language: Language) -> HttpResponse:
    return see_other("wage_check:step", language)


def _download(request: HttpRequest, language: Language, answers: Answers) -> HttpResponse:
    outcome = work_out(answers, law(), form_words.today(), calculate)
    taken = words.statement(outcome)
    if taken is None:
        return _back_to_page(language)
    try:
        return DOWNLOADS[request.POST["do"]](*taken, library(), language)
    except InputError:
        return _answer(request, language, answers, problem="wage_check/no_paper")
