"""Loads the invented country: acts each story, then copies it to as many persons as are wanted.

As the owner of the tables, while nobody else uses the database. A batch is one transaction: either
all of its rows are there or none. Triggers that stamp and copy rows are off meanwhile, since what
they would write is copied too; keys between tables are checked as always.
"""

import datetime as dt
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from manumit.errors import InputError, Place
from manumit.web.cases.models import CaseFile
from manumit.web.country.acting import FIRST_DAY, Story, StoryRun
from manumit.web.country.capture import Table, capture, known_keys, tables
from manumit.web.country.clock import Clock, as_owner, invented_time
from manumit.web.country.codes import CountryCode
from manumit.web.country.copying import EVENTS, Copier, CopyBuffer, PersonCopy, shift_for
from manumit.web.country.data import country
from manumit.web.country.patterns import Maker, Pattern
from manumit.web.country.people import Circle, circles, office_of
from manumit.web.country.stories import stories
from manumit.web.directory.models import Service
from manumit.web.institutions.demo import demo_key
from manumit.web.justice.services import Respondent
from manumit.web.justice.services.records import get_or_create_organisation
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.vault.ring import key_ring

PERSONS_IN_A_CIRCLE = 1_000
PERSONS_OF_A_STORY = 10
PERSONS_FOR_AN_EVENT = 8
"""For so many persons there is one contact, complaint or visit, which is nobody's story."""
BATCH = 500
LATEST = 0.999


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What is to be loaded.

    Attributes:
        persons: how many.
        seed: the same seed and day give the same persons; keys are of chance all the same.
        last_day: on which everything ends.
        acted: how often stories are acted, at most once for ten persons and each at least once;
            each of those is copied to many persons.
    """

    persons: int
    seed: str
    last_day: dt.date
    acted: int = 60


type Baseline = tuple[Sequence[Table], Mapping[str, frozenset[str]], Sequence[Circle]]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What was loaded.

    Attributes:
        rows: in all tables; ``stories``: how many persons live which.
        seconds: of acting, and of copying.
    """

    persons: int
    rows: int
    stories: Counter[str]
    seconds: tuple[float, float]


def load(wanted: LoadOptions, tell: Callable[[str], None] = lambda _: None) -> LoadResult:
    """Fill an empty demonstration.

    Args:
        wanted: how much of what.
        tell: called with each line of the progress.

    Raises:
        InputError: Y901 to Y904.
    """
    must_be_empty()
    with as_owner():
        begun = time.monotonic()
        who = circles(-(-wanted.persons // PERSONS_IN_A_CIRCLE))
        make_organisations()
        make_services(wanted.last_day)
        known = tables()
        made = patterns(wanted, known, who)
        acted = time.monotonic()
        tell(f"{len(made)} stories acted in {acted - begun:.1f} s")
        copier = Copier(country(), wanted.seed, key_ring(), who, wanted.last_day)
        lives = itertools.chain(persons(wanted, made, len(who)), events(wanted, made, len(who)))
        rows, lived = 0, Counter[str]()
        while batch := list(itertools.islice(lives, BATCH)):
            rows += _load_batch(batch, copier, known)
            lived.update(life.pattern.story for life in batch)
            spent = time.monotonic() - acted
            tell(f"{lived.total()} persons, {lived.total() / spent:.0f} a second, {rows} rows")
        ended = time.monotonic()
    return LoadResult(wanted.persons, rows, lived, (acted - begun, ended - acted))


def must_be_empty() -> None:
    """Check that a country may be loaded here, before anything of it is created.

    Raises:
        InputError: Y901 to Y903.
    """
    if settings.MANUMIT.production:
        raise CountryCode.NOT_DEMO.error(Place(field="MANUMIT_MODE"))
    with as_owner():
        if CaseFile.objects.exists():
            raise CountryCode.NOT_EMPTY.error(Place(field="DATABASE_URL"))


@transaction.atomic
def make_organisations() -> None:
    """Create the agencies: one row each, shared by all records about them."""
    here = country()
    record(Act(act="create", institution=INSTALLATION, role="operator", kind=""))
    for one in here.agencies:
        get_or_create_organisation(Respondent(name=one.name, country=here.code, number=one.number))


@transaction.atomic
def make_services(day: dt.date) -> None:
    """Add the services of the first region's offices, as confirmed on the last day."""
    record(Act(act="create", institution=INSTALLATION, role="operator", kind=""))
    for number, given in enumerate(country().services):
        office = office_of(given["kind"], 0)
        key = demo_key(f"country service {number}")
        rest = {name: value for name, value in given.items() if name not in ("kind", "free")}
        Service.objects.get_or_create(
            pk=key,
            defaults={
                "institution": office.institution, "office": office, "request": key,
                "capacity": "counted" if "places" in given else "not_counted",
                "free_places": given.get("free"), "free_on": day if "free" in given else None,
                "confirmed_on": day, **rest,
            },
        )  # fmt: skip


def patterns(wanted: LoadOptions, known: Sequence[Table], who: Sequence[Circle]) -> list[Pattern]:
    """Act stories, each at least once and common ones more often, and roll them back."""
    begin = dt.datetime.combine(FIRST_DAY, dt.time(8), tzinfo=dt.UTC)
    before = known_keys(known)
    with invented_time(begin) as clock:
        _prolong_posts()
        return [
            _acted(story, number, wanted, clock, (known, before, who))
            for number, story in enumerate(_chosen(_many(wanted)))
        ]


def _many(wanted: LoadOptions) -> int:
    return min(wanted.acted, wanted.persons // PERSONS_OF_A_STORY)


def _chosen(many: int) -> Iterator[Story]:
    for person, times in ((True, many), (False, many // PERSONS_FOR_AN_EVENT)):
        listed = [one for one in stories() if one.person is person]
        total = sum(story.weight for story in listed)
        for story in listed:
            yield from itertools.repeat(story, max(1, round(times * story.weight / total)))


def _prolong_posts() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE institutions_post SET until = '2100-01-01'")


def _acted(story: Story, number: int, wanted: LoadOptions, clock: Clock, here: Baseline) -> Pattern:
    known, before, who = here
    draw = random.Random(f"{wanted.seed} story {number}")  # noqa: S311 - no secret
    constant = frozenset(itertools.chain(*before.values())) | {str(INSTALLATION)} | _institutions()
    cast = frozenset(who[0].replaced_by(who[0], 0))
    point = transaction.savepoint_create()
    try:
        tale = StoryRun(country(), who[0], clock, draw)
        story.act(tale)
        maker = Maker(capture(known, before), constant, cast)
        return maker.pattern(story, clock.time.date())
    except InputError as problems:
        raise CountryCode.WRONG_STORY.error(
            Place(), story=story.name, why="; ".join(map(str, problems.problems))
        ) from problems
    finally:
        transaction.savepoint_rollback(point)


def _institutions() -> frozenset[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id::text FROM institutions_institution")
        return frozenset(row[0] for row in cursor.fetchall())


def persons(
    wanted: LoadOptions, made: Sequence[Pattern], many_circles: int
) -> Iterator[PersonCopy]:
    """Whose life follows which story, where and when; the earlier ones first.

    The last ones live each story once, in the first region: so a small country has them all, and
    a visitor who signs in there finds something to do.
    """
    theirs = [one for one in made if one.person]
    draw = random.Random(f"{wanted.seed} lives")  # noqa: S311 - no secret
    yield from _copies((0, wanted.persons), theirs, many_circles, wanted.last_day, draw)


def events(wanted: LoadOptions, made: Sequence[Pattern], many_circles: int) -> Iterator[PersonCopy]:
    """Yield contacts, complaints and visits, drawn like persons; each kind at least once."""
    these = [one for one in made if not one.person]
    many = max(wanted.persons // PERSONS_FOR_AN_EVENT, len({one.story for one in these}))
    draw = random.Random(f"{wanted.seed} events")  # noqa: S311 - no secret
    yield from _copies((wanted.persons, many), these, many_circles, wanted.last_day, draw)


def _copies(
    numbers: tuple[int, int],
    made: Sequence[Pattern],
    many_circles: int,
    last_day: dt.date,
    draw: random.Random,
) -> Iterator[PersonCopy]:
    """Yield copies of patterns, drawn by weight; ``numbers``: the first one, and how many."""
    first, many = numbers
    weight = {story.name: story.weight for story in stories()}
    times = Counter(pattern.story for pattern in made)
    weights = [weight[one.story] / times[one.story] for one in made]
    once = list({one.story: one for one in made}.values())
    for number in range(many):
        (pattern,) = draw.choices(made, weights)
        circle, left = draw.randrange(many_circles), many - number
        if left <= len(once):
            pattern, circle = once[-left], 0
        place = min(LATEST, number / many)
        yield PersonCopy(
            number=first + number,
            pattern=pattern,
            circle=circle,
            turn=draw.randrange(2),
            shift=shift_for(pattern, last_day, place, draw),
        )


@transaction.atomic
def _load_batch(batch: Sequence[PersonCopy], copier: Copier, known: Sequence[Table]) -> int:
    numbered = [table for table in known if table.numbered]
    with connections["default"].cursor() as cursor:
        for table in known:
            cursor.execute(of_table(table, "ALTER TABLE {table} DISABLE TRIGGER USER"))
        lines = CopyBuffer({table.name: _next(table) for table in numbered})
        write(batch, copier, known, lines)
        for table in numbered:
            if lines.rows.get(table.name):
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [table.name, table.key, lines.next_number[table.name] - 1],
                )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in known:
            cursor.execute(of_table(table, "ALTER TABLE {table} ENABLE TRIGGER USER"))
    return sum(map(len, lines.rows.values()))


def write(
    batch: Sequence[PersonCopy], copier: Copier, known: Sequence[Table], lines: CopyBuffer
) -> None:
    """Write copies of people into the tables, in the surrounding transaction.

    Args:
        batch: who.
        copier: fills their patterns.
        known: the tables.
        lines: empty, with the numbers that are free.
    """
    for life in batch:
        copier.copy(life, lines)
    acts = lines.rows[EVENTS]
    acts += [f"{lines.drawn(EVENTS)}{line}" for _, line in sorted(lines.acts)]
    with connections["default"].cursor() as cursor:
        for table in known:
            if rows := lines.rows.get(table.name):
                columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
                into = of_table(table, "COPY {table} ({columns}) FROM STDIN", columns=columns)
                with cursor.copy(into) as copy:
                    copy.write("\n".join(rows) + "\n")


def _next(table: Table) -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)",
            [table.name, table.key],
        )
        return int(cursor.fetchone()[0]) + 1


def of_table(table: Table, command: str, **parts: sql.Composable) -> sql.Composed:
    """Return a command for a table."""
    return sql.SQL(command).format(table=sql.Identifier(table.name), **parts)
