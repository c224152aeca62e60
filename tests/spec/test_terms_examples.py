"""Worked examples that authorities have printed, worked out by the shipped rules."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from manumit.terms import shipped_law, shipped_laws
from manumit.terms.law_check import LawCheck, check_law
from manumit.terms.law_examples import examples_of

LAWS = Path(str(files("manumit.terms"))) / "law"
OFFICIAL = ("official_", "decision")
CHECKED: dict[str, LawCheck] = {}


def checked(name: str) -> LawCheck:
    if name not in CHECKED:
        CHECKED[name] = check_law(LAWS / f"{name}.yaml")
    return CHECKED[name]


def examples() -> Iterator[Mapping[str, Any]]:
    for name in shipped_laws():
        for source in examples_of(LAWS / f"{name}.yaml"):
            yield from source.data["examples"]


def published() -> list[Mapping[str, Any]]:
    return [one for one in examples() if one["source_kind"] != "invented"]


@pytest.mark.parametrize("name", shipped_laws())
def test_each_shipped_law_is_in_order_and_gives_its_examples(name: str) -> None:
    found = checked(name)
    assert [str(one) for one in found.problems] == []
    assert len(found.examples) >= 2


def test_at_least_thirty_examples_are_of_authorities_and_each_names_its_source() -> None:
    official = [one for one in published() if one["source_kind"].startswith(OFFICIAL)]
    assert len({(one["source"]["title"], one["title"]) for one in official}) >= 30
    for one in published():
        assert one["source"]["address"].startswith(("https://", "http://"))
        assert one["read_from"]


def test_the_documentation_counts_them_as_they_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "terms-law.md").read_text("utf-8")
    for kind in {one["source_kind"] for one in published()}:
        of_kind = [one for one in published() if one["source_kind"] == kind]
        distinct = len({(one["source"]["title"], one["title"]) for one in of_kind})
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind}`")]
        assert row.endswith(f"| {distinct} | {len(of_kind)} |")
    for name in shipped_laws():
        if name == "xx":
            continue
        rules = shipped_law(name).rules
        counts = [sum(rule.sure == sure for rule in rules)
                  for sure in ("read", "copy", "secondary", "memory")]  # fmt: skip
        assert f"| `{name}` | {len(rules)} | {' | '.join(map(str, counts))} |" in page


def test_we_differ_from_these_alone_and_by_so_much() -> None:
    differing = [one for one in examples() if "ours" in one]
    assert {one["id"]: str(difference(one)) for one in differing} == {
        "uk-sa-s12": "-1/100",
        "uk-hol-starter": "3/50",
        "sg-mdw-560": "2/25",
        "sg-npl-month": "-1/100",
        "my-termination": "4/25",
    }


def difference(example: Mapping[str, Any]) -> Fraction:
    return Fraction(example["ours"]) - Fraction(example["published"])
