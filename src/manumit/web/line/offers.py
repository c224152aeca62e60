"""How a contact becomes a file or a complaint: rooms above register what makes one.

So the line knows no room of files and none of complaints. To a file nothing of the contact is
handed over; to a complaint its codes, and what the member enters for it.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from manumit.assessment import Age
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.rooms import room_shown


@dataclass(frozen=True, slots=True)
class FileOffer:
    """What opens a file.

    Attributes:
        allows: whether the actor may open files.
        opens: opens one for a person of an age group and returns its key; the last argument is the
            idempotency key of the form.
        view: name of the page of a new file.
        argument: of this page, for the key.
    """

    allows: Callable[[Actor | None], bool]
    opens: Callable[[Actor | None, Age, uuid.UUID], uuid.UUID]
    view: str
    argument: str


_known: list[FileOffer] = []


def register_file_offer(one: FileOffer) -> None:
    """Let contacts become files; called once from ``AppConfig.ready``."""
    _known[:] = [one]


def file_offer(actor: Actor | None) -> FileOffer | None:
    """Return what opens a file for an actor; None if nothing does."""
    return next((one for one in _known if room_shown(one.view) and one.allows(actor)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintFacts:
    """What goes from a contact to a complaint; its ``repr`` hides the statement.

    Attributes:
        sector, area, language, topics: codes of the contact; ``unknown`` stays unknown.
        urgent: whether somebody is in danger, or may be (R-53).
        child: whether it is by or about somebody under 18 (R-46).
        text, employer, place: in the caller's words.
        reached: how the caller wants to be reached; empty for none.
        others: the same of each other person who takes part in a collective complaint.
    """

    sector: str
    area: str
    language: str
    topics: Sequence[str]
    urgent: bool
    child: bool
    text: str = field(repr=False)
    employer: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    reached: str = field(default="", repr=False)
    others: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class ComplaintReceipt:
    """What is shown once to the member who sent a complaint; its ``repr`` shows nothing.

    Attributes:
        words: those of the caller, then those of each other person.
        proof: a code that proves that something was received.
        answer_by: last day of the answer.
    """

    words: Sequence[Sequence[str]]
    proof: str
    answer_by: dt.date


@dataclass(frozen=True, slots=True)
class ComplaintOffer:
    """What receives complaints.

    Attributes:
        receiver: name of the institution that receives, in a language; empty if none does.
        sends: sends one and returns its receipt, in the language of the page; the last argument
            is the idempotency key of the form: sent again, the receipt is the same.
    """

    receiver: Callable[[str], str]
    sends: Callable[[ComplaintFacts, str, uuid.UUID], ComplaintReceipt]


COMPLAINTS = "complaints"
_receiving: list[ComplaintOffer] = []


def register_complaint_offer(one: ComplaintOffer) -> None:
    """Let contacts become complaints; called once from ``AppConfig.ready``."""
    _receiving[:] = [one]


def complaint_offer() -> ComplaintOffer | None:
    """Return what receives complaints; None if no institution does."""
    if not room_shown(COMPLAINTS):
        return None
    return next((one for one in _receiving if one.receiver("en")), None)
