"""What an application says about the applicant: one sealed document."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from manumit.errors import InputError, Place
from manumit.names.firms import name_words
from manumit.recruitment.contacts import read_contact
from manumit.web.kernel.vault.search import Query
from manumit.web.kernel.vault.tokens import Number, NumberKind, normalised
from manumit.web.recruitment.codes import RecruitmentCode

LONGEST = 200
"""Characters of a name, an address or a contact."""
MOST = 30
"""Lines of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyContent:
    """The applicant; its ``repr`` shows nothing.

    Attributes:
        officers: who acts for it; ``owners``: to whom it belongs. Natural persons.
        telephones, mails, websites: that it registers: an offer is compared with them.
    """

    name: str = field(repr=False)
    other_names: Sequence[str] = field(default=(), repr=False)
    address: str = field(default="", repr=False)
    officers: Sequence[str] = field(default=(), repr=False)
    owners: Sequence[str] = field(default=(), repr=False)
    telephones: Sequence[str] = field(default=(), repr=False)
    mails: Sequence[str] = field(default=(), repr=False)
    websites: Sequence[str] = field(default=(), repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        """Return officers and owners, each once."""
        return tuple(dict.fromkeys((*self.officers, *self.owners)))

    @property
    def query(self) -> Query:
        """Return what the applicant is found by in the index."""
        numbers = [
            *(Number(NumberKind.TELEPHONE, one) for one in self.telephones),
            *(Number(NumberKind.EMAIL, one) for one in self.mails),
            *_exact("address", [" ".join(sorted(words_of(self.address)))]),
            *_exact("website", map(site_of, self.websites)),
        ]
        return Query(names=[self.name, *self.other_names, *self.people], numbers=numbers)

    def to_text(self) -> str:
        """Return the document."""
        return json.dumps(asdict(self), ensure_ascii=False)


def content_from_text(text: str) -> AgencyContent:
    """Return the content of a document."""
    found: dict[str, Any] = json.loads(text)
    read = {key: value if isinstance(value, str) else tuple(value) for key, value in found.items()}
    return AgencyContent(**cast("dict[str, Any]", read))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a person's name or of an address, in any order and without signs."""
    return frozenset(name_words(text))


def site_of(text: str) -> str:
    """Return a web address as it is compared; empty if it can't be read."""
    found = read_contact(text, "")
    return "" if found is None else found.value


def _exact(kind: str, texts: Iterable[str]) -> Iterator[Number]:
    """Yield texts as values of the index, which are found only if equal.

    It finds names by their sound, and an address would be found by every street of its city. A
    digest is as long for a long address.
    """
    for text in filter(None, texts):
        digest = hashlib.sha256(f"{kind} {text}".encode()).hexdigest()
        yield Number(NumberKind.DOCUMENT, digest)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a field without spaces around them; empty ones are none."""
    return tuple(filter(None, (" ".join(one.split()) for one in text.splitlines())))


def check_content(content: AgencyContent) -> None:
    """Check that an applicant can be found again.

    Raises:
        InputError: R701 to R704, all at once.
    """
    problems = []
    if not content.name:
        problems.append(RecruitmentCode.NO_NAME.problem(Place(field="name")))
    if not content.people:
        problems.append(RecruitmentCode.NO_OFFICER.problem(Place(field="officers")))
    for name, value in asdict(content).items():
        texts = [value] if isinstance(value, str) else value
        if len(texts) > MOST or any(len(one) > LONGEST for one in texts):
            problems.append(RecruitmentCode.TOO_LONG.problem(Place(field=name)))
    for name, kind in (("telephones", NumberKind.TELEPHONE), ("mails", NumberKind.EMAIL)):
        if not _readable(Number(kind, one) for one in getattr(content, name)):
            problems.append(RecruitmentCode.CONTACT.problem(Place(field=name)))
    if problems:
        raise InputError(problems)


def _readable(numbers: Iterable[Number]) -> bool:
    try:
        return all(normalised(one) for one in numbers)
    except InputError:
        return False
