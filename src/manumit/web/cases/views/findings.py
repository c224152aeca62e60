"""The versions of a finding, and one of them with its reasons."""

import uuid
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.cases import selectors
from manumit.web.cases.policies import finding_policy
from manumit.web.cases.views.documents import kept_finding, pieces_of
from manumit.web.cases.views.room import Here, must_see, room
from manumit.web.pages.languages import words


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Every version, the latest first; a later one replaces none."""
    seen = selectors.file(here.actor, file)
    must_see(here, finding_policy, seen)
    found = selectors.findings(here.actor, file)[::-1]
    return here.show("findings", {"file": seen, "lines": found})


@dataclass(frozen=True, slots=True)
class FromAccount:
    """An indicator of which a sign of an account speaks, and where that stands."""

    code: str
    source: selectors.Source


@require_safe
@room
def finding(here: Here, finding: uuid.UUID) -> HttpResponse:
    """One version, as it was made; what it took of accounts leads back to them."""
    found = selectors.finding(here.actor, finding)
    kept = kept_finding(found.document, words(here.language.tag))
    codes = dict(pieces_of(found.document))
    sources = selectors.sources(here.actor, found.file, codes)
    taken = [FromAccount(codes[piece], source) for piece, source in sources.items()]
    context = {
        "found": found,
        "kept": kept,
        "file_id": found.file,
        "taken": taken,
        "gone": not all(one.source.stands for one in taken),
    }
    return here.show("finding", context)
