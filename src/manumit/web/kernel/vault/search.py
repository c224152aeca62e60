"""Finds people by names and numbers, none of which is stored in clear."""

import enum
import json
import math
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, FloatField, Sum, Value, When

from manumit.names.sound import Part, parts, parts_alike
from manumit.web.kernel.vault.keys import SubjectKey, lock_person_key, subject_keys, unwrap
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised, tokens

MOST_OPENED = 200
"""Entries that one search opens: half of them of the searcher's own circles."""
MOST_COUNTED = 2_000
"""Entries of one token that are counted: what is commoner is as common as that."""
COMMON = 100
"""Entries of one token from which on it says too little to compare all of them."""
LIKE_ENOUGH = 0.78
SAME_DATE = 0.1
"""Added for the same date of birth; taken off for another."""

_COUNT = """
    SELECT token, (
        SELECT count(*) FROM (
            SELECT FROM vault_blindindex AS entry WHERE entry.token = wanted.token LIMIT %s
        ) AS counted
    )
    FROM unnest(%s::bytea[]) AS wanted (token)
"""

_NEAR = """
    WITH own AS MATERIALIZED (
        SELECT entry.id, entry.subject_id, index.token
        FROM vault_indexedperson AS entry
        JOIN vault_blindindex AS index ON index.entry_id = entry.id
        WHERE entry.subject_id = ANY(%(subjects)s)
    ), rare AS MATERIALIZED (
        SELECT wanted.token, counted.many
        FROM (SELECT DISTINCT token FROM own) AS wanted,
        LATERAL (
            SELECT count(*) AS many FROM (
                SELECT FROM vault_blindindex AS other
                WHERE other.token = wanted.token LIMIT %(common)s
            ) AS sample
        ) AS counted
        WHERE counted.many BETWEEN 2 AND %(common)s - 1
    ), pairs AS (
        SELECT own.subject_id AS subject, found.subject_id AS other,
               sum(1 / (1 + ln(rare.many))) AS weight
        FROM own
        JOIN rare ON rare.token = own.token
        JOIN vault_blindindex AS index ON index.token = own.token AND index.entry_id <> own.id
        JOIN vault_indexedperson AS found ON found.id = index.entry_id
        WHERE found.scope = ANY(%(scopes)s)
        GROUP BY own.subject_id, found.subject_id
    )
    SELECT subject, other FROM (
        SELECT subject, other,
               row_number() OVER (PARTITION BY subject ORDER BY weight DESC, other) AS place
        FROM pairs
    ) AS ranked WHERE place <= %(most)s
"""

type Allowed = Callable[[str], bool] | Collection[str]


class MatchKind(enum.StrEnum):
    """Why an entry was found."""

    SAME_DOCUMENT = "same_document"
    SAME_TELEPHONE = "same_telephone"
    SAME_EMAIL = "same_email"
    SAME_BIRTH_DATE = "same_birth_date"
    OTHER_BIRTH_DATE = "other_birth_date"
    SOUNDS_ALIKE = "sounds_alike"


_SAME = {
    NumberKind.DOCUMENT: MatchKind.SAME_DOCUMENT,
    NumberKind.TELEPHONE: MatchKind.SAME_TELEPHONE,
    NumberKind.EMAIL: MatchKind.SAME_EMAIL,
    NumberKind.BORN: MatchKind.SAME_BIRTH_DATE,
}


@dataclass(frozen=True, slots=True, repr=False)
class MatchReason:
    """One reason; its ``repr`` shows nothing.

    Attributes:
        shown: what was compared, for those who may open the record.
    """

    why: MatchKind
    shown: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the person searched for."""

    names: Sequence[str] = ()
    numbers: Sequence[Number] = ()

    def __repr__(self) -> str:
        """Nothing of what is looked for."""
        return "Query()"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that the searcher may open.

    Attributes:
        score: 0 to 1.
    """

    subject: uuid.UUID
    scope: str
    score: float
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search.

    Attributes:
        results: the likest first.
        more: more entries might fit than were opened: ask for more of the person.
        flagged: people with an entry in the ``told_of`` circles. It is for the ledger:
            a page says at most that there is somebody; never how many, where or of whom. Empty for
            a single name or a date alone.
    """

    results: tuple[Match, ...]
    more: bool
    flagged: frozenset[uuid.UUID]


@transaction.atomic
def index_person(
    subject: uuid.UUID, scope: str, *, names: Sequence[str], numbers: Sequence[Number] = ()
) -> None:
    """Index a person in one circle; this replaces an earlier entry.

    Raises:
        InputError: V101 to V107, V201, V301, V304, V305.
    """
    ring = key_ring()
    key = unwrap(lock_person_key(subject), ring)
    made = tokens(names, numbers, ring.current)
    entry = IndexedPerson.objects.filter(subject=subject, scope=scope).first()
    entry = entry or IndexedPerson(subject_id=subject, scope=scope)
    seal_text(entry, "content", _entry_text(names, numbers), key=key)
    entry.ring_key = ring.current.id
    entry.save()
    replace_tokens(entry, made)


@transaction.atomic
def index_new_people(entries: Sequence[tuple[SubjectKey, str, Query]]) -> None:
    """Let people who were made in this transaction be found, each in the records of one circle.

    Args:
        entries: key, circle, and what the person is found by.

    Raises:
        InputError: V101 to V106, V304, V305.
    """
    ring = key_ring()
    rows, index = [], []
    for key, scope, query in entries:
        entry = IndexedPerson(subject_id=key.subject, scope=scope, ring_key=ring.current.id)
        seal_text(entry, "content", _entry_text(query.names, query.numbers), key=key)
        rows.append(entry)
        made = tokens(query.names, query.numbers, ring.current)
        index += [BlindIndex(entry=entry, token=one) for one in sorted(made)]
    IndexedPerson.objects.bulk_create(rows)
    BlindIndex.objects.bulk_create(index)


def _entry_text(names: Sequence[str], numbers: Sequence[Number]) -> str:
    content = {"names": list(names), "numbers": [[one.kind, one.value] for one in numbers]}
    return json.dumps(content, ensure_ascii=False)


@transaction.atomic
def remove_from_index(subject: uuid.UUID, scope: str) -> None:
    """Remove a person from the index of one circle."""
    IndexedPerson.objects.filter(subject=subject, scope=scope).delete()


def replace_tokens(entry: IndexedPerson, made: Collection[bytes]) -> None:
    """Replace the tokens of an entry, in an order that reveals nothing of what they represent."""
    entry.tokens.all().delete()
    BlindIndex.objects.bulk_create(BlindIndex(entry=entry, token=one) for one in sorted(made))


def parse_entry(content: str) -> Query:
    """Return the names and numbers in an entry."""
    found = json.loads(content)
    numbers = [Number(NumberKind(kind), value) for kind, value in found["numbers"]]
    return Query(names=found["names"], numbers=numbers)


def find_people(scope_allowed: Allowed, query: Query, *, told_of: Allowed = ()) -> SearchResult:
    """Return people of the index who might be the person searched for.

    Entries of circles in neither argument are not even opened.

    Args:
        scope_allowed: the circles whose records the searcher may open.
        query: names and numbers in any script.
        told_of: the circles of which the searcher may learn that there is a record.

    Raises:
        InputError: V101 to V107; V201 where an entry was changed; V304, V305.
    """
    ring = key_ring()
    # During a rotation some entries still have the tokens of an older key.
    wanted = frozenset().union(
        *(tokens(query.names, query.numbers, key) for key in ring.keys.values())
    )
    many = _counted(wanted)
    weights = {token: 1 / (1 + math.log(count)) for token, count in many.items()}
    # Other institutions' circles are searched by rare tokens only: a common name would take
    # longer the more people there are, and find them by chance at best.
    rare = {one: weights[one] for one, count in many.items() if count < MOST_COUNTED} or weights
    own = _circles(scope_allowed)
    half = MOST_OPENED // 2
    mine = _candidates(weights, own, half + 1)
    visible = _circles(told_of) - own
    others = _candidates(rare, visible, half) if is_specific(query) else []
    results = sorted(_matches(mine[:half], query), key=lambda match: -match.score)
    return SearchResult(
        results=tuple(results),
        more=len(mine) > half,
        flagged=frozenset(match.subject for match in _matches(others, query)),
    )


def near_subjects(
    subjects: Collection[uuid.UUID], scopes: Collection[str], *, most: int
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return pairs of subjects that share something rare: one of those given, and another.

    Tokens that many entries have are passed over, so that the work for each subject is bounded
    however many entries there are.

    Args:
        subjects: a few hundred at a time.
        scopes: the circles of the others.
        most: others for each subject, those with the most in common.
    """
    given: dict[str, Any] = {
        "subjects": list(subjects),
        "scopes": list(scopes),
        "most": most,
        "common": COMMON,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, given)
        return [(one, other) for one, other in cursor.fetchall()]


def _circles(allowed: Allowed) -> set[str]:
    """Return the circles as a set; all circles are queried only where a rule names them."""
    if not callable(allowed):
        return set(allowed)
    known = IndexedPerson.objects.values_list("scope", flat=True).distinct()
    return {scope for scope in known if allowed(scope)}


def is_specific(query: Query) -> bool:
    """Return whether a query has more than one name or a date: others are flagged only then."""
    return any(one.kind is not NumberKind.BORN for one in query.numbers) or any(
        len(parts(name)) > 1 for name in query.names
    )


def _counted(wanted: Collection[bytes]) -> Mapping[bytes, int]:
    """Return how many entries each existing token has: the rarer it is, the more it says."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [MOST_COUNTED, list(wanted)])
        return {bytes(token): many for token, many in cursor.fetchall() if many}


def _candidates(
    weights: Mapping[bytes, float], scopes: Collection[str], most: int
) -> list[IndexedPerson]:
    if not weights or not scopes:
        return []
    cases = (When(token=token, then=Value(weight)) for token, weight in weights.items())
    ranked = (
        BlindIndex.objects.filter(token__in=list(weights), entry__scope__in=scopes)
        .values("entry")
        .annotate(weight=Sum(Case(*cases, output_field=FloatField())))
        .order_by(F("weight").desc(), "entry")[:most]
    )
    order = {row["entry"]: place for place, row in enumerate(ranked)}
    found = IndexedPerson.objects.filter(pk__in=order)
    return sorted(found, key=lambda entry: order[entry.pk])


def _matches(entries: Sequence[IndexedPerson], query: Query) -> list[Match]:
    keys = subject_keys(entry.subject_id for entry in entries)
    wanted = _Wanted.of(query)
    matches = []
    for entry in entries:
        if entry.subject_id in keys:  # not erased since
            content = open_text(entry, "content", key=keys[entry.subject_id])
            score, reasons = _compared(wanted, parse_entry(content or ""))
            if score >= LIKE_ENOUGH:
                matches.append(Match(entry.subject_id, entry.scope, score, reasons))
    return matches


@dataclass(frozen=True, slots=True, repr=False)
class _Wanted:
    """A query parsed once, to be compared with many; its ``repr`` shows nothing."""

    names: tuple[tuple[str, tuple[Part, ...]], ...]
    numbers: frozenset[tuple[NumberKind, str]]

    @classmethod
    def of(cls, query: Query) -> "_Wanted":
        return cls(
            tuple((name, parts(name)) for name in query.names),
            frozenset((one.kind, normalised(one)) for one in query.numbers),
        )


def _compared(wanted: _Wanted, known: Query) -> tuple[float, tuple[MatchReason, ...]]:
    reasons = [*_numbers(wanted, known)] if wanted.numbers else []
    why = {reason.why for reason in reasons}
    heard = [(name, parts(name)) for name in known.names]
    score, pair = max(
        ((parts_alike(a, b), (one, other)) for one, a in wanted.names for other, b in heard),
        default=(0.0, ("", "")),
    )
    if score >= LIKE_ENOUGH - SAME_DATE:
        reasons.append(MatchReason(MatchKind.SOUNDS_ALIKE, " ~ ".join(pair)))
    if MatchKind.SAME_BIRTH_DATE in why:
        score = min(1.0, score + SAME_DATE) if wanted.names else LIKE_ENOUGH
    if MatchKind.OTHER_BIRTH_DATE in why:
        score -= SAME_DATE
    if why & {MatchKind.SAME_DOCUMENT, MatchKind.SAME_TELEPHONE, MatchKind.SAME_EMAIL}:
        score = 1.0
    return score, tuple(reasons)


def _numbers(wanted: _Wanted, known: Query) -> Iterator[MatchReason]:
    """Yield which numbers are the same, then whether the date of birth differs."""
    held = {(one.kind, normalised(one)): one.value for one in known.numbers}
    for kind, value in sorted(wanted.numbers & held.keys()):
        yield MatchReason(_SAME[kind], held[kind, value])
    asked, dates = (
        {value for kind, value in side if kind is NumberKind.BORN}
        for side in (wanted.numbers, held)
    )
    if asked and dates and not asked & dates:
        yield MatchReason(MatchKind.OTHER_BIRTH_DATE, min(dates))
