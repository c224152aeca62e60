"""What every page of the room shares: who asks, what is refused, where one goes on."""

import functools
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from manumit.errors import InputError, Problem
from manumit.web.cases.selectors import FileView, institution_names
from manumit.web.institutions.models import named
from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.pages.languages import Language, library
from manumit.web.pages.views import page

type View = Callable[..., HttpResponse]

SAID = "cases_said"
FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
LONGEST_NUMBER = 9  # digits; Python refuses to read some thousands of them
SIGN = 4


@dataclass(frozen=True, slots=True)
class Here:
    """Who asks for a page, in which language."""

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
        said = self.request.session.pop(SAID, None)
        return page(
            self.request,
            self.language,
            f"cases/{template}.html",
            {"said": said, **context},
            status=status,
        )

    def to(self, name: str, *, said: str = "", **arguments: object) -> HttpResponseRedirect:
        """Leads on to a page of the room, which says ``cases/said_<said>`` once."""
        if said:
            self.request.session[SAID] = f"cases/said_{said}"
        address = reverse(f"cases:{name}", kwargs={"language": self.language.tag, **arguments})
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


def must_see(here: Here, policy: Policy[Any], seen: FileView) -> None:
    """Lets nobody open a part of a file of which their role sees nothing: not even as empty.

    Raises:
        Refused: the role doesn't see it; the ledger has it.
    """
    must(here, policy, SEE, seen)


def must(here: Here, policy: Policy[Any], action: str, seen: FileView) -> None:
    """Shows no form to somebody who may not send it.

    Raises:
        Refused: they may not do so to this file; the ledger has it.
    """
    if f"{policy.resource}.{action}" not in seen.may:
        policy.check_new(here.actor, action, seen.relation)


def knows(here: Here, policy: Policy[Any], action: str = SEE) -> bool:
    """Whether the role of whoever asks may do something to any row, however it stands to it."""
    return here.actor is not None and bool(grants().of(here.actor.role, policy.resource, action))


def must_know(here: Here, policy: Policy[Any], action: str = SEE) -> None:
    """Shows no list to a role that may do nothing to any row of it.

    Raises:
        Refused: it may not; the ledger has it.
    """
    if not knows(here, policy, action):
        policy.check_new(here.actor, action)


def sign(member: uuid.UUID) -> str:
    """The short sign of a member, which colleagues know: such as ``7F3A``."""
    return str(member)[:SIGN].upper()


def number(text: str) -> int | None:
    """A number that a form gives back; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None


def room(view: View) -> View:
    """A page for whoever is signed in; what is refused looks as if it did not exist, or says so."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, language: Language, **kwargs: Any) -> HttpResponse:
        here = Here(request, language, actor_of(request))
        try:
            return view(here, **kwargs)
        except Refused as refused:
            if refused.verdict.hidden:
                raise Http404 from None
            return here.show("refused", {}, status=FORBIDDEN)
        except InputError as problems:
            return here.show("problem", {"problems": told(problems)}, status=CONFLICT)

    return guarded


def told(problems: InputError) -> list[str]:
    """Ids of the texts that say what is wrong and what to do."""
    if isinstance(problems, MoveRefused) and problems.problems[0].code == "T107":
        return [f"cases_why/{problems.word}"]
    return list(dict.fromkeys(_text(one) for one in problems.problems))


def _text(problem: Problem) -> str:
    """The id of what is said of a problem; what only a technician mends is said in one way."""
    text = f"cases_wrong/{problem.code}"
    return text if text in library().texts.ids() else "cases_wrong/other"


def put_into(
    form: forms.Form, problems: InputError, fields: Mapping[str, str] | None = None
) -> None:
    """Lets a form say what a service found wrong, beside the field that it is about.

    Args:
        form: that was sent.
        problems: of the service.
        fields: what the form calls a field of the service, where it calls it otherwise.
    """
    for one, text in zip(problems.problems, _each(problems), strict=True):
        name = (fields or {}).get(one.place.field or "", one.place.field)
        field = name if name in form.fields else None
        form.add_error(field, forms.ValidationError("", code=text))


def _each(problems: InputError) -> list[str]:
    if isinstance(problems, MoveRefused):
        return told(problems)
    return [_text(one) for one in problems.problems]
