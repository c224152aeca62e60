"""A story while it is acted: who acts, what day it is, and the marks that stand for its person.

Marks are what a copy replaces: the name, the numbers and the day of birth of nobody. A story uses
them wherever a value identifies the person.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from manumit.assessment import Age, Hearing, Reply, Sitting
from manumit.assessment.sitting import Question
from manumit.instruments import shipped_library
from manumit.web.country.clock import Clock
from manumit.web.country.data import Agency, Country
from manumit.web.country.people import Circle
from manumit.web.kernel.access.actors import Actor

# A Monday, and long enough away that no date of a law or a list is taken for a day of a story.
FIRST_DAY = dt.date(2030, 1, 7)
OPENS, CLOSES = 8, 16  # hours in which people work
FRIDAY = 5  # by date.isoweekday()
MOST_QUESTIONS = 400
OF_AGE = "AGE01"  # the question whether the person is 18 or older

NAME, NAME_ARABIC = "Zqmarka Zqmarkb", "زقمارك زقمارب"
TELEPHONE, DOCUMENT = "+999 5550 19191919", "ZQ19191919"
BORN, BORN_CHILD = dt.date(1911, 2, 3), dt.date(2017, 2, 3)


@dataclass(frozen=True, slots=True)
class Story:
    """One course that things can take.

    Attributes:
        name: for messages and counts.
        room: of the module that acts it.
        act: acts it.
        weight: its share beside the other stories of its kind.
        open: whether it goes on: it ends in the last weeks, and not years ago;
        recent: it ends fewer days than that, and up to six more, before the last day.
        person: whether it is one person's; else a contact, a complaint or a visit.
    """

    name: str
    room: str
    act: Callable[["StoryRun"], None]
    weight: int
    open: bool = False
    person: bool = True
    recent: int = 21


class StoryRun:
    """What a story needs while it is acted.

    Attributes:
        country: where it takes place.
        agency: the recruiter or firm that it is about.
        draw: every choice is drawn here, so that the same seed gives the same story.
    """

    def __init__(self, here: Country, circle: Circle, clock: Clock, draw: random.Random) -> None:
        self.country, self.draw = here, draw
        self.agency: Agency = draw.choice(here.agencies)
        self._circle, self._clock = circle, clock
        self._places = {role: draw.randrange(len(who)) for role, who in circle.people.items()}
        self.begin()

    def begin(self) -> None:
        """Start the first day of the story, in the morning."""
        time = dt.time(self.draw.randint(OPENS, CLOSES), self.draw.randrange(60), tzinfo=dt.UTC)
        self._clock.set(dt.datetime.combine(FIRST_DAY, time))

    def who(self, role: str) -> Actor:
        """Return the actor in a role, the same throughout the story."""
        return self._circle.people[role][self._places[role]]

    def colleague(self, role: str) -> Actor:
        """Return a colleague of the office in the same role, or the actor if there is none."""
        people = self._circle.people[role]
        return people[(self._places[role] + 1) % len(people)]

    def office(self, kind: str) -> uuid.UUID:
        """Return the office of a kind of institution."""
        return self._circle.offices[kind]

    @property
    def today(self) -> dt.date:
        """Return the current day."""
        return self._clock.time.date()

    def ago(self, days: int) -> dt.date:
        """Return a day before today."""
        return self.today - dt.timedelta(days=days)

    def at(self, days: float) -> dt.datetime:
        """Return a moment some days from now."""
        return self._clock.time + dt.timedelta(days=days)

    def minutes(self, least: int = 3, most: int = 40) -> None:
        """Let some minutes pass."""
        self._clock.set(self._clock.time + dt.timedelta(minutes=self.draw.randint(least, most)))

    def days(self, least: int, most: int) -> None:
        """Let some days pass, at least until the next working day."""
        day = self.today + dt.timedelta(days=max(1, self.draw.randint(least, most)))
        while day.isoweekday() > FRIDAY:
            day += dt.timedelta(days=1)
        time = dt.time(self.draw.randint(OPENS, CLOSES), self.draw.randrange(60), tzinfo=dt.UTC)
        self._clock.set(dt.datetime.combine(day, time))

    def request(self) -> uuid.UUID:
        """Return an id of a form."""
        return uuid.UUID(int=self.draw.getrandbits(128), version=4)

    def number(self, kind: str) -> str:
        """Return a reference as senders give them: ``EV``, ``W`` or ``CR`` and eight digits."""
        return f"{kind}-{self.draw.randrange(10**8):08d}"

    def amount(self, least: int, most: int, step: int = 10) -> str:
        """Return a sum of money in the country's currency."""
        return f"{self.draw.randrange(least, most + 1, step)}.00"

    def interviewed(self, sitting: Sitting, age: Age, strength: float) -> Sitting:
        """Return an interview, question by question as the platform asks them.

        Args:
            sitting: as it was begun.
            age: the answer to its question.
            strength: how likely a sign is reported: 0 none, 1 all.
        """
        library = shipped_library()
        sitting = sitting.with_hearing(Hearing.ALONE)
        for _ in range(MOST_QUESTIONS):
            step = sitting.next(library)
            if not isinstance(step, Question):
                break
            reply = Reply.YES if age is Age.ADULT else Reply.NO
            if step.ask.code != OF_AGE:
                reply = self._reply(strength)
            sitting = sitting.reply(step.ask.code, step.question, reply, library)
        return sitting

    def _reply(self, strength: float) -> Reply:
        replies = (Reply.YES, Reply.NO, Reply.DONT_KNOW, Reply.REFUSED)
        return self.draw.choices(replies, (strength, 1 - strength, 0.08, 0.04))[0]
