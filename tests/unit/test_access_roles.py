"""Who may hold which role, and which roles exclude each other."""

import copy
from pathlib import Path
from typing import Any

import pytest

from manumit.errors import InputError
from manumit.instruments.reading import Document
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.access.roles import build_roles, post_problems, roles
from manumit.web.kernel.register.reading import read_data, shipped


def codes(role: str, kind: str, *held: str) -> list[str]:
    return [problem.code for problem in post_problems(role, kind, held)]


def test_a_role_is_given_by_its_kind_of_institution_alone() -> None:
    assert codes("inspect", "inspectorate") == []
    assert codes("inspect", "shelter") == ["G201"]
    assert codes("inspector", "inspectorate") == ["G101"]
    assert [role.key for role in roles().of_kind("shelter")] == ["support", "admin", "dpo"]


@pytest.mark.parametrize("role", ["immig", "public", "worker", "program"])
def test_nobody_gives_a_role_that_is_no_post(role: str) -> None:
    kinds = {kind for one in roles().by_key.values() for kind in one.held_in or ()}
    assert len(kinds) > 15
    assert {tuple(codes(role, kind)) for kind in kinds} == {("G201",)}


# Written from the domain reference, section 2 ("never sees"), R-30, and issue 4.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("intake", "inspect"),  # R-30, C81 art. 15(c): the source of a complaint
        ("inspect", "support"),  # an inspector never sees the address of a shelter
        ("justice", "support"),  # police never see support notes
        ("stats", "ident"),  # a statistician never sees names
        ("business", "intake"),  # an employer never learns the complainant
        ("assoc", "intake"),  # an association never sees files of workers
        ("finance", "ident"),  # a bank never learns who is a victim
        ("admin", "inspect"),
        ("admin", "dpo"),
        ("admin", "worker"),
        ("dpo", "support"),
    ],
)
def test_such_roles_exclude_each_other_in_both_directions(one: str, other: str) -> None:
    assert roles().why_not(one, other) == roles().why_not(other, one)
    assert roles().why_not(one, other)
    kind = next(iter(roles().by_key[other].held_in or {"shelter"}), "shelter")
    assert "G202" in codes(other, kind, one)


def test_an_administrator_and_a_data_protection_officer_hold_nothing_else() -> None:
    for one in ("admin", "dpo"):
        for other in roles().by_key.keys() - {one}:
            assert roles().why_not(one, other), (one, other)


def test_the_same_role_in_another_office_excludes_nothing() -> None:
    assert codes("admin", "shelter", "admin") == []
    assert codes("justice", "prosecution", "court") == []


def test_immigration_has_no_account() -> None:
    assert not roles().by_key["immig"].account


def test_whoever_can_see_a_person_gives_a_second_factor() -> None:
    without = {key for key, role in roles().by_key.items() if not role.second_factor}
    assert without == {"plan", "procure", "public"}


def test_a_pair_that_names_no_role_stops_the_start() -> None:
    document = shipped("access", "roles")
    data: dict[str, Any] = copy.deepcopy(document.data)
    data["incompatible"].append({"role": "intake", "with": ["inspector"], "why": "a slip"})
    with pytest.raises(InputError) as caught:
        build_roles(Document(document.path, document.kind, data, document.text))
    assert [problem.code for problem in caught.value.problems] == ["G101"]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("roles", "second_factor: true", "second_factor: maybe"),
        ("roles", "never_sees:", "never_saw:"),
        ("grants", "own: [public, internal]", "own: [public, secret]"),
        ("grants", "correct: [own]", "correct: [erased]"),
        ("reasons", "longest_hours: 24", "longest_hours: 48"),
        ("reasons", "confirm_within_minutes: 60", "confirm_within_minutes: 600"),
    ],
)
def test_a_file_with_a_slip_is_refused_with_its_line(
    kind: str, before: str, after: str, tmp_path: Path
) -> None:
    text = shipped("access", kind).text
    assert before in text
    path = tmp_path / f"{kind}.yaml"
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        read_data(path, "access", kind)
    assert {problem.code for problem in caught.value.problems} == {"F201"}
    assert all(problem.place.row for problem in caught.value.problems)


def test_only_danger_opens_at_once() -> None:
    rules = opening_rules()
    assert {code for code, at_once in rules.reasons.items() if at_once} == {
        "danger_to_life",
        "child_in_danger",
    }
    assert rules.longest.total_seconds() == 24 * 3600
    assert rules.confirm_within.total_seconds() == 3600
