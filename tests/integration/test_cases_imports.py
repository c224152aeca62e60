"""Another system's spreadsheet becomes case files: all of it, once, sealed, or nothing."""

import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model, QuerySet
from pytest_django import Settings

from cases_world import Body, World, file_of, key_ring, world
from dumped import everything, leaked
from erasing import erase
from imports_here import MAPPING, PEOPLE, TABLE, read
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.exchange.filerows import FileRow
from manumit.web.cases import selectors
from manumit.web.cases.characteristics import Characteristics
from manumit.web.cases.file_parts import record_keys
from manumit.web.cases.identity import Field
from manumit.web.cases.models import (
    CaseFile,
    CharacteristicsVersion,
    EvidenceSet,
    FindingVersion,
    Identity,
)
from manumit.web.cases.rules import rules
from manumit.web.imports import importing
from manumit.web.imports import selectors as imported
from manumit.web.imports.importing import IncomingSheet
from manumit.web.imports.models import Import, LegacyRecord
from manumit.web.institutions.models import Member
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.models import IndexedPerson, PersonKey
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.site.embedded import Addresses

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Somebody with all rights in the database, and no key."""
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def example() -> IncomingSheet:
    return read(TABLE.read_bytes())


def made_of(actor: Actor, reference: str) -> CaseFile:
    """The file of a row, as its holder finds it."""
    for file in of(actor):
        seen = imported.legacy_record(actor, file.pk)
        if seen is not None and seen.content.reference == reference:
            return file
    raise AssertionError(reference)


def of(actor: Actor) -> QuerySet[CaseFile]:
    """Files of an institution: the database keeps rows of other tests."""
    return CaseFile.objects.filter(institution=actor.institution)


def standing() -> list[int]:
    """How many rows there are of each kind that an import makes."""
    kinds: tuple[type[Model], ...] = (
        CaseFile, Identity, PersonKey, IndexedPerson, EvidenceSet, FindingVersion, LegacyRecord,
        CharacteristicsVersion, Import,
    )  # fmt: skip
    return [one._default_manager.count() for one in kinds]


@pytest.mark.proves("imports")
def test_each_row_becomes_a_file_of_whoever_imports(here: World, example: IncomingSheet) -> None:
    before = standing()
    plan = importing.plan_import(here.owner, example)
    assert (plan.new, plan.known, plan.refused) == ((2, 3, 4, 5, 6), 0, 0)
    assert standing() == before
    made = importing.import_files(here.owner, example)
    assert made.new == plan.new
    assert len(selectors.files(here.owner)) == PEOPLE
    first = made_of(here.owner, "R-0001")
    identity = selectors.identity(here.owner, first.pk)
    shown = {field: values[0].value for field, values in identity.fields.items()}
    assert shown[Field.NAMES] == ("Arvena Testperson",)
    assert shown[Field.LANGUAGE] == "ro"
    evidence = EvidenceSet.objects.get(file=first)
    assert evidence.list_id == "adult_labour"
    assert FindingVersion.objects.get(file=first).evidence == evidence


def test_children_and_the_unsure_are_read_by_the_list_for_children(
    here: World, example: IncomingSheet
) -> None:
    """R-46."""
    importing.import_files(here.owner, example)
    child, unsure = made_of(here.owner, "R-0003"), made_of(here.owner, "R-0004")
    assert (child.age, unsure.age) == (Age.CHILD, Age.UNSURE)
    assert EvidenceSet.objects.get(file=child).list_id == "child_labour"
    assert not EvidenceSet.objects.filter(file=unsure).exists()


def test_an_import_brings_what_figures_tell_people_apart_by_and_unknown_stays_unknown(
    here: World, example: IncomingSheet
) -> None:
    """R-70, decision 32: sealed, and of whom nobody knows it nothing is recorded."""
    importing.import_files(here.owner, example)
    first = selectors.characteristics(here.owner, made_of(here.owner, "R-0001").pk)
    assert first.version == 1
    assert first.content == Characteristics(
        sex="female", nationality="RO", forms=("forced_labour",)
    )
    child = selectors.characteristics(here.owner, made_of(here.owner, "R-0003").pk)
    assert child.content == Characteristics(sex="female", forms=("begging",))
    nobody_knows = selectors.characteristics(here.owner, made_of(here.owner, "R-0004").pk)
    assert nobody_knows.version == 0
    acts = Event.objects.filter(actor=here.owner.person, kind="statement", reason="imported")
    rows = CharacteristicsVersion.objects.filter(file__in=of(here.owner))
    assert {one.pk for one in rows} <= {one.resource for one in acts}
    assert not selectors.characteristics(here.colleague, made_of(here.owner, "R-0001").pk).version


def test_a_row_with_a_code_that_cannot_be_chosen_here_is_rejected(
    here: World, example: IncomingSheet
) -> None:
    first, *others = example.rows
    wrong = replace(example, rows=(replace(first, forms=("any",)), *others))
    plan = importing.plan_import(here.owner, wrong)
    assert [(one.code, one.place.row, one.place.field) for one in plan.problems] == [
        ("K924", 2, "forms")
    ]


@pytest.mark.proves("imports")
def test_what_the_old_system_decided_is_no_decision_here_and_its_consent_none(
    here: World, example: IncomingSheet
) -> None:
    """R-47, R-52: a body decides, and a person agrees, here; a cell does neither."""
    importing.import_files(here.owner, example)
    file = made_of(here.owner, "R-0001")
    seen = imported.legacy_record(here.owner, file.pk)
    assert seen is not None
    assert (seen.content.decision, seen.content.decided_on) == ("presumed", "2023-03-01")
    assert (seen.content.consent_purpose, seen.content.consent_on) == ("referral", "2023-02-03")
    undated = imported.legacy_record(here.owner, made_of(here.owner, "R-0002").pk)
    assert undated is not None
    assert undated.content.consent_purpose is None
    assert {one.state for one in of(here.owner)} == {"possible"}
    assert not file.decisions.exists()
    assert not Consent.objects.filter(subject__in=of(here.owner).values("subject")).exists()


@pytest.mark.proves("imports")
def test_the_same_file_sent_twice_makes_nothing_twice(here: World, example: IncomingSheet) -> None:
    importing.import_files(here.owner, example)
    again = importing.import_files(here.colleague, example)
    assert (again.new, again.known) == ((), PEOPLE)
    assert of(here.owner).count() == PEOPLE
    longer = TABLE.read_text("utf-8").replace("R-0005", "R-0006")
    third = importing.import_files(here.owner, read(longer.encode()))
    assert (third.new, third.known) == ((6,), PEOPLE - 1)


@pytest.mark.proves("imports")
def test_one_bad_row_refuses_the_file_and_nothing_stays(here: World) -> None:
    before = standing()
    bad = read(TABLE.read_bytes().replace(b"+41000000004", b"no-number"))
    plan = importing.plan_import(here.owner, bad)
    assert [(one.code, one.place.row) for one in plan.problems] == [("V304", 5)]
    with pytest.raises(InputError, match="row 5"):
        importing.import_files(here.owner, bad)
    assert standing() == before
    made = importing.import_files(here.owner, bad, leave_out=True)
    assert (made.new, made.refused) == ((2, 3, 4, 6), 1)


@pytest.mark.proves("imports")
def test_a_failure_in_the_last_row_leaves_nothing_of_the_first(
    here: World, example: IncomingSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from manumit.web.imports import importing  # noqa: PLC0415 - what is broken here

    kept, before = importing._add_legacy_record, standing()

    def broken(*args: object) -> None:
        if of(here.owner).count() == PEOPLE:
            raise RuntimeError
        kept(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "_add_legacy_record", broken)
    with pytest.raises(RuntimeError):
        importing.import_files(here.owner, example)
    assert standing() == before
    monkeypatch.undo()
    assert len(importing.import_files(here.owner, example).new) == PEOPLE


@pytest.mark.proves("imports")
def test_everybody_who_is_left_out_is_listed_and_the_terminal_is_told_of_some(
    here: World, tmp_path: Path
) -> None:
    header, first, *_ = TABLE.read_text("utf-8").splitlines()
    rows = [first.replace("R-0001", f"R-{n:04}") for n in range(1, 25)]
    bad = {n: row.replace("1990-04-11", "11.4.1990") for n, row in enumerate(rows) if n > 2}
    lines = [bad.get(n, row) for n, row in enumerate(rows)]
    wrong, rejects = tmp_path / "wrong.csv", tmp_path / "rejects.csv"
    wrong.write_text("\n".join([header, *lines]), "utf-8")
    email, out = Member.objects.get(pk=here.owner.person).email, io.StringIO()
    given = {"mapping": str(MAPPING), "member": email, "stdout": out}
    call_command("import_files", str(wrong), **given)
    assert out.getvalue().count("[X309]") == 20
    assert "1 more rows have the problem X309" in out.getvalue()
    call_command("import_files", str(wrong), make=True, rejects=rejects, **given)
    assert "3 files were made" in out.getvalue()
    listed = [line.split(",")[:2] for line in rejects.read_text("utf-8").splitlines()[1:]]
    assert listed == [[str(n + 2), "X309"] for n in sorted(bad)]


def test_the_list_of_who_is_left_out_is_there_before_anything_is_made(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from manumit.web.imports.management.commands import import_files  # noqa: PLC0415 - broken here

    email, before = Member.objects.get(pk=here.owner.person).email, standing()
    given = {"mapping": str(MAPPING), "member": email, "make": True}
    bad = tmp_path / "bad.csv"
    bad.write_bytes(TABLE.read_bytes().replace(b"+41000000004", b"no"))
    with pytest.raises(CommandError, match=r"no-folder|cannot be written"):
        call_command("import_files", str(bad), rejects=tmp_path / "no-folder" / "r.csv", **given)
    there = tmp_path / "there.csv"
    there.write_text("mine", "utf-8")
    with pytest.raises(CommandError, match="there already"):
        call_command("import_files", str(bad), rejects=there, **given)
    assert there.read_text("utf-8") == "mine"

    def full(*_args: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(import_files, "write_rejects", full)
    with pytest.raises(OSError, match="no space"):
        call_command("import_files", str(bad), rejects=tmp_path / "r.csv", **given)
    assert not (tmp_path / "r.csv").exists()
    assert standing() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"PK\x03\x04broken"),
        ("x.csv", b"\x00\xff\xfe"),
        ("x.csv", b""),
        ("x", b"\x1f\x8b"),
    ],
    ids=["xlsx", "bytes", "empty", "gzip"],
)
def test_a_broken_file_leaves_nothing(here: World, name: str, content: bytes) -> None:
    before = standing()
    with pytest.raises(InputError):
        importing.import_files(here.owner, read(content, name))
    assert standing() == before


# domain.md, section 2: who interviews and opens cases (inspect, intake, advice, support) records
# who somebody is and what they said. The identification body decides on a "referral file" and on
# "statements with consent", which others wrote; police get "what was referred"; others, nobody.
@pytest.mark.proves("imports")
@pytest.mark.parametrize(
    ("role", "kind", "may"),
    [
        ("inspect", "inspectorate", True),
        ("intake", "inspectorate", True),
        ("advice", "resource_centre", True),
        ("support", "shelter", True),
        ("ident", "identification", False),
        ("justice", "prosecution", False),
        ("admin", "inspectorate", False),
        ("stats", "statistics", False),
        ("plan", "coordinator", False),
    ],
)
def test_only_who_may_open_files_by_hand_imports_them(
    here: World, example: IncomingSheet, role: str, kind: str, may: bool
) -> None:
    del here
    actor, before = Body.made(kind, role).first, standing()
    if may:
        importing.plan_import(actor, example)
        assert importing.import_files(actor, example).new
        return
    for act in (importing.plan_import, importing.import_files):
        with pytest.raises(Refused):
            act(actor, example)
    assert standing() == before
    assert Event.objects.filter(actor=actor.person, outcome="refused").exists()


def test_a_stranger_imports_nothing(here: World, example: IncomingSheet) -> None:
    before = standing()
    for act in (importing.plan_import, importing.import_files):
        with pytest.raises(Refused):
            act(here.stranger, example)
    assert standing() == before


@pytest.mark.proves("imports")
def test_what_was_carried_over_is_read_by_who_holds_the_file_alone(
    here: World, example: IncomingSheet
) -> None:
    importing.import_files(here.owner, example)
    file = made_of(here.owner, "R-0001")
    assert imported.legacy_record(here.colleague, file.pk) is None
    for actor in (here.other_office, here.shelter.first, here.admin, here.stranger):
        with pytest.raises(Refused):
            imported.legacy_record(actor, file.pk)
    row = LegacyRecord.objects.get(file=file)
    assert ("statement", row.pk) in set(record_keys(file))  # for the access log of the file


@pytest.mark.proves("imports")
def test_an_import_is_no_way_around_the_number_of_searches(
    here: World, example: IncomingSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-30, R-52: of others' files a file asks only as often as somebody may by hand."""
    file_of(here.shelter.first)
    asked = replace(example, rows=tuple(_like_the_file(example)))
    assert importing.plan_import(here.shelter.second, asked).elsewhere
    few = replace(rules(), searches_a_day=PEOPLE + 2)
    monkeypatch.setattr("manumit.web.cases.search.rules", lambda: few)
    second = importing.plan_import(here.shelter.second, asked)
    assert second.not_looked == PEOPLE - 2
    third = importing.plan_import(here.shelter.second, asked)
    assert (third.elsewhere, third.not_looked) == (False, PEOPLE)


def _like_the_file(example: IncomingSheet) -> list[FileRow]:
    """The example, in which one person is the one of ``file_of``."""
    first, *others = example.rows
    return [replace(first, names=("Rohima Khatunxq",), born="1999-05-02"), *others]


def test_own_files_of_somebody_alike_are_named(here: World, example: IncomingSheet) -> None:
    own = file_of(here.shelter.first)
    asked = replace(example, rows=tuple(_like_the_file(example)))
    plan = importing.plan_import(here.shelter.first, asked)
    assert plan.alike == ((2, (own.pseudonym,)),)
    assert plan.searched


@pytest.mark.proves("imports")
def test_a_role_that_does_not_search_looks_through_without_searching(
    here: World, example: IncomingSheet
) -> None:
    """R-30: an inspector finds nobody by hand, and so not by a file either; the plan says so."""
    file_of(here.owner)
    asked = replace(example, rows=tuple(_like_the_file(example)))
    plan = importing.plan_import(here.owner, asked)
    assert len(plan.new) == PEOPLE
    assert (plan.searched, plan.alike, plan.elsewhere) == (False, (), False)
    assert plan.not_looked == PEOPLE
    acts = Event.objects.filter(actor=here.owner.person, act="search")
    assert {one.kind for one in acts} == {"import"}


@pytest.mark.proves("imports")
def test_that_somebody_looked_a_file_through_is_one_act(
    here: World, example: IncomingSheet
) -> None:
    """It says which rows are known before: whoever asks that leaves a trace."""
    for times in (1, 2):
        importing.plan_import(here.shelter.first, example)
        acts = Event.objects.filter(actor=here.shelter.first.person, act="search", kind="import")
        assert [(one.resource, one.purpose) for one in acts] == [(None, "make")] * times


@pytest.mark.proves("imports")
def test_the_order_of_new_files_is_not_that_of_the_rows(
    here: World, example: IncomingSheet
) -> None:
    """With the old sheet in hand its order would give each new file a name."""
    first, number = example.rows[0], 30
    rows = tuple(
        replace(first, row=one + 2, reference=f"N-{one:03}", contacts=()) for one in range(number)
    )
    importing.import_files(here.owner, replace(example, rows=rows))
    made = of(here.owner).order_by("opened_at", "pk")
    order = [json.loads(open_text(one.carried, "content") or "")["reference"] for one in made]
    assert sorted(order) == [one.reference for one in rows]
    # By chance they are the same once in 30! times, and reversed as seldom.
    assert order not in (sorted(order), sorted(order, reverse=True))


@pytest.mark.proves("imports")
def test_what_was_carried_over_ends_with_the_key_of_the_person(
    here: World, example: IncomingSheet
) -> None:
    """And the digest of the reference with it: docs/how-to/import.md says what that means."""
    importing.import_files(here.owner, example)
    file = made_of(here.owner, "R-0001")
    erase(file.subject_id, "asked_by_the_person", None)
    with pytest.raises(Refused, match="erased"):
        imported.legacy_record(here.owner, file.pk)
    with pytest.raises(InputError, match="V301"):
        open_text(LegacyRecord.objects.get(file=file), "content")
    again = importing.plan_import(here.owner, example)
    assert (again.new, again.known) == ((2,), PEOPLE - 1)


@pytest.mark.proves("imports")
def test_the_command_acts_as_a_member_who_may_open_files(here: World, tmp_path: Path) -> None:
    email = Member.objects.get(pk=here.owner.person).email
    out, before = io.StringIO(), standing()
    given = {"mapping": str(MAPPING), "member": email, "stdout": out}
    call_command("import_files", str(TABLE), **given)
    assert "5 rows would become files" in out.getvalue()
    assert "does not search for people" in out.getvalue()
    assert standing() == before
    call_command("import_files", str(TABLE), make=True, **given)
    assert "5 files were made; 0 rows were known already." in out.getvalue()
    assert {one.opened_by for one in of(here.owner)} == {here.owner.person}
    opened = Event.objects.filter(actor=here.owner.person, kind="case_file", reason="imported")
    assert {one.resource for one in opened} == {one.pk for one in of(here.owner)}
    assert "Testperson" not in out.getvalue()
    rejects = tmp_path / "rejects.csv"
    bad = tmp_path / "bad.csv"
    bad.write_bytes(TABLE.read_bytes().replace(b"R-000", b"S-000").replace(b"+41000000004", b"no"))
    with pytest.raises(CommandError, match="V304"):
        call_command("import_files", str(bad), make=True, **given)
    assert of(here.owner).count() == PEOPLE
    call_command("import_files", str(bad), make=True, rejects=rejects, **given)
    assert "1 rows were left out." in out.getvalue()
    assert rejects.stat().st_mode & 0o077 == 0
    assert [line.split(",")[:2] for line in rejects.read_text().splitlines()[1:]] == [["5", "V304"]]


@pytest.mark.proves("imports")
def test_the_command_acts_as_nobody_who_may_not(here: World) -> None:
    before = standing()
    may_not = Member.objects.filter(pk__in=[here.admin.person, here.ident.first.person])
    known = sorted(may_not.values_list("email", flat=True))
    for one in (*known, f"{uuid.uuid4().hex}@example.org"):
        with pytest.raises(CommandError, match="K975"):
            call_command("import_files", str(TABLE), mapping=str(MAPPING), member=one, make=True)
    assert standing() == before


@pytest.mark.proves("imports")
def test_nothing_of_it_stands_in_clear(
    here: World, example: IncomingSheet, thief: psycopg.Connection
) -> None:
    importing.import_files(here.owner, example)
    shown = ("Testperson", "Arvena", "R-0001", "+41000000001", "XX0000002", "1990-04-11")
    with thief.transaction(force_rollback=True):
        thief.execute("CREATE TABLE planted AS SELECT %s::text AS leak", [" ".join(shown)])
        assert leaked(everything(thief), *shown) == set(shown)
    assert leaked(everything(thief), *shown) == set()
