"""The coverage study: what is counted, that it can be stopped, and that seeds decide."""

import csv
import json
from dataclasses import asdict
from math import inf, isnan
from pathlib import Path

import pytest
from click.testing import CliRunner

from manumit.prevalence.study.coverage import SITUATIONS, Outcome, Settings, cells, outcome, summary
from manumit.prevalence.study.picture import picture
from manumit.prevalence.study.run import read_results, study

THIN = "too thin"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "explanation"


def seen(number: int, answer: tuple[float, float, float] | None) -> Outcome:
    return Outcome("sparse", number, 1000, 200, {"a method": answer})


def table_at(folder: Path) -> list[dict[str, str]]:
    text = (folder / "prevalence-coverage.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_what_is_counted() -> None:
    """Five populations: two intervals hold the truth, one lies below, one above, one is missing."""
    answers = [(1000, 900, 1100), (900, 800, inf), (500, 400, 999), (2000, 1001, 3000), None]
    (row,) = summary(seen(i, answer) for i, answer in enumerate(answers))
    assert (row.situation, row.method, row.populations, row.answered) == (
        "sparse",
        "a method",
        5,
        4,
    )
    assert (row.covered, row.below, row.above) == (0.5, 0.25, 0.25)
    assert row.ratio == pytest.approx(0.95)
    assert row.width == pytest.approx((0.599 + 1.999) / 2)


def test_a_limit_is_within_its_interval() -> None:
    (row,) = summary([seen(0, (1000, 1000, 1000))])
    assert row.covered == 1.0


def test_no_answer_at_all_is_no_coverage() -> None:
    (row,) = summary([seen(0, None)])
    assert row.answered == 0
    assert isnan(row.covered)


def test_the_order_of_computing_changes_nothing() -> None:
    some = [seen(i, (1000.0 + i, 900.0 + 40 * i, 1100.0)) for i in range(7)]
    assert summary(some) == summary(reversed(some))


def test_an_unfinished_study_has_as_much_of_each_situation() -> None:
    first = list(cells(500))[: 2 * len(SITUATIONS)]
    assert [place[0] for place in first] == [*SITUATIONS, *SITUATIONS]
    assert len(set(cells(500))) == 500 * len(SITUATIONS)


def test_a_population_and_its_answers_follow_from_its_number() -> None:
    settings = Settings(replicates=20)
    first, again = (outcome(THIN, 4, settings) for _ in range(2))
    assert first == again
    assert first.truth == SITUATIONS[THIN].size
    assert outcome(THIN, 5, settings).observed != first.observed


def test_referrals_are_left_out_where_there_are_any() -> None:
    answers = outcome("referral", 0, Settings(replicates=20)).answers
    assert "stepwise, bca, without referrals" in answers
    assert "stepwise, bca, without referrals" not in outcome(THIN, 0, Settings()).answers


def test_results_are_kept_and_a_cut_line_is_taken_away(tmp_path: Path) -> None:
    file, settings = tmp_path / "results.jsonl", Settings()
    assert read_results(file, settings) == {}
    whole = json.dumps(asdict(seen(3, (1.0, 0.5, 2.0)))) + "\n"
    file.write_text(file.read_text(encoding="utf-8") + whole + whole[:20], encoding="utf-8")
    assert read_results(file, settings) == {("sparse", 3): seen(3, (1.0, 0.5, 2.0))}
    assert file.read_text(encoding="utf-8").endswith(whole)


def test_results_of_other_settings_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    read_results(file, Settings(replicates=10))
    with pytest.raises(ValueError, match="other settings"):
        read_results(file, Settings(replicates=11))
    answer = CliRunner().invoke(study, [str(file), "--replicates", "11"])
    assert answer.exit_code == 1
    assert "other settings" in answer.output


def test_a_finished_study_writes_table_and_picture(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    read_results(file, Settings())
    kept = [
        Outcome(situation, 0, 1000, 200, {"one": (1000, 900, 1100), "two": None})
        for situation in SITUATIONS
    ]
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(json.dumps(asdict(one)) + "\n" for one in kept)
    (tmp_path / "images").mkdir()
    answer = CliRunner().invoke(
        study, [str(file), "--populations", "1", "--workers", "1", "--into", str(tmp_path)]
    )
    assert answer.exit_code == 0, answer.output
    assert "6 populations are known, 0 are to be made." in answer.output
    rows = table_at(tmp_path)
    assert len(rows) == 2 * len(SITUATIONS)
    assert (rows[0]["covered"], rows[1]["covered"]) == ("1.000", "nan")
    short = (tmp_path / "prevalence-coverage-short.csv").read_text(encoding="utf-8").splitlines()
    assert short[0] == f"method,{','.join(SITUATIONS)}"
    assert short[1] == "one" + ",100 % (0.20)" * len(SITUATIONS)
    assert short[2] == "two" + ",no answer" * len(SITUATIONS)
    assert (tmp_path / "prevalence-coverage.svg").stat().st_size > 1000


def test_the_picture_names_situations_and_methods() -> None:
    drawn = picture(summary([seen(0, (1000, 900, 1100)), seen(1, None)]))
    assert drawn.startswith("<svg")
    assert all(word in drawn for word in ("sparse", "a method", "answers 50 %"))


def test_the_table_in_the_documentation_is_of_five_hundred_populations() -> None:
    rows = table_at(DOCS)
    assert {row["situation"] for row in rows} == set(SITUATIONS)
    assert {int(row["populations"]) for row in rows} == {500}
