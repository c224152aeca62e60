"""Rows of another system's file become case files: looked through first, then made, or nothing."""

import dataclasses
import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from manumit.assessment import Age, Answer, Evidence, Informant, assess
from manumit.assessment.render import to_json
from manumit.errors import InputError, Place, Problem
from manumit.exchange.evidence_file import evidence_document
from manumit.exchange.filerows import FileRow
from manumit.instruments import Instrument, shipped_library
from manumit.web.cases.carried import CarriedOver
from manumit.web.cases.characteristics import Characteristics
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import Contact, ContactKind, Field, Value, searched_by, written
from manumit.web.cases.models import Carried, CaseFile, Import
from manumit.web.cases.posts import NEEDED
from manumit.web.cases.search import resembling
from manumit.web.cases.services.characteristics import (
    check_characteristics,
    record_characteristics,
)
from manumit.web.cases.services.drafts import add_evidence, add_finding, engine, for_age
from manumit.web.cases.services.files import new_file
from manumit.web.cases.services.identities import copy_identity
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.search import Query, find, index_person
from manumit.web.kernel.vault.tokens import Kind, Number

IMPORTED = "imported"
"""What the ledger has as the reason of each file that was opened in this way."""
_CHANCE = secrets.SystemRandom()
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Incoming:
    """What was read of a file; its ``repr`` shows nothing.

    Attributes:
        name: of the file, for messages.
        mapping, mapping_digest: id of the mapping, and SHA-256 of its content.
        rows: those without a problem.
        problems: of the others.
        refused: how many rows have one.
    """

    name: str
    mapping: str
    mapping_digest: str
    rows: tuple[FileRow, ...]
    problems: tuple[Problem, ...] = ()
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of a file, or has.

    Attributes:
        new: numbers of rows that become files.
        known: how many rows were taken by the office before.
        problems: what is wrong, by row and column.
        refused: how many rows have a problem.
        alike: row, and pseudonyms of files that the importer holds of somebody like that.
        elsewhere: somebody else of the institution holds a record of somebody in the file.
        not_looked: for how many rows others' files were not asked.
        searched: whether the role may search at all; where not, nobody was looked for.
        run: key of the import that made the files; None where nothing was made.
    """

    new: tuple[int, ...]
    known: int
    problems: tuple[Problem, ...]
    refused: int
    alike: tuple[tuple[int, tuple[str, ...]], ...] = ()
    elsewhere: bool = False
    not_looked: int = 0
    searched: bool = True
    run: uuid.UUID | None = None


@transaction.atomic
def plan_import(actor: Actor | None, incoming: Incoming) -> Plan:
    """Looks through a file: what would become of each row. No file is opened.

    Whether others of the institution hold a record of somebody in it is told once for the whole
    file, and each row costs one of the day's searches: a file is no way around their number. A role
    that may not search for people looks for nobody here either, and is told so. That somebody
    looked is one act in the ledger; what it has of single rows follows an order of chance.

    Args:
        actor: who would hold the files.
        incoming: what was read.

    Raises:
        Refused: the role opens no files, or may not write what stands in them.
        InputError: K972; V101 to V106.
    """
    who = may_import(actor)
    _check_purposes(incoming)
    rows, problems = _sound(who, incoming)
    new = _unknown(who, rows)
    tell(who, "search", "import", None, purpose="make")
    queries = {one.row: _query(one) for one in _in_no_order(new)}
    found = resembling(who, {row: query for row, query in queries.items() if query is not None})
    return Plan(
        new=tuple(one.row for one in new),
        known=len(rows) - len(new),
        problems=(*incoming.problems, *problems),
        refused=incoming.refused + len({one.place.row for one in problems}),
        alike=tuple(sorted(found.alike)),
        elsewhere=found.elsewhere,
        not_looked=found.not_looked,
        searched=found.searched,
    )


@transaction.atomic
def import_files(actor: Actor | None, incoming: Incoming, *, leave_out: bool = False) -> Plan:
    """Makes a file of each row that the office has not taken before: all of them, or none.

    Who the person is is sealed under a key of their own. Answers become evidence and a finding.
    What the old system decided, and what consent it recorded, stay words of that system: nothing
    is decided here, and nothing agreed to. Whoever imports holds the files, which are made in an
    order of chance. That they did is recorded with sums, also where every row was known before.

    Args:
        actor: who.
        incoming: what was read.
        leave_out: leave out rows with a problem; else one problem refuses the file.

    Raises:
        Refused: the role opens no files, or may not write what stands in them.
        InputError: the problems of the file; K971, K972; V101 to V107, V201, V301.
    """
    who = may_import(actor)
    _check_purposes(incoming)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [_circle(who)])
    rows, found = _sound(who, incoming)
    problems = (*incoming.problems, *found)
    if problems and not leave_out:
        raise InputError(problems)
    new = _unknown(who, rows)
    if not rows:
        raise InputError([CaseCode.NOTHING_TO_IMPORT.problem(Place(file=incoming.name)), *problems])
    done = Plan(
        new=tuple(one.row for one in new),
        known=len(rows) - len(new),
        problems=problems,
        refused=incoming.refused + len({one.place.row for one in found}),
    )
    origin = _record(who, incoming, done)
    for row in _in_no_order(new):
        _make(who, row, origin)
    return dataclasses.replace(done, run=origin.pk)


def _in_no_order(rows: Sequence[FileRow]) -> list[FileRow]:
    """Rows in an order of chance: by that of the file the old sheet would name each new file."""
    mixed = list(rows)
    _CHANCE.shuffle(mixed)
    return mixed


def _record(who: Actor, incoming: Incoming, done: Plan) -> Import:
    """That somebody imports: sums and codes, no number of a row, and nothing of the file."""
    rejects: dict[str, set[int]] = {}
    for one in done.problems:
        if one.place.row is not None:
            rejects.setdefault(one.code, set()).add(one.place.row)
    row = Import(
        institution_id=who.institution,
        office_id=who.office,
        role=who.role,
        made_by=who.person,
        mapping=incoming.mapping,
        mapping_digest=incoming.mapping_digest,
        rows=len(done.new) + done.known + done.refused,
        made=len(done.new),
        known=done.known,
        rejected=done.refused,
        rejects={code: len(rows) for code, rows in sorted(rejects.items())},
    )
    tell(who, "create", "import", row.pk, purpose="make", reason=IMPORTED)
    row.save(force_insert=True)
    return row


def may_import(actor: Actor | None) -> Actor:
    """Whoever may do by hand all that an import does.

    Raises:
        Refused: somebody else.
    """
    for policy, action in NEEDED:
        policy.check_new(actor, action)
    return acting(actor, "case_file", "open")


def _check_purposes(incoming: Incoming) -> None:
    """The mapping names a purpose that there is.

    Raises:
        InputError: K972.
    """
    named = {one.consent_purpose for one in incoming.rows} - {None}
    if not named <= set(purposes()):
        raise CaseCode.NO_SUCH_PURPOSE.error(
            Place(file=incoming.name, field="file.consent.purpose")
        )


def _sound(who: Actor, incoming: Incoming) -> tuple[list[FileRow], list[Problem]]:
    """Rows that can become files, and what is wrong with the others."""
    rows: list[FileRow] = []
    problems: list[Problem] = []
    allowed = special_allowed(who.role)
    for one in incoming.rows:
        wrong = [*_wrong_values(one)]
        try:
            refuse_special(one.answers, allowed)
        except InputError as error:
            wrong += error.problems
        if wrong:
            problems += [_placed(problem, incoming.name, one.row) for problem in wrong]
        else:
            rows.append(one)
    return rows, problems


def _wrong_values(row: FileRow) -> Iterator[Problem]:
    for name, value in _identity(row).items():
        try:
            written(name, value)
        except InputError as error:
            yield from error.problems
    try:
        check_characteristics(_apart(row))
    except InputError as error:
        yield from error.problems


def _placed(problem: Problem, file: str, row: int) -> Problem:
    place = Place(file=file, row=row, field=problem.place.field or problem.place.column)
    return dataclasses.replace(problem, place=place)


def _identity(row: FileRow) -> dict[Field, Value]:
    """Who the person of a row is; what is not known is absent."""
    found: dict[Field, Value] = {}
    if row.names:
        found[Field.NAMES] = row.names
    if row.contacts:
        found[Field.CONTACTS] = tuple(
            Contact(ContactKind(kind), value) for kind, value in row.contacts
        )
    if row.born:
        found[Field.BORN] = dt.date.fromisoformat(row.born)
    if row.language:
        found[Field.LANGUAGE] = row.language
    return found


def _apart(row: FileRow) -> Characteristics:
    """By what the figures tell the person of a row apart; what nobody knows is empty."""
    return Characteristics(sex=row.sex, nationality=row.nationality, forms=row.forms)


def _query(row: FileRow) -> Query | None:
    names, numbers = searched_by(_identity(row).items())
    return Query(names=names, numbers=numbers) if names or numbers else None


def _circle(who: Actor) -> str:
    """The circle of the index in which a role of an office knows references of old systems.

    What one role brought in, another of the same office is not told of: a search that costs none
    of those of the day would else tell whoever asks which references intake has (R-30).
    """
    return f"carried {who.office} {who.role}"


def _reference(row: FileRow) -> Number:
    """By what the index knows a reference again: a digest, keyed there, and nothing in clear."""
    return Number(Kind.DOCUMENT, f"carried {hashlib.sha256(row.reference.encode()).hexdigest()}")


def _unknown(who: Actor, rows: Sequence[FileRow]) -> list[FileRow]:
    """Rows whose reference the role of the office has not taken before."""
    circle = {_circle(who)}
    return [one for one in rows if not find(circle, Query(numbers=[_reference(one)])).results]


def _make(who: Actor, row: FileRow, origin: Import) -> None:
    file = new_file(who, Age(row.age), request=uuid.uuid4(), reason=IMPORTED)
    identity = _identity(row)
    if identity:
        tell(who, "change", "person", file.identity.pk, purpose="correct")
        copy_identity(who, file.identity, {name: [value] for name, value in identity.items()})
    if _apart(row) != Characteristics():
        record_characteristics(
            who, file.pk, _apart(row), seen=0, request=uuid.uuid4(), reason=IMPORTED
        )
    unread = _assess(who, file, row)
    _carry(who, file, CarriedOver.of(row, origin.mapping, unread), origin)
    index_person(file.subject_id, _circle(who), names=(), numbers=[_reference(row)])


def _assess(who: Actor, file: CaseFile, row: FileRow) -> Mapping[str, int]:
    """Makes evidence of the answers and a finding of that; gives those that no list reads."""
    if row.list_id is None:
        return row.answers
    library = shipped_library()
    instrument = for_age(file, library.instrument(row.list_id), library)
    pieces = [_piece(code, row, instrument) for code in row.answers if code in instrument.codes]
    if pieces:
        age = Age(row.age)
        document = json.dumps(evidence_document(instrument.id, age, pieces))
        kept = add_evidence(who, file, instrument.id, document)
        found = assess(pieces, instrument, age=age)
        made_with = engine(found.instrument)
        add_finding(who, file, found.instrument.id, made_with, to_json(found, library), kept)
    return {code: one for code, one in row.answers.items() if code not in instrument.codes}


def _piece(code: str, row: FileRow, instrument: Instrument) -> Evidence:
    """One answer; of when it was given the day is known, and no hour of it."""
    day = None if row.told_on is None else dt.date.fromisoformat(row.told_on)
    return Evidence(
        id=f"carried.{code}",
        code=code,
        answer=Answer.YES if row.answers[code] else Answer.NO,
        phase=instrument.phase_of(code),
        informant=Informant(row.informant),
        told_at=None if day is None else dt.datetime.combine(day, dt.time.min, dt.UTC),
    )


def _carry(who: Actor, file: CaseFile, told: CarriedOver, origin: Import) -> None:
    row = Carried(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        origin=origin,
        made_by=who.person,
    )
    tell(who, "create", "statement", row.pk, purpose="take", reason=IMPORTED)
    seal_text(row, "content", told.to_text())
    row.save(force_insert=True)
