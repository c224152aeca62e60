"""Finding people again: in the files that somebody holds; of others' there is only a flag.

The flag covers the own institution alone. That another one knows somebody is itself a thing that
only consent lets be told (R-30, R-52); none of ``purposes.yaml`` is to be found by others.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Keeper
from manumit.web.cases.policies import identity_policy
from manumit.web.cases.rules import rules
from manumit.web.institutions.models import Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.kernel.ledger.services import Act, refused
from manumit.web.kernel.vault.search import Found, Query, Reason, find, names_somebody

FIND = "find"
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


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
        elsewhere: somebody else of the own institution holds a record of somebody like that: ask.
            Never how many, where or of whom; never for a single name or a date alone; never of a
            file of an inspector or of intake.
    """

    hits: tuple[Hit, ...]
    more: bool
    elsewhere: bool


@transaction.atomic
def search_people(actor: Actor | None, query: Query) -> People:
    """Who of the people on file might be the one who is looked for.

    The ledger has that somebody searched, and each file that was shown or flagged; of what was
    looked for it has nothing.

    Args:
        actor: who looks.
        query: names and numbers in any script.

    Raises:
        Refused: the role doesn't search.
        InputError: K601; V101 to V107, V201, V304, V305.
    """
    identity_policy.check_new(actor, FIND)
    who = acting(actor, "person", FIND)
    _count(who)
    tell(who, "search", "person", None, purpose=FIND)
    offices = Office.objects.filter(institution=who.institution).values_list("pk", flat=True)
    found = find({str(who.office)}, query, told_of={str(one) for one in offices})
    own = _own(who, found)
    flagged = _flagged(who, found, own) if names_somebody(query) else []
    for file in sorted([*(one.pk for one in own.values()), *flagged]):
        tell(who, "search", "case_file", file, purpose=FIND)
    hits = tuple(
        Hit(own[match.subject].pk, own[match.subject].pseudonym, match.score, match.reasons)
        for match in found.results
        if match.subject in own
    )
    return People(hits, found.more, bool(flagged))


@dataclass(frozen=True, slots=True)
class Alike:
    """Of which of several people there may be a record already.

    Attributes:
        alike: by number, pseudonyms of files that the searcher holds.
        elsewhere: as of :class:`People`, for all of them together.
        not_looked: of how many nobody else's records were asked, for no search was left.
        searched: whether the role may search at all; where not, nobody was looked for.
    """

    alike: tuple[tuple[int, tuple[str, ...]], ...]
    elsewhere: bool
    not_looked: int
    searched: bool = True


@transaction.atomic
def resembling(who: Actor, queries: Mapping[int, Query]) -> Alike:
    """The same for many at once; each asks others' records as long as a search of the day is left.

    A role that finds nobody by hand finds nobody in this way: it may still go on without.

    Args:
        who: looks; whoever calls this has asked whether they may.
        queries: by number.

    Raises:
        InputError: V101 to V107, V201, V304, V305.
    """
    if not identity_policy.can_new(who, FIND):
        return Alike((), elsewhere=False, not_looked=len(queries), searched=False)
    left = _left(who)
    offices = Office.objects.filter(institution=who.institution).values_list("pk", flat=True)
    every = {str(one) for one in offices}
    alike: list[tuple[int, tuple[str, ...]]] = []
    flagged: set[uuid.UUID] = set()
    for place, (number, query) in enumerate(queries.items()):
        asks = place < left
        found = find({str(who.office)}, query, told_of=every if asks else ())
        own = _own(who, found)
        if asks:
            tell(who, "search", "person", None, purpose=FIND)
            flagged.update(_flagged(who, found, own) if names_somebody(query) else ())
        if own:
            for file in sorted(one.pk for one in own.values()):
                tell(who, "search", "case_file", file, purpose=FIND)
            alike.append((number, tuple(sorted(one.pseudonym for one in own.values()))))
    for file in sorted(flagged):
        tell(who, "search", "case_file", file, purpose=FIND)
    return Alike(tuple(alike), bool(flagged), max(0, len(queries) - left))


def _left(who: Actor) -> int:
    """How many searches of the day are left; nobody else counts them until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [f"search {who.person}"])
    since = timezone.now() - dt.timedelta(days=1)
    made = Event.objects.filter(
        actor=who.person,
        act="search",
        kind="person",
        outcome=Outcome.ALLOWED,
        at__gt=since,
    )
    return max(0, rules().searches_a_day - made.count())


def _count(who: Actor) -> None:
    """Holds to the daily number of searches: who may ask without end reads the index by asking.

    Raises:
        InputError: K601; the ledger has it.
    """
    if not _left(who):
        refused(
            Act(
                act="search",
                institution=who.institution,
                role=who.role,
                actor=who.person,
                kind="person",
                purpose=FIND,
                reason=CaseCode.TOO_MANY_SEARCHES.word,
            )
        )
        raise CaseCode.TOO_MANY_SEARCHES.error(Place(field="names"), most=rules().searches_a_day)


def _own(who: Actor, found: Found) -> dict[uuid.UUID, CaseFile]:
    """Files of the results that the searcher holds, by subject."""
    matched = [match.subject for match in found.results]
    rows = identity_policy.scope(who).filter(subject__in=matched).select_related("file")
    return {row.subject_id: row.file for row in rows}


def _flagged(who: Actor, found: Found, own: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Files of the own institution that the searcher doesn't hold and may learn of.

    A colleague's file is as closed as another office's (domain.md, section 2). What an inspector or
    intake keeps can come from a complaint, whose source nobody may find out (R-30).
    """
    matched = {match.subject for match in found.results} | found.flagged
    silent = Post.objects.filter(
        member=OuterRef("member"),
        office=OuterRef("file__office"),
        role__in=rules().never_flagged,
    )
    kept = Keeper.objects.filter(Exists(silent), file=OuterRef("pk"))
    rows = CaseFile.objects.filter(
        ~Exists(kept), institution=who.institution, subject__in=matched - set(own)
    )
    return list(rows.values_list("pk", flat=True))
