"""Finds people by names and numbers without any of them standing anywhere in clear."""

import enum
import json
import math
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Count, F, FloatField, Sum, Value, When

from manumit.web.kernel.vault.keys import locked, subject_keys, unwrap
from manumit.web.kernel.vault.models import BlindIndex, IndexedPerson
from manumit.web.kernel.vault.names import alike, parts
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.tokens import Kind, Number, normalised, tokens

MOST_OPENED = 200
"""Entries that one search opens: half of them of the searcher's own circles."""
LIKE_ENOUGH = 0.78
SAME_DATE = 0.1
"""Added for the same date of birth; taken off for another."""

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
    weights = _weights(wanted)
    known = set(IndexedPerson.objects.values_list("scope", flat=True).distinct())
    own = {scope for scope in known if _allows(scope_allowed, scope)}
    half = MOST_OPENED // 2
    mine = _candidates(weights, own, half + 1)
    told = {scope for scope in known - own if _allows(told_of, scope)}
    others = _candidates(weights, told, half) if names_somebody(query) else []
    results = sorted(_matches(mine[:half], query), key=lambda match: -match.score)
    return Found(
        results=tuple(results),
        more=len(mine) > half,
        flagged=frozenset(match.subject for match in _matches(others, query)),
    )


def _allows(scope_allowed: Allowed, scope: str) -> bool:
    return scope_allowed(scope) if callable(scope_allowed) else scope in scope_allowed


def names_somebody(query: Query) -> bool:
    """Whether a query says more than one name or a date: only then others' records are told of."""
    return any(one.kind is not Kind.BORN for one in query.numbers) or any(
        len(parts(name)) > 1 for name in query.names
    )


def _weights(wanted: Collection[bytes]) -> Mapping[bytes, float]:
    """The rarer a token, the more it counts."""
    found = BlindIndex.objects.filter(token__in=wanted).values("token").annotate(many=Count("id"))
    return {bytes(row["token"]): 1 / (1 + math.log(row["many"])) for row in found}


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
    matches = []
    for entry in entries:
        if entry.subject_id in keys:  # not erased since
            content = open_text(entry, "content", key=keys[entry.subject_id])
            score, reasons = _compared(query, known_of(content or ""))
            if score >= LIKE_ENOUGH:
                matches.append(Match(entry.subject_id, entry.scope, score, reasons))
    return matches


def _compared(query: Query, known: Query) -> tuple[float, tuple[Reason, ...]]:
    reasons = [*_same_numbers(query, known), *_other_date(query, known)]
    why = {reason.why for reason in reasons}
    score, pair = max(
        ((alike(a, b), (a, b)) for a in query.names for b in known.names), default=(0.0, ("", ""))
    )
    if score >= LIKE_ENOUGH - SAME_DATE:
        reasons.append(Reason(Why.SOUNDS_ALIKE, " ~ ".join(pair)))
    if Why.SAME_BIRTH_DATE in why:
        score = min(1.0, score + SAME_DATE) if query.names else LIKE_ENOUGH
    if Why.OTHER_BIRTH_DATE in why:
        score -= SAME_DATE
    if why & {Why.SAME_DOCUMENT, Why.SAME_TELEPHONE, Why.SAME_EMAIL}:
        score = 1.0
    return score, tuple(reasons)


def _same_numbers(query: Query, known: Query) -> list[Reason]:
    held = {(one.kind, normalised(one)): one.value for one in known.numbers}
    asked = {(one.kind, normalised(one)) for one in query.numbers}
    return [Reason(_SAME[kind], held[kind, value]) for kind, value in sorted(asked & held.keys())]


def _other_date(query: Query, known: Query) -> list[Reason]:
    asked, held = (
        {normalised(one) for one in side.numbers if one.kind is Kind.BORN}
        for side in (query, known)
    )
    return [Reason(Why.OTHER_BIRTH_DATE, min(held))] if asked and held and not asked & held else []
