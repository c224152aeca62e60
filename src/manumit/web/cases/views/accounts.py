"""Pages of wage accounts: list, result, review of signs, download, withdrawal."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from manumit.errors import InputError
from manumit.terms.statement.kept import NotKeptError
from manumit.web.cases import selectors, services
from manumit.web.cases.account_forms import LEAVE, OPEN, PLACE, TAKE, SignReviewForm
from manumit.web.cases.accounts import AccountKind, AppliedRules, SignProposal
from manumit.web.cases.claimable import claimable_heads
from manumit.web.cases.forms import CaseForm
from manumit.web.cases.papers import DATA, PAPERS, statement
from manumit.web.cases.policies import evidence_policy, finding_policy, statement_policy
from manumit.web.cases.uploads import WithdrawalForm
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_action,
    require_view,
)
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import languages, library, words


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the accounts: kind, number, version and author, latest first."""
    seen = selectors.file(here.actor, file)
    require_view(here, statement_policy, seen)
    context = {
        "file": seen,
        "lines": selectors.accounts(here.actor, file)[::-1],
        "kinds": tuple(AccountKind),
        "may": "statement.take" in seen.may,
    }
    return here.show("accounts", context)


# What it comes to


@require_safe
@office_view
def account(here: CaseRequest, account: uuid.UUID) -> HttpResponse:
    """Show one version with its latest result and the possible actions."""
    return _shown(here, selectors.account(here.actor, account))


@require_safe
@office_view
def reckoning(here: CaseRequest, reckoning: uuid.UUID) -> HttpResponse:
    """Show one result."""
    return _shown(here, selectors.reckoning(here.actor, reckoning))


@dataclass(frozen=True, slots=True)
class SignView:
    """One sign that a result proposes.

    Attributes:
        choice: ``take``, ``leave`` or ``open``.
        field: of the form; None where nothing may be chosen.
    """

    place: int
    proposal: SignProposal
    reason: str
    choice: str
    field: Any


def _shown(
    here: CaseRequest, found: selectors.AccountView, *, weigh: SignReviewForm | None = None,
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
        "again": CaseForm(words=words(here.language.tag), auto_id="again_%s"),
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
    return {"statement.take", "claim.open"} <= may and bool(claimable_heads(found.result))


def _may_weigh(may: frozenset[str]) -> bool:
    needed = (
        ("statement", "take"),
        (evidence_policy.resource, "record"),
        (finding_policy.resource, "make"),
    )
    return all(f"{resource}.{action}" in may for resource, action in needed)


def _weigh_form(
    here: CaseRequest, found: selectors.AccountView, sent: Any = None
) -> SignReviewForm | None:
    if found.result is None:
        return None
    initial = {f"{PLACE}{place}": _choice(found, place) for place in _places(found)}
    return SignReviewForm(
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


def _signs(
    found: selectors.AccountView, language: str, form: SignReviewForm | None
) -> list[SignView]:
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
    """Return the stored statement in words; None if withdrawn or of an older format."""
    try:
        return None if found.result is None else statement(found.result, language)
    except NotKeptError:
        return None


def _rules(found: selectors.AccountView, language: str) -> list[tuple[AppliedRules, str]]:
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
@office_view
def review(here: CaseRequest, reckoning: uuid.UUID) -> HttpResponse:
    """Record which signs are taken and which are left, then show the finding."""
    found = selectors.reckoning(here.actor, reckoning)
    seen = selectors.file(here.actor, found.file)
    for policy, action in ((statement_policy, "take"), (evidence_policy, "record")):
        require_action(here, policy, action, seen)
    require_action(here, finding_policy, "make", seen)
    form = _weigh_form(here, found, here.request.POST)
    if form is None:
        return here.to("account", account=found.line.id)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            made = services.review_signs(
                here.actor,
                reckoning,
                taken=form.places(TAKE),
                left=form.places(LEAVE),
                seen=sent["seen"],
                request=sent["request"],
            )
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            if made is not None:
                return here.to("finding", message="weighed", finding=made.pk)
            return here.to("reckoning", message="weighed_same", reckoning=reckoning)
    return _shown(here, found, weigh=form)


@require_POST
@office_view
def recalculate(here: CaseRequest, account: uuid.UUID) -> HttpResponse:
    """Calculate the account again under today's rules; earlier results stay."""
    form = CaseForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        return here.to("account", account=account)
    request = form.cleaned_data["request"]
    made = services.recalculate_account(here.actor, account, request=request)
    return here.to("reckoning", message="reckoned", reckoning=made.pk)


@require_POST
@office_view
def withdraw(here: CaseRequest, account: uuid.UUID) -> HttpResponse:
    """Delete the content of the account and its results, with a reason."""
    form = WithdrawalForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            made = services.withdraw_account(
                here.actor, account, reason=form.cleaned_data["reason"]
            )
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            return here.to("accounts", message="account_withdrawn", file=made.file_id)
    return _shown(here, selectors.account(here.actor, account), withdrawal=form)


@require_POST
@office_view
@csp_override(
    {
        "default-src": [CSP.NONE],
        "style-src": [CSP.UNSAFE_INLINE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": True,  # type: ignore[dict-item] # documented for what takes no value
    }
)
def download(here: CaseRequest, reckoning: uuid.UUID) -> HttpResponse:
    """Send the statement as a file, on paper or as data."""
    do, tag = here.request.POST.get("do", ""), here.request.POST.get("language", "")
    paper = do not in DATA
    found, account, result = selectors.download(here.actor, reckoning, paper=paper)
    make = DATA.get(do) or PAPERS.get(do)
    if make is None or tag not in {one.tag for one in languages()}:
        return here.to("reckoning", reckoning=reckoning)
    try:
        made = make(result, account, library(), tag)
    except (InputError, NotKeptError):
        return _shown(here, found, problem="wage_check/no_paper")
    name = f"{found.name}.{made.ending}"
    return as_download(made.content, made.media_type, name)
