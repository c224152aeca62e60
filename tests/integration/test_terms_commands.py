"""``manumit compare`` and ``manumit costs``, as a union officer uses them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
TERMS, COSTS = str(EXAMPLES / "terms-of-work.yaml"), str(EXAMPLES / "costs.yaml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_a_comparison_becomes_a_finding(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence.json"
    made = run("compare", TERMS, "--format", "evidence", "--out", str(evidence))
    assert made.exit_code == 0
    found = run("finding", str(evidence), "--format", "json")
    document = json.loads(found.output)
    assert (document["labour_law"], document["forced_labour"]) == ("yes", "yes")
    assert "dr08.promise.actual" in found.output


def test_the_evidence_is_private_and_holds_no_place_employer_or_amount(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    run("compare", TERMS, "--format", "evidence", "--out", str(path))
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text("utf-8")
    assert "Farm" not in text
    assert "450" not in text


@pytest.mark.parametrize("command", [("compare", TERMS), ("costs", COSTS)])
@pytest.mark.parametrize(
    ("language", "draft"),
    [("en", None), ("fr", "relu"), ("es", "revisado"), ("ar", "يراجع")],
)
def test_every_language_says_that_nobody_has_reviewed_it(
    command: tuple[str, str], language: str, draft: str | None
) -> None:
    done = run(*command, "--language", language)
    assert done.exit_code == 0
    assert "{" not in done.output
    assert "compare/" not in done.output
    assert "costs/" not in done.output
    if draft is not None:
        assert draft in done.output.splitlines()[-1]


def test_json_holds_exact_numbers_and_no_words() -> None:
    document = json.loads(run("compare", TERMS, "--format", "json").output)
    assert document["format"] == "manumit/comparison/1"
    assert document["substitution"] == "yes"
    pair = next(one for one in document["pairs"] if one["later"] == "actual")
    hour = next(one for one in pair["clauses"] if one["clause"] == "wage_per_hour")
    assert hour["earlier"]["measure"] == {
        "amount": "225/104", "unit": "per_hour", "currency": "XXD",
    }  # fmt: skip
    assert hour["verdict"] == "worse"


def test_costs_as_json() -> None:
    document = json.loads(run("costs", COSTS, "--format", "json").output)
    assert document["format"] == "manumit/costs-found/1"
    assert document["open"] == {"XXD": "3050..3095"}
    assert [one["worker"] for one in document["repayments"]] == ["W-1", "W-2", "W-3"]
    assert document["indicator"]["left_out"] == [
        {"worker": "W-3", "why": "zero_earnings"},
        {"worker": "W-4", "why": "earnings_unknown"},
    ]
    (debt,) = document["debts"]
    assert debt["charged"] == "900"
    assert debt["lines"][-1]["rules"] == ["xx-yy.interest_2026"]


def test_own_rules_take_the_place_of_the_corridor(tmp_path: Path) -> None:
    own = tmp_path / "rules.yaml"
    own.write_text(
        "schema: manumit/cost-rules/1\nid: aa-bb\nnames: {en: Ours}\nchecked: 2020-01-01\n"
        "check_every_months: 12\nsources: {law: {title: Our law, address: 'https://example.org'}}\n"
        "rules: [{id: aa-bb.none, kind: no_cost, from: 2020-01-01, article: s. 7, source: law, "
        "sure: read}]\n",
        "utf-8",
    )
    done = run("costs", COSTS, "--rules", str(own))
    assert "s. 7, Our law" in done.output
    assert "Warning: the rules 'Ours'" in done.output


@pytest.mark.parametrize("command", ["compare", "costs"])
def test_a_wrong_file_ends_with_1_and_a_code_and_writes_nothing(
    tmp_path: Path, command: str
) -> None:
    wrong, out = tmp_path / "wrong.yaml", tmp_path / "out.txt"
    wrong.write_text("schema: something\n", "utf-8")
    done = run(command, str(wrong), "--out", str(out))
    assert done.exit_code == 1
    assert "[W101] wrong.yaml, row 1" in done.output
    assert not out.exists()


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "costs.yaml"
    path.write_text(Path(COSTS).read_text("utf-8"), "utf-8")
    assert run("costs", str(path), "--out", str(path)).exit_code == 1
    assert path.read_text("utf-8") == Path(COSTS).read_text("utf-8")
