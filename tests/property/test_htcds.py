"""Whatever a record in the form of HTCDS holds, both forms of file give it back.

What of it becomes a case file and is written again is what the list of what cannot be carried says,
and nothing else; the way through a sealed file is in tests/integration/test_cases_records.py.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from htcds_records import by_field, carried, expected, lines_text, records, taken_in
from manumit.exchange.htcds import Record, copy, look_through, table_of
from manumit.exchange.htcds.lines import read_lines, write_lines
from manumit.exchange.problems import Tally


@given(st.lists(records(), min_size=1, max_size=3))
def test_there_and_back_loses_nothing(written: list[Record]) -> None:
    with TemporaryDirectory() as folder:
        lines, flat, again = (Path(folder) / name for name in ("a.jsonl", "b.csv", "c.jsonl"))
        with lines.open("w", encoding="utf-8") as stream:
            write_lines(stream, written)
        assert list(read_lines(lines, Tally(lines))) == written
        copy(lines, flat, look_through(lines))
        copy(flat, again, look_through(flat))
        assert list(read_lines(again, Tally(again))) == written


@given(records())
@settings(max_examples=60)
def test_what_was_taken_in_and_written_again_is_what_the_list_says(record: Record) -> None:
    once = carried(taken_in(lines_text(record), "a.jsonl"))
    assert by_field(once) == expected(record)
    if once:  # and what was written comes back whole
        twice = carried(taken_in(table_of(once), "b.csv"))
        assert [(one.key, one.value) for one in twice] == [(one.key, one.value) for one in once]
