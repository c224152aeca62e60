"""Any record in the form of HTCDS, and what of it has to come back from a case file."""

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from manumit.exchange import load_mapping, shipped_mapping
from manumit.exchange.filerows import FileRow, read_file_rows
from manumit.exchange.htcds import Item, Known, Line, Record, fields, lines_of, written_rules
from manumit.exchange.htcds.lines import write_lines
from manumit.exchange.htcds.standard import REPEATED, SEPARATOR, Field, Value
from manumit.instruments import shipped_library

MAPPING = load_mapping(shipped_mapping("htcds"), shipped_library())
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20
).filter(lambda text: text == text.strip() and text == text.strip("\x1c\x1d\x1e\x1f\x85"))
WORD = TEXT.filter(lambda text: SEPARATOR not in text)
BY_KIND: dict[str, st.SearchStrategy[str]] = {
    "date": st.dates().map(str),
    "number": st.decimals(-180, 180, places=3, allow_nan=False).map(lambda n: f"{n:f}"),
    "phone": st.from_regex(r"\+[1-9][0-9]{1,14}", fullmatch=True),
    "country": st.from_regex(r"[A-Z]{2,3}", fullmatch=True),
    "countries": st.from_regex(r"[A-Z]{2,3}", fullmatch=True),
    "language": st.from_regex(r"[a-z]{2,3}", fullmatch=True),
    "open_multiselect": WORD,
}
PLAUSIBLE: dict[str, st.SearchStrategy[Value]] = {
    "prs_Birthdate": st.dates(dt.date(1930, 1, 1), dt.date(2020, 1, 1)).map(str),
    "vic_AgeWhenTrafficked": st.integers(0, 100).map(str),
}
"""What a case file takes: no day that has not come yet, and no age of nobody."""


def value(field: Field) -> st.SearchStrategy[Value]:
    """Anything that a field can hold."""
    if field.kind == "checkbox":
        return st.booleans()
    if field.name in PLAUSIBLE:
        return PLAUSIBLE[field.name]
    one = st.sampled_from(field.values) if field.values else BY_KIND.get(field.kind, TEXT)
    if field.kind == "open_multiselect":
        one = WORD
    return st.lists(one, min_size=1, max_size=3, unique=True).map(tuple) if field.several else one


def item(section: str) -> st.SearchStrategy[Item]:
    """Some of the fields of a section, at least one."""
    own = {field.name: value(field) for field in fields().values() if field.section == section}
    return st.fixed_dictionaries({}, optional=own).filter(bool)


def records() -> st.SearchStrategy[Record]:
    """Some sections, the repeated ones up to three times."""
    sections = {
        section: st.lists(item(section), min_size=1, max_size=3 if section in REPEATED else 1).map(
            tuple
        )
        for section in dict.fromkeys(field.section for field in fields().values())
    }
    return st.fixed_dictionaries({}, optional=sections).filter(bool)


def taken_in(content: str, name: str) -> FileRow:
    """The only row of a file of records, as an import into case files reads it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(content, "utf-8")
        found = read_file_rows(path, MAPPING, most=1)
    assert found.problems == []
    (row,) = found.rows
    return row


def carried(row: FileRow) -> tuple[Line, ...]:
    """What is written of it."""
    codes = frozenset(code for code, answer in row.answers.items() if answer)
    born = None if row.born is None else dt.date.fromisoformat(row.born)
    return lines_of(Known(codes, born, row.language))


def by_field(lines: Iterable[Line]) -> dict[str, set[str]]:
    """Values by field."""
    found: dict[str, set[str]] = {}
    for line in lines:
        found.setdefault(line.name, set()).add(line.value)
    return found


def expected(record: Record) -> dict[str, set[str]]:
    """What of a record has to come back, by the list of what cannot be carried."""
    held = {name: one for items in record.values() for name, one in items[0].items()}
    found: dict[str, set[str]] = {}
    for name, rule in written_rules().fields.items():
        for one in _each(held.get(name, ())):
            back = rule.lost[one].written_as if one in rule.lost else one
            if back is not None:
                found.setdefault(name, set()).add(back)
    return found


def _each(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ()
    return (value,) if isinstance(value, str) else value


def lines_text(record: Record) -> str:
    """A record as JSON lines."""
    stream = io.StringIO()
    write_lines(stream, [record])
    return stream.getvalue()
