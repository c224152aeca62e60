"""Look a recruiter up in a published list, and say what was compared (R-04).

The answer is one of five sentences. None says that a recruiter is safe, and none accuses anybody.
"Licensed" is shown only where the licence number is equal, or the name with nothing left to doubt;
a likeness alone always asks the reader to look again.
"""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from manumit.recruitment.contacts import (
    FEWEST_DIGITS,
    Contact,
    plain_text,
    read_contact,
    recruiter_words,
    take_contacts,
)
from manumit.recruitment.entries import LicenceStanding, ListMode, Recruiter, RecruiterList
from manumit.recruitment.matching import (
    ALIKE,
    ALIKE_BY_SOUND,
    Candidate,
    Name,
    NameIndex,
    read_name,
)

MOST_ALIKE = 5
WITH_CONTACT = 0.85
"""From which likeness on a registered contact settles who is meant."""
LONGEST = 200
SHORTEST_NUMBER = 4
"""Characters of a licence number that is recognised among other words."""
MOST_PARTS = 7
"""Pieces in which a licence number may be written: "NEA / RA / 2023 / 0123"."""


class AnswerSentence(enum.StrEnum):
    """The five answers, and the refusal of a copy that is too old to answer."""

    CONTACT_REGISTERED = "licensed_contact_registered"
    CONTACT_NOT_REGISTERED = "licensed_contact_not_registered"
    NOT_CURRENT = "licence_not_current"
    NOT_FOUND = "no_licence_found"
    SEVERAL_ALIKE = "several_alike"
    ASK_AUTHORITY = "ask_authority"


LICENSED = frozenset({AnswerSentence.CONTACT_REGISTERED, AnswerSentence.CONTACT_NOT_REGISTERED})


class Reason(enum.StrEnum):
    """What was compared with the list, and how it ended."""

    NUMBER_EQUAL = "number_equal"
    NAME_EQUAL = "name_equal"
    NAME_MISSPELT = "name_misspelt"
    NAME_ALIKE = "name_alike"
    NAME_BY_SOUND = "name_by_sound"
    NAME_OF_SEVERAL = "name_of_several"
    NAME_OTHER_FORM = "name_other_form"
    NAME_NOT_LISTED = "name_not_listed"
    NUMBER_OF_ANOTHER_NAME = "number_of_another_name"
    SCRIPT_UNKNOWN = "script_unknown"
    CONTACT_EQUAL = "contact_equal"
    CONTACT_OF_ANOTHER_NAME = "contact_of_another_name"
    CONTACT_NOT_LISTED = "contact_not_listed"
    CONTACT_NEW = "contact_new"
    CONTACT_NOT_GIVEN = "contact_not_given"
    CONTACT_UNREADABLE = "contact_unreadable"
    NO_CONTACT_LISTED = "no_contact_listed"
    LIST_TOO_OLD = "list_too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a list says of a recruiter.

    Attributes:
        sentence: the answer.
        recruiter: of whom it speaks; None where nobody was found, or several.
        standing, since: what the licence is worth today, and since when if that is known.
        alike: recruiters to choose from, the most similar first.
        reasons: what was compared.
        source, address, day, mode, authority: of the list.
    """

    sentence: AnswerSentence
    recruiter: Recruiter | None = None
    standing: LicenceStanding | None = None
    since: dt.date | None = None
    alike: tuple[Recruiter, ...] = ()
    reasons: tuple[Reason, ...] = ()
    source: str
    address: str
    day: dt.date
    mode: ListMode
    authority: str

    @property
    def first(self) -> Recruiter | None:
        """Return the recruiter that the first line of the answer names."""
        return self.recruiter or next(iter(self.alike), None)

    @property
    def licensed(self) -> bool:
        """Return whether the answer says that a licence is valid."""
        return self.sentence in LICENSED


@dataclass(frozen=True, slots=True)
class _Found:
    """Recruiters by position: one that is meant, or several to choose from."""

    meant: int | None = None
    alike: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True, repr=False)
class RecruiterIndex:
    """A list made ready for look-ups; nothing of a look-up stays in it.

    Attributes:
        published: the list.
    """

    published: RecruiterList
    names: NameIndex = field(init=False)
    numbers: dict[str, list[int]] = field(init=False)
    contacts: tuple[tuple[Contact, ...], ...] = field(init=False)
    owners: dict[Contact, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Read names, numbers and contacts once."""
        entries = self.published.entries
        country = self.published.country
        self.names = NameIndex(
            (at, name) for at, one in enumerate(entries) for name in (one.name, *one.other_names)
        )
        self.numbers = defaultdict(list)
        for at, one in enumerate(entries):
            if one.number:
                self.numbers[plain_number(one.number)].append(at)
        self.contacts = tuple(_read(one.contacts, country) for one in entries)
        self.owners = defaultdict(list)
        for at, several in enumerate(self.contacts):
            for contact in {*several}:
                self.owners[contact].append(at)


def _read(texts: Iterable[str], country: str) -> tuple[Contact, ...]:
    found = (read_contact(text, country) for text in texts)
    return tuple(one for one in found if one is not None)


def plain_number(text: str) -> str:
    """Return a licence number as it is compared: letters and digits alone, these European."""
    return "".join(c for c in plain_text(text).casefold() if c.isalnum())


def look_up(index: RecruiterIndex, words: str, contact: str, today: dt.date) -> Answer:
    """Answer whether a recruiter is on a list, and whether a contact is theirs.

    Args:
        index: of the list.
        words: a name, a licence number or both, also with a telephone number among them.
        contact: the telephone, mail or web address from which the reader was contacted, or empty;
            several are separated by commas, and then all have to be registered.
        today: the day on which somebody asks.
    """
    numbered, name, taken = _read_words(index, words[:LONGEST])
    given = [*_split(contact[:LONGEST]), *taken]
    read = [read_contact(one, index.published.country) for one in given]
    contacts = [one for one in read if one is not None]
    found = _find(index, numbered, name, _owners(index, contacts, today))
    return _answer(index, found, given=len(given), contacts=contacts, today=today)


def _read_words(index: RecruiterIndex, text: str) -> tuple[list[int], Name, list[str]]:
    """Return the recruiters of a licence number in a text, the name beside it, and contacts.

    A reader who chooses a recruiter sends its name and number as the list writes them: they are
    recognised before anything in them is taken for a telephone number or a site.
    """
    name = read_name(text)
    if index.names.equal(name):
        return [], name, []
    numbered, rest = _numbered(index, text, contacts=True)
    name = read_name(rest)
    if numbered and (not name.words or index.names.equal(name)):
        return numbered, name, []
    rest, taken = take_contacts(rest)
    if not numbered:
        numbered, rest = _numbered(index, rest)
    name = read_name(rest)
    if numbered and not index.names.equal(name):
        beside = recruiter_words().beside_number
        name = read_name(" ".join(word for word in rest.split() if _bare(word) not in beside))
    return numbered, name, taken


def _find(index: RecruiterIndex, numbered: list[int], name: Name, owners: list[int]) -> _Found:
    """Return who is meant: by number, by name, or by contact where nothing else was given."""
    if numbered:
        return _by_number(index, numbered, name)
    if name.words:
        return _by_name(index, name, owners)
    if owners:
        return _one_or_several(owners, Reason.CONTACT_EQUAL)
    return _Found()


def _by_number(index: RecruiterIndex, numbered: list[int], name: Name) -> _Found:
    if not name.words:
        return _one_or_several(numbered, Reason.NUMBER_EQUAL)
    near = index.names.alike(name, MOST_ALIKE)
    named = [one.entry for one in near if one.score >= _least(one, name)]
    equal = index.names.equal(name)  # of many with one name only some are near
    meant = [at for at in numbered if at in named or at in equal]
    if meant:
        return _one_or_several(meant, Reason.NUMBER_EQUAL)
    # Borrowed: a true number with the name of somebody else.
    alike = tuple(dict.fromkeys([*numbered, *named]))[:MOST_ALIKE]
    return _Found(alike=alike, reasons=(Reason.NUMBER_OF_ANOTHER_NAME,))


def _by_name(index: RecruiterIndex, name: Name, owners: list[int]) -> _Found:
    near = index.names.alike(name, MOST_ALIKE)
    shown = [one for one in near if one.score >= _least(one, name)]
    equal = sorted(index.names.equal(name))
    if equal:
        return _equal(index, name, equal, owners)
    if not shown:
        unknown = () if name.heard else (Reason.SCRIPT_UNKNOWN,)
        others = (Reason.CONTACT_OF_ANOTHER_NAME,) if owners else ()
        alike = tuple(owners[:MOST_ALIKE])
        return _Found(alike=alike, reasons=(Reason.NAME_NOT_LISTED, *unknown, *others))
    best = shown[0]
    rivals = [one for one in shown[1:] if index.names.misspelt(name, one.name)]
    if index.names.misspelt(name, best.name) and not rivals and not name.other_form(best.name):
        return _Found(meant=best.entry, reasons=(Reason.NAME_MISSPELT,))
    theirs = [one.entry for one in shown if one.entry in owners and one.score >= WITH_CONTACT]
    if len(theirs) == 1:
        return _Found(meant=theirs[0], reasons=(Reason.NAME_ALIKE,))
    reason = Reason.NAME_ALIKE if best.name.latin == name.latin else Reason.NAME_BY_SOUND
    return _Found(alike=tuple(one.entry for one in shown), reasons=(reason,))


def _equal(index: RecruiterIndex, name: Name, equal: list[int], owners: list[int]) -> _Found:
    if len(equal) > 1:
        theirs = [at for at in equal if at in owners]
        if len(theirs) == 1:
            return _Found(meant=theirs[0], reasons=(Reason.NAME_EQUAL,))
        return _Found(alike=tuple(equal[:MOST_ALIKE]), reasons=(Reason.NAME_OF_SEVERAL,))
    entry = index.published.entries[equal[0]]
    forms = [read_name(one) for one in (entry.name, *entry.other_names)]
    if all(name.other_form(one) for one in forms if one.letters == name.letters):
        return _Found(alike=tuple(equal), reasons=(Reason.NAME_OTHER_FORM,))
    return _Found(meant=equal[0], reasons=(Reason.NAME_EQUAL,))


def _least(one: Candidate, name: Name) -> float:
    return ALIKE if one.name.latin == name.latin else ALIKE_BY_SOUND


def _one_or_several(entries: list[int], reason: Reason) -> _Found:
    if len(entries) == 1:
        return _Found(meant=entries[0], reasons=(reason,))
    return _Found(alike=tuple(entries[:MOST_ALIKE]), reasons=(reason, Reason.NAME_OF_SEVERAL))


def _answer(
    index: RecruiterIndex, found: _Found, *, given: int, contacts: list[Contact], today: dt.date
) -> Answer:
    published = index.published
    too_old = published.too_old(today)
    recruiter = standing = since = None
    alike: tuple[Recruiter, ...] = ()
    reasons = found.reasons
    if found.meant is not None:
        recruiter = published.entries[found.meant]
        standing, since = recruiter.standing(today)
        registered, counting = index.contacts[found.meant], _counting(index, found.meant, today)
        compared = _compared(registered, counting, contacts, given=given)
        reasons = tuple(dict.fromkeys((*reasons, compared)))
        theirs = compared is Reason.CONTACT_EQUAL
        sentence = (
            AnswerSentence.CONTACT_REGISTERED if theirs else AnswerSentence.CONTACT_NOT_REGISTERED
        )
        sentence = sentence if standing is LicenceStanding.CURRENT else AnswerSentence.NOT_CURRENT
    else:
        alike = tuple(published.entries[at] for at in found.alike)
        sentence = AnswerSentence.SEVERAL_ALIKE if alike else AnswerSentence.NOT_FOUND
    # An old copy still warns of a licence that had ended; a later one may have been granted.
    if too_old and sentence is not AnswerSentence.NOT_CURRENT:
        sentence, recruiter, standing, since, alike = (
            AnswerSentence.ASK_AUTHORITY,
            None,
            None,
            None,
            (),
        )
    return Answer(
        sentence=sentence,
        recruiter=recruiter,
        standing=standing,
        since=since,
        alike=alike,
        reasons=(*reasons, Reason.LIST_TOO_OLD) if too_old else reasons,
        source=published.source,
        address=published.address,
        day=published.day,
        mode=published.mode,
        authority=published.authority,
    )


def _compared(
    registered: Sequence[Contact],
    counting: Sequence[Contact],
    contacts: Sequence[Contact],
    *,
    given: int,
) -> Reason:
    """Return how the contacts that were given compare with those registered: all have to be.

    Args:
        registered: of the recruiter.
        counting: those among them that do not wait.
        contacts: those that were given and could be read.
        given: how many were given.
    """
    if not given:
        return Reason.CONTACT_NOT_GIVEN
    if len(contacts) < given:
        return Reason.CONTACT_UNREADABLE
    if not registered:
        return Reason.NO_CONTACT_LISTED
    if not _all_registered(contacts, registered):
        return Reason.CONTACT_NOT_LISTED
    return Reason.CONTACT_EQUAL if _all_registered(contacts, counting) else Reason.CONTACT_NEW


def _owners(index: RecruiterIndex, contacts: list[Contact], today: dt.date) -> list[int]:
    """Return the recruiters that registered every contact that was given, none of them waiting."""
    reached = index.owners.get(contacts[0], ()) if contacts else ()
    return [at for at in reached if _all_registered(contacts, _counting(index, at, today))]


def _counting(index: RecruiterIndex, at: int, today: dt.date) -> list[Contact]:
    waiting = _read(index.published.entries[at].waiting(today), index.published.country)
    return [one for one in index.contacts[at] if one not in waiting]


def _all_registered(contacts: Sequence[Contact], registered: Sequence[Contact]) -> bool:
    return all(one in registered for one in contacts)


def _numbered(index: RecruiterIndex, text: str, *, contacts: bool = False) -> tuple[list[int], str]:
    """Return the recruiters of a licence number in a text, and the other words.

    Args:
        index: of the list.
        text: with or without a number.
        contacts: whether there may be telephone numbers in it, of which a few digits are none.
    """
    if whole := index.numbers.get(plain_number(text)):
        return whole, ""
    beside = recruiter_words().beside_number
    words = text.split()
    places = [at for at, word in enumerate(words) if _bare(word) not in beside]
    for size in range(MOST_PARTS, 0, -1):
        for start in range(len(places) - size + 1):
            run = places[start : start + size]
            plain = plain_number("".join(words[at] for at in run))
            entries = index.numbers.get(plain)
            enough = len(plain) >= SHORTEST_NUMBER or size == len(places)
            sure = not contacts or len(plain) >= FEWEST_DIGITS or not plain.isdecimal()
            if entries and enough and sure:
                return entries, " ".join((*words[: run[0]], *words[run[-1] + 1 :]))
    return [], text


def _bare(word: str) -> str:
    return word.casefold().strip(".:#°º")


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]
