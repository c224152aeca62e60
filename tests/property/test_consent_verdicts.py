"""Whatever is recorded of a person: a yes always rests on one row that says yes to just that."""

import datetime as dt
import uuid
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from manumit.web.kernel.consent import verdicts
from manumit.web.kernel.consent.models import Consent, ConsentStatus
from manumit.web.kernel.consent.purposes import Purpose
from manumit.web.kernel.consent.verdicts import ConsentReason, evaluate_consent

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
PLACES = [uuid.UUID(int=one) for one in (1, 2)]
REASONS = ["danger_to_life", "child_in_danger"]
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
PURPOSES = {
    "referral": Purpose("referral", 2, 2, True, 90, "R-52"),
    "research": Purpose("research", 1, 1, False, 90, "R-49"),
}
lasts = st.integers(1, 6).map(dt.timedelta)
times = st.integers(-5, 5).map(lambda days: NOW + dt.timedelta(days=days))


@st.composite
def rows(draw: st.DrawFn) -> Consent:
    status = draw(st.sampled_from(list(ConsentStatus)))
    begins = draw(times)
    withdrawn = draw(st.none() | times) if status != ConsentStatus.REFUSED else None
    return Consent(
        purpose=draw(st.sampled_from(["referral", "research", "unheard_of"])),
        recipient=draw(st.sampled_from(PLACES)),
        status=status,
        text_version=None if status == ConsentStatus.NOT_REQUIRED else draw(st.integers(1, 2)),
        valid_from=begins,
        valid_until=None if status == ConsentStatus.REFUSED else begins + draw(lasts),
        recorded_at=draw(times),
        voice=(
            ""
            if status == ConsentStatus.NOT_REQUIRED
            else draw(st.sampled_from(["person", "guardian"]))
        ),
        reason="" if status != ConsentStatus.NOT_REQUIRED else draw(st.sampled_from(REASONS)),
        withdrawn_at=withdrawn,
    )  # fmt: skip


def said_yes(
    row: Consent, purpose: str, recipient: uuid.UUID, at: dt.datetime, child: bool
) -> bool:
    """Independently: a row in force for just this, and for a person of this age."""
    known = PURPOSES.get(purpose)
    if known is None or row.valid_until is None or row.status == ConsentStatus.REFUSED:
        return False
    in_force = row.recorded_at <= at and row.valid_from <= at < row.valid_until
    in_force = in_force and (row.withdrawn_at is None or row.withdrawn_at > at)
    right = (row.purpose, row.recipient) == (purpose, recipient)
    if row.status == ConsentStatus.NOT_REQUIRED:
        fits = child or row.reason == "danger_to_life"
        return in_force and right and known.danger_overrides and fits
    fits = not child or row.voice == "guardian"
    return in_force and right and fits and (row.text_version or 0) >= known.oldest_text


asked_for = st.tuples(
    st.sampled_from(["referral", "research", "unheard_of"]), st.sampled_from(PLACES)
)


@given(st.lists(rows(), max_size=6), asked_for, times, st.booleans())
def test_a_yes_rests_on_a_row_in_force(
    found: list[Consent], asked: tuple[str, uuid.UUID], at: dt.datetime, child: bool
) -> None:
    with patch.object(verdicts, "purposes", lambda: PURPOSES):
        known = {row.pk: said_yes(row, *asked, at, child=child) for row in found}
        verdict = evaluate_consent(found, *asked, at, child=child)
    assert verdict.allowed == (verdict.reason in {ConsentReason.GIVEN, ConsentReason.NOT_REQUIRED})
    if verdict.allowed:
        assert verdict.consent is not None
        assert known[verdict.consent]


@given(st.lists(rows(), max_size=6), asked_for, times, st.booleans())
def test_danger_is_never_missed_and_never_stands_above_a_later_no(
    found: list[Consent], asked: tuple[str, uuid.UUID], at: dt.datetime, child: bool
) -> None:
    with patch.object(verdicts, "purposes", lambda: PURPOSES):
        of_this = [row for row in found if (row.purpose, row.recipient) == asked]
        said_no = [row.recorded_at for row in of_this if row.status == ConsentStatus.REFUSED]
        last_no = max((one for one in said_no if one <= at), default=FIRST)
        danger = any(
            said_yes(row, *asked, at, child=child) and row.recorded_at > last_no
            for row in found
            if row.status == ConsentStatus.NOT_REQUIRED
        )
        assert (
            evaluate_consent(found, *asked, at, child=child).reason is ConsentReason.NOT_REQUIRED
        ) == danger


@given(st.lists(rows(), max_size=6), asked_for, times, st.booleans())
def test_no_is_the_answer_when_the_last_word_was_no(
    found: list[Consent], asked: tuple[str, uuid.UUID], at: dt.datetime, child: bool
) -> None:
    said_no = Consent(
        purpose=asked[0], recipient=asked[1], status=ConsentStatus.REFUSED, valid_from=NOW,
        recorded_at=at, text_version=1,
    )  # fmt: skip
    before = [row for row in found if row.recorded_at < at]
    with patch.object(verdicts, "purposes", lambda: PURPOSES):
        verdict = evaluate_consent([*before, said_no], *asked, at, child=child)
    assert verdict.reason is ConsentReason.REFUSED


@given(st.lists(rows(), max_size=6), asked_for)
def test_what_is_withdrawn_says_yes_to_nothing_now_whatever_the_clock(
    found: list[Consent], asked: tuple[str, uuid.UUID]
) -> None:
    for row in found:
        if row.status != ConsentStatus.REFUSED:
            row.withdrawn_at = NOW + dt.timedelta(days=36_500)  # of a machine whose clock is wrong
    with patch.object(verdicts, "purposes", lambda: PURPOSES):
        assert not evaluate_consent(found, *asked, child=False).allowed
