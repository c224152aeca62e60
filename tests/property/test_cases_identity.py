"""Values of an identity: what is written is read again, and nobody's last word is lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.errors import InputError
from manumit.web.cases.identity import (
    Contact,
    ContactHours,
    ContactKind,
    ContactWay,
    Field,
    KeptFrom,
    SafeContact,
    Value,
    current_numbers,
    value_from_text,
    value_to_text,
)

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
contacts = st.one_of(
    st.from_regex(r"\+[1-9][0-9]{7,12}", fullmatch=True).map(
        lambda found: Contact(ContactKind.TELEPHONE, found)
    ),
    words.map(lambda found: Contact(ContactKind.ADDRESS, found)),
)
safe = st.builds(
    SafeContact,
    ways=st.lists(st.sampled_from(ContactWay)).map(tuple),
    hours=st.lists(st.sampled_from(ContactHours)).map(tuple),
    never_by=st.lists(st.sampled_from(KeptFrom)).map(tuple),
    note=st.text(max_size=200),
)
values = st.one_of(
    st.tuples(st.just(Field.NAMES), st.lists(words, max_size=5).map(tuple)),
    st.tuples(st.just(Field.CONTACTS), st.lists(contacts, max_size=5).map(tuple)),
    st.tuples(st.just(Field.BORN), st.dates(dt.date(1900, 1, 1))),
    st.tuples(st.just(Field.LANGUAGE), st.from_regex(r"[a-z]{2,3}", fullmatch=True)),
    st.tuples(st.just(Field.SAFE_CONTACT), safe),
)


@given(values)
def test_what_is_written_is_read_again(given_: tuple[Field, Value]) -> None:
    field, value = given_
    assert value_from_text(field, value_to_text(field, value)) == value


@given(values, st.sampled_from(Field))
def test_a_value_of_another_field_is_refused(given_: tuple[Field, Value], other: Field) -> None:
    field, value = given_
    alike = {Field.NAMES, Field.CONTACTS}
    if field is other or ({field, other} == alike and value == ()):
        return
    with pytest.raises(InputError, match="K101"):
        value_to_text(other, value)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, bool]]:
    """Values as the services number them: each after one that was there, or after none."""
    made: list[tuple[int, int, bool]] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        now = current_numbers(made)
        if len(now) > 1 and draw(st.booleans()):
            made.append((number, draw(st.sampled_from(now)), True))
        else:
            made.append((number, draw(st.integers(0, number - 1)), False))
    return made


@given(histories())
def test_a_value_goes_only_when_somebody_saw_it_or_chose(made: list[tuple[int, int, bool]]) -> None:
    now = current_numbers(made)
    assert now
    assert made[-1][0] in now  # the last word always stands
    for number, _, _ in made:
        later = [one for one in made if one[0] > number]
        gone = any(after == number or chosen for _, after, chosen in later)
        assert (number not in now) is gone
