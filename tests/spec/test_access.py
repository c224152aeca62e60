"""Who sees and does what: the program against ``access_expectations.txt``, written by hand."""

import copy
import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from manumit.errors import InputError
from manumit.instruments.reading import Document
from manumit.web.kernel.access import verdicts
from manumit.web.kernel.access.grants import Grants, Relation, build_grants, grants
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.access.verdicts import decide
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.register.reading import shipped
from persons import actor

TEXT = (Path(__file__).parent / "access_expectations.txt").read_text("utf-8")
FIELDS = {
    "open": FieldClass.PUBLIC,
    "work": FieldClass.INTERNAL,
    "about": FieldClass.PERSONAL,
    "status": FieldClass.SPECIAL,
    "who": FieldClass.IDENTIFYING,
}

type Cell = tuple[str, str, str, str]
"""Role, resource, action, relation."""


@dataclass
class Table:
    """The text, read. A cell that is not in ``granted`` is refused."""

    relations: list[str] = field(default_factory=list)
    resources: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    without_account: set[str] = field(default_factory=set)
    granted: dict[Cell, frozenset[FieldClass]] = field(default_factory=dict)

    def cells(self) -> Iterator[Cell]:
        for role, (resource, actions) in itertools.product(
            [*self.named, *self.without_account], self.resources.items()
        ):
            for action, relation in itertools.product(actions, self.relations):
                yield role, resource, action, relation


def read(text: str) -> Table:
    table = Table()
    everybody: list[str] = []
    role = ""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for line in lines:
        match line.split():
            case ["RELATIONS", *relations]:
                table.relations = relations
            case ["RESOURCE", resource, *actions]:
                table.resources[resource] = actions
            case ["NO", "ACCOUNT", key]:
                table.without_account.add(key)
            case ["EVERYBODY"]:
                role = ""
            case ["ROLE", role]:
                _begin(table, role, everybody)
            case ["nothing", "of", *resources]:
                assert not table.named[role] & set(resources), (role, line)
                table.named[role] |= set(resources)
            case _ if role == "":
                everybody.append(line)
            case _:
                _grant(table, role, line)
    return table


def _begin(table: Table, role: str, everybody: list[str]) -> None:
    assert role not in table.named, role
    table.named[role] = set()
    for line in everybody:
        _grant(table, role, line)


def _grant(table: Table, role: str, line: str) -> None:
    resource, action, who = (part.strip() for part in line.split("|"))
    assert action in table.resources[resource], line
    table.named[role].add(resource)
    for part in who.split(";") if action == "see" else who.split():
        relation, _, fields = part.partition(":")
        assert relation.strip() in table.relations, line
        cell = (role, resource, action, relation.strip())
        assert cell not in table.granted, line
        table.granted[cell] = frozenset(FIELDS[word] for word in fields.split())


EXPECTED = read(TEXT)
DOCUMENT = shipped("access", "grants")


def differences(found: Grants, monkeypatch: pytest.MonkeyPatch) -> list[Cell]:
    """The cells in which the program's verdict is not what the table says."""
    monkeypatch.setattr(verdicts, "grants", lambda: found)
    now = timezone.now()
    somebody = {role: actor(role) for role in roles().by_key}
    wrong = []
    for cell in EXPECTED.cells():
        role, resource, action, relation = cell
        verdict = decide(somebody[role], resource, action, [Relation(relation)], now)
        expected = EXPECTED.granted.get(cell)
        seen = verdict.classes if action == "see" else frozenset()
        if (verdict.allowed, seen) != (expected is not None, expected or frozenset()):
            wrong.append(cell)
    return wrong


@pytest.fixture(autouse=True)
def basis(settings: Settings) -> None:
    """A deployment that has stated a legal basis for class special; others see less, never more."""
    settings.MANUMIT_SPECIAL = "Act 12 of 2020, s. 4"


# Everything is in the table.


def test_every_role_of_the_program_is_in_the_table_and_no_other() -> None:
    assert EXPECTED.named.keys() | EXPECTED.without_account == roles().by_key.keys()
    without = {key for key, role in roles().by_key.items() if not role.account}
    assert without == EXPECTED.without_account


def test_every_resource_and_action_of_the_program_is_in_the_table_and_no_other() -> None:
    assert EXPECTED.resources == {key: [*actions] for key, actions in grants().actions.items()}


def test_every_relation_of_the_program_is_in_the_table_and_no_other() -> None:
    assert set(EXPECTED.relations) == set(Relation)


@pytest.mark.parametrize("role", EXPECTED.named)
def test_every_role_says_something_of_every_resource(role: str) -> None:
    assert EXPECTED.named[role] == EXPECTED.resources.keys()


def test_the_table_has_a_cell_for_all_of_it() -> None:
    cells = list(EXPECTED.cells())
    actions = sum(len(actions) for actions in grants().actions.values())
    assert len(cells) == len(set(cells)) == len(roles().by_key) * actions * len(Relation)
    assert len(cells) > 9000


@pytest.mark.parametrize(
    ("before", "after", "test"),
    [
        ("ROLE pes\n", "ROLE pess\n", test_every_role_of_the_program_is_in_the_table_and_no_other),
        (
            "RESOURCE person          see find",
            "RESOURCE person          see find copy",
            test_every_resource_and_action_of_the_program_is_in_the_table_and_no_other,
        ),
        (" erased\n", "\n", test_every_relation_of_the_program_is_in_the_table_and_no_other),
    ],
)
def test_a_row_that_is_missing_is_noticed(
    before: str, after: str, test: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in TEXT
    monkeypatch.setitem(globals(), "EXPECTED", read(TEXT.replace(before, after)))
    with pytest.raises(AssertionError):
        test()


# Every cell agrees.


def planted(role: str, resource: str, action: str, relation: str, *classes: str) -> Grants:
    """The program's grants, with one that is wrong."""
    document = DOCUMENT
    data: dict[str, Any] = copy.deepcopy(document.data)
    cell = data["roles"].setdefault(role, {}).setdefault(resource, {})
    if action == "see":
        cell.setdefault("see", {})[relation] = list(classes)
    else:
        cell.setdefault(action, []).append(relation)
    return build_grants(Document(document.path, document.kind, data, document.text), roles())


@pytest.mark.parametrize(
    ("cell", "classes"),
    [
        (("inspect", "person", "see", "colleague"), ("identifying",)),
        (("inspect", "case_file", "see", "other_institution"), ("internal",)),
        (("support", "decision", "decide", "referred"), ()),
        (("court", "statement", "see", "withdrawn"), ("personal",)),
        (("union", "evidence", "see", "mandate"), ("personal",)),
        (("health", "person", "see", "referred"), ("identifying",)),
        (("dpo", "break_glass", "confirm", "colleague"), ()),
        (("admin", "post", "give", "own"), ()),
        # Not a new cell, but one class more than may be seen.
        (
            ("inspect", "case_file", "see", "colleague"),
            ("public", "internal", "personal", "identifying"),
        ),
    ],
)
def test_a_planted_wrong_grant_is_found_and_nothing_else(
    cell: Cell, classes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert differences(planted(*cell, *classes), monkeypatch) == [cell]


def test_a_grant_that_is_taken_away_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = grants()
    lacking = {k: dict(v) for k, v in found.by_role.items()}
    del lacking["justice"]["person", "see"]
    less = dataclasses.replace(found, by_role=lacking)
    assert {cell[:3] for cell in differences(less, monkeypatch)} == {("justice", "person", "see")}


def test_the_program_says_what_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert differences(grants(), monkeypatch) == []


# What holds whatever the table says.


def test_a_stranger_gets_nothing() -> None:
    for resource, actions in EXPECTED.resources.items():
        for action, relation in itertools.product(actions, Relation):
            verdict = decide(None, resource, action, [relation], timezone.now())
            assert (verdict.allowed, verdict.hidden, verdict.reason) == (False, True, "no_actor")


def test_a_role_that_has_ended_gets_nothing() -> None:
    for role, resource, action, relation in EXPECTED.granted:
        gone = actor(role, hours=-0.001)
        verdict = decide(gone, resource, action, [Relation(relation)], timezone.now())
        assert (verdict.allowed, verdict.hidden, verdict.reason) == (False, True, "role_ended")


def test_nothing_is_seen_of_a_person_who_was_erased() -> None:
    assert not [cell for cell in EXPECTED.granted if cell[3] == "erased"]
    both = [Relation.OWN, Relation.ERASED]
    assert decide(actor("support"), "person", "see", both, timezone.now()).reason == "erased"


def test_without_a_stated_basis_nobody_sees_what_reveals_status(settings: Settings) -> None:
    settings.MANUMIT_SPECIAL = ""
    for cell, fields in EXPECTED.granted.items():
        role, resource, action, relation = cell
        verdict = decide(actor(role), resource, action, [Relation(relation)], timezone.now())
        assert FieldClass.SPECIAL not in verdict.classes
        if action == "see":
            assert verdict.classes == fields - {FieldClass.SPECIAL}


def test_class_special_is_for_identification_and_support_alone() -> None:
    seen = {cell[0] for cell, fields in EXPECTED.granted.items() if FieldClass.SPECIAL in fields}
    assert seen == {"ident", "support"}


# The file of grants can't hold what no correction of it may bring.


@pytest.mark.parametrize(
    ("cell", "classes", "code"),
    [
        (("justice", "evidence", "see", "referred"), ("special",), "G103"),
        (("immig", "decision", "see", "referred"), ("internal",), "G104"),
        (("admin", "case_file", "see", "own"), ("internal",), "G105"),
        (("dpo", "statement", "see", "own"), ("internal",), "G105"),
        (("inspect", "person", "copy", "own"), (), "G102"),
        (("inspect", "persons", "see", "own"), ("internal",), "G102"),
        (("inspector", "person", "see", "own"), ("internal",), "G101"),
    ],
)
def test_such_a_grant_stops_the_start(cell: Cell, classes: tuple[str, ...], code: str) -> None:
    with pytest.raises(InputError) as caught:
        planted(*cell, *classes)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_the_reading_of_the_table_refuses_what_it_does_not_know() -> None:
    def line(text: str) -> Mapping[Cell, Any]:
        return read(TEXT + f"\nROLE new\n  {text}\n").granted

    assert ("new", "person", "see", "own") in line("person | see | own: open")
    for wrong in ("person | peek | own", "person | see | mine: open", "person | see | own: all"):
        with pytest.raises((AssertionError, KeyError)):
            line(wrong)
