"""Referring a person to another institution, and being referred somebody."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.clocks import Due
from manumit.web.cases.forms import (
    AnswerForm,
    ReasonForm,
    ReferForm,
    ReferralForm,
    ReportForm,
    StepForm,
    end_of,
    in_days,
    named_choices,
)
from manumit.web.cases.passing import Part
from manumit.web.cases.policies import referral_policy, referred_consent_policy
from manumit.web.cases.process import REFERRAL
from manumit.web.cases.rules import rules
from manumit.web.cases.selectors import ReferralLine, ReferralView
from manumit.web.cases.services import ToRefer, ToReport
from manumit.web.cases.services.progress import LISTS
from manumit.web.cases.views.documents import kept_finding
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    Here,
    must,
    must_know,
    must_see,
    put_into,
    room,
)
from manumit.web.directory.fits import Answer, Wish
from manumit.web.directory.policies import unmet_policy
from manumit.web.directory.selectors import Found, best, none_fits, rank, why
from manumit.web.institutions.desk import View, knows
from manumit.web.institutions.directory import any_elsewhere
from manumit.web.institutions.models import named
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.pages.languages import words

ON_A_PAGE = 25
DAYS = 30
REPORTED = {Due.SERVICE: "need", Due.OUTCOME: "reason"}
"""Whose words stand beside the codes of a report."""


@require_safe
@room
def inbox(here: Here) -> HttpResponse:
    """Who was referred to this office, the latest first; by state, or what is overdue."""
    must_know(here, referral_policy)
    return _listed(here, selectors.CAME)


@require_safe
@room
def sent(here: Here) -> HttpResponse:
    """Whom this office referred; the same."""
    must_know(here, referral_policy)
    return _listed(here, selectors.WENT)


def _listed(here: Here, side: str) -> HttpResponse:
    """One list, with the institution at the other end of each."""
    state = here.request.GET.get("state", "")
    state = state if state in (selectors.OVERDUE, *REFERRAL.states) else ""
    shown = selectors.page_of_referrals(
        here.actor, side, here.request.GET.get("page"), ON_A_PAGE, state=state
    )
    rows = [(one, one.sent_by if side == selectors.CAME else one.sent_to) for one in shown]
    names = here.names({other for _, other in rows})
    context = {
        "side": side,
        "shown": shown,
        "state": state,
        "states": [one for one in REFERRAL.states if one != REFERRAL.initial],
        "rows": [(one, names.get(other, "")) for one, other in rows],
        "now": timezone.now(),
    }
    return here.show("inbox", context)


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """The referrals of one file."""
    seen = selectors.file(here.actor, file)
    must_see(here, referral_policy, seen)
    found = selectors.sent(here.actor, file)
    names = here.names({one.sent_to for one in found})
    rows = [(one, names.get(one.sent_to, "")) for one in found]
    may = "referral.send" in seen.may
    context = {"file": seen, "rows": rows, "may": may, "now": timezone.now()}
    return here.show("referrals", context)


# Sending


@require_http_methods(["GET", "HEAD", "POST"])
@room
def refer(here: Here, file: uuid.UUID) -> HttpResponse:
    """First for what; then to whom, which parts, and until when."""
    seen, spoken = selectors.file(here.actor, file), words(here.language.tag)
    must(here, referral_policy, "send", seen)
    offered = [one for one in purposes() if one not in rules().not_referred_for]
    first = ReferForm(
        here.request.POST or None,
        words=spoken,
        choices={"purpose": named_choices(spoken, "purpose", offered)},
    )
    if not (here.posted and first.is_valid()):
        status = UNPROCESSABLE if first.errors else 200
        return here.show("refer_purpose", {"file": seen, "form": first}, status=status)
    wish = first.wish(child=seen.child)
    return _to_whom(here, seen, first.cleaned_data["purpose"], wish)


def _to_whom(here: Here, seen: selectors.FileView, purpose: str, wish: Wish) -> HttpResponse:
    sending = here.request.POST.get("do") == "send"
    spoken = words(here.language.tag)
    found = selectors.recipients(here.actor, seen.id, purpose)
    fitting = best(here.actor, wish, [one.office for one in found]) if wish.need else {}
    found = sorted(found, key=lambda one: rank(fitting.get(one.office)))
    form = ReferralForm(
        here.request.POST if sending else None,
        words=spoken,
        choices={
            "office": [(str(one.office), _recipient(one, here, wish, fitting)) for one in found],
            "parts": named_choices(spoken, "part", Part),
        },
        initial={
            "purpose": purpose,
            "need": wish.need,
            "spoken": wish.language,
            "sex": wish.sex,
            "until": in_days(DAYS),
            "parts": [Part.SAFE_CONTACT, Part.FINDING],
        },
    )
    if sending and form.is_valid():
        try:
            made = services.refer(
                here.actor, seen.id, _wish(form), request=form.cleaned_data["request"]
            )
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("referral", said="sent", referral=made.pk)
    context = {
        "file": seen,
        "form": form,
        "purpose": f"cases_purpose/{purpose}",
        "any": found,
        "covered": any(one.consent.allowed for one in found),
        "wish": wish,
        "any_fits": any(one.answer is Answer.YES for one in fitting.values()),
        "none_fits": none_fits(fitting.values()),
        "counts": knows(here, unmet_policy, "leave"),
        "new_request": uuid.uuid4(),
    }
    return here.show("refer", context, status=UNPROCESSABLE if form.errors else 200)


def _recipient(
    one: selectors.Recipient, here: Here, wish: Wish, fitting: Mapping[uuid.UUID, Found]
) -> str:
    """What an office is called, whether consent covers it, and how its service fits, and why."""
    tag = here.language.tag
    place = named(dict(one.names), tag)
    office = named(dict(one.office_names), tag)
    whole = place if office == place else f"{place}, {office}"
    spoken = words(tag)
    said = [whole, spoken.name(f"cases_why/{one.consent.reason}")]
    if wish.need:
        said += map(spoken.name, why(fitting.get(one.office)))
    return " · ".join(said)


def _wish(form: ReferralForm) -> ToRefer:
    sent = form.cleaned_data
    return ToRefer(
        office=uuid.UUID(sent["office"]),
        purpose=sent["purpose"],
        parts=form.chosen_parts(),
        message=sent["message"],
        valid_until=end_of(sent["until"]),
    )


# One referral


@require_http_methods(["GET", "HEAD", "POST"])
@room
def referral(here: Here, referral: uuid.UUID) -> HttpResponse:
    """Closed until somebody presses "open"; then what was passed on, and what can be done."""
    if here.posted:
        services.receive(here.actor, referral)
        return _opened(here, referral)
    line = selectors.referral_line(here.actor, referral)
    names = here.names({line.sent_by, line.sent_to})
    context = {
        "line": line,
        "from": names.get(line.sent_by, ""),
        "to": names.get(line.sent_to, ""),
        "elsewhere": any_elsewhere([line.sent_by, line.sent_to]),
        "may_open": line.purpose is not None and line.relation is not Relation.COLLEAGUE,
        "covered": _consent(here, line),
        "now": timezone.now(),
    }
    return here.show("referral_closed", context)


def _consent(here: Here, line: ReferralLine) -> bool:
    """Whether the recipient's people may take back what the person said, on this page."""
    if line.relation is not Relation.REFERRED or here.actor is None:
        return False
    row = referral_policy.load(here.actor, line.id)
    return bool(referred_consent_policy.can(here.actor, "withdraw", row))


def _opened(
    here: Here,
    key: uuid.UUID,
    failed: StepForm | ReasonForm | AnswerForm | ReportForm | None = None,
) -> HttpResponse:
    found = selectors.referral(here.actor, key)
    spoken = words(here.language.tag)
    names = here.names({found.line.sent_by, found.line.sent_to})
    passed = found.passed
    kept = None
    if passed is not None and passed.finding is not None:
        kept = kept_finding(passed.finding, spoken)
    context = {
        "found": found,
        "line": found.line,
        "from": names.get(found.line.sent_by, ""),
        "to": names.get(found.line.sent_to, ""),
        "elsewhere": any_elsewhere([found.line.sent_by, found.line.sent_to]),
        "passed": passed,
        "identity": list(passed.identity.items()) if passed else [],
        "kept": kept,
        "may_write": referral_policy.can_new(here.actor, "send", found.line.relation),
        "forms": _forms(here, found, failed),
        "now": timezone.now(),
    }
    status = 200 if failed is None else UNPROCESSABLE
    return here.show("referral", context, status=status)


type StepOf = StepForm | ReasonForm | AnswerForm | ReportForm


def _forms(here: Here, found: ReferralView, failed: StepOf | None) -> list[tuple[str, StepOf]]:
    """A form for each step that is possible now, by the name of the step."""
    made: list[tuple[str, StepOf]] = []
    for name in found.steps:
        form = _form(here, name, None, found.line.version)
        same = failed is not None and failed.prefix == name
        made.append((name, failed if same and failed is not None else form))
    return made


def _form(here: Here, name: str, data: object, seen: int) -> StepOf:
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


def _step(name: str, do: Callable[[Here, uuid.UUID, StepOf], HttpResponse]) -> View:
    """A view of one step: it is done, or the opened referral says what is wrong."""

    @require_POST
    @room
    def taken(here: Here, referral: uuid.UUID) -> HttpResponse:
        form = _form(here, name, here.request.POST, 0)
        if form.is_valid():
            try:
                return do(here, referral, form)
            except InputError as problems:
                put_into(form, problems)
        return _opened(here, referral, form)

    return taken


def _accept(here: Here, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    file = services.accept(here.actor, referral, seen=sent["seen"], request=sent["request"])
    if file is None:
        return here.to("referral", said="accepted", referral=referral)
    return here.to("file", said="accepted", file=file.pk)


def _decline(here: Here, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    services.decline(
        here.actor,
        referral,
        reason=sent["reason"],
        seen=sent["seen"],
        request=sent["request"],
    )
    return here.to("inbox", said="declined")


def _withdraw(here: Here, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    services.withdraw_referral(
        here.actor,
        referral,
        reason=sent["reason"],
        seen=sent["seen"],
        request=sent["request"],
    )
    return here.to("inbox", said="taken_back")


def _answer(here: Here, referral: uuid.UUID, form: StepOf) -> HttpResponse:
    sent = form.cleaned_data
    services.answer(
        here.actor, referral, sent["answer"], seen=sent["seen"], request=sent["request"]
    )
    return here.to("referral", said="answered", referral=referral)


def _reported(step: Due) -> Callable[[Here, uuid.UUID, StepOf], HttpResponse]:
    def do(here: Here, referral: uuid.UUID, form: StepOf) -> HttpResponse:
        sent = form.cleaned_data
        said = ToReport(step=step, code=sent["code"], on_day=sent["day"])
        services.report(here.actor, referral, said, request=sent["request"])
        return here.to("referral", said="reported", referral=referral)

    return do


accept = _step("accept", _accept)
decline = _step("decline", _decline)
withdraw = _step("withdraw", _withdraw)
answer = _step("answer", _answer)
service = _step("service", _reported(Due.SERVICE))
outcome = _step("outcome", _reported(Due.OUTCOME))


@require_POST
@room
def withdraw_consent(here: Here, referral: uuid.UUID) -> HttpResponse:
    """The person takes consent back at the institution that they were referred to."""
    services.withdraw_consent_here(here.actor, referral)
    return here.to("inbox", said="withdrawn")
