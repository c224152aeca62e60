"""The first page of a demonstration: how invented people sign in; and the page of training."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from manumit.web.country.data import country
from manumit.web.country.people import Card, cards
from manumit.web.country.training import progress
from manumit.web.institutions.demo import sign_in_of
from manumit.web.institutions.models import named
from manumit.web.kernel.access.actors import actor_of
from manumit.web.pages.languages import Language, wanted
from manumit.web.pages.views import page
from manumit.web.pages.views import root as pages_root

SECONDS_OF_A_CODE = 30


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the cards in a demonstration with a country; elsewhere to the start, as always."""
    if not settings.MANUMIT.country:
        return pages_root(request)
    tag = wanted(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(reverse("country:cards", kwargs={"language": tag}))
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def show_cards(request: HttpRequest, language: Language) -> HttpResponse:
    """Everybody who can sign in, by institution; not there outside a demonstration.

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
    context = {"institutions": institutions, "name": named(dict(here.names), language.tag)}
    return page(request, language, "country/cards.html", context)


def _card(one: Card, tag: str) -> dict[str, Any]:
    account = sign_in_of(one.email)
    code = format_hotp_value(hotp_value(account.secret, int(time.time() // SECONDS_OF_A_CODE)))
    return {
        "account": account,
        "code": code,
        "role": f"role/{one.role}",
        "region": named(dict(country().regions[one.region]), tag),
    }


@require_safe
def show_training(request: HttpRequest, language: Language) -> HttpResponse:
    """The five tasks of whoever is signed in, in the role in which they act.

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
