"""Pages of the versions of a finding, and of one version with its reasons."""

import uuid
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.cases import selectors
from manumit.web.cases.policies import finding_policy
from manumit.web.cases.views.documents import finding_in_words, pieces_of
from manumit.web.cases.views.room import CaseRequest, office_view, require_view
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List every version, latest first."""
    seen = selectors.file(here.actor, file)
    require_view(here, finding_policy, seen)
    found = selectors.findings(here.actor, file)[::-1]
    return here.show("findings", {"file": seen, "lines": found})


@dataclass(frozen=True, slots=True)
class AccountSign:
    """An indicator with the result that its sign was taken from."""

    code: str
    source: selectors.EvidenceSource


@require_safe
@office_view
def finding(here: CaseRequest, finding: uuid.UUID) -> HttpResponse:
    """Show one version as it was made, with links to the accounts it uses."""
    found = selectors.finding(here.actor, finding)
    seen = selectors.file(here.actor, found.file)
    kept = finding_in_words(found.document, words(here.language.tag))
    codes = dict(pieces_of(found.document))
    sources = selectors.evidence_sources(here.actor, found.file, codes)
    taken = [AccountSign(codes[piece], source) for piece, source in sources.items()]
    context = {
        "found": found,
        "kept": kept,
        "file": seen,
        "taken": taken,
        "gone": not all(one.source.stands for one in taken),
    }
    return here.show("finding", context)
