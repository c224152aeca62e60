"""The versions of a finding, and one of them with its reasons."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.cases import selectors
from manumit.web.cases.policies import finding_policy
from manumit.web.cases.views.documents import kept_finding
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


@require_safe
@room
def finding(here: Here, finding: uuid.UUID) -> HttpResponse:
    """One version, as it was made."""
    found = selectors.finding(here.actor, finding)
    kept = kept_finding(found.document, words(here.language.tag))
    return here.show("finding", {"found": found, "kept": kept, "file_id": found.file})
