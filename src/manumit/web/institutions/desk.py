"""What pages of every room of the office share: who asks, what is refused, where one goes on."""

import functools
import uuid
from collections.abc import Callable, Iterable, Mapping
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
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.pages.languages import Language, library
from manumit.web.pages.views import page

type View = Callable[..., HttpResponseBase]

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
LONGEST_NUMBER = 9  # digits; Python refuses to read some thousands of them
SIGN = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks for a page of a room, in which language.

    Attributes:
        room: the room: of its templates, addresses and texts.
    """

    room: ClassVar[str]
    request: HttpRequest
    language: Language
    actor: Actor | None

    @property
    def posted(self) -> bool:
        """Whether a form was sent."""
        return self.request.method == "POST"

    @property
    def person(self) -> uuid.UUID | None:
        """The member who asks."""
        return None if self.actor is None else self.actor.person

    def show(
        self, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HttpResponse:
        """A page of the room, with what was said by the act before it, once."""
        said = self.request.session.pop(f"{self.room}_said", None)
        return page(
            self.request,
            self.language,
            f"{self.room}/{template}.html",
            {"said": said, **context},
            status=status,
        )

    def to(self, name: str, *, said: str = "", **arguments: object) -> HttpResponseRedirect:
        """Leads on to a page of the room, which says ``<room>/said_<said>`` once."""
        if said:
            self.request.session[f"{self.room}_said"] = f"{self.room}/said_{said}"
        address = reverse(
            f"{self.room}:{name}", kwargs={"language": self.language.tag, **arguments}
        )
        response = HttpResponseRedirect(address)
        response.status_code = 303
        return response

    def names(self, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
        """What institutions are called in the language of the page."""
        found = institution_names(list(keys))
        return {key: named(dict(names), self.language.tag) for key, names in found.items()}

    def who(self, member: uuid.UUID | None) -> str:
        """By what a member is called here: a sign, since nobody's name stands anywhere."""
        return "" if member is None else sign(member)


def sign(member: uuid.UUID) -> str:
    """The short sign of a member, which colleagues know: such as ``7F3A``."""
    return str(member)[:SIGN].upper()


def number(text: str) -> int | None:
    """A number that a form gives back; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None


def sent(
    here: Desk,
    form: forms.Form,
    act: Callable[[], object],
    fields: Mapping[str, str] | None = None,
    *,
    room: str = "",
) -> bool:
    """Whether a form was sent and done; what the service found wrong stands in the form.

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
        put_into(form, problems, room or here.room, fields)
        return False
    return True


def door(desk: type[Desk]) -> Callable[[View], View]:
    """Pages of a room, for whoever is signed in; what is refused looks as if it did not exist."""

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
                found = {"problems": told(problems, desk.room)}
                return here.show("problem", found, status=CONFLICT)

        return guarded

    return room


def knows(here: Desk, policy: Policy[Any], action: str = SEE) -> bool:
    """Whether the role of whoever asks may do something to any row, however it stands to it."""
    return here.actor is not None and bool(grants().of(here.actor.role, policy.resource, action))


def must_know(here: Desk, policy: Policy[Any], action: str = SEE) -> None:
    """Shows no list to a role that may do nothing to any row of it.

    Raises:
        Refused: it may not; the ledger has it.
    """
    if not knows(here, policy, action):
        policy.check_new(here.actor, action)


def told(problems: InputError, room: str) -> list[str]:
    """Ids of the texts that say what is wrong and what to do."""
    return list(dict.fromkeys(_each(problems, room)))


def put_into(
    form: forms.Form, problems: InputError, room: str, fields: Mapping[str, str] | None = None
) -> None:
    """Lets a form say what a service found wrong, beside the field that it is about.

    Args:
        form: that was sent.
        problems: of the service.
        room: whose texts say it.
        fields: what the form calls a field of the service, where it calls it otherwise.
    """
    for one, text in zip(problems.problems, _each(problems, room), strict=True):
        name = (fields or {}).get(one.place.field or "", one.place.field)
        field = name if name in form.fields else None
        form.add_error(field, forms.ValidationError("", code=text))


def _each(problems: InputError, room: str) -> list[str]:
    if isinstance(problems, MoveRefused) and problems.problems[0].code == "T107":
        return [f"{room}_why/{problems.word}"]
    return [_text(one, room) for one in problems.problems]


def _text(problem: Problem, room: str) -> str:
    """The id of what is said of a problem; what only a technician mends is said in one way."""
    text = f"{room}_wrong/{problem.code}"
    return text if text in library().texts.ids() else f"{room}_wrong/other"
