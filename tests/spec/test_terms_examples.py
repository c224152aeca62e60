"""Worked examples that authorities have printed, reckoned by the shipped rules."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from manumit.terms import Line, Owed, owed, read_account, shipped_law
from manumit.terms.numbers import shown

EXAMPLES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("terms_examples.yaml").read_text("utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 - builds nothing but texts, lists and mappings
)
OFFICIAL = ("official_", "decision")


def reckoned(example: Mapping[str, Any], folder: Path) -> Owed:
    """The example as the account of one person."""
    facts = example["account"]
    # Leave is left over only in the examples that are about it.
    employment = {"leave_days_taken": "99", **facts["employment"]}
    account = {
        "schema": "manumit/account/1",
        "law": example["law"],
        "asked_on": facts["employment"]["until"],
        **facts,
        "employment": employment,
    }
    path = folder / "account.yaml"
    text = yaml.safe_dump(account) + "complete: {work: true, pay: true}\n"
    path.write_text(text, "utf-8")
    law = shipped_law(example["law"])
    return owed(read_account(path, law), law)


def read(found: Owed, what: str) -> Fraction:
    """What an example is about, out of the statement."""
    kind, *more = what.split()
    statement = found.least
    lines = [line for one in statement.periods for line in (*one.due, *one.taken_off)]
    if kind == "due":
        return total(line for one in statement.periods for line in one.due)
    if kind == "sum":
        return total(line for line in lines if line.what == more[0])
    if kind == "count":
        return Fraction(sum(line.what == more[0] for line in lines))
    if kind == "number":
        return number_of(lines, *more)
    if kind == "an_hour":
        return Fraction(more[0]) - statement.owed / Fraction(more[1])
    return {"owed": statement.owed, "claimable": statement.claimable}[kind]


def total(lines: Any) -> Fraction:
    return sum((line.amount for line in lines), Fraction(0))


def number_of(lines: list[Line], what: str, name: str) -> Fraction:
    found = next(line for line in lines if line.what == what).numbers[name]
    assert isinstance(found, Fraction)
    return found


def to_the_cent(number: Fraction) -> str:
    """Half a cent away from zero, as authorities do."""
    whole = int(abs(number) * 100 + Fraction(1, 2))
    return shown(Fraction(whole if number >= 0 else -whole, 100), 2)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: str(one["id"]))
def test_the_result_is_the_one_printed_or_differs_as_said(
    example: dict[str, Any], tmp_path: Path
) -> None:
    found = reckoned(example, tmp_path)
    assert found.least == found.most, "an example leaves nothing unknown"
    expected = Fraction(example.get("ours", example["published"]))
    assert to_the_cent(read(found, example["read"])) == shown(expected, 2)
    assert ("ours" in example) == ("why" in example)


def test_at_least_thirty_examples_are_of_authorities_and_each_names_its_source() -> None:
    official = [one for one in EXAMPLES if one["source_kind"].startswith(OFFICIAL)]
    assert len({(one["source"]["title"], one["title"]) for one in official}) >= 30
    for one in EXAMPLES:
        assert one["source"]["address"].startswith(("https://", "http://"))
        assert one["read_from"]


def test_the_documentation_counts_them_as_they_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "terms-law.md").read_text("utf-8")
    for kind in {one["source_kind"] for one in EXAMPLES}:
        of_kind = [one for one in EXAMPLES if one["source_kind"] == kind]
        distinct = len({(one["source"]["title"], one["title"]) for one in of_kind})
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind}`")]
        assert row.endswith(f"| {distinct} | {len(of_kind)} |")
    for name in ("us", "gb", "sg"):
        rules = shipped_law(name).rules
        counts = [sum(rule.sure == sure for rule in rules)
                  for sure in ("read", "copy", "secondary", "memory")]  # fmt: skip
        assert f"| `{name}` | {len(rules)} | {' | '.join(map(str, counts))} |" in page


def test_we_differ_from_these_alone_and_by_so_much() -> None:
    differing = [one for one in EXAMPLES if "ours" in one]
    assert {one["id"]: str(difference(one)) for one in differing} == {
        "uk-sa-s12": "-1/100",
        "uk-hol-starter": "3/50",
        "sg-mdw-560": "2/25",
        "sg-npl-month": "-1/100",
    }


def difference(example: Mapping[str, Any]) -> Fraction:
    return Fraction(example["ours"]) - Fraction(example["published"])
