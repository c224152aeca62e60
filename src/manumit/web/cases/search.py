"""Search for people in one's own files; others' files give at most an alert.

Alerts cover the own institution alone. That another one knows a person is itself a fact that
only consent may disclose (R-30, R-52); ``purposes.yaml`` has no such purpose.
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
from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.cases.policies import identity_policy
from manumit.web.cases.rules import rules
from manumit.web.institutions.models import Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.kernel.ledger.services import Act, record_refused
from manumit.web.kernel.vault.search import (
    MatchReason,
    Query,
    SearchResult,
    find_people,
    is_specific,
)

FIND = "find"
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A file that the actor may open; its ``repr`` hides the content.

    Attributes:
        score: 0 to 1.
        reasons: why it was found.
    """

    file: uuid.UUID
    pseudonym: str
    score: float
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The result of a search.

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
    """Search files for people who may be the person described.

    The ledger records the search, and each file that was shown or caused an alert; it does not
    record the query.

    Args:
        actor: the member who acts.
        query: names and numbers in any script.

    Raises:
        Refused: the role doesn't search.
        InputError: K601; V101 to V107, V201, V304, V305.
    """
    identity_policy.check_new(actor, FIND)
    who = acting(actor, "person", FIND)
    _count_search(who)
    tell(who, "search", "person", None, purpose=FIND)
    offices = Office.objects.filter(institution=who.institution).values_list("pk", flat=True)
    found = find_people({str(who.office)}, query, told_of={str(one) for one in offices})
    own = _held_files(who, found)
    flagged = _flagged(who, found, own) if is_specific(query) else []
    for file in sorted([*(one.pk for one in own.values()), *flagged]):
        tell(who, "search", "case_file", file, purpose=FIND)
    hits = tuple(
        Hit(own[match.subject].pk, own[match.subject].pseudonym, match.score, match.reasons)
        for match in found.results
        if match.subject in own
    )
    return People(hits, found.more, bool(flagged))


@dataclass(frozen=True, slots=True)
class ImportMatches:
    """For the rows of an import, which people may already have a file.

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
def match_all(who: Actor, queries: Mapping[int, Query]) -> ImportMatches:
    """Search for many people; others' files only within the day's remaining searches.

    A role that finds nobody by hand finds nobody in this way: it may still go on without.

    Args:
        who: the searcher; the caller has checked the right.
        queries: by number.

    Raises:
        InputError: V101 to V107, V201, V304, V305.
    """
    if not identity_policy.can_new(who, FIND):
        return ImportMatches((), elsewhere=False, not_looked=len(queries), searched=False)
    left = _searches_left(who)
    offices = Office.objects.filter(institution=who.institution).values_list("pk", flat=True)
    every = {str(one) for one in offices}
    alike: list[tuple[int, tuple[str, ...]]] = []
    flagged: set[uuid.UUID] = set()
    for place, (number, query) in enumerate(queries.items()):
        asks = place < left
        found = find_people({str(who.office)}, query, told_of=every if asks else ())
        own = _held_files(who, found)
        if asks:
            tell(who, "search", "person", None, purpose=FIND)
            flagged.update(_flagged(who, found, own) if is_specific(query) else ())
        if own:
            for file in sorted(one.pk for one in own.values()):
                tell(who, "search", "case_file", file, purpose=FIND)
            alike.append((number, tuple(sorted(one.pseudonym for one in own.values()))))
    for file in sorted(flagged):
        tell(who, "search", "case_file", file, purpose=FIND)
    return ImportMatches(tuple(alike), bool(flagged), max(0, len(queries) - left))


def _searches_left(who: Actor) -> int:
    """Return how many of today's searches are left; locks the count for the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [f"search {who.person}"])
    since = timezone.now() - dt.timedelta(days=1)
    made = Event.objects.filter(
        actor=who.person, act="search", kind="person", outcome=Outcome.ALLOWED, at__gt=since
    )
    return max(0, rules().searches_a_day - made.count())


def _count_search(who: Actor) -> None:
    """Enforce the daily limit: unlimited searches would read out the index.

    Raises:
        InputError: K601; the ledger records it.
    """
    if not _searches_left(who):
        record_refused(
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
        raise CaseCode.TOO_MANY_SEARCHES.error(Place(field="names"))


def _held_files(who: Actor, found: SearchResult) -> dict[uuid.UUID, CaseFile]:
    """Return those files in the results that the actor holds, by subject."""
    matched = [match.subject for match in found.results]
    rows = identity_policy.scope(who).filter(subject__in=matched).select_related("file")
    return {row.subject_id: row.file for row in rows}


def _flagged(who: Actor, found: SearchResult, own: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Return matching files of the institution that the actor may only be alerted to.

    A colleague's file is as closed as another office's (domain.md, section 2). What an inspector or
    intake keeps can come from a complaint, whose source nobody may find out (R-30).
    """
    matched = {match.subject for match in found.results} | found.flagged
    silent = Post.objects.filter(
        member=OuterRef("member"), office=OuterRef("file__office"), role__in=rules().never_flagged
    )
    kept = CaseHolder.objects.filter(Exists(silent), file=OuterRef("pk"))
    rows = CaseFile.objects.filter(
        ~Exists(kept), institution=who.institution, subject__in=matched - set(own)
    )
    return list(rows.values_list("pk", flat=True))
