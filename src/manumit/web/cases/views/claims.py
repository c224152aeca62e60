"""Claims of the person of a file: opened here, and worked on in the room of remedies."""

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, room
from manumit.web.institutions import desk
from manumit.web.pages.languages import words
from manumit.web.remedies.forms import ROOM, RouteForm
from manumit.web.remedies.policies import claim_policy


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """The claims of the person, with their state, as far as whoever looks may see them."""
    seen = selectors.file(here.actor, file)
    must_see(here, claim_policy, seen)
    found = selectors.claims(here.actor, file)
    return here.show("claims", {"file": seen, "lines": found, "may": "claim.open" in seen.may})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID) -> HttpResponse:
    """Chooses the route; the claim opens as a draft."""
    seen = selectors.file(here.actor, file)
    must(here, claim_policy, "open", seen)
    form = RouteForm(here.request.POST or None, words=words(here.language.tag))
    if here.posted and form.is_valid():
        sent = form.cleaned_data
        try:
            made = services.open_claim(
                here.actor, file, route=sent["route"], request=sent["request"]
            )
        except InputError as problems:
            desk.put_into(form, problems, ROOM)
        else:
            return _to(here, made.pk)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("claim_new", {"file": seen, "form": form}, status=status)


def _to(here: Here, claim: uuid.UUID) -> HttpResponseRedirect:
    tag = here.language.tag
    response = HttpResponseRedirect(
        reverse("remedies:claim", kwargs={"language": tag, "claim": claim})
    )
    response.status_code = 303
    return response
