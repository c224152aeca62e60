"""Referring a person to another institution, and being referred somebody."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import (
    AnswerForm,
    PurposeForm,
    ReasonForm,
    ReferralForm,
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
from manumit.web.cases.services import ToRefer
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
from manumit.web.institutions.models import named
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.pages.languages import words

ON_A_PAGE = 25
DAYS = 30


@require_safe
@room
def inbox(here: Here) -> HttpResponse:
    """Who was referred to this office, and whom it referred, the latest first."""
    must_know(here, referral_policy)
    came = selectors.inbox(here.actor)
    went = selectors.sent(here.actor)
    shown = Paginator(came, ON_A_PAGE).get_page(here.request.GET.get("page"))
    names = here.names({*(one.sent_by for one in came), *(one.sent_to for one in went)})
    context = {
        "shown": shown,
        "came": [(one, names.get(one.sent_by, "")) for one in shown],
        "went": [(one, names.get(one.sent_to, "")) for one in went[:ON_A_PAGE]],
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
    context = {"file": seen, "rows": rows, "may": "referral.send" in seen.may}
    return here.show("referrals", context)


# Sending


@require_http_methods(["GET", "HEAD", "POST"])
@room
def refer(here: Here, file: uuid.UUID) -> HttpResponse:
    """First for what; then to whom, which parts, and until when."""
    seen, spoken = selectors.file(here.actor, file), words(here.language.tag)
    must(here, referral_policy, "send", seen)
    offered = [one for one in purposes() if one not in rules().not_referred_for]
    first = PurposeForm(
        here.request.POST or None,
        words=spoken,
        choices={"purpose": named_choices(spoken, "purpose", offered)},
    )
    if not (here.posted and first.is_valid()):
        status = UNPROCESSABLE if first.errors else 200
        return here.show("refer_purpose", {"file": seen, "form": first}, status=status)
    return _to_whom(here, seen, first.cleaned_data["purpose"])


def _to_whom(here: Here, seen: selectors.FileView, purpose: str) -> HttpResponse:
    sending = here.request.POST.get("do") == "send"
    spoken = words(here.language.tag)
    found = selectors.recipients(here.actor, seen.id, purpose)
    form = ReferralForm(
        here.request.POST if sending else None,
        words=spoken,
        choices={
            "office": [(str(one.office), _recipient(one, here)) for one in found],
            "parts": named_choices(spoken, "part", Part),
        },
        initial={
            "purpose": purpose,
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
    }
    return here.show("refer", context, status=UNPROCESSABLE if form.errors else 200)


def _recipient(one: selectors.Recipient, here: Here) -> str:
    """What an office is called, and whether consent covers it."""
    tag = here.language.tag
    place = named(dict(one.names), tag)
    office = named(dict(one.office_names), tag)
    whole = place if office == place else f"{place}, {office}"
    return f"{whole} · {words(tag).name(f'cases_why/{one.consent.reason}')}"


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
        return _opened(here, referral)
    line = _line(here, referral)
    names = here.names({line.sent_by, line.sent_to})
    context = {
        "line": line,
        "from": names.get(line.sent_by, ""),
        "to": names.get(line.sent_to, ""),
        "may_open": line.purpose is not None and line.relation is not Relation.COLLEAGUE,
        "covered": _consent(here, line),
    }
    return here.show("referral_closed", context)


def _line(here: Here, referral: uuid.UUID) -> ReferralLine:
    found = [*selectors.inbox(here.actor), *selectors.sent(here.actor)]
    line = next((one for one in found if one.id == referral), None)
    if line is None:
        referral_policy.load(here.actor, referral)
        raise Http404
    return line


def _consent(here: Here, line: ReferralLine) -> bool:
    """Whether the recipient's people may take back what the person said, on this page."""
    if line.relation is not Relation.REFERRED or here.actor is None:
        return False
    row = referral_policy.load(here.actor, line.id)
    return bool(referred_consent_policy.can(here.actor, "withdraw", row))


def _opened(
    here: Here, key: uuid.UUID, failed: StepForm | ReasonForm | AnswerForm | None = None
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
        "passed": passed,
        "identity": list(passed.identity.items()) if passed else [],
        "kept": kept,
        "forms": _forms(here, found, failed),
    }
    status = 200 if failed is None else UNPROCESSABLE
    return here.show("referral", context, status=status)


type StepOf = StepForm | ReasonForm | AnswerForm


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
    if name == "answer":
        return AnswerForm(data, **given)
    if step is None or step.reasons is None:
        return StepForm(data, **given)
    today = timezone.now().date()
    codes = [
        one.code
        for one in step.reasons.reasons
        if one.holds_on(today) and one.code != "consent_withdrawn"
    ]
    choices = {"reason": named_choices(spoken, "reason", codes)}
    return ReasonForm(data, choices=choices, **given)


def _step(
    name: str, do: Callable[[Here, uuid.UUID, StepOf], HttpResponse]
) -> Callable[..., HttpResponse]:
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


accept = _step("accept", _accept)
decline = _step("decline", _decline)
withdraw = _step("withdraw", _withdraw)
answer = _step("answer", _answer)


@require_POST
@room
def withdraw_consent(here: Here, referral: uuid.UUID) -> HttpResponse:
    """The person takes consent back at the institution that they were referred to."""
    services.withdraw_consent_here(here.actor, referral)
    return here.to("inbox", said="withdrawn")
