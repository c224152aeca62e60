"""No text of a person enters an event, by any way; and digests tell every change apart."""

import re
import uuid

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from manumit.web.kernel.ledger.acts import SHAPE, Column, acts
from manumit.web.kernel.ledger.acts import _declared as declared
from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.kernel.ledger.rows import Leaf, digest, pack, unpack
from manumit.web.kernel.ledger.services import Act

TEXTS = [f.name for f in Event._meta.concrete_fields if isinstance(f, models.CharField)]
OTHERS = (models.UUIDField, models.BigAutoField, models.DateTimeField)
SOUND = {"role": "inspector", "act": "read_file", "kind": "", "purpose": "", "outcome": "allowed",
         "reason": ""}  # fmt: skip
words = st.text(min_size=1, max_size=60).filter(lambda text: "\0" not in text)


@pytest.mark.proves("ledger-without-content")
def test_an_event_has_no_other_column_that_could_hold_a_text() -> None:
    for field in Event._meta.concrete_fields:
        assert field.name in TEXTS or isinstance(field, OTHERS), field.name
    assert set(TEXTS) == set(SOUND)


def inserted(values: dict[str, str]) -> bool:
    """Whether the database takes it, entered past our own code."""
    row = values | {"uuid": str(uuid.uuid4()), "institution": str(uuid.uuid4())}
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO ledger_event ({columns}) VALUES ({places})",  # noqa: S608
                list(row.values()),
            )
    except (IntegrityError, DataError):
        return False
    return True


@pytest.mark.proves("ledger-without-content")
@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(column=st.sampled_from(TEXTS), text=words)
def test_the_database_takes_codes_alone(column: str, text: str) -> None:
    assert inserted(SOUND)
    # A refusal needs a reason, which this row has not.
    shape = "allowed" if column == "outcome" else SHAPE
    sound = re.fullmatch(shape, text) is not None
    assert inserted(SOUND | {column: text}) == sound


@pytest.mark.django_db
@pytest.mark.parametrize("column", [name for name in TEXTS if name != "outcome"])
@pytest.mark.parametrize(
    "text", ["Amina Begum", "+880 1712 345678", "amina@example.org", "1990-02-03", "code\n", " "]
)
def test_what_a_person_would_be_known_by_is_refused(column: str, text: str) -> None:
    assert not inserted(SOUND | {column: text})


@pytest.mark.proves("ledger-without-content")
@given(text=words, column=st.sampled_from([*Column, "act"]))
def test_our_own_code_takes_declared_codes_alone(text: str, column: str) -> None:
    values = {"act": "read_file", "role": ""} | {str(column): text}
    act = Act(institution=uuid.uuid4(), **values)  # type: ignore[arg-type] # by name, on purpose
    # What is drawn may be a constant of the program, and so a code that is declared.
    assume(text not in (acts() if column == "act" else declared[Column(column)]))
    with pytest.raises(ValueError, match="ledger") as caught:
        act.event(Outcome.ALLOWED)
    assert text not in str(caught.value) or len(text) < 4  # a letter may stand in any message


values = st.dictionaries(st.text(max_size=5), st.none() | st.text(max_size=5), max_size=4)


@given(one=values, other=values)
def test_digests_are_equal_for_equal_rows_alone(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert (digest("t", one) == digest("t", other)) == (one == other)
    assert digest("t", one) != digest("u", one)


@given(st.lists(st.builds(Leaf, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))))
def test_leaves_come_back_as_they_went_in(leaves: list[Leaf]) -> None:
    assert unpack(pack(leaves)) == leaves
