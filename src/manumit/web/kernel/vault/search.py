"""Finds people by names and numbers without any of them standing anywhere in clear."""

import enum
import json
import math
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Case, F, FloatField, Sum, Value, When

from manumit.web.kernel.vault.keys import locked, subject_keys, unwrap
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson
from manumit.web.kernel.vault.names import Part, parts, parts_alike
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.tokens import Kind, Number, normalised, tokens

MOST_OPENED = 200
"""Entries that one search opens: half of them of the searcher's own circles."""
MOST_COUNTED = 2_000
"""Entries of one token that are counted: what is commoner is as common as that."""
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

type Allowed = Callable[[str], bool] | Collection[str]


class Why(enum.StrEnum):
    """Why an entry was found."""

    SAME_DOCUMENT = "same_document"
    SAME_TELEPHONE = "same_telephone"
    SAME_EMAIL = "same_email"
    SAME_BIRTH_DATE = "same_birth_date"
    OTHER_BIRTH_DATE = "other_birth_date"
    SOUNDS_ALIKE = "sounds_alike"


_SAME = {
    Kind.DOCUMENT: Why.SAME_DOCUMENT,
    Kind.TELEPHONE: Why.SAME_TELEPHONE,
    Kind.EMAIL: Why.SAME_EMAIL,
    Kind.BORN: Why.SAME_BIRTH_DATE,
}


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """One reason; its ``repr`` shows nothing.

    Attributes:
        shown: what was compared, for whoever may open the record.
    """

    why: Why
    shown: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the person who is looked for."""

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
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives.

    Attributes:
        results: the likest first.
        more: more entries might fit than were opened: ask for more of the person.
        flagged: of whom there is an entry in the circles that are told of. It is for the ledger:
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
    """Lets a person be found in the records of one circle; replaces what stood there.

    Raises:
        InputError: V101 to V107, V201, V301, V304, V305.
    """
    ring = key_ring()
    key = unwrap(locked(subject), ring)
    made = tokens(names, numbers, ring.current)
    entry = IndexedPerson.objects.filter(subject=subject, scope=scope).first()
    entry = entry or IndexedPerson(subject_id=subject, scope=scope)
    content = {"names": list(names), "numbers": [[one.kind, one.value] for one in numbers]}
    seal_text(entry, "content", json.dumps(content, ensure_ascii=False), key=key)
    entry.ring_key = ring.current.id
    entry.save()
    replace_tokens(entry, made)


@transaction.atomic
def remove_from_index(subject: uuid.UUID, scope: str) -> None:
    """Lets a person not be found any more in the records of one circle."""
    IndexedPerson.objects.filter(subject=subject, scope=scope).delete()


def replace_tokens(entry: IndexedPerson, made: Collection[bytes]) -> None:
    """The tokens of an entry, in an order that says nothing of what they stand for."""
    entry.tokens.all().delete()
    BlindIndex.objects.bulk_create(BlindIndex(entry=entry, token=one) for one in sorted(made))


def known_of(content: str) -> Query:
    """What the content of an entry says."""
    found = json.loads(content)
    numbers = [Number(Kind(kind), value) for kind, value in found["numbers"]]
    return Query(names=found["names"], numbers=numbers)


def find(scope_allowed: Allowed, query: Query, *, told_of: Allowed = ()) -> Found:
    """Who of the index might be the person who is looked for.

    Entries of a circle that is neither allowed nor told of are not even opened.

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
    # Of the others whole circles of an institution are asked: by what is rare, so that a common
    # name does not take longer the more people there are. Who shares nothing rare with the query
    # would be opened, if at all, by chance.
    rare = {one: weights[one] for one, count in many.items() if count < MOST_COUNTED} or weights
    own = _circles(scope_allowed)
    half = MOST_OPENED // 2
    mine = _candidates(weights, own, half + 1)
    told = _circles(told_of) - own
    others = _candidates(rare, told, half) if names_somebody(query) else []
    results = sorted(_matches(mine[:half], query), key=lambda match: -match.score)
    return Found(
        results=tuple(results),
        more=len(mine) > half,
        flagged=frozenset(match.subject for match in _matches(others, query)),
    )


def _circles(allowed: Allowed) -> set[str]:
    """The circles themselves; only where a rule names them is every circle asked."""
    if not callable(allowed):
        return set(allowed)
    known = IndexedPerson.objects.values_list("scope", flat=True).distinct()
    return {scope for scope in known if allowed(scope)}


def names_somebody(query: Query) -> bool:
    """Whether a query says more than one name or a date: only then others' records are told of."""
    return any(one.kind is not Kind.BORN for one in query.numbers) or any(
        len(parts(name)) > 1 for name in query.names
    )


def _counted(wanted: Collection[bytes]) -> Mapping[bytes, int]:
    """How many entries there are of each token that there is: the rarer it is, the more it says."""
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
            score, reasons = _compared(wanted, known_of(content or ""))
            if score >= LIKE_ENOUGH:
                matches.append(Match(entry.subject_id, entry.scope, score, reasons))
    return matches


@dataclass(frozen=True, slots=True, repr=False)
class _Wanted:
    """A query taken apart once, to be compared with many; its ``repr`` shows nothing."""

    names: tuple[tuple[str, tuple[Part, ...]], ...]
    numbers: frozenset[tuple[Kind, str]]

    @classmethod
    def of(cls, query: Query) -> "_Wanted":
        return cls(
            tuple((name, parts(name)) for name in query.names),
            frozenset((one.kind, normalised(one)) for one in query.numbers),
        )


def _compared(wanted: _Wanted, known: Query) -> tuple[float, tuple[Reason, ...]]:
    reasons = [*_numbers(wanted, known)] if wanted.numbers else []
    why = {reason.why for reason in reasons}
    heard = [(name, parts(name)) for name in known.names]
    score, pair = max(
        ((parts_alike(a, b), (one, other)) for one, a in wanted.names for other, b in heard),
        default=(0.0, ("", "")),
    )
    if score >= LIKE_ENOUGH - SAME_DATE:
        reasons.append(Reason(Why.SOUNDS_ALIKE, " ~ ".join(pair)))
    if Why.SAME_BIRTH_DATE in why:
        score = min(1.0, score + SAME_DATE) if wanted.names else LIKE_ENOUGH
    if Why.OTHER_BIRTH_DATE in why:
        score -= SAME_DATE
    if why & {Why.SAME_DOCUMENT, Why.SAME_TELEPHONE, Why.SAME_EMAIL}:
        score = 1.0
    return score, tuple(reasons)


def _numbers(wanted: _Wanted, known: Query) -> Iterator[Reason]:
    """Which numbers are the same, then whether the date of birth is another."""
    held = {(one.kind, normalised(one)): one.value for one in known.numbers}
    for kind, value in sorted(wanted.numbers & held.keys()):
        yield Reason(_SAME[kind], held[kind, value])
    asked, dates = (
        {value for kind, value in side if kind is Kind.BORN} for side in (wanted.numbers, held)
    )
    if asked and dates and not asked & dates:
        yield Reason(Why.OTHER_BIRTH_DATE, min(dates))
