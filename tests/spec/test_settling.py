"""How contradicting evidence is settled, visibly and whatever the order (ours; R-36, R-55)."""

import datetime as dt
import itertools

import pytest

from manumit.assessment import (
    Answer,
    Evidence,
    Hearing,
    Informant,
    SetAside,
    Settled,
    settle,
)
from manumit.errors import InputError
from manumit.instruments import Phase, shipped_library

ADULT = shipped_library().instrument("adult_labour")
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 3, 6, 9, tzinfo=dt.UTC)


def piece_of(
    answer: str,
    *,
    who: Informant = Informant.WORKER,
    hearing: Hearing = Hearing.ALONE,
    when: dt.datetime | None = None,
    name: str = "",
    corrects: str | None = None,
) -> Evidence:
    return Evidence(
        id=name or f"{answer}-{who}-{hearing}",
        code="CD01",
        answer=Answer(answer),
        informant=who,
        hearing=hearing,
        told_at=when,
        corrects=corrects,
    )


def settled(*pieces: Evidence) -> Settled:
    """The same in every order."""
    results = [settle(order, ADULT)["CD01"] for order in itertools.permutations(pieces)]
    assert all(result == results[0] for result in results)
    return results[0]


@pytest.mark.proves("fear-is-not-no")
def test_a_no_within_the_employers_hearing_counts_as_unknown() -> None:
    result = settled(piece_of("no", hearing=Hearing.EMPLOYER))
    assert result.answer is Answer.UNKNOWN
    assert [reason for _, reason in result.set_aside] == [SetAside.HEARD_BY_EMPLOYER]


def test_a_no_through_the_employers_interpreter_counts_as_unknown() -> None:
    assert settled(piece_of("no", hearing=Hearing.EMPLOYERS_INTERPRETER)).answer is Answer.UNKNOWN


def test_the_employers_own_denial_counts_as_unknown() -> None:
    assert settled(piece_of("no", who=Informant.EMPLOYER)).answer is Answer.UNKNOWN


@pytest.mark.parametrize("hearing", list(Hearing))
def test_a_yes_counts_whoever_could_hear_it(hearing: Hearing) -> None:
    assert settled(piece_of("yes", hearing=hearing)).answer is Answer.YES


@pytest.mark.parametrize(
    "hearing", [Hearing.ALONE, Hearing.TRUSTED, Hearing.OTHERS, Hearing.NOT_RECORDED]
)
def test_any_other_no_counts(hearing: Hearing) -> None:
    assert settled(piece_of("no", hearing=hearing)).answer is Answer.NO


def test_late_disclosure_corrects_an_earlier_no_and_both_are_kept() -> None:
    result = settled(piece_of("no", when=MONDAY), piece_of("yes", when=FRIDAY))
    assert result.answer is Answer.YES
    assert result.late_disclosure
    assert len(result.used) + len(result.set_aside) == 2


@pytest.mark.proves("fear-is-not-no")
def test_a_later_no_does_not_undo_a_yes_but_is_shown() -> None:
    """It may be fear. A person should look."""
    result = settled(piece_of("yes", when=MONDAY), piece_of("no", when=FRIDAY))
    assert result.answer is Answer.YES
    assert result.contradicted
    assert not result.late_disclosure


def test_a_slip_of_the_pen_can_be_corrected_and_stays_visible() -> None:
    result = settled(piece_of("yes", name="first"), piece_of("no", name="second", corrects="first"))
    assert result.answer is Answer.NO
    assert [(piece.id, reason) for piece, reason in result.set_aside] == [
        ("first", SetAside.CORRECTED)
    ]


def test_a_withdrawal_within_the_employers_hearing_corrects_nothing() -> None:
    withdrawal = piece_of("no", name="second", corrects="first", hearing=Hearing.EMPLOYER)
    assert settled(piece_of("yes", name="first"), withdrawal).answer is Answer.YES


@pytest.mark.parametrize("hearing", list(Hearing))
def test_an_i_dont_know_takes_no_disclosure_back(hearing: Hearing) -> None:
    unsaid = piece_of("unknown", name="second", corrects="first", hearing=hearing)
    assert settled(piece_of("yes", name="first"), unsaid).answer is Answer.YES


def test_a_correction_that_is_itself_corrected_corrects_nothing() -> None:
    """Yes; then no, a slip; then yes again: the first yes stands again beside the last."""
    result = settled(
        piece_of("yes", name="first"),
        piece_of("no", name="slip", corrects="first"),
        piece_of("yes", name="last", corrects="slip"),
    )
    assert result.answer is Answer.YES
    assert [piece.id for piece in result.used] == ["first", "last"]
    assert [piece.id for piece, _ in result.set_aside] == ["slip"]


def test_unknown_is_never_no() -> None:
    assert settled(piece_of("unknown")).answer is Answer.UNKNOWN
    assert "CD02" not in settle([piece_of("no")], ADULT)


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([Evidence(id="a", code="XX99", answer=Answer.YES)], "A101"),
        ([Evidence(id="a", code="RV02", answer=Answer.YES)], "A102"),
        ([Evidence(id="a", code="CD01", answer=Answer.YES, phase=Phase.RECRUITMENT)], "A103"),
        ([piece_of("yes", name="a"), piece_of("no", name="a")], "A104"),
        ([piece_of("yes", name="a", corrects="b")], "A105"),
        ([piece_of("yes", name="a", corrects="a")], "A105"),
        (
            [piece_of("yes", name="a", corrects="b"), piece_of("yes", name="b", corrects="a")],
            "A105",
        ),
        ([piece_of("yes", when=dt.datetime(2026, 3, 2))], "A106"),  # noqa: DTZ001 - the mistake
    ],
)
def test_bad_evidence_is_refused_with_a_code(pieces: list[Evidence], code: str) -> None:
    with pytest.raises(InputError) as caught:
        settle(pieces, ADULT)
    assert {problem.code for problem in caught.value.problems} == {code}


@pytest.mark.proves("no-migration-status", "messages-without-data")
def test_the_refusal_of_a_status_code_does_not_repeat_the_answer() -> None:
    with pytest.raises(InputError) as caught:
        settle([Evidence(id="a", code="RV02", answer=Answer.YES)], ADULT)
    assert "yes" not in str(caught.value).lower()
