"""Accounts of a file: listed, shown with what they come to, weighed, taken along and away."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from manumit.errors import InputError
from manumit.terms.kept import NotKeptError
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import Kind, Proposal, Rules
from manumit.web.cases.claimable import claimable
from manumit.web.cases.forms import Sent
from manumit.web.cases.papers import DATA, PAPERS, statement
from manumit.web.cases.policies import evidence_policy, finding_policy, statement_policy
from manumit.web.cases.told import LEAVE, OPEN, PLACE, TAKE, WeighForm
from manumit.web.cases.uploads import WithdrawalForm
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, put_into, room
from manumit.web.pages.languages import languages, library, words


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Kind, number and version of each, and who added it, the latest first."""
    seen = selectors.file(here.actor, file)
    must_see(here, statement_policy, seen)
    context = {
        "file": seen,
        "lines": selectors.accounts(here.actor, file)[::-1],
        "kinds": tuple(Kind),
        "may": "statement.take" in seen.may,
    }
    return here.show("accounts", context)


# What it comes to


@require_safe
@room
def account(here: Here, account: uuid.UUID) -> HttpResponse:
    """One version with its latest result, and what may be done with it."""
    return _shown(here, selectors.account(here.actor, account))


@require_safe
@room
def reckoning(here: Here, reckoning: uuid.UUID) -> HttpResponse:
    """One result of it."""
    return _shown(here, selectors.reckoning(here.actor, reckoning))


@dataclass(frozen=True, slots=True)
class SignView:
    """One sign that a result proposes.

    Attributes:
        choice: ``take``, ``leave`` or ``open``.
        field: of the form; None where nothing may be chosen.
    """

    place: int
    proposal: Proposal
    reason: str
    choice: str
    field: Any


def _shown(
    here: Here, found: selectors.AccountView, *, weigh: WeighForm | None = None,
    withdrawal: WithdrawalForm | None = None, problem: str = "",
) -> HttpResponse:  # fmt: skip
    seen = selectors.file(here.actor, found.file)
    may, line = seen.may, found.line
    if weigh is None and line.stands and _may_weigh(may):
        weigh = _weigh_form(here, found)
    if "statement.withdraw" in may and line.withdrawn_at is None:
        withdrawal = withdrawal or WithdrawalForm(words=words(here.language.tag))
    failed = problem or (weigh and weigh.errors) or (withdrawal and withdrawal.errors)
    context = {
        "file": seen,
        "found": found,
        "line": line,
        "seen": _statement(found, here.language.tag),
        "signs": _signs(found, here.language.tag, weigh),
        "weigh": weigh if found.result and found.result.proposals else None,
        "again": Sent(words=words(here.language.tag), auto_id="again_%s"),
        "withdrawal": withdrawal,
        "may_correct": "statement.take" in may and line.stands,
        "may_claim": _may_claim(found, may),
        "papers": tuple(PAPERS),
        "data": tuple(DATA),
        "rules": _rules(found, here.language.tag),
        "tags": languages(),
        "problem": problem,
    }
    return here.show("account", context, status=UNPROCESSABLE if failed else 200)


def _may_claim(found: selectors.AccountView, may: frozenset[str]) -> bool:
    if found.result is None or not found.line.stands:
        return False
    return {"statement.take", "claim.open"} <= may and bool(claimable(found.result))


def _may_weigh(may: frozenset[str]) -> bool:
    needed = (
        ("statement", "take"),
        (evidence_policy.resource, "record"),
        (finding_policy.resource, "make"),
    )
    return all(f"{resource}.{action}" in may for resource, action in needed)


def _weigh_form(here: Here, found: selectors.AccountView, sent: Any = None) -> WeighForm | None:
    if found.result is None:
        return None
    initial = {f"{PLACE}{place}": _choice(found, place) for place in _places(found)}
    return WeighForm(
        sent,
        words=words(here.language.tag),
        auto_id="weigh_%s",
        proposals=len(found.result.proposals),
        initial=initial | {"seen": found.seen},
    )


def _places(found: selectors.AccountView) -> range:
    return range(1, 1 + (0 if found.result is None else len(found.result.proposals)))


def _choice(found: selectors.AccountView, place: int) -> str:
    if place in found.weighed.taken:
        return TAKE
    return LEAVE if place in found.weighed.left else OPEN


def _signs(found: selectors.AccountView, language: str, form: WeighForm | None) -> list[SignView]:
    if found.result is None:
        return []
    return [
        SignView(
            place,
            one,
            one.reasons.get(language, one.reasons["en"]),
            _choice(found, place),
            None if form is None else form[f"{PLACE}{place}"],
        )
        for place, one in enumerate(found.result.proposals, start=1)
    ]


def _statement(found: selectors.AccountView, language: str) -> Any:
    """In words as it was kept; None where it is gone, or an older program kept other words."""
    try:
        return None if found.result is None else statement(found.result, language)
    except NotKeptError:
        return None


def _rules(found: selectors.AccountView, language: str) -> list[tuple[Rules, str]]:
    rules = () if found.result is None else found.result.rules
    spoken_of = words(language)
    return [
        (
            one,
            one.names.get(language, one.names["en"])
            if one.names
            else spoken_of.name(f"cases_rules/{one.id}"),
        )
        for one in rules
    ]


# What is done with it


@require_POST
@room
def weigh(here: Here, reckoning: uuid.UUID) -> HttpResponse:
    """Takes some of the signs as evidence, leaves others, and leads to the finding."""
    found = selectors.reckoning(here.actor, reckoning)
    seen = selectors.file(here.actor, found.file)
    for policy, action in ((statement_policy, "take"), (evidence_policy, "record")):
        must(here, policy, action, seen)
    must(here, finding_policy, "make", seen)
    form = _weigh_form(here, found, here.request.POST)
    if form is None:
        return here.to("account", account=found.line.id)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            made = services.weigh_signs(
                here.actor,
                reckoning,
                taken=form.places(TAKE),
                left=form.places(LEAVE),
                seen=sent["seen"],
                request=sent["request"],
            )
        except InputError as problems:
            put_into(form, problems)
        else:
            if made is not None:
                return here.to("finding", said="weighed", finding=made.pk)
            return here.to("reckoning", said="weighed_same", reckoning=reckoning)
    return _shown(here, found, weigh=form)


@require_POST
@room
def again(here: Here, account: uuid.UUID) -> HttpResponse:
    """Reckons it under the rules of now; what it came to before stays."""
    form = Sent(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        return here.to("account", account=account)
    request = form.cleaned_data["request"]
    made = services.reckon_again(here.actor, account, request=request)
    return here.to("reckoning", said="reckoned", reckoning=made.pk)


@require_POST
@room
def withdraw(here: Here, account: uuid.UUID) -> HttpResponse:
    """Takes what it told and came to away, with a reason of the list."""
    form = WithdrawalForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            made = services.withdraw_account(
                here.actor, account, reason=form.cleaned_data["reason"]
            )
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("accounts", said="account_withdrawn", file=made.file_id)
    return _shown(here, selectors.account(here.actor, account), withdrawal=form)


@require_POST
@room
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": True,  # type: ignore[dict-item] # documented for what takes no value
    }
)
def take(here: Here, reckoning: uuid.UUID) -> HttpResponse:
    """The statement on paper or as data, as a file for the device."""
    do, tag = here.request.POST.get("do", ""), here.request.POST.get("language", "")
    paper = do not in DATA
    found, told, result = selectors.taken_along(here.actor, reckoning, paper=paper)
    make = DATA.get(do) or PAPERS.get(do)
    if make is None or tag not in {one.tag for one in languages()}:
        return here.to("reckoning", reckoning=reckoning)
    try:
        made = make(result, told, library(), tag)
    except (InputError, NotKeptError):
        return _shown(here, found, problem="wages/no_paper")
    response = HttpResponse(made.content, content_type=made.media_type)
    name = f"{found.name}.{made.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
