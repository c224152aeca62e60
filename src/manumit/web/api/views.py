"""Office pages on which tokens are created, approved and revoked."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.api import document as version
from manumit.web.api import policies, tokens
from manumit.web.api.forms import ROOM, TokenForm
from manumit.web.api.models import ApiToken
from manumit.web.api.policies import token_policy
from manumit.web.api.scopes import scopes
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, View, require_role, submit_form
from manumit.web.institutions.desk_forms import coded_choices
from manumit.web.institutions.models import named
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.ui.languages import words


class ApiOfficeRequest(desk.OfficeRequest):
    """The request for a page about tokens."""

    room: ClassVar[str] = ROOM


room = desk.view_decorator(ApiOfficeRequest)


@require_safe
@room
def index(here: ApiOfficeRequest) -> HttpResponse:
    """List valid and waiting tokens of the institution, with who made and who approved them."""
    require_role(here, token_policy)
    shown = [_line(here, one) for one in policies.tokens(here.actor)]
    makes = policies.can_make(here.actor)
    return here.show("tokens", {"tokens": shown, "makes": makes})


def _line(here: ApiOfficeRequest, one: ApiToken) -> dict[str, Any]:
    may = _may(here, one)
    return {
        "id": one.pk,
        "sign": desk.member_sign(one.pk),
        "office": named(one.office.names, here.language.tag),
        "scopes": [f"api_scope/{scope}" for scope in one.scopes],
        "until": one.expires_at,
        "used_on": one.used_on,
        "made_by": one.made_by.email,
        "approved_by": "" if one.approved_by is None else one.approved_by.email,
        "waits": one.approved_at is None,
        "approve": "approve" in may and one.approved_at is None,
        "revoke": "revoke" in may,
    }


def _may(here: ApiOfficeRequest, one: ApiToken) -> set[str]:
    role = "" if here.actor is None else here.actor.role
    relation = getattr(one, RELATION)
    return {
        action
        for action in ("approve", "revoke")
        if relation in grants().of(role, token_policy.resource, action)
    }


@require_http_methods(["GET", "HEAD", "POST"])
@room
def make(here: ApiOfficeRequest) -> HttpResponse:
    """Create a token; its word is shown once."""
    token_policy.check_new(here.actor, "make")
    assert here.actor is not None  # noqa: S101 - the policy has refused a stranger
    spoken = words(here.language.tag)
    form = TokenForm(
        here.request.POST or None,
        words=spoken,
        choices={
            "office": [
                (str(one.pk), named(one.names, here.language.tag))
                for one in policies.offices(here.actor)
            ],
            "scopes": coded_choices(
                spoken, "api_scope", scopes().of_kind(policies.kind_of(here.actor))
            ),
        },
    )
    made: list[tokens.NewToken] = []
    if submit_form(here, form, lambda: made.append(_made(here, form))):
        return here.show("made", {"word": made[0].word, "sign": desk.member_sign(made[0].token.pk)})
    return here.show("make", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


def _made(here: ApiOfficeRequest, form: TokenForm) -> tokens.NewToken:
    found = form.cleaned_data
    return tokens.make_token(
        here.actor,
        uuid.UUID(found["office"]),
        found["scopes"],
        found["days"],
        request=found["request"],
    )


def _done(do: Callable[..., None], text: str) -> View:
    """Return a view for a button that acts on a token and leads back to the list."""

    @require_POST
    @room
    def button(here: ApiOfficeRequest, token: uuid.UUID) -> HttpResponse:
        do(here.actor, token)
        return here.to("index", message=text)

    return button


approve = _done(tokens.approve_token, "approved")
refuse = _done(tokens.refuse_token, "refused")
revoke = _done(tokens.revoke_token, "ended")


# For programs


@csrf_exempt
def not_found(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer unknown addresses in the error format of the API."""
    del path
    return version.not_found(request)


openapi = require_safe(version.document)
