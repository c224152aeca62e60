"""Who comes back: applicants that share something with somebody refused, suspended or revoked.

It is shown to a person with reasons. Nothing is refused by likeness (R-07, R-41).
"""

import enum
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from manumit.names.firms import firm_words
from manumit.names.sound import alike
from manumit.recruitment.contacts import recruiter_words
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import LIKE_ENOUGH, MatchKind, find_people
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised
from manumit.web.recruitment.content import AgencyContent, content_from_text, site_of, words_of
from manumit.web.recruitment.law import application_policy
from manumit.web.recruitment.models import LicenceApplication
from manumit.web.recruitment.process import (
    ACTIVE,
    CONFIRMED,
    LICENCE,
    REFUSED,
    REVOKED,
    SUSPENDED,
)

BARRED = (REFUSED, CONFIRMED)


class SharedReason(enum.StrEnum):
    """What two applicants have in common."""

    PERSON = "person"
    TELEPHONE = "telephone"
    MAIL = "mail"
    WEBSITE = "website"
    ADDRESS = "address"
    NAME = "name"
    SIMILAR_NAME = "similar_name"


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Another applicant who was refused, or whose licence was suspended or revoked.

    Attributes:
        application, reference: of the other.
        state: refused, suspended or revoked; expired or surrendered while suspended.
        name: of the other.
        shared: each reason with what is the same or alike, as the other wrote it.
    """

    application: uuid.UUID
    reference: str
    state: str
    name: str = field(repr=False)
    shared: Sequence[tuple[SharedReason, str]] = field(repr=False)


def index_scope(institution: uuid.UUID) -> str:
    """Return the circle of the index that the applicants of an authority are found in."""
    return f"licences {institution}"


def shared_with(
    who: Actor, row: LicenceApplication, content: AgencyContent
) -> Sequence[SharedWith]:
    """Return the applicants that were refused, suspended or revoked and share something with one.

    A name that only sounds alike counts where nothing is equal.

    Raises:
        InputError: V101 to V107, V201.
    """
    found = find_people({index_scope(row.institution_id)}, content.query)
    subjects = {one.subject for one in found.results} - {row.subject_id}
    rows = application_policy.scope(who).filter(subject__in=subjects).select_related("licence")
    sounds = {
        one.subject
        for one in found.results
        if any(each.why is MatchKind.SOUNDS_ALIKE for each in one.reasons)
    }
    left = _left_suspended(rows)
    others = [(one, state) for one in rows if (state := _barred(one, left))]
    keys = subject_keys({one.subject_id for one, _ in others})
    shown = []
    for one, state in others:
        text = open_text(one, "content", key=keys[one.subject_id]) if one.subject_id in keys else ""
        if text:
            other = content_from_text(text)
            shared = what_is_shared(content, other)
            if not shared and one.subject_id in sounds:
                shared = similar_names(content, other)
            if shared:
                shown.append(SharedWith(one.pk, one.reference, state, other.name, shared))
    return sorted(shown, key=lambda one: (one.state != REVOKED, -len(one.shared), one.reference))


def _left_suspended(rows: Iterable[LicenceApplication]) -> set[uuid.UUID]:
    """Return the licences that ended while they were suspended: given back in time, or expired."""
    licences = [one.licence.pk for one in rows if hasattr(one, "licence")]
    moves = Move.objects.filter(resource=LICENCE.resource, row__in=licences, source=SUSPENDED)
    return set(moves.exclude(target=ACTIVE).values_list("row", flat=True))


def _barred(row: LicenceApplication, left: Collection[uuid.UUID]) -> str:
    licence = getattr(row, "licence", None)
    if licence is None:
        return REFUSED if row.state in BARRED else ""
    barred = licence.state in (SUSPENDED, REVOKED) or licence.pk in left
    return str(licence.state) if barred else ""


def what_is_shared(one: AgencyContent, other: AgencyContent) -> list[tuple[SharedReason, str]]:
    """Return what two applicants have in common, as the second wrote it; equal, not alike."""
    pairs: tuple[tuple[SharedReason, Sequence[str], Sequence[str], Callable[[str], object]], ...]
    pairs = (
        (SharedReason.PERSON, one.people, other.people, words_of),
        (SharedReason.TELEPHONE, one.telephones, other.telephones, _number(NumberKind.TELEPHONE)),
        (SharedReason.MAIL, one.mails, other.mails, _number(NumberKind.EMAIL)),
        (SharedReason.WEBSITE, one.websites, other.websites, site_of),
        (SharedReason.ADDRESS, [one.address], [other.address], words_of),
        (
            SharedReason.NAME,
            [one.name, *one.other_names],
            [other.name, *other.other_names],
            firm_words,
        ),
    )
    found = []
    for reason, ours, theirs, plain in pairs:
        # What has no letter, or no site, is equal to nothing.
        known = set(filter(None, map(plain, filter(None, ours))))
        found += [(reason, text) for text in theirs if text and plain(text) in known]
    return found


def similar_names(one: AgencyContent, other: AgencyContent) -> list[tuple[SharedReason, str]]:
    """Return names of the second that sound like one of the first, of people and of firms."""
    pairs = (
        (one.people, other.people, str),
        ((one.name, *one.other_names), (other.name, *other.other_names), _own_words),
    )
    return [
        (SharedReason.SIMILAR_NAME, text)
        for ours, theirs, plain in pairs
        for text in theirs
        if any(alike(plain(each), plain(text)) >= LIKE_ENOUGH for each in ours)
    ]


def _own_words(name: str) -> str:
    """Return the words of a firm's name that not every recruiter has."""
    usual = recruiter_words().trade_words
    return " ".join(word for word in firm_words(name) if word not in usual)


def _number(kind: NumberKind) -> Callable[[str], object]:
    return lambda text: normalised(Number(kind, text))
