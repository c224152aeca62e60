"""Pages that lead to the government provider and back."""

import dataclasses
import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import get_user
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from manumit.web.institutions import oidc
from manumit.web.institutions.account_pages import TOO_MANY
from manumit.web.institutions.acting import SESSION_PROVIDER
from manumit.web.institutions.events import record_member_event
from manumit.web.institutions.gates import allowed
from manumit.web.institutions.models import FALLBACK, Member
from manumit.web.institutions.oidc import Provider, ProviderError, SignInAttempt
from manumit.web.institutions.provider import configured, member_for
from manumit.web.ui.languages import Language
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

SESSION_ASKED, SESSION_LANGUAGE = "provider_asked", "provider_language"
log = logging.getLogger(__name__)


# By GET: a form may lead to our own pages alone (form-action), also where the provider leads on.
@require_GET
def provider(request: HttpRequest, language: Language) -> HttpResponse:
    """Redirect to the provider, and store what the answer must match."""
    found = _configured()
    if isinstance(get_user(request), Member):
        return _to("home", language.tag)
    if not allowed(request, "login"):
        return page(request, language, "institutions/wait.html", status=TOO_MANY)
    try:
        address, asked = oidc.begin_sign_in(found, _back(request))
    except ProviderError as wrong:
        return _refused(language, wrong)
    request.session[SESSION_ASKED] = dataclasses.asdict(asked)
    request.session[SESSION_LANGUAGE] = language.tag
    return HttpResponseRedirect(address)


@require_GET
def provider_back(request: HttpRequest, language: Language) -> HttpResponse:
    """Process the provider's answer, once. Every refusal looks the same."""
    found = _configured()
    spoken = request.session.get(SESSION_LANGUAGE, language.tag)
    if spoken != language.tag:  # only one address is registered with the provider
        there = _to("provider_back", spoken)
        there["Location"] += f"?{request.META['QUERY_STRING']}"
        return there
    held = request.session.pop(SESSION_ASKED, None)
    try:
        identity = oidc.identity(found, _asked(held), _back(request), request.GET.dict())
        member = member_for(found, identity)
    except ProviderError as wrong:
        return _refused(language, wrong)
    return _signed_in(request, member, strong=identity.strong)


@require_safe
def provider_refused(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the refusal, in the same words for every cause."""
    _configured()
    context = {"key": "provider_refused", "again": True}
    return page(request, language, "institutions/result.html", context, status=403)


def _signed_in(request: HttpRequest, member: Member, *, strong: bool) -> HttpResponse:
    """Sign in as after a password; a strong provider sign-in replaces the second factor."""
    record_authentication(request, member, method="provider")
    if not strong:
        response: HttpResponse = perform_login(request, Login(user=member))
        return response
    adapter: Any = get_adapter()
    adapter.login(request, member)
    request.session[SESSION_PROVIDER] = str(member.pk)
    record_member_event("second_factor", member)
    done: HttpResponse = adapter.post_login(
        request, member, email_verification="none", signal_kwargs=None, email=None, signup=False,
        redirect_url=None,
    )  # fmt: skip
    return done


def _asked(held: dict[str, Any] | None) -> SignInAttempt:
    if held is None:
        raise ProviderError("not_asked")
    return SignInAttempt(**held)


def _configured() -> Provider:
    found = configured()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> str:
    """Return our registered redirect URL: the same for every language."""
    path = reverse("institutions:provider_back", kwargs={"language": FALLBACK})
    return request.build_absolute_uri(path)


def _refused(language: Language, wrong: ProviderError) -> HttpResponse:
    """Redirect away from a URL that contains a code."""
    log.warning("sign-in refused", exc_info=wrong)  # the log keeps where, and no word of it
    return _to("provider_refused", language.tag)


def _to(name: str, tag: str) -> HttpResponseRedirect:
    return see_other(f"institutions:{name}", tag)
