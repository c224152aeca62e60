"""Missing is not no: what a user's file does not say never becomes an answer."""

from pathlib import Path

import pytest

from manumit.assessment import Answer, State, assess_answers
from manumit.errors import InputError
from manumit.exchange import load_mapping, read_answers
from manumit.instruments import shipped_library

TEXT = """\
schema: manumit/mapping/1
id: interviews
title: "Interviews"
unknown: [refused, not_asked]
answers:
  - {column: papers_kept, codes: [CD01], values: {yes: yes, no: no}}
  - {column: papers_seen_by_officer, codes: [CD01], values: {yes: yes, no: no}}
age: {sources: [], otherwise: adult, because: "Only adults were interviewed."}
exploitation: {otherwise: labour}
"""


def answer_from(tmp_path: Path, worker: str, officer: str) -> int | None:
    mapping, data, work = tmp_path / "m.yaml", tmp_path / "d.csv", tmp_path / "w"
    mapping.write_text(TEXT, "utf-8")
    data.write_text(f"papers_kept,papers_seen_by_officer\n{worker},{officer}\n", "utf-8")
    work.mkdir()
    result = read_answers(data, load_mapping(mapping, shipped_library()), workdir=work)
    found: int | None = result.scan().collect()["CD01"][0]
    return found


@pytest.mark.proves("fear-is-not-no")
@pytest.mark.parametrize("silence", ["", "refused", "not_asked"])
def test_silence_is_unknown(tmp_path: Path, silence: str) -> None:
    assert answer_from(tmp_path, silence, "refused") is None


@pytest.mark.parametrize(
    ("worker", "officer", "settled"),
    [("yes", "no", 1), ("no", "yes", 1), ("yes", "", 1), ("no", "refused", 0), ("no", "no", 0)],
)
def test_several_columns_for_one_sign_are_settled_as_evidence_is(
    tmp_path: Path, worker: str, officer: str, settled: int
) -> None:
    """Any yes is a yes: people disclose to one and not to another."""
    assert answer_from(tmp_path, worker, officer) == settled


def test_an_empty_cell_cannot_be_made_a_no(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(TEXT.replace("{yes: yes, no: no}", '{yes: yes, "": no}', 1), "utf-8")
    with pytest.raises(InputError, match="X107"):
        load_mapping(path, shipped_library())


HEARD = """\
schema: manumit/mapping/1
id: heard
title: "Interviews, with who could hear"
answers:
  - {column: papers_kept, codes: [CD01], values: {yes: yes, no: no}}
  - {column: may_leave, codes: [IN08], values: {yes: yes, no: no}, reversed: true}
age: {sources: [], otherwise: adult, because: "Only adults were interviewed."}
exploitation: {otherwise: labour}
no_is_unknown: [{column: hearing, is: [employer, employers_interpreter]}]
"""


@pytest.mark.parametrize(
    ("hearing", "good_news", "bad_news"),
    [
        ("employer", [None, None], [1, 1]),
        ("employers_interpreter", [None, None], [1, 1]),
        ("alone", [0, 0], [1, 1]),
        ("", [0, 0], [1, 1]),
    ],
)
def test_a_no_that_the_employer_could_hear_is_unknown(
    tmp_path: Path, hearing: str, good_news: list[int | None], bad_news: list[int]
) -> None:
    """As in an assessment of one person; a yes counts however it was told."""
    mapping, data = tmp_path / "m.yaml", tmp_path / "d.csv"
    mapping.write_text(HEARD, "utf-8")
    data.write_text(f"papers_kept,may_leave,hearing\nno,yes,{hearing}\nyes,no,{hearing}\n")
    result = read_answers(data, load_mapping(mapping, shipped_library()), workdir=tmp_path)
    answers = result.scan().select("CD01", "IN08").collect().rows()
    assert [list(row) for row in answers] == [good_news, bad_news]


def test_a_column_of_silence_leaves_the_finding_open() -> None:
    instrument = shipped_library().instrument("adult_labour")
    finding = assess_answers({"CD01": Answer.UNKNOWN}, instrument)
    assert finding.item("ILO07") is State.UNDETERMINED
