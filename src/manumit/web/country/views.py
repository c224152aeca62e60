"""The first page of a demonstration: how invented people sign in; and the page of training."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from manumit.web.country.data import country
from manumit.web.country.people import Card, cards
from manumit.web.country.training import progress
from manumit.web.institutions.acting import SESSION_SECOND_FACTOR
from manumit.web.institutions.demo import sign_in_of
from manumit.web.institutions.events import record_member_event
from manumit.web.institutions.models import Member, named
from manumit.web.institutions.services import note_session
from manumit.web.institutions.views import BACKEND
from manumit.web.kernel.access.actors import actor_of
from manumit.web.ui.languages import Language, preferred_language
from manumit.web.ui.views import page
from manumit.web.ui.views import root as pages_root

SECONDS_OF_A_CODE = 30
DOORS = (
    ("worker", ()),
    ("inspectorate", (("inspect", "inspectorate"),)),
    ("shelter_union", (("support", "shelter"), ("union", "union"))),
    ("front_door", (("advice", "advice_centre"), ("intake", "intake"))),
    ("ministry", (("stats", "statistics"), ("plan", "coordination"))),
)
"""Where a visitor begins: what the place is called, and roles with their kind of institution."""


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Redirect to the cards in a demonstration with a country, else to the start page."""
    if not settings.MANUMIT.country:
        return pages_root(request)
    tag = preferred_language(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(reverse("country:cards", kwargs={"language": tag}))
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def show_cards(request: HttpRequest, language: Language) -> HttpResponse:
    """Show everybody who can sign in, by institution; only in a demonstration.

    Raises:
        Http404: the installation shows no invented country.
    """
    _demonstration_only()
    here = country()
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in cards():
        groups.setdefault(one.kind, []).append(_card(one, language.tag))
    institutions = [
        {"name": named(dict(here.institutions[kind].names), language.tag), "cards": people}
        for kind, people in groups.items()
    ]
    context = {
        "institutions": institutions,
        "name": named(dict(here.names), language.tag),
        "doors": [_door(one) for one in DOORS],
    }
    return page(request, language, "country/cards.html", context)


def _door(door: tuple[str, tuple[tuple[str, str], ...]]) -> dict[str, Any]:
    key, people = door
    first = {(one.role, one.kind): one.email for one in cards() if one.region == 0}
    return {
        "text": f"country_door/{key}",
        "people": [(f"role/{role}", first[role, kind]) for role, kind in people],
    }


def _card(one: Card, tag: str) -> dict[str, Any]:
    account = sign_in_of(one.email)
    code = format_hotp_value(hotp_value(account.secret, int(time.time() // SECONDS_OF_A_CODE)))
    return {
        "account": account,
        "code": code,
        "role": f"role/{one.role}",
        "region": named(dict(country().regions[one.region]), tag),
    }


@require_POST
def enter(request: HttpRequest, language: Language) -> HttpResponse:
    """Sign in as an invented person with one press; not there outside a demonstration.

    The second factor is shown on the page of cards and need not be typed. A member who was signed
    in is signed out, and the ledger records who came.

    Raises:
        Http404: the installation shows no invented country, or nobody there has the address.
    """
    _demonstration_only()
    email = request.POST.get("email", "")
    if email not in {one.email for one in cards()}:
        raise Http404
    member = get_object_or_404(Member, email=email, is_active=True)
    auth.logout(request)
    auth.login(request, member, backend=BACKEND)
    record_member_event("sign_in", member)
    record_authentication(request, member, method="password")
    record_authentication(request, member, method="mfa", type="totp")
    request.session[SESSION_SECOND_FACTOR] = str(member.pk)
    note_session(request)
    response = HttpResponseRedirect(reverse("institutions:home", kwargs={"language": language.tag}))
    response.status_code = 303
    return response


@require_safe
def show_training(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the five tasks of the signed-in member's current role.

    Raises:
        Http404: the installation shows no invented country, or nobody acts.
    """
    _demonstration_only()
    actor = actor_of(request)
    if actor is None:
        raise Http404
    made = progress(actor.person, actor.role)
    context = {"tasks": made, "done": sum(one.done_at is not None for one in made)}
    return page(request, language, "country/training.html", context)


def _demonstration_only() -> None:
    if settings.MANUMIT.production or not settings.MANUMIT.country:
        raise Http404
