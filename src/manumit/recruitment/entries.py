"""A published list of recruiters: who may recruit, who no longer may, and how to reach them."""

import datetime as dt
import enum
from dataclasses import dataclass, field

OLDEST_MIRROR = dt.timedelta(days=30)
"""A copy of somebody else's list that is older says nothing of a valid licence."""


class State(enum.StrEnum):
    """What a list says of a licence (domain.md section 3)."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"


class LicenceStanding(enum.StrEnum):
    """What a licence is worth on a day: its state, with its days taken into account."""

    CURRENT = "current"
    NOT_BEGUN = "not_begun"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"


class ListMode(enum.StrEnum):
    """Whose list it is: the institution's own, or a copy of somebody else's."""

    AUTHORITY = "authority"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruiter:
    """One entry of a list, as it was published.

    Attributes:
        name: as the list writes it; ``other_names``: trade names and names in other scripts.
        number: of the licence; empty where the list gives none, as for somebody who is barred.
        since, until: first and last day of the licence; None: the list does not say.
        state_since: since when the state holds, where the list says so.
        telephones, mails, websites: contacts that the recruiter registered.
        officers: as the list publishes them; never searched.
        new_contacts: those that an earlier list did not have, each with the day from which it
            counts; until then it may be an impostor's.
    """

    name: str
    state: State
    number: str = ""
    other_names: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    state_since: dt.date | None = None
    telephones: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    address: str = ""
    officers: tuple[str, ...] = ()
    new_contacts: tuple[tuple[str, dt.date], ...] = ()

    @property
    def contacts(self) -> tuple[str, ...]:
        """Return every registered contact."""
        return (*self.telephones, *self.mails, *self.websites)

    def waiting(self, day: dt.date) -> frozenset[str]:
        """Return the registered contacts that do not count yet on a day."""
        return frozenset(contact for contact, counts in self.new_contacts if day < counts)

    def standing(self, day: dt.date) -> tuple[LicenceStanding, dt.date | None]:
        """Return what the licence is worth on a day, and since when where that is known.

        An unknown day of ending is no ending: the list is believed.
        """
        if self.state is not State.ACTIVE:
            over = self.until if self.state is State.EXPIRED else None
            return LicenceStanding(self.state), self.state_since or over
        if self.until is not None and self.until < day:
            return LicenceStanding.EXPIRED, self.until
        if self.since is not None and self.since > day:
            return LicenceStanding.NOT_BEGUN, self.since
        return LicenceStanding.CURRENT, self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruiterList:
    """A list with what an answer has to say about it.

    Attributes:
        source: who published it; ``address``: where, a web address.
        day: on which it was true.
        country: of its telephone numbers without a country code; two letters, or empty.
        authority: whom to ask, by name and contact; of a mirror, the one that published it.
        entries: each licence number once.
    """

    source: str
    day: dt.date
    mode: ListMode
    entries: tuple[Recruiter, ...] = field(repr=False)
    address: str = ""
    country: str = ""
    authority: str = ""

    def too_old(self, day: dt.date) -> bool:
        """Return whether it is a copy that on a day calls nobody licensed any more."""
        return self.mode is ListMode.MIRROR and day - self.day > OLDEST_MIRROR
