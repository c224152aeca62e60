"""``manumit estimate``: from files of lists to an answer that is hard to misuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
FIVE = EXAMPLES / "uk-2013-five-lists.csv"
TWO_LISTS = "police,ngo,count\n1,0,93\n0,1,63\n1,1,27\n"
"""Scenario 12 of the domain: 120 and 90 people, 27 on both."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["estimate", *map(str, arguments)], catch_exceptions=False)


def file(folder: Path, text: str, name: str = "lists.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_scenario_12_two_lists_give_392_with_interval_and_assumptions(tmp_path: Path) -> None:
    done = run(file(tmp_path, TWO_LISTS), "--method", "chapman", "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    (estimate,) = document["estimates"]
    assert estimate["total"] == pytest.approx(121 * 91 / 28 - 1)
    assert 183 < estimate["interval"]["lower"] < 392.25 < estimate["interval"]["upper"]
    assert not estimate["minimum"]
    assert [one["id"] for one in document["assumptions"]] == [
        "closed", "matching", "independence", "catchability", "definition", "outside"
    ]  # fmt: skip


def test_scenario_12_without_overlap_there_is_no_estimate(tmp_path: Path) -> None:
    done = run(file(tmp_path, "police,ngo,count\n1,0,93\n0,1,63\n"))
    assert done.exit_code == 1
    assert "No total can be given." in done.stdout
    assert "Nobody was seen more than once" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "police,ngo,count\n1,0,93\n1,1,63\n",
        "a,b,c,count\n1,0,0,9\n0,1,0,8\n0,0,1,7\n",
        "a,b,c,count\n1,0,0,9\n0,1,0,80\n1,1,0,5\n0,1,1,20\n",
    ],
    ids=["a list inside another", "nobody seen twice", "one of three lists inside another"],
)
def test_a_table_that_carries_no_method_refuses_every_method(tmp_path: Path, text: str) -> None:
    done = run(file(tmp_path, text), "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["grade"] == "refused"
    for one in document["estimates"]:
        assert (one["total"], one["interval"]) == (None, None)
        assert one["reasons"]


def test_below_seven_on_both_lists_the_answer_is_weak(tmp_path: Path) -> None:
    done = run(file(tmp_path, "a,b,count\n1,0,20\n0,1,20\n1,1,6\n"), "--method", "chapman")
    assert done.exit_code == 0
    assert "Grade: weak. Read the interval, not the number." in done.stdout


@pytest.fixture(name="everything", scope="module")
def _everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, Any]]:
    """What all methods say on the table of the United Kingdom: lines of text, and the document."""
    target = tmp_path_factory.mktemp("answer") / "answer.json"
    done = run(FIVE, "--bootstrap", 0, "--json", target)
    assert done.exit_code == 0
    return done.stdout.splitlines(), json.loads(target.read_text("utf-8"))


def test_below_seven_seen_twice_the_interval_is_that_of_plain_percentiles(tmp_path: Path) -> None:
    rows = "a,b,c,count\n1,0,0,20\n0,1,0,25\n0,0,1,15\n1,1,0,{0}\n1,0,1,{0}\n0,1,1,{0}\n"
    for each, kind in ((1, "percentile"), (4, "bca")):
        path = file(tmp_path, rows.format(each), f"lists{each}.csv")
        done = run(path, "--method", "stepwise", "--bootstrap", 200, "--json")
        (estimate,) = json.loads(done.stdout)["estimates"]
        assert estimate["interval"]["kind"] == kind
        assert (estimate["grade"] == "weak") is (kind == "percentile")


def test_where_methods_disagree_that_is_said_before_any_number(
    everything: tuple[list[str], dict[str, Any]],
) -> None:
    lines, document = everything
    assert lines[2].startswith("The methods disagree by more than their intervals: from about 11,3")
    assert "25,300" in lines[2]
    assert not any(character.isdigit() for line in lines[:2] for character in line)
    assert ["stepwise", "bic"] in document["disagreements"]
    assert document["grade"] == "weak"


def test_only_a_lower_bound_is_called_a_minimum(
    everything: tuple[list[str], dict[str, Any]],
) -> None:
    _, document = everything
    assert {one["method"] for one in document["estimates"] if one["minimum"]} == {"chao"}


def test_no_total_stands_without_its_interval_and_its_grade(
    everything: tuple[list[str], dict[str, Any]],
) -> None:
    _, document = everything
    assert len(document["estimates"]) >= 8
    for one in document["estimates"]:
        assert one["interval"]["level"] == 0.95
        assert one["grade"] == "sound" or one["reasons"]


def test_one_method_alone_says_that_others_may_differ() -> None:
    done = run(FIVE, "--method", "stepwise", "--bootstrap", 0)
    assert "Only one method was run." in done.stdout
    assert "11,313" in done.stdout


def test_without_random_tables_the_answer_says_so_and_gives_the_wald_interval() -> None:
    document = json.loads(run(FIVE, "--method", "stepwise", "--bootstrap", 0, "--json").stdout)
    (estimate,) = document["estimates"]
    assert estimate["interval"]["kind"] == "wald"
    assert [one["code"] for one in estimate["reasons"]] == ["M251", "M258"]
    assert estimate["grade"] == "weak"


def test_the_same_seed_gives_the_same_answer_and_another_another() -> None:
    arguments = (FIVE, "--method", "fixed", "--model", "[12,13,4,5]", "--bootstrap", 60, "--json")
    first, second = (run(*arguments, "--seed", 5).stdout for _ in range(2))
    assert first == second
    assert (
        json.loads(run(*arguments, "--seed", 6).stdout)["estimates"]
        != (json.loads(first)["estimates"])
    )


def test_a_named_model_is_fitted_and_another_is_told_apart() -> None:
    done = run(
        FIVE, "--method", "fixed", "--model", "[12,13,24,25,35,45]", "--bootstrap", 0, "--json"
    )
    (estimate,) = json.loads(done.stdout)["estimates"]
    assert estimate["total"] == pytest.approx(11312.99029, rel=1e-8)
    assert estimate["model"] == "[12,13,24,25,35,45]"
    for arguments, code in (
        ((), "M130"),
        (("--model", "[12,6]"), "M131"),
        (("--model", "x"), "M131"),
    ):
        refused = run(FIVE, "--method", "fixed", *arguments)
        assert (refused.exit_code, refused.stderr[:6]) == (1, f"[{code}]")


def test_a_method_that_does_not_take_so_many_lists_says_so() -> None:
    refused = run(FIVE, "--method", "chapman")
    assert (refused.exit_code, refused.stderr[:6]) == (1, "[M132]")


def test_too_many_lists_for_a_search_say_what_to_do_instead(tmp_path: Path) -> None:
    names = [f"list{i}" for i in range(7)]
    rows = [",".join("1" if i in (j, (j + 1) % 7) else "0" for i in range(7)) for j in range(7)]
    rows += [",".join("1" if i == j else "0" for i in range(7)) for j in range(7)]
    text = "\n".join([",".join([*names, "count"]), *(f"{row},9" for row in rows)])
    refused = run(file(tmp_path, text), "--method", "bic")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("[M133]")
    assert "--method stepwise" in refused.stderr


def test_list_files_are_matched_and_show_the_answer_without_referrals(tmp_path: Path) -> None:
    people = range(60)
    first = ["key,referred_by", *(f"p{i}," for i in people if i % 2)]
    second = [
        "key,referred_by",
        *(f"p{i},{'first' if i % 2 and i % 9 == 0 else ''}" for i in people if i % 3 == 0),
    ]
    paths = [
        file(tmp_path, "\n".join(lines), f"{name}.csv")
        for name, lines in (("first", first), ("second", second))
    ]
    document = json.loads(run(*paths, "--method", "chapman", "--json").stdout)
    assert document["lists"] == ["first", "second"]
    assert document["referral"]["between"] == [{"by": "first", "to": "second", "captures": 3}]
    with_all, without = document["estimates"][0], document["sensitivity"]["without_referral"]
    assert without["total"] > with_all["total"]
    independence = next(one for one in document["assumptions"] if one["id"] == "independence")
    assert independence["data"] == "against"


def test_strata_add_up_with_an_interval_of_their_own(tmp_path: Path) -> None:
    rows = [
        f"{a},{b},{place},{count}"
        for place, counts in (("north", (40, 30, 20)), ("south", (90, 10, 8)))
        for (a, b), count in zip(((1, 0), (0, 1), (1, 1)), counts, strict=True)
    ]
    text = "\n".join(["a,b,place,count", *rows])
    done = run(file(tmp_path, text), "--method", "chapman", "--strata", "place", "--json")
    found = json.loads(done.stdout)["sensitivity"]
    totals = [one["total"] for one in found["strata"].values()]
    together = found["strata_together"]
    assert together["total"] == pytest.approx(sum(totals))
    widths = [
        one["interval"]["upper"] - one["interval"]["lower"] for one in found["strata"].values()
    ]
    assert together["interval"]["upper"] - together["interval"]["lower"] < sum(widths)


def test_problems_of_a_file_go_to_standard_error_with_their_place(tmp_path: Path) -> None:
    done = run(file(tmp_path, "a,b,count\n1,1,2.5\n0,0,3\n"))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "[M103] lists.csv, row 2, column 'count'" in done.stderr
    assert "[M106] lists.csv, row 3" in done.stderr


def test_histories_that_stand_twice_are_summed_with_a_notice(tmp_path: Path) -> None:
    done = run(file(tmp_path, TWO_LISTS + "1,1,3\n"), "--method", "chapman")
    assert done.exit_code == 0
    assert "1 rows repeat an earlier history" in done.stdout


def test_period_and_definition_are_part_of_the_answer_and_missed_where_not_told(
    tmp_path: Path,
) -> None:
    path = file(tmp_path, TWO_LISTS)
    stated = run(
        path, "--method", "chapman", "--period", "2024", "--definition", "presumed victims"
    )
    assert stated.stdout.splitlines()[1] == "presumed victims, 2024"
    without = run(path, "--method", "chapman").stdout
    assert "Give the period that the lists cover" in without
    assert "no definition was given" in without


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (["key\n1\n2", "key\n2\n3"], ["--lists", "a"]),
        ([TWO_LISTS], ["--method", "chapman", "--model", "[1,2]"]),
    ],
    ids=["columns of several files", "a model of a method that takes none"],
)
def test_an_option_that_means_nothing_is_refused(
    tmp_path: Path, texts: list[str], options: list[str]
) -> None:
    files = [file(tmp_path, text, f"{name}.csv") for name, text in zip("ab", texts, strict=False)]
    done = run(*files, *options)
    assert done.exit_code == 1
    assert "M137" in done.stderr


def test_a_report_in_another_format_is_refused_before_any_work(tmp_path: Path) -> None:
    refused = run(file(tmp_path, TWO_LISTS), "--report", tmp_path / "report.doc")
    assert (refused.exit_code, refused.stderr[:6]) == (1, "[M135]")


@pytest.mark.parametrize("option", ["--report", "--json"])
def test_no_output_overwrites_a_list(tmp_path: Path, option: str) -> None:
    path = file(tmp_path, TWO_LISTS, "lists.html")
    refused = run(path, "--method", "chapman", option, path)
    assert refused.exit_code == 1
    assert "[C102]" in refused.stderr
    assert path.read_text("utf-8") == TWO_LISTS


def test_outputs_are_private_and_the_report_asks_nothing_of_another_place(tmp_path: Path) -> None:
    report, document = tmp_path / "report.html", tmp_path / "answer.json"
    done = run(
        file(tmp_path, TWO_LISTS), "--method", "chapman", "--report", report, "--json", document
    )
    assert done.exit_code == 0
    assert "Two lists (Chapman)" in done.stdout
    assert json.loads(document.read_text("utf-8"))["format"] == "manumit/estimate/1"
    assert report.stat().st_mode & 0o077 == 0
    page = report.read_text("utf-8")
    for one in ("src=", 'href="http', "<script", "url("):
        assert one not in page
