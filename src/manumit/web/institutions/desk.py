"""Shared helpers of all office pages: the request, refusals, redirects."""

import functools
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse

from manumit.errors import InputError, Problem
from manumit.web.institutions.directory import institution_names
from manumit.web.institutions.models import named
from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.errors import NOT_DONE, WORDING
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.ui.languages import Language, library
from manumit.web.ui.redirects import see_other
from manumit.web.ui.room.declared import RoomList
from manumit.web.ui.room.lists import ListAct, show_list
from manumit.web.ui.views import page

type View = Callable[..., HttpResponseBase]

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
LONGEST_NUMBER = 9  # digits; Python refuses to read some thousands of them
SIGN = 4


@dataclass(frozen=True, slots=True)
class OfficeRequest:
    """A member's request for a page of a room, and its language.

    Attributes:
        room: the room: of its templates, addresses and texts.
        errors: the room whose texts explain errors, where they are another's.
    """

    room: ClassVar[str]
    errors: ClassVar[str] = ""
    request: HttpRequest
    language: Language
    actor: Actor | None

    @property
    def posted(self) -> bool:
        """Return whether a form was sent."""
        return self.request.method == "POST"

    @property
    def person(self) -> uuid.UUID | None:
        """Return the id of the member."""
        return None if self.actor is None else self.actor.person

    def show(
        self, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HttpResponse:
        """Render a page of the room, with the message of the preceding act, once."""
        message = self.request.session.pop(f"{self.room}_said", None)
        return page(
            self.request,
            self.language,
            f"{self.room}/{template}.html",
            {"message_text": message, **context},
            status=status,
        )

    def to(self, name: str, *, message: str = "", **arguments: object) -> HttpResponseRedirect:
        """Redirect to a page of the room, which shows a message once.

        Args:
            name: of the page.
            message: the text ``<room>/said_<message>``.
            **arguments: of the address.
        """
        if message:
            self.request.session[f"{self.room}_said"] = f"{self.room}/said_{message}"
        return see_other(f"{self.room}:{name}", self.language.tag, **arguments)

    def form_page(
        self, form: forms.Form, text: str, back: str, *, template: str = "form", **keys: object
    ) -> HttpResponse:
        """Return the page of a form, with status 422 if it has errors.

        Args:
            form: what is typed.
            text: id of its heading.
            back: view that *Cancel* leads to, with its keys.
            template: another than that of plain forms.
            **keys: of the view.
        """
        status = UNPROCESSABLE if form.errors else 200
        address = reverse(back, kwargs={"language": self.language.tag, **keys})
        context = {"form": form, "text": text, "back_to": address}
        return self.show(template, context, status=status)

    def list(
        self,
        listed: RoomList,
        *,
        acts: Sequence[ListAct] = (),
        tabs: Sequence[tuple[str, str]] = (),
    ) -> HttpResponse:
        """Render a declared list, with the message of the preceding act, once."""
        notice = self.request.session.pop(f"{self.room}_said", None)
        return show_list(
            self.request, self.language, self.actor, listed, acts=acts, notice=notice, tabs=tabs
        )

    def names(self, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
        """Return the institutions' names in the language of the page."""
        found = institution_names(list(keys))
        return {key: named(dict(names), self.language.tag) for key, names in found.items()}

    def who(self, member: uuid.UUID | None) -> str:
        """Return the sign of a member; members have no names here."""
        return "" if member is None else member_sign(member)


def member_sign(member: uuid.UUID) -> str:
    """Return a member's short sign, known to colleagues, such as ``7F3A``."""
    return str(member)[:SIGN].upper()


def parse_number(text: str) -> int | None:
    """Parse a number of a form; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None


def submit_form(
    here: OfficeRequest,
    form: forms.Form,
    act: Callable[[], object],
    fields: Mapping[str, str] | None = None,
    *,
    room: str = "",
) -> bool:
    """Validate a form and perform its act; add the service's errors; return success.

    Args:
        here: who sends it.
        form: that is bound to what was sent.
        act: what is done.
        fields: what the form calls a field of the service, where it calls it otherwise.
        room: whose texts say what is wrong; that of the page if not given.
    """
    if not (here.posted and form.is_valid()):
        return False
    try:
        act()
    except InputError as problems:
        add_form_errors(form, problems, room or here.errors or here.room, fields)
        return False
    return True


def view_decorator(desk: type[OfficeRequest]) -> Callable[[View], View]:
    """Return a decorator for a room's views: for members only; refusals look like 404."""

    def room(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, language: Language, **kwargs: Any) -> HttpResponseBase:
            here = desk(request, language, actor_of(request))
            try:
                return view(here, **kwargs)
            except Refused as refused:
                if refused.verdict.hidden:
                    raise Http404 from None
                return here.show("refused", {}, status=FORBIDDEN)
            except InputError as problems:
                found = {"problems": error_text_ids(problems, desk.errors or desk.room)}
                return here.show("problem", found, status=CONFLICT)

        return guarded

    return room


def role_allows(here: OfficeRequest, policy: Policy[Any], action: str = SEE) -> bool:
    """Return whether the member's role allows an action in any relation to a row."""
    return here.actor is not None and bool(grants().of(here.actor.role, policy.resource, action))


def require_role(here: OfficeRequest, policy: Policy[Any], action: str = SEE) -> None:
    """Refuse a list to a role that may never do the action.

    Raises:
        Refused: it may not; the ledger records it.
    """
    if not role_allows(here, policy, action):
        policy.check_new(here.actor, action)


def error_text_ids(problems: InputError, room: str) -> list[str]:
    """Return the ids of the texts that explain the errors."""
    return list(dict.fromkeys(_each(problems, room)))


def add_form_errors(
    form: forms.Form, problems: InputError, room: str, fields: Mapping[str, str] | None = None
) -> None:
    """Add a service's errors to a form, at the fields they are about.

    Args:
        form: that was sent.
        problems: of the service.
        room: whose texts say it.
        fields: what the form calls a field of the service, where it calls it otherwise.
    """
    for one, text in zip(problems.problems, _each(problems, room), strict=True):
        name = (fields or {}).get(one.place.field or "", one.place.field)
        field = name if name in form.fields else None
        form.add_error(field, forms.ValidationError("", code=text, params=dict(one.values)))


def _each(problems: InputError, room: str) -> list[str]:
    if isinstance(problems, MoveRefused) and problems.problems[0].code == "T107":
        return [f"{room}_why/{problems.word}"]
    return [_text(one, room) for one in problems.problems]


def _text(problem: Problem, room: str) -> str:
    """Return an error's text id: the room's own words for it, or those of the code.

    Errors that only a technician can mend share one text.
    """
    known = library().texts.ids()
    texts = (f"{room}_wrong/{problem.code}", WORDING + problem.code, f"{room}_wrong/other")
    return next((text for text in texts if text in known), NOT_DONE)
