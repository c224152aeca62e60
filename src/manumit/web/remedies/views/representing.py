"""A union or a lawyer opens a claim for whoever gave a mandate, and asks them (decision 42)."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from manumit.errors import Place
from manumit.web.institutions.desk import sent
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.pages.languages import words
from manumit.web.remedies import selectors, services
from manumit.web.remedies.codes import ClaimCode
from manumit.web.remedies.forms_by_mandate import GivenForm, OpenForm, WordForm, in_days
from manumit.web.remedies.lists import PURPOSE
from manumit.web.remedies.policies import claim_policy
from manumit.web.remedies.views.room import UNPROCESSABLE, Here, formed, must, room

DAYS = 365
"""Offered; a shorter time can be written, and a longer one up to that of the purpose."""


def _initial(here: Here) -> dict[str, object]:
    known = purposes()[PURPOSE]
    return {
        "text_version": known.current_text,
        "language": here.language.tag,
        "given_on": timezone.now().date(),
        "until": in_days(min(known.longest_days - 1, DAYS)),
        "basis": "union_mandate" if here.actor and here.actor.role == "union" else "",
    }


def _spoken() -> dict[str, object]:
    """The words that are read out, as a page shows them."""
    known = purposes()[PURPOSE]
    return {"version": known.current_text, "days": known.longest_days}


@require_http_methods(["GET", "HEAD", "POST"])
@room
def represent(here: Here) -> HttpResponse:
    """Opens a claim for a worker who gave the office a mandate; no file comes into being."""
    claim_policy.check_new(here.actor, "represent")
    form = OpenForm(
        here.request.POST or None, words=words(here.language.tag), initial=_initial(here)
    )
    made: list[uuid.UUID] = []

    def act() -> None:
        opened = services.open_by_mandate(
            here.actor, form.given(), form.opened(), request=form.cleaned_data["request"]
        )
        made.append(opened.pk)

    if sent(here, form, act):
        return here.to("claim", said="kept", claim=made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("represent", {"form": form, **_spoken()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def take_up(here: Here, claim: uuid.UUID) -> HttpResponse:
    """Goes on with a claim by a new mandate: before the last one ends, or once nobody acts."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.represent", seen)
    if seen.relation is Relation.MANDATE and not seen.asks:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))
    form = GivenForm(
        here.request.POST or None, words=words(here.language.tag), initial=_initial(here)
    )
    if sent(here, form, lambda: services.take_up(
        here.actor, claim, form.given(), request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("claim", said="kept", claim=claim)
    text = "remedies/renew" if seen.relation is Relation.MANDATE else "remedies/take_up"
    return formed(here, "take_up", seen, form, text=text, **_spoken())


@require_http_methods(["GET", "HEAD", "POST"])
@room
def agree(here: Here, claim: uuid.UUID) -> HttpResponse:
    """What the worker says to another institution having the claim: yes, or no."""
    seen = selectors.claim(here.actor, claim)
    must(here, "claim.agree", seen)
    if not seen.asks:
        raise ClaimCode.IN_FILE.error(Place(field="claim"))
    spoken = words(here.language.tag)
    found = selectors.could_have(here.actor, claim)
    names = here.names(found)
    now = spoken.name("remedies/agrees_now")
    choices = [
        (str(key), f"{names[key]} ({now})" if agreed else names[key])
        for key, agreed in found.items()
    ]
    form = WordForm(
        here.request.POST or None,
        words=spoken,
        choices={"recipient": choices},
        initial=_initial(here),
    )
    if sent(here, form, lambda: services.record_word(
        here.actor, claim, uuid.UUID(form.cleaned_data["recipient"]), agrees=form.agrees(),
        words=form.words_read(),
    )):  # fmt: skip
        return here.to("passing", said="kept", claim=claim)
    return formed(here, "agree", seen, form, **_spoken())


@require_POST
@room
def doubt_age(here: Here, claim: uuid.UUID) -> HttpResponseRedirect:
    """The worker may be under 18: from now on a guardian speaks for them."""
    services.doubt_age(here.actor, claim)
    return here.to("index", said="nobodys")
