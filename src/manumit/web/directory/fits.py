"""Whether a service fits, point by point. Unknown is never "no", and never "yes"."""

import datetime as dt
import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from manumit.web.directory.lists import COUNTED, UNKNOWN, rules


class Answer(enum.StrEnum):
    """What is known of one point, and so of all of them."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


ORDER = (Answer.YES, Answer.UNKNOWN, Answer.NO)
"""In which services are offered."""


class Offered(Protocol):
    """What is read of a service."""

    needs: list[str]
    languages: list[str]
    sexes: list[str]
    ages: list[str]
    capacity: str
    free_places: int | None
    free_on: dt.date | None
    confirmed_on: dt.date


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; an empty text is not asked for.

    Attributes:
        need, language, sex, age: codes. Of unsure age is a child (R-46).
    """

    need: str = ""
    language: str = ""
    sex: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One point, and how the service stands to it."""

    name: str
    answer: Answer

    @property
    def text(self) -> str:
        """The id of what is said of it."""
        return f"directory_fits/{self.name}_{self.answer}"


def points(offered: Offered, wish: Wish, day: dt.date) -> tuple[Point, ...]:
    """Every point that was asked for, and two that are always asked: places, and confirmation."""
    return tuple(_points(offered, wish, day))


def _points(offered: Offered, wish: Wish, day: dt.date) -> Iterator[Point]:
    if wish.need:
        yield Point("need", Answer.YES if wish.need in offered.needs else Answer.NO)
    for name, wanted, served in (
        ("language", wish.language, offered.languages),
        ("sex", wish.sex, offered.sexes),
        ("age", wish.age, offered.ages),
    ):
        if wanted:
            yield Point(name, _served(wanted, served))
    yield Point("places", places(offered, day))
    yield Point("confirmed", confirmed(offered, day))


def _served(wanted: str, served: Collection[str]) -> Answer:
    if not served:
        return Answer.UNKNOWN
    return Answer.YES if wanted in served else Answer.NO


def places(offered: Offered, day: dt.date) -> Answer:
    """Whether there is a place: known only for some days after it was said."""
    if offered.capacity == UNKNOWN:
        return Answer.UNKNOWN
    if offered.capacity != COUNTED:
        return Answer.YES
    free = free_places(offered, day)
    if free is None:
        return Answer.UNKNOWN
    return Answer.YES if free else Answer.NO


def free_places(offered: Offered, day: dt.date) -> int | None:
    """How many places are free; None: not known, also where it was said too long ago."""
    if offered.free_on is None or day - offered.free_on > rules().free_places:
        return None
    return offered.free_places


def confirmed(offered: Offered, day: dt.date) -> Answer:
    """Whether somebody said lately that the service holds; else nothing of it is sure."""
    late = day - offered.confirmed_on > rules().confirm
    return Answer.UNKNOWN if late else Answer.YES


def overall(found: Collection[Point]) -> Answer:
    """No where one point is no; yes where every point is yes; else unknown."""
    answers = {one.answer for one in found}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES
