"""Whatever a record in the form of HTCDS holds, both forms of file give it back."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from manumit.exchange.htcds import Item, Record, copy, fields, look_through
from manumit.exchange.htcds.lines import read_lines, write_lines
from manumit.exchange.htcds.standard import REPEATED, SEPARATOR, Field, Value
from manumit.exchange.problems import Tally

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


def value(field: Field) -> st.SearchStrategy[Value]:
    """Anything that a field can hold."""
    if field.kind == "checkbox":
        return st.booleans()
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
