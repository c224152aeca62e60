"""Create case files from rows of another system: inspect first, then all or none."""

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
from manumit.web.cases.characteristics import Characteristics
from manumit.web.cases.events import acting, tell
from manumit.web.cases.identity import (
    Contact,
    ContactKind,
    Field,
    Value,
    search_terms,
    value_to_text,
)
from manumit.web.cases.models import CaseFile
from manumit.web.cases.search import match_all
from manumit.web.cases.services.characteristics import (
    check_characteristics,
    record_characteristics,
)
from manumit.web.cases.services.drafts import add_evidence, add_finding, engine, instrument_for_age
from manumit.web.cases.services.files import new_file
from manumit.web.cases.services.identities import copy_identity
from manumit.web.imports.codes import ImportCode
from manumit.web.imports.importers import NEEDED
from manumit.web.imports.legacy_content import LegacyContent
from manumit.web.imports.models import Import, LegacyRecord
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.search import Query, find_people, index_person
from manumit.web.kernel.vault.tokens import Number, NumberKind

IMPORTED = "imported"
"""What the ledger has as the reason of each file that was opened in this way."""
_CHANCE = secrets.SystemRandom()
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class IncomingSheet:
    """The parsed content of a sheet; its ``repr`` hides the content.

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
class ImportPlan:
    """What an import would do, or has done.

    Attributes:
        new: numbers of rows that become files.
        known: how many rows were taken by the office before.
        problems: what is wrong, by row and column.
        refused: how many rows have a problem.
        alike: row, and pseudonyms of the importer's own files of similar people.
        elsewhere: a colleague holds a file of some person in the sheet.
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
def plan_import(actor: Actor | None, incoming: IncomingSheet) -> ImportPlan:
    """Return what would become of each row, without opening a file.

    Whether colleagues hold a file of a person in it is reported once for the whole sheet, and each
    row uses one of the day's searches: a sheet is no way around the limit. For a role that may not
    search, nobody is searched for, and the plan says so. The inspection is one act in the ledger;
    its entries for single rows are in random order.

    Args:
        actor: the future holder of the files.
        incoming: what was read.

    Raises:
        Refused: the role opens no files, or may not write what stands in them.
        InputError: K972; V101 to V106.
    """
    who = may_import(actor)
    _check_purposes(incoming)
    rows, problems = _valid_rows(who, incoming)
    new = _unknown(who, rows)
    tell(who, "search", "import", None, purpose="make")
    queries = {one.row: _query(one) for one in _shuffled(new)}
    found = match_all(who, {row: query for row, query in queries.items() if query is not None})
    return ImportPlan(
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
def import_files(
    actor: Actor | None, incoming: IncomingSheet, *, leave_out: bool = False
) -> ImportPlan:
    """Create a file for each row that is new to the office: all of them, or none.

    Who the person is is sealed under a key of their own. Answers become evidence and a finding.
    Decisions and consents of the old system are stored as its statements only: they are no decision
    or consent here. The importer holds the files, which are created in random order. The import is
    recorded in sums, even if every row was known before.

    Args:
        actor: the member who acts.
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
    rows, found = _valid_rows(who, incoming)
    problems = (*incoming.problems, *found)
    if problems and not leave_out:
        raise InputError(problems)
    new = _unknown(who, rows)
    if not rows:
        raise InputError(
            [ImportCode.NOTHING_TO_IMPORT.problem(Place(file=incoming.name)), *problems]
        )
    done = ImportPlan(
        new=tuple(one.row for one in new),
        known=len(rows) - len(new),
        problems=problems,
        refused=incoming.refused + len({one.place.row for one in found}),
    )
    origin = _record(who, incoming, done)
    for row in _shuffled(new):
        _make(who, row, origin)
    return dataclasses.replace(done, run=origin.pk)


def _shuffled(rows: Sequence[FileRow]) -> list[FileRow]:
    """Return rows in random order: their order would link each new file to the old sheet."""
    mixed = list(rows)
    _CHANCE.shuffle(mixed)
    return mixed


def _record(who: Actor, incoming: IncomingSheet, done: ImportPlan) -> Import:
    """Record the import in sums and codes, without row numbers or content."""
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
    """Return the actor if they may do by hand all that an import does.

    Raises:
        Refused: somebody else.
    """
    for policy, action in NEEDED:
        policy.check_new(actor, action)
    return acting(actor, "case_file", "open")


def _check_purposes(incoming: IncomingSheet) -> None:
    """Check that the purpose in the mapping exists.

    Raises:
        InputError: K972.
    """
    named = {one.consent_purpose for one in incoming.rows} - {None}
    if not named <= set(purposes()):
        raise ImportCode.NO_SUCH_PURPOSE.error(
            Place(file=incoming.name, field="file.consent.purpose")
        )


def _valid_rows(who: Actor, incoming: IncomingSheet) -> tuple[list[FileRow], list[Problem]]:
    """Return rows that can become files, and the problems of the others."""
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
            value_to_text(name, value)
        except InputError as error:
            yield from error.problems
    try:
        check_characteristics(_characteristics(row))
    except InputError as error:
        yield from error.problems


def _placed(problem: Problem, file: str, row: int) -> Problem:
    place = Place(file=file, row=row, field=problem.place.field or problem.place.column)
    return dataclasses.replace(problem, place=place)


def _identity(row: FileRow) -> dict[Field, Value]:
    """Return the identity values of a row; unknown ones are absent."""
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


def _characteristics(row: FileRow) -> Characteristics:
    """Return the row's breakdown attributes; unknown ones are empty."""
    return Characteristics(sex=row.sex, nationality=row.nationality, forms=row.forms)


def _query(row: FileRow) -> Query | None:
    names, numbers = search_terms(_identity(row).items())
    return Query(names=names, numbers=numbers) if names or numbers else None


def _circle(who: Actor) -> str:
    """Return the index scope in which a role of an office recognises legacy references.

    The scope is separate for each role of an office: otherwise this search, which has no daily
    limit, would reveal which references intake has (R-30).
    """
    return f"carried {who.office} {who.role}"


def _reference(row: FileRow) -> Number:
    """Return a legacy reference as the index stores it: a keyed digest."""
    return Number(
        NumberKind.DOCUMENT, f"carried {hashlib.sha256(row.reference.encode()).hexdigest()}"
    )


def _unknown(who: Actor, rows: Sequence[FileRow]) -> list[FileRow]:
    """Return rows whose reference this role of the office has not imported before."""
    circle = {_circle(who)}
    return [
        one for one in rows if not find_people(circle, Query(numbers=[_reference(one)])).results
    ]


def _make(who: Actor, row: FileRow, origin: Import) -> None:
    file = new_file(who, Age(row.age), request=uuid.uuid4(), reason=IMPORTED)
    identity = _identity(row)
    if identity:
        tell(who, "change", "person", file.identity.pk, purpose="correct")
        copy_identity(who, file.identity, {name: [value] for name, value in identity.items()})
    if _characteristics(row) != Characteristics():
        record_characteristics(
            who, file.pk, _characteristics(row), seen=0, request=uuid.uuid4(), reason=IMPORTED
        )
    unread = _assess(who, file, row)
    _add_legacy_record(who, file, LegacyContent.of(row, origin.mapping, unread), origin)
    index_person(file.subject_id, _circle(who), names=(), numbers=[_reference(row)])


def _assess(who: Actor, file: CaseFile, row: FileRow) -> Mapping[str, int]:
    """Create evidence and a finding from the answers; return answers that no list has."""
    if row.list_id is None:
        return row.answers
    library = shipped_library()
    instrument = instrument_for_age(file, library.instrument(row.list_id), library)
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
    """Return one answer as evidence; its day is known, its time is not."""
    day = None if row.told_on is None else dt.date.fromisoformat(row.told_on)
    return Evidence(
        id=f"carried.{code}",
        code=code,
        answer=Answer.YES if row.answers[code] else Answer.NO,
        phase=instrument.phase_of(code),
        informant=Informant(row.informant),
        told_at=None if day is None else dt.datetime.combine(day, dt.time.min, dt.UTC),
    )


def _add_legacy_record(who: Actor, file: CaseFile, content: LegacyContent, origin: Import) -> None:
    row = LegacyRecord(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        origin=origin,
        made_by=who.person,
    )
    tell(who, "create", "statement", row.pk, purpose="take", reason=IMPORTED)
    seal_text(row, "content", content.to_text())
    row.save(force_insert=True)
