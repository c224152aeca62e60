"""Response schemas: one class is validation, documentation and type."""

import datetime as dt
import uuid
from typing import Any

from ninja import Field, Schema

from manumit.web.line.lists import UNKNOWN


class ProblemLine(Schema):
    """One thing that is wrong."""

    code: str = Field(description="a code of docs/reference/errors.md")
    where: str
    what: str
    do: str


class Problem(Schema):
    """What is wrong and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    problems: list[ProblemLine]


class ListLine(Schema):
    """A list of indicators."""

    id: str
    name: str
    population: str
    exploitation: str
    edition: str
    checked_on: dt.date
    scored: bool = Field(description="whether its grades are verified")
    indicators: int


class Lists(Schema):
    """Every list that is loaded."""

    items: list[ListLine]


class IndicatorLine(Schema):
    """One indicator."""

    code: str
    dimension: str
    phase: str
    strength: str | None = Field(description="null where no grade is verified")
    label: str
    explanation: str
    questions: list[str]
    reviewed: bool = Field(description="false: a draft translation that nobody has reviewed")


class ListView(ListLine):
    """A list with its indicators; those that reveal migration status are not in it (R-34)."""

    entries: list[IndicatorLine]


class LawLine(Schema):
    """The rules on wages of a jurisdiction."""

    id: str
    names: dict[str, str]
    currency: str
    checked: dt.date = Field(description="when its rules were last compared with their sources")
    stale_from: dt.date


class Laws(Schema):
    """Every jurisdiction that comes with manumit."""

    items: list[LawLine]


class Result(Schema):
    """A result as the command gives it as JSON.

    See docs/explanation/findings.md and docs/how-to/terms.md.
    """

    result: dict[str, Any]


class ReferralLine(Schema):
    """The state of a referral, without data about the person."""

    reference: str = Field(description="means nothing outside this office")
    direction: str = Field(description="sent or received")
    state: str
    version: int = Field(description="rises with each step")
    covered: bool = Field(description="false: consent covers it no longer; drop what you hold")


class Referrals(Schema):
    """A page of referrals."""

    items: list[ReferralLine]
    next: str | None = Field(description="cursor of the next page; null on the last")


class Amount(Schema):
    """A sum in one currency; sums of different currencies are never added."""

    currency: str
    amount: str


class ClaimLine(Schema):
    """The state of a claim, without data about the person."""

    reference: str
    route: str
    state: str
    version: int
    claimed: list[Amount]
    ordered: list[Amount]


class Claims(Schema):
    """A page of claims."""

    items: list[ClaimLine]
    next: str | None = Field(description="cursor of the next page; null on the last")


class EntryLine(Schema):
    """One entry of the public register of sanctions."""

    name: str
    country: str
    ground: str
    since: dt.date
    until: dt.date


class Register(Schema):
    """All current entries."""

    items: list[EntryLine]


class CompanyQuery(Schema):
    """A firm by its number in a register of companies."""

    country: str = Field(pattern="^[A-Z]{2}$")
    number: str = Field(min_length=1, max_length=40)


class Ground(Schema):
    """Why a firm is on the register, and until when."""

    ground: str
    until: dt.date


class CompanyAnswer(Schema):
    """Yes or no, and the public reasons."""

    listed: bool
    grounds: list[Ground]


class NewContact(Schema):
    """A contact as a telephone system knows it; codes are those of the office's own screen."""

    request: uuid.UUID = Field(description="of this contact; sent again, it is recorded once")
    channel: str = Field(max_length=40)
    topics: list[str] = Field(min_length=1, max_length=3, description="the main one first")
    danger: str = Field(max_length=40, description="no, yes or unsure")
    done: str = Field(max_length=40)
    language: str = Field(UNKNOWN, max_length=40)
    caller: str = Field(UNKNOWN, max_length=40)
    sector: str = Field(UNKNOWN, max_length=40)
    area: str = Field(UNKNOWN, max_length=40)
    wait: str = Field("", max_length=40, description="of a call-back: when")
    number: str = Field("", max_length=40, description="sealed; nobody has to give one")
    note: str = Field("", max_length=1000, description="sealed")


class ContactMade(Schema):
    """A contact that was recorded, without what was sent."""

    reference: str
    state: str
    call_back_at: dt.datetime | None = Field(description="null where no call-back was promised")


class TokenInfo(Schema):
    """What a token is for."""

    id: uuid.UUID
    office: uuid.UUID
    expires_at: dt.datetime
