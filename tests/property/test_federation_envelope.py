"""Any bytes at all, given to the reader of envelopes: refused with a code, or what was said."""

import json
import random
import tracemalloc
import uuid
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manumit.errors import InputError
from manumit.web.federation import envelope
from manumit.web.federation.codes import FederationCode
from manumit.web.federation.envelope import (
    LARGEST,
    LARGEST_NUMBER,
    MAGIC,
    SIZES,
    Statement,
    canonical,
    open_envelope,
    seal,
)
from manumit.web.federation.keys import OwnKeys, PublicKeys, new_pair

HERE, THERE, THIRD = new_pair(), new_pair(), new_pair()
OWN = OwnKeys((HERE,))
CODES = {one.code for one in FederationCode}
PLANTED = "Rahima-zq"

plain = st.text(max_size=20).filter(lambda text: text.isprintable())
bodies = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=12,
)
numbers = st.integers(0, LARGEST_NUMBER)
statements = st.builds(
    Statement,
    id=st.uuids(),
    number=numbers,
    confirmed=numbers,
    made=numbers,
    ends=numbers,
    kind=st.sampled_from(["referral", "accepted", "withdrawn"]),
    about=st.none() | st.uuids(),
    body=st.dictionaries(plain, bodies, max_size=4),
)


def known(key: str) -> PublicKeys | None:
    """The other side is admitted, and nobody else."""
    return THERE.public if key == THERE.public.id else None


def code_of(raw: bytes) -> str:
    """By what it is refused."""
    with pytest.raises(InputError) as caught:
        open_envelope(raw, OWN, known)
    (problem,) = caught.value.problems
    assert problem.code in CODES
    return problem.code


def one(**more: Any) -> Statement:
    """Something that is said."""
    fields: dict[str, Any] = {
        "id": uuid.uuid4(), "number": 1, "confirmed": 0, "made": 1, "ends": 2, "kind": "referral",
        "about": None, "body": {"message": PLANTED},
    }  # fmt: skip
    return Statement(**(fields | more))


def forged(content: dict[str, Any] | bytes, signer: Any = THERE) -> bytes:
    """An envelope whose inside was not written by :func:`seal`, signed all the same."""
    raw = content if isinstance(content, bytes) else canonical(content)
    signature = signer.signing.sign(envelope._signed(raw, signer.public, HERE.public))
    return locked(signature + zlib.compress(raw))


def locked(plain: bytes) -> bytes:
    """Locked for this side by anybody at all: that needs no secret."""
    head = MAGIC + bytes.fromhex(HERE.public.id)
    key = HERE.opening.public_key()
    return head + envelope._SUITE.encrypt(envelope._padded(plain), key, info=head)


def inside(**more: Any) -> dict[str, Any]:
    """What stands in a statement."""
    return {
        "version": 1, "id": str(uuid.uuid4()), "from": THERE.public.id, "to": HERE.public.id,
        "number": 1, "confirmed": 0, "made": 1, "ends": 2, "kind": "referral", "about": None,
        "body": {},
    } | more  # fmt: skip


@given(statements)
def test_what_is_said_is_what_is_read(statement: Statement) -> None:
    opened = open_envelope(seal(statement, THERE, HERE.public), OWN, known)
    assert opened.signer == THERE.public.id
    assert opened.statement == statement


@pytest.mark.proves("federation")
@settings(max_examples=300)
@given(st.binary(max_size=400) | st.binary(max_size=400).map(lambda one: MAGIC + one))
def test_any_bytes_are_refused_with_a_code(raw: bytes) -> None:
    assert code_of(raw)


@pytest.mark.proves("federation")
@settings(max_examples=200)
@given(st.binary(max_size=600))
def test_anything_locked_for_this_side_is_refused_with_a_code(plain: bytes) -> None:
    assert code_of(locked(plain))


@pytest.mark.proves("federation")
@settings(max_examples=200)
@given(bodies)
def test_anything_signed_that_is_no_statement_is_refused(content: Any) -> None:
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert code_of(forged(raw)) == "Y301"


@pytest.mark.proves("federation")
@settings(max_examples=150)
@given(st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(data: st.DataObject) -> None:
    raw = bytearray(seal(one(), THERE, HERE.public))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    assert code_of(bytes(raw)) in {"Y301", "Y303", "Y304"}


@pytest.mark.proves("federation")
@settings(max_examples=100)
@given(st.data())
def test_a_cut_or_a_longer_envelope_is_noticed(data: st.DataObject) -> None:
    raw = seal(one(), THERE, HERE.public)
    assert code_of(raw[: data.draw(st.integers(0, len(raw) - 1))])
    assert code_of(raw + data.draw(st.binary(min_size=1, max_size=50)))


@pytest.mark.proves("federation")
@pytest.mark.parametrize(
    "more",
    [
        {"version": 2}, {"number": -1}, {"number": 2**53}, {"number": True}, {"made": "1"},
        {"id": "x"}, {"id": str(uuid.uuid4()).upper()}, {"kind": "k" * 41}, {"body": []},
        {"about": 5}, {"extra": 1},
    ],
)  # fmt: skip
def test_a_statement_of_another_shape_is_refused(more: dict[str, Any]) -> None:
    assert code_of(forged(inside(**more))) == "Y301"


def test_the_shape_that_those_are_changed_from_is_taken() -> None:
    assert open_envelope(forged(inside()), OWN, known).statement.number == 1


@pytest.mark.proves("federation")
@pytest.mark.parametrize(
    "raw",
    [
        canonical(inside()).replace(b'{"about"', b'{ "about"'),
        canonical(inside()).replace(b'"number":1', b'"number":1,"number":2'),
        canonical(inside()).replace(b'"number":1', b'"number":1.0'),
        canonical(inside()).replace(b'"number":1', b'"number":NaN'),
        canonical(inside()).replace(b'"kind":"referral"', b'"kind":"\\u0072eferral"'),
    ],
    ids=["a space", "a key twice", "a fraction", "no number", "an escape"],
)
def test_there_is_one_way_to_write_a_statement(raw: bytes) -> None:
    assert code_of(forged(raw)) == "Y301"


@pytest.mark.proves("federation")
def test_nobody_passes_on_what_was_signed_for_somebody_else() -> None:
    """Surreptitious forwarding: whoever opened it locks it anew for a third."""
    encoded = canonical(inside(to=THIRD.public.id))
    signature = THERE.signing.sign(envelope._signed(encoded, THERE.public, THIRD.public))
    assert code_of(locked(signature + zlib.compress(encoded))) == "Y305"
    for_us = canonical(inside(to=THIRD.public.id))
    assert code_of(forged(for_us)) == "Y303"


@pytest.mark.proves("federation")
def test_what_comes_back_to_its_sender_is_refused() -> None:
    """Reflection: this side's own envelope, locked anew for this side."""
    encoded = canonical(inside(**{"from": HERE.public.id, "to": THERE.public.id}))
    signature = HERE.signing.sign(envelope._signed(encoded, HERE.public, THERE.public))
    assert code_of(locked(signature + zlib.compress(encoded))) == "Y305"


@pytest.mark.proves("federation")
def test_who_is_not_admitted_is_refused_and_so_is_who_signs_in_another_name() -> None:
    assert code_of(seal(one(), THIRD, HERE.public)) == "Y305"
    encoded = canonical(inside())
    signature = THIRD.signing.sign(envelope._signed(encoded, THERE.public, HERE.public))
    assert code_of(locked(signature + zlib.compress(encoded))) == "Y305"


@pytest.mark.proves("federation")
def test_an_envelope_for_somebody_else_is_refused() -> None:
    assert code_of(seal(one(), THERE, THIRD.public)) == "Y303"


@pytest.mark.proves("federation")
def test_the_size_tells_nothing_of_what_is_said() -> None:
    """A withdrawal, a yes and a small referral are of one size; on the line nothing is in clear."""
    short = seal(one(kind="withdrawn", body={}), THERE, HERE.public)
    longer = seal(one(body={"message": PLANTED * 2000}), THERE, HERE.public)
    assert len(short) == len(longer)
    for raw in (short, longer):
        for clear in (PLANTED, "withdrawn", "referral", THERE.public.id):
            assert clear.encode() not in raw
    assert HERE.public.id in longer[: len(MAGIC) + 16].hex()
    noise = random.Random(1).randbytes(SIZES[0]).hex()  # that can't be pressed much
    much = seal(one(body={"message": noise}), THERE, HERE.public)
    assert len(much) - SIZES[1] == len(short) - SIZES[0]


@pytest.mark.proves("federation")
def test_nobody_is_made_to_read_more_than_the_largest() -> None:
    tracemalloc.start()
    assert code_of(MAGIC + bytes(LARGEST)) == "Y302"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * LARGEST
    bomb = zlib.compress(b"0" * 50 * LARGEST)
    assert code_of(locked(bytes(64) + bomb)) == "Y304"
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    assert code_of(forged(deep)) == "Y301"


@pytest.mark.proves("federation")
def test_a_statement_that_is_too_large_is_not_sent() -> None:
    with pytest.raises(InputError) as caught:
        seal(one(body={"message": "x" * SIZES[-1]}), THERE, HERE.public)
    assert caught.value.problems[0].code == "Y302"
