"""The advice page, behind which an answer waits: right words show it, all others show advice.

A wrong try is answered with the very bytes of the advice page, after the time that every try takes.
Tries are limited by network address and never by receipt: beyond the limit the page is the same.
"""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.web.complaints.attachments import send_attachment
from manumit.web.complaints.codes import ComplaintCode
from manumit.web.complaints.limits import within_limit
from manumit.web.complaints.lists import LISTS
from manumit.web.complaints.members import add_member
from manumit.web.complaints.receipts import day_of_proof, new_receipt
from manumit.web.complaints.receiving import (
    LONGEST_LINE,
    LONGEST_MESSAGE,
    AnswerShown,
    answer_of,
    find_answer,
    record_reply,
    withdraw_complaint,
)
from manumit.web.complaints.reprisals import LONGEST_REPRISAL, report_reprisal
from manumit.web.kernel.vault.attachments import ENDINGS, LARGEST
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.public.report import words
from manumit.web.public.sessions.services import (
    begin_session,
    end_session,
    keep,
    open_session,
    read_kept,
)
from manumit.web.ui.files import InMemoryUploads
from manumit.web.ui.languages import Language
from manumit.web.ui.views import page

NO_FAULT_OF_FILE = {
    VaultCode.NO_FILES.code: "later",
    VaultCode.OTHERS_FIRST.code: "later",
    ComplaintCode.TOO_MANY_FILES.code: "files",
}
"""Why a file was not kept that is as it should be: nobody should throw it away."""
PURPOSE = "advice"
LONGEST = 200
UNPROCESSABLE = 422
clock, pause = time.monotonic, time.sleep
SECONDS = 0.5
"""Answers to words leave at multiples of this: a try takes a part of it, so all take the same."""


# No token against forged forms: it would make each copy of the page differ, and be a cookie. What a
# reply needs is the session, whose cookie is never sent with another site's form (SameSite=Strict).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest, language: Language) -> HttpResponse:
    """Show advice; or what the words of a receipt show."""
    if request.method != "POST":
        return _advice(request, language)
    if settings.MANUMIT.uploads and _session(request) is not None:
        # Before anything of the form is read; nobody else's file is.
        request.upload_handlers = [InMemoryUploads({"file": LARGEST})]
    act = ACTS.get(request.POST.get("do", ""))
    if act is not None:
        return _act(request, language, act)
    special = SPECIAL.get(request.POST.get("do", ""))
    if special is not None:
        return special(request, language)
    began = clock()
    found = _found(request)
    pause(-(clock() - began) % SECONDS)
    if found is None:
        return _advice(request, language)
    return _answer(request, language, found)


def _found(request: HttpRequest) -> AnswerShown | None:
    typed = " ".join(request.POST.getlist("words"))
    if not within_limit(request, "complaint_words") or not 0 < len(typed) <= LONGEST:
        return None
    try:
        return find_answer(typed)
    except InputError:
        return None


def _advice(request: HttpRequest, language: Language) -> HttpResponse:
    response = page(request, language, "report/advice.html", words.start(language, lost=False))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(
    request: HttpRequest, language: Language, found: AnswerShown, problem: str = ""
) -> HttpResponse:
    state = found.state if found.state in STATES else "worked_on"
    context = {
        "found": found,
        "state": "report_state/left" if found.left else f"report_state/{state}",
        "problem": problem and f"report/wrong_{problem}",
        "longest": LONGEST_MESSAGE,
        "kinds": LISTS["reprisal"].today(),
        "longest_reprisal": LONGEST_REPRISAL,
        "attaches": settings.MANUMIT.uploads and found.may_attach,
        "taken": ",".join(ENDINGS),
    }
    status = UNPROCESSABLE if problem else 200
    return _kept(request, language, found, "report/answer.html", context, status)


def _kept(
    request: HttpRequest,
    language: Language,
    found: AnswerShown,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Show a page of the session that the right words opened, with a new id for its forms."""
    form = str(uuid.uuid4())
    context |= {**words.frame(language), "form": form, "longest_line": LONGEST_LINE}
    response = page(request, language, template, context, status=status)
    visit = open_session(request) or begin_session()
    keep(response, visit, json.dumps([str(found.key), form]), PURPOSE)
    return response


STATES = ("received", "acknowledged", "answered", "closed", "withdrawn")
"""States with a sentence of their own; all others are work that goes on."""


def _act(
    request: HttpRequest,
    language: Language,
    act: Callable[[HttpRequest, uuid.UUID, uuid.UUID], AnswerShown | None],
) -> HttpResponse:
    """Do something in the session that the right words opened; anything else shows advice."""
    session = _session(request)
    if session is None:
        return _advice(request, language)
    key, form = session
    problem = ""
    try:
        found = act(request, key, form)
    except InputError:
        problem = "reprisal" if request.POST.get("do") == "reprisal" else "text"
        found = answer_of(key)
    return (
        _advice(request, language) if found is None else _answer(request, language, found, problem)
    )


def _session(request: HttpRequest) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return the source and the form's id in the session that the right words opened."""
    visit = open_session(request)
    kept = None if visit is None else read_kept(request, visit, PURPOSE)
    if kept is None:
        return None
    key, form = (uuid.UUID(one) for one in json.loads(kept))
    return key, form


def _add(request: HttpRequest, language: Language) -> HttpResponse:
    """Add a person to a complaint, and show the person's words once.

    The id of the form comes with the form: one that is sent again adds nobody.
    """
    session = _session(request)
    if session is None:
        return _advice(request, language)
    found, receipt = answer_of(session[0]), new_receipt(language.tag)
    if found is None:
        return _advice(request, language)
    if not within_limit(request, "complaint_added"):
        return _answer(request, language, found, "many")
    try:
        added = add_member(
            session[0],
            contact=request.POST.get("contact", "").strip(),
            receipt=receipt,
            request=uuid.UUID(request.POST.get("form", "")),
        )
    except (InputError, ValueError):
        added = False
    if not added:
        return _answer(request, language, found, "added")
    return _kept(
        request, language, found, "report/added.html", {"found": found, "receipt": receipt}
    )


def _attach(request: HttpRequest, language: Language) -> HttpResponse:
    """Keep a photograph or paper, held in memory until it is sealed, where visitors may upload."""
    session, file = _session(request), request.FILES.get("file")
    found = None if session is None or not settings.MANUMIT.uploads else answer_of(session[0])
    if found is None or session is None:
        return _advice(request, language)
    if not within_limit(request, "complaint_attached"):
        return _answer(request, language, found, "many")
    content = b"" if file is None else file.read()  # an empty file is refused like no file
    try:
        send_attachment(
            session[0],
            name="" if file is None else str(file.name),
            content=content,
            request=session[1],
        )
    except InputError as error:
        code = error.problems[0].code
        return _answer(request, language, found, NO_FAULT_OF_FILE.get(code, "file"))
    return _answer(request, language, answer_of(session[0]) or found)


def _reply(request: HttpRequest, key: uuid.UUID, form: uuid.UUID) -> AnswerShown:
    return record_reply(key, request.POST.get("text", ""), request=form)


def _withdraw(request: HttpRequest, key: uuid.UUID, form: uuid.UUID) -> AnswerShown:
    del request
    return withdraw_complaint(key, request=form)


def _reprisal(request: HttpRequest, key: uuid.UUID, form: uuid.UUID) -> AnswerShown | None:
    kind, text = request.POST.get("kind", ""), request.POST.get("what", "")
    report_reprisal(key, kind=kind, text=text, request=form)
    return answer_of(key)


def _end(request: HttpRequest, language: Language) -> HttpResponse:
    response = _advice(request, language)
    end_session(request, response)
    return response


SPECIAL = {"add": _add, "attach": _attach, "end": _end}
"""What has a page of its own afterwards."""
ACTS = {"reply": _reply, "withdraw": _withdraw, "reprisal": _reprisal}
"""What the worker can do on the answer page."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, language: Language) -> HttpResponse:
    """Say whether a code proves that something was received, and on which day."""
    typed = request.POST.get("code", "")[:LONGEST]
    context = {"asked": bool(typed.strip()), "day": day_of_proof(typed), "code": ""}
    return page(request, language, "report/code.html", context)
