"""Search on every page: codes, references and names of organisations, among what a member may see.

Each room registers its sources in ``AppConfig.ready``. A source asks the room's own policy, so that
an object which is not the member's to see is not found, and looks up an index, so that work does
not grow with the tables. People are never found here: a person's name is asked for on a page of its
own. No word that is searched for is part of an address.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.person_records import register_person_records
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.recording import record_act
from manumit.web.ui.languages import Language
from manumit.web.ui.rooms import room_shown
from manumit.web.ui.views import page

SHORTEST, LONGEST = 3, 80
HITS = 10
"""Results of one source at most."""
_CODE = re.compile(r"[0-9A-Z]{4}-?[0-9A-Z]{4}")
_HALF = 4


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One object that was found.

    Attributes:
        kind: id of the text that says what it is.
        code: its code or reference.
        name: of an organisation or workplace; never of a person.
        view, argument, key: its page.
    """

    kind: str
    code: str
    view: str
    argument: str
    key: Any
    name: str = ""

    def address(self, language: str) -> str:
        """Return the address of its page."""
        return reverse(self.view, kwargs={"language": language, self.argument: self.key})


type Find = Callable[[Actor, str], Sequence[SearchHit]]

_by_code: dict[str, Find] = {}
_by_name: dict[str, Find] = {}
_people: list[tuple[str, Callable[[Actor], bool]]] = []


def register_codes(
    kind: str,
    policy: Policy[Any],
    column: str,
    view: str,
    argument: str,
    *,
    of_people: bool = False,
) -> None:
    """Let search find the rows of a policy by a code in one of their columns.

    Args:
        kind: id of the text that says what the rows are.
        policy: of the rows.
        column: that holds the code.
        view: the page of a row; ``argument``: what its address calls the key.
        argument: name of the key in the address.
        of_people: whether a row is a person's record, which can be erased on request or held.
    """
    if of_people:
        register_person_records(kind, policy, column)

    def find(actor: Actor, code: str) -> Sequence[SearchHit]:
        if not grants().of(actor.role, policy.resource, SEE):
            return ()
        rows = policy.scope(actor).filter(**{column: code}).order_by("pk")
        found = rows.values_list("pk", column)[:HITS]
        return [SearchHit(kind, text, view, argument, key) for key, text in found]

    _by_code[kind] = find


def register_names(kind: str, find: Find) -> None:
    """Let search find organisations or workplaces by name."""
    _by_name[kind] = find


def register_people_page(view: str, may: Callable[[Actor], bool]) -> None:
    """Name the page on which a member may search for people."""
    _people[:] = [(view, may)]


def complete_code(text: str) -> str:
    """Return what was typed as a code is written, with its hyphen; empty where it is no code."""
    code = text.upper()
    return f"{code[:_HALF]}-{code[-_HALF:]}" if _CODE.fullmatch(code) else ""


def find_all(actor: Actor, text: str) -> list[SearchHit]:
    """Return what a member may see under a code or a name, and record that they searched.

    Args:
        actor: who searches.
        text: a complete code, with or without its hyphen, or letters of a name.
    """
    record_act(actor, "search", "organisation", None, purpose=SEE)
    hits: list[SearchHit] = []
    if code := complete_code(text):
        hits += [hit for find in _by_code.values() for hit in find(actor, code)]
    if not hits:
        hits += [hit for find in _by_name.values() for hit in find(actor, text)]
    return [hit for hit in hits if room_shown(hit.view)]


def searched_text(request: HttpRequest) -> str:
    """Return what was typed into a form that searches; shorter than ``SHORTEST`` finds nothing."""
    return " ".join(request.POST.get("q", "").replace("\0", "").split())[:LONGEST]


# What is typed may be a person's name by mistake, so it is sent by POST and is part of no address.
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def search(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the results of a search, each as a link to its page."""
    actor = actor_of(request)
    if actor is None or actor.until <= timezone.now():
        raise Http404
    text = searched_text(request)
    asked = len(text) >= SHORTEST
    hits = find_all(actor, text) if asked else []
    context = {
        "text": text,
        "asked": asked,
        "short": bool(text) and not asked,
        "hits": [(hit, hit.address(language.tag)) for hit in hits],
        "people": next((view for view, may in _people if may(actor)), ""),
    }
    return page(request, language, "ui/room/search.html", context)
