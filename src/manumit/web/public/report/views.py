"""One address for the whole report: GET shows the current page, POST runs an action.

Everything is kept in the visitor's browser until it is sent; sending ends the session.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.assessment import Age
from manumit.assessment.render import to_json
from manumit.errors import InputError
from manumit.web.complaints.limits import within_limit
from manumit.web.complaints.lists import DANGER as IN_DANGER
from manumit.web.complaints.receipts import new_proof, receipt_of, words_stored
from manumit.web.complaints.receiving import (
    ComplaintReport,
    receive_complaint,
    receiving_office,
)
from manumit.web.kernel.days import today
from manumit.web.public.interview.state import current_interview
from manumit.web.public.report import words
from manumit.web.public.report.questions import (
    BY_ID,
    CONTACT,
    NO_ANSWER,
    NOT_SURE,
    after,
    before,
)
from manumit.web.public.report.state import DANGER, PURPOSE, SEND, ReportDraft, current_draft
from manumit.web.public.report.typed import ReportAnswerError, answered
from manumit.web.public.sessions.services import begin_session, end_session, keep, open_session
from manumit.web.ui.languages import Language, library
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

UNPROCESSABLE, TOO_MANY = 422, 429
CLEAR = '"cache", "cookies", "storage"'


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, language: Language) -> HttpResponse:
    """Show or go on with a report."""
    current = current_draft(request)
    draft = None if current is None else current.draft
    if request.method == "POST":
        return _handle_post(request, language, draft)
    if draft is None:
        return _start(request, language, lost=False)
    return _render(request, language, draft)


def _handle_post(
    request: HttpRequest, language: Language, draft: ReportDraft | None
) -> HttpResponse:
    do = request.POST.get("do", "")
    if do in ("begin", "take"):
        return _begin(request, language, taken=do == "take")
    if do == "hide":
        return _hide(request, language)
    if do == "end":
        return _end(request, language, "report/ended.html", {})
    if draft is None:
        return _start(request, language, lost=True)
    if do == "send":
        return _send(request, language, draft)
    return _change(request, language, draft, do)


# What is shown


def _start(request: HttpRequest, language: Language, *, lost: bool) -> HttpResponse:
    return page(request, language, "report/start.html", words.start(language, lost=lost))


def _render(
    request: HttpRequest, language: Language, draft: ReportDraft, problem: str = ""
) -> HttpResponse:
    status = UNPROCESSABLE if problem else 200
    if draft.show == SEND:
        context = words.send(draft, language, problem=problem)
        return page(request, language, "report/send.html", context, status=status)
    if draft.show == DANGER:
        context = words.frame(language, child=draft.get("danger") == "child")
        return page(request, language, "report/danger.html", context)
    context = words.question(BY_ID[draft.show], draft, language, problem=problem)
    return page(request, language, "report/question.html", context, status=status)


def _hide(request: HttpRequest, language: Language) -> HttpResponse:
    """Show a number to remember, and end everything: somebody can see the screen."""
    number = words.number_to_remember(language)
    return _end(request, language, "report/seen.html", {"number": number})


def _end(
    request: HttpRequest, language: Language, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a last page without a redirect: an address of its own would tell of it."""
    response = page(request, language, template, context)
    end_session(request, response)
    response["Clear-Site-Data"] = CLEAR
    return response


def _back_to_page(language: Language) -> HttpResponse:
    return see_other("report:step", language)


# What is done


def _begin(request: HttpRequest, language: Language, *, taken: bool) -> HttpResponse:
    """Begin a report; with the answers of a finished interview only the last page is left."""
    response = _back_to_page(language)
    if receiving_office() is None:
        return response
    found = current_interview(request, library()) if taken else None
    draft = ReportDraft.begin() if found is None else ReportDraft.begin(SEND, taken=True)
    visit = open_session(request) or begin_session()
    keep(response, visit, draft.to_text(), PURPOSE)
    return response


def _change(request: HttpRequest, language: Language, draft: ReportDraft, do: str) -> HttpResponse:
    change = CHANGES.get(do)
    visit = open_session(request)
    if change is None or visit is None:
        return _back_to_page(language)
    try:
        after_it = change(request, draft)
    except ReportAnswerError as error:
        return _render(request, language, draft, str(error))
    if after_it is None:
        return _hide(request, language)
    response = _back_to_page(language)
    keep(response, visit, after_it.to_text(), PURPOSE)
    return response


def _reply(request: HttpRequest, draft: ReportDraft) -> ReportDraft | None:
    """Record the answer to the question that the form names; None if the screen can be seen."""
    asked = BY_ID.get(request.POST.get("question", ""))
    if asked is None:
        return draft
    given = answered(asked, request.POST)
    if asked.id == "seen" and given["seen"] != "no":
        return None
    show = SEND if draft.editing else after(asked.id)
    if asked.id == "danger" and given["danger"] in IN_DANGER:
        show = DANGER
    return draft.having(show, **given)


def _skip(request: HttpRequest, draft: ReportDraft) -> ReportDraft:
    name = request.POST.get("question", "")
    if name not in BY_ID:
        return draft
    return draft.having(SEND if draft.editing else after(name), **{name: NOT_SURE})


def _back(request: HttpRequest, draft: ReportDraft) -> ReportDraft:
    return draft.having(before(request.POST.get("question", "")))


def _ask(request: HttpRequest, draft: ReportDraft) -> ReportDraft:
    name = request.POST.get("question", "")
    return replace(draft, show=name, editing=True) if name in BY_ID else draft


def _add(request: HttpRequest, draft: ReportDraft) -> ReportDraft:
    del request
    return draft.having("what")


def _go_on(request: HttpRequest, draft: ReportDraft) -> ReportDraft:
    del request
    return draft.having(after("danger"))


CHANGES: Mapping[str, Callable[[HttpRequest, ReportDraft], ReportDraft | None]] = {
    "reply": _reply,
    "skip": _skip,
    "back": _back,
    "ask": _ask,
    "add": _add,
    "go_on": _go_on,
}


def _send(request: HttpRequest, language: Language, draft: ReportDraft) -> HttpResponse:
    """Hand the report over, and show the receipt once; then nothing is left in the browser."""
    if receiving_office() is None:
        return _back_to_page(language)
    if not within_limit(request, "complaint_sent"):
        response = _render(request, language, replace(draft, show=SEND), "many")
        response.status_code = TOO_MANY
        return response
    report = _report(request, language, draft)
    if not (report.topics or report.text or report.finding or report.employer or report.danger):
        return _render(request, language, replace(draft, show=SEND), "empty")
    form, silent = uuid.UUID(draft.request), draft.get("answer") in (NO_ANSWER, CONTACT)
    try:
        receipt = () if silent else receipt_of(form, language.tag)
        made = receive_complaint(
            report, contact=draft.get("contact"), receipt=receipt, request=form
        )
    except InputError:
        return _render(request, language, replace(draft, show=SEND), "later")
    first = words_stored(made.lead.receipt, form, language.tag)
    context = {
        "receipt": () if first is None else first.words,
        "proof": new_proof(today()),
        "answer_by": made.answer_by,
        "contact": draft.get("answer") == CONTACT,
    }
    return _end(request, language, "report/sent.html", context)


def _report(request: HttpRequest, language: Language, draft: ReportDraft) -> ComplaintReport:
    given: dict[str, Any] = {
        name: "" if draft.get(name) == NOT_SURE else draft.get(name)
        for name in ("sector", "workers", "danger", "still", "guess")
    }
    finding, minor = "", False
    interview = current_interview(request, library()) if draft.taken else None
    if interview is not None:
        found = interview.state.sitting.finding(library())
        finding, minor = to_json(found, library()), found.age is not Age.ADULT
    topics = tuple(one for one in draft.get("topics").split(",") if one)
    return ComplaintReport(
        topics=topics,
        text=draft.get("text"),
        employer=draft.get("employer"),
        place=draft.get("place"),
        language=language.tag,
        finding=finding,
        minor=minor,
        **given,
    )
