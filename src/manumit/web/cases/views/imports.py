"""What came with a file from another system, and the imports of an office."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from manumit.web.cases import selectors
from manumit.web.cases.policies import carried_policy, import_policy
from manumit.web.cases.posts import may_import_all
from manumit.web.cases.views.room import Here, must_know, must_see, room

ON_A_PAGE = 25


@require_safe
@room
def carried(here: Here, file: uuid.UUID) -> HttpResponse:
    """What the old system had said, for whoever reads statements of the file: none of it counts."""
    seen = selectors.file(here.actor, file)
    must_see(here, carried_policy, seen)
    return here.show("carried", {"file": seen, "came": selectors.carried(here.actor, file)})


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Imports that somebody may know of: who, when, and sums."""
    must_know(here, import_policy)
    shown = Paginator(selectors.imports(here.actor), ON_A_PAGE).get_page(
        here.request.GET.get("page")
    )
    may = here.actor is not None and may_import_all(here.actor)
    brought = selectors.brought(here.actor) if may else None
    return here.show("imports", {"shown": shown, "may_bring": may, "brought": brought})


@require_safe
@room
def show(here: Here, run: uuid.UUID) -> HttpResponse:
    """One of them: its sums, and of rejected rows how many by what was wrong."""
    return here.show("import", {"found": selectors.import_of(here.actor, run)})
