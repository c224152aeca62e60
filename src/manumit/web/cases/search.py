"""Finding people again: in the files that somebody holds; elsewhere there is only a flag."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import identity_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.search import Query, Reason, find, names_somebody


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A file that the searcher may open; its ``repr`` shows nothing.

    Attributes:
        score: 0 to 1.
        reasons: why it was found.
    """

    file: uuid.UUID
    pseudonym: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class People:
    """What a search gives.

    Attributes:
        hits: the likest first.
        more: ask for more of the person.
        elsewhere: somebody else holds a record of somebody like that: ask. Never how many, where or
            of whom; never for a single name or a date alone.
    """

    hits: tuple[Hit, ...]
    more: bool
    elsewhere: bool


@transaction.atomic
def search_people(actor: Actor | None, query: Query) -> People:
    """Who of the people on file might be the one who is looked for.

    Args:
        actor: who looks.
        query: names and numbers in any script.

    Raises:
        Refused: the role doesn't search.
        InputError: V101 to V107, V201, V304, V305.
    """
    identity_policy.check_new(actor, "find")
    who = acting(actor, "person", "find")
    tell(who, "search", "person", None, purpose="find")
    found = find({str(who.office)}, query)
    # A colleague's file is as closed as another office's (domain.md, section 2): only its flag.
    matched = [match.subject for match in found.results]
    rows = identity_policy.scope(who).filter(subject__in=matched).select_related("file")
    own = {row.subject_id: row.file for row in rows}
    hits = tuple(
        Hit(own[match.subject].pk, own[match.subject].pseudonym, match.score, match.reasons)
        for match in found.results
        if match.subject in own
    )
    hidden = len(hits) < len(found.results) and names_somebody(query)
    return People(hits, found.more, found.elsewhere or hidden)
