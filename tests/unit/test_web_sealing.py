"""What a browser keeps for a visit opens only for that visit, that purpose, and not for long."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manumit.web.public.sessions.sealing import seal, unseal
from manumit.web.sealing import SealError

KEY, OTHER_KEY = os.urandom(32), os.urandom(32)
HERE = b"visit-1questions"


@given(st.text())
def test_what_was_sealed_comes_back(text: str) -> None:
    word = seal(text, key=KEY, bound_to=HERE)
    assert unseal(word, key=KEY, bound_to=HERE, oldest=60) == text


@given(st.text(max_size=300))
def test_anything_else_is_refused_without_a_crash(text: str) -> None:
    with pytest.raises(SealError):
        unseal(text, key=KEY, bound_to=HERE, oldest=60)


@pytest.mark.parametrize(
    ("key", "bound_to", "later"),
    [(OTHER_KEY, HERE, 0.0), (KEY, b"visit-2questions", 0.0), (KEY, HERE, 61.0)],
    ids=["another key", "another visit", "too old"],
)
def test_another_key_visit_or_time_opens_nothing(key: bytes, bound_to: bytes, later: float) -> None:
    word = seal("CD01.0y", key=KEY, bound_to=HERE, now=1000.0)
    assert unseal(word, key=KEY, bound_to=HERE, oldest=60, now=1060.0) == "CD01.0y"
    with pytest.raises(SealError):
        unseal(word, key=key, bound_to=bound_to, oldest=60, now=1000.0 + later)


@pytest.mark.proves("interview-not-stored")
def test_every_changed_character_is_noticed() -> None:
    word = seal("CD01.0y", key=KEY, bound_to=HERE)
    for place in range(len(word)):
        changed = word[:place] + ("A" if word[place] != "A" else "B") + word[place + 1 :]
        with pytest.raises(SealError):
            unseal(changed, key=KEY, bound_to=HERE, oldest=60)


@pytest.mark.proves("interview-not-stored")
@pytest.mark.parametrize("more", ["!", " ", "\n", "=", "====", "A", "AAAA", "\x00"])
def test_nothing_may_be_added(more: str) -> None:
    word = seal("CD01.0y", key=KEY, bound_to=HERE)
    for changed in (word + more, more + word, word[:9] + more + word[9:]):
        with pytest.raises(SealError):
            unseal(changed, key=KEY, bound_to=HERE, oldest=60)


def test_the_same_text_looks_different_each_time() -> None:
    assert seal("x", key=KEY, bound_to=HERE) != seal("x", key=KEY, bound_to=HERE)
