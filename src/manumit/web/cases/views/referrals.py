"""Pages of referrals, for sender and recipient."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.clocks import Due
from manumit.web.cases.forms import AnswerForm, ReasonForm, ReportForm, StepForm, named_choices
from manumit.web.cases.policies import referral_policy, referred_consent_policy
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.referral_list import RECEIVED, SENT, TABS
from manumit.web.cases.selectors import ReferralLine, ReferralView
from manumit.web.cases.services import ReportInput
from manumit.web.cases.services.progress import LISTS
from manumit.web.cases.views.documents import finding_in_words
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_role,
    require_view,
)
from manumit.web.institutions.desk import View
from manumit.web.institutions.directory import any_partner, telephones
from manumit.web.kernel.access.grants import Relation
from manumit.web.tasks.returning import sent_from_list, sent_from_work, to_work
from manumit.web.ui.languages import Language, words

DAYS = 30
REPORTED = {Due.SERVICE: "need", Due.OUTCOME: "reason"}
"""Prefixes of the texts for the codes of a report."""
type StepOf = StepForm | ReasonForm | AnswerForm | ReportForm


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def inbox(here: CaseRequest) -> HttpResponse:
    """List the referrals to this office."""
    require_role(here, referral_policy)
    return here.list(RECEIVED, tabs=TABS)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def sent(here: CaseRequest) -> HttpResponse:
    """List the referrals that this office sent."""
    require_role(here, referral_policy)
    return here.list(SENT, tabs=TABS)


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the referrals of one file."""
    seen = selectors.file(here.actor, file)
    require_view(here, referral_policy, seen)
    found = selectors.sent(here.actor, file)
    names = here.names({one.sent_to for one in found})
    rows = [(one, names.get(one.sent_to, "")) for one in found]
    context = {"file": seen, "rows": rows, "may": "referral.send" in seen.may}
    return here.show("referrals", {**context, "now": timezone.now()})


# One referral


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def referral(here: CaseRequest, referral: uuid.UUID) -> HttpResponse:
    """Show a referral once opened: what was disclosed and the possible steps."""
    if here.posted:
        services.confirm_receipt(here.actor, referral)
        return _opened(here, referral)
    line = selectors.referral_line(here.actor, referral)
    context = {
        **_head(here, line),
        "may_open": line.purpose is not None and line.relation is not Relation.COLLEAGUE,
        "covered": _consent(here, line),
    }
    return here.show("referral_closed", context)


def _head(here: CaseRequest, line: ReferralLine) -> dict[str, object]:
    """Return both ends of a referral, and whom the reader calls about it."""
    names = here.names({line.sent_by, line.sent_to})
    other = line.sent_by if line.relation is Relation.REFERRED else line.sent_to
    calls = telephones([] if line.other_office is None else [line.other_office])
    return {
        "line": line,
        "from": names.get(line.sent_by, ""),
        "to": names.get(line.sent_to, ""),
        "elsewhere": any_partner([line.sent_by, line.sent_to]),
        "other_side": names.get(other, ""),
        "call": next(iter(calls.values()), ""),
        "now": timezone.now(),
    }


def _consent(here: CaseRequest, line: ReferralLine) -> bool:
    """Return whether the recipient may record a withdrawal on this page."""
    if line.relation is not Relation.REFERRED or here.actor is None:
        return False
    row = referral_policy.load(here.actor, line.id)
    return bool(referred_consent_policy.can(here.actor, "withdraw", row))


def _opened(here: CaseRequest, key: uuid.UUID, failed: StepOf | None = None) -> HttpResponse:
    found = selectors.referral(here.actor, key)
    passed = found.passed
    finding = None if passed is None else passed.finding
    context = {
        **_head(here, found.line),
        "found": found,
        "passed": passed,
        "identity": list(passed.identity.items()) if passed else [],
        "kept": None if finding is None else finding_in_words(finding, words(here.language.tag)),
        "may_write": referral_policy.can_new(here.actor, "send", found.line.relation),
        "forms": _forms(here, found, failed),
    }
    status = 200 if failed is None else UNPROCESSABLE
    return here.show("referral", context, status=status)


def _forms(
    here: CaseRequest, found: ReferralView, failed: StepOf | None
) -> list[tuple[str, StepOf]]:
    """Return the form of each possible step, by its name."""
    again = {} if failed is None else {failed.prefix: failed}
    return [
        (name, again.get(name) or _form(here, name, None, found.line.version))
        for name in found.steps
    ]


def _form(here: CaseRequest, name: str, data: object, seen: int) -> StepOf:
    spoken = words(here.language.tag)
    step = REFERRAL.transition(name)
    given: dict[str, Any] = {"words": spoken, "initial": {"seen": seen}, "prefix": name}
    if name in LISTS:
        listed = named_choices(spoken, REPORTED[Due(name)], LISTS[Due(name)].today())
        return ReportForm(data, choices={"code": listed}, **given)
    if name == "answer":
        return AnswerForm(data, **given)
    if step is None or step.reasons is None:
        return StepForm(data, **given)
    codes = [code for code in step.reasons.today() if code != "consent_withdrawn"]
    choices = {"reason": named_choices(spoken, "reason", codes)}
    return ReasonForm(data, choices=choices, **given)


def _step(name: str, do: Callable[[CaseRequest, uuid.UUID, StepOf], HttpResponse]) -> View:
    """Return a view that takes one step, or shows its errors on the opened referral."""

    @require_POST
    @office_view
    def taken(here: CaseRequest, referral: uuid.UUID) -> HttpResponse:
        form = _form(here, name, here.request.POST, 0)
        if form.is_valid():
            try:
                return do(here, referral, form)
            except InputError as problems:
                add_form_errors(form, problems)
        return _opened(here, referral, form)

    return taken


def _accept(here: CaseRequest, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    file = services.accept(here.actor, referral, seen=sent["seen"], request=sent["request"])
    if sent_from_work(here):
        return to_work(here, "cases/said_accepted")
    if sent_from_list(here):
        return here.to("inbox", message="accepted")
    if file is None:
        return here.to("referral", message="accepted", referral=referral)
    return here.to("file", message="accepted", file=file.pk)


def _ended(
    act: Callable[..., object], text: str
) -> Callable[[CaseRequest, uuid.UUID, StepOf], HttpResponse]:
    def do(here: CaseRequest, referral: uuid.UUID, form: StepOf) -> HttpResponse:
        sent = form.cleaned_data
        act(here.actor, referral, **{key: sent[key] for key in ("reason", "seen", "request")})
        if sent_from_work(here):
            return to_work(here, f"cases/said_{text}")
        return here.to("inbox", message=text)

    return do


def _answer(here: CaseRequest, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    services.answer(
        here.actor, referral, sent["answer"], seen=sent["seen"], request=sent["request"]
    )
    return here.to("referral", message="answered", referral=referral)


def _reported(step: Due) -> Callable[[CaseRequest, uuid.UUID, StepOf], HttpResponse]:
    def do(here: CaseRequest, referral: uuid.UUID, form: StepOf) -> HttpResponse:
        sent = form.cleaned_data
        content = ReportInput(step=step, code=sent["code"], on_day=sent["day"])
        services.report(here.actor, referral, content, request=sent["request"])
        return here.to("referral", message="reported", referral=referral)

    return do


accept = _step("accept", _accept)
_declined = _step("decline", _ended(services.decline, "declined"))
withdraw = _step("withdraw", _ended(services.withdraw_referral, "taken_back"))
answer = _step("answer", _answer)
service = _step("service", _reported(Due.SERVICE))
outcome = _step("outcome", _reported(Due.OUTCOME))


def decline(request: HttpRequest, language: Language, referral: uuid.UUID) -> HttpResponseBase:
    """Decline a referral; its page offers each reason as a button."""
    view = _declined if request.method == "POST" else _reasons_to_decline
    return view(request, language, referral=referral)


@require_safe
@office_view
def _reasons_to_decline(here: CaseRequest, referral: uuid.UUID) -> HttpResponse:
    row = referral_policy.load(here.actor, referral, "answer")
    line = selectors.referral_line(here.actor, referral)
    context = {
        **_head(here, line),
        "form": _form(here, "decline", None, row.version),
        "listed": sent_from_list(here),
    }
    return here.show("decline", context)


@require_POST
@office_view
def withdraw_consent(here: CaseRequest, referral: uuid.UUID) -> HttpResponse:
    """Record a withdrawal that the person declares at the recipient."""
    services.withdraw_consent_at_recipient(here.actor, referral)
    return here.to("inbox", message="withdrawn")
