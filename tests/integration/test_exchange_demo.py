"""The synthetic file: the same on every run, read whole, and every conclusion occurs in it.

It proves the code, never effectiveness: nobody stands behind any row.
"""

import gzip
import importlib.util
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from manumit.assessment import Age, Answer, Finding, assess_answers
from manumit.exchange import AnswersResult, load_mapping, private_workdir, read_answers
from manumit.exchange import shipped_demo as demo
from manumit.instruments import shipped_library

ANSWERS = {1: Answer.YES, 0: Answer.NO, None: Answer.UNKNOWN}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnswersResult]:
    data, mapping = demo()
    with private_workdir(tmp_path_factory.mktemp("demo") / "out.csv") as work:
        yield read_answers(data, load_mapping(mapping, shipped_library()), workdir=work)


@pytest.fixture(scope="module")
def findings(result: AnswersResult) -> list[Finding]:
    library = shipped_library()
    lists = {name: library.instrument(name) for name in library.list_ids}
    return [
        assess_answers(
            {c: ANSWERS[row[c]] for c in result.mapping.codes if c in lists[row["list"]].codes},
            lists[row["list"]],
            age=Age(row["age"]),
        )
        for row in result.scan().collect().iter_rows(named=True)
    ]


def test_the_tool_writes_this_very_file() -> None:
    path = Path(__file__).parents[2] / "tools" / "make_demo.py"
    spec = importlib.util.spec_from_file_location("make_demo", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    packed = demo()[0].read_bytes()
    assert gzip.decompress(packed).decode("utf-8") == tool.demo_text()
    assert len(packed) < 150_000


def test_it_says_first_that_it_is_synthetic(result: AnswersResult) -> None:
    assert result.notes[0].startswith("SYNTHETIC: all 3,000 interviews are invented")
    assert "effective" in result.notes[0]


def test_every_default_indicator_of_the_labour_list_is_asked(result: AnswersResult) -> None:
    instrument = shipped_library().instrument("adult_labour")
    assert set(result.mapping.codes) == set(instrument.by_code) | {"IN08"}


def test_every_conclusion_of_the_labour_tables_occurs(findings: list[Finding]) -> None:
    occurring = Counter(finding.lower.conclusion.id for finding in findings)
    for name in ("adult_labour", "child_labour"):
        table = shipped_library().instrument(name).conclusions
        assert {row.id for row in table.rows} <= occurring.keys()


def test_some_findings_are_certain_and_some_are_not(findings: list[Finding]) -> None:
    certain = sum(finding.conclusion is not None for finding in findings)
    assert 1_000 < certain < 2_500
