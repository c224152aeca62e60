"""Pieces of evidence about one indicator, and how several of them are reconciled.

Settling is order-independent and keeps everything: what does not count is set aside with a reason.
The published texts say nothing on contradictions; the rules here are ours:

* a "no" within the employer's hearing, or through the employer's interpreter, counts as unknown,
  and so does the employer's own "no";
* a "yes" counts even if overheard, and outweighs a "no": people disclose late, and a later "no"
  may be fear. Both stay, and the contradiction is shown;
* a piece may say that it corrects another (a slip of the pen, a withdrawal in private); one that
  is or counts as unknown, or that is itself corrected, corrects nothing.
"""

import datetime as dt
import enum
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from manumit.assessment.codes import AssessmentCode
from manumit.errors import InputError, Place, Problem
from manumit.instruments import Instrument, Phase


class Answer(enum.StrEnum):
    """Yes, no, or unknown; unknown is never "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Hearing(enum.StrEnum):
    """Who could overhear the answer."""

    ALONE = "alone"
    TRUSTED = "trusted"
    OTHERS = "others"
    EMPLOYER = "employer"
    EMPLOYERS_INTERPRETER = "employers_interpreter"
    NOT_RECORDED = "not_recorded"


class Informant(enum.StrEnum):
    """Who gave the answer or saw the fact."""

    WORKER = "worker"
    CO_WORKER = "co_worker"
    RELATIVE = "relative"
    OFFICER = "officer"
    DOCUMENT = "document"
    EMPLOYER = "employer"
    OTHER = "other"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence for one indicator or item. Holds no text and no name.

    Attributes:
        id: the institution's own reference, unique among the pieces assessed together.
        code: an indicator of the list, or an item's id (``ILO07``, ``AC01``, ``IN08``).
        phase: when given, must be the phase of the code: the same fact has one code per phase.
        at: when the fact happened; ``told_at``: when it was stated or seen.
        corrects: id of a piece on the same code that this one replaces.
    """

    id: str
    code: str
    answer: Answer
    phase: Phase | None = None
    informant: Informant = Informant.NOT_RECORDED
    hearing: Hearing = Hearing.NOT_RECORDED
    at: dt.date | None = None
    told_at: dt.datetime | None = None
    corrects: str | None = None


class SetAside(enum.StrEnum):
    """Why a piece of evidence does not count; it is kept all the same."""

    HEARD_BY_EMPLOYER = "heard_by_employer"
    EMPLOYERS_INTERPRETER = "employers_interpreter"
    EMPLOYER_DENIES = "employer_denies"
    CORRECTED = "corrected"
    OUTWEIGHED = "outweighed"
    SAYS_NOTHING = "says_nothing"


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer that counts for one code, the pieces it rests on and those set aside.

    Attributes:
        late_disclosure: a "yes" given later than a "no" that it outweighs.
        contradicted: a "no" that counts contradicts the "yes"; a person should check.
    """

    code: str
    answer: Answer
    used: tuple[Evidence, ...]
    set_aside: tuple[tuple[Evidence, SetAside], ...]
    contradicted: bool = False
    late_disclosure: bool = False


def settle(evidence: Iterable[Evidence], instrument: Instrument) -> dict[str, Settled]:
    """Return one settled answer for each code that any piece speaks to.

    Raises:
        InputError: A101 to A106, every problem at once.
    """
    given = list(evidence)
    problems = list(_problems(given, instrument))
    if problems:
        raise InputError(problems)
    pieces = sorted(given, key=lambda piece: piece.id)
    by_code: dict[str, list[Evidence]] = {}
    for piece in pieces:
        by_code.setdefault(piece.code, []).append(piece)
    return {code: _settle_one(code, group) for code, group in sorted(by_code.items())}


def discounted(piece: Evidence) -> SetAside | None:
    """Return why a "no" counts as unknown, or None if it counts (as every "yes" does)."""
    if piece.answer is not Answer.NO:
        return None
    if piece.hearing is Hearing.EMPLOYER:
        return SetAside.HEARD_BY_EMPLOYER
    if piece.hearing is Hearing.EMPLOYERS_INTERPRETER:
        return SetAside.EMPLOYERS_INTERPRETER
    if piece.informant is Informant.EMPLOYER:
        return SetAside.EMPLOYER_DENIES
    return None


def _settle_one(code: str, group: list[Evidence]) -> Settled:
    corrected = _corrected(group)
    aside: list[tuple[Evidence, SetAside]] = []
    counting: list[Evidence] = []
    for piece in group:
        reason = discounted(piece) or (SetAside.CORRECTED if piece.id in corrected else None)
        if reason is None:
            counting.append(piece)
        else:
            aside.append((piece, reason))
    yes, no, silent = (
        [piece for piece in counting if piece.answer is answer]
        for answer in (Answer.YES, Answer.NO, Answer.UNKNOWN)
    )
    if not yes and not no:
        return Settled(code, Answer.UNKNOWN, tuple(silent), tuple(aside))
    aside += [(piece, SetAside.SAYS_NOTHING) for piece in silent]
    if not yes:
        return Settled(code, Answer.NO, tuple(no), tuple(aside))
    aside += [(piece, SetAside.OUTWEIGHED) for piece in no]
    late = any(_stated_later(y, n) for y in yes for n in no)
    return Settled(code, Answer.YES, tuple(yes), tuple(aside), bool(no), late)


def _corrected(group: list[Evidence]) -> frozenset[str]:
    """Return the ids of pieces that another valid piece corrects.

    Only a "yes", or a "no" that counts, corrects: a person who says "I don't know" while the
    employer can hear takes nothing back. A correction that is itself corrected corrects
    nothing, so the last piece of a chain decides which earlier pieces count.
    """
    by_target: dict[str, list[Evidence]] = {}
    for piece in group:
        if piece.corrects is not None and _may_correct(piece):
            by_target.setdefault(piece.corrects, []).append(piece)
    if not by_target:
        return frozenset()

    @functools.cache
    def is_corrected(piece_id: str) -> bool:
        return any(not is_corrected(later.id) for later in by_target.get(piece_id, ()))

    return frozenset(piece.id for piece in group if is_corrected(piece.id))


def _may_correct(piece: Evidence) -> bool:
    return piece.answer is not Answer.UNKNOWN and discounted(piece) is None


def _stated_later(later: Evidence, earlier: Evidence) -> bool:
    return (
        later.told_at is not None
        and earlier.told_at is not None
        and later.told_at > earlier.told_at
    )


def _problems(pieces: list[Evidence], instrument: Instrument) -> Iterable[Problem]:
    by_id: dict[str, Evidence] = {}
    for number, piece in enumerate(pieces):
        if piece.id in by_id:
            yield AssessmentCode.DUPLICATE_ID.problem(_place(number))
        by_id[piece.id] = piece
    for number, piece in enumerate(pieces):
        if piece.code not in instrument.codes or piece.phase is not None:
            yield from _code_problems(piece, instrument, _place(number))
        if piece.told_at is not None and piece.told_at.tzinfo is None:
            yield AssessmentCode.NAIVE_TIME.problem(_place(number))
        if piece.corrects is not None and not _corrects_something(piece, by_id):
            yield AssessmentCode.BAD_CORRECTION.problem(_place(number))


def _place(number: int) -> Place:
    """Return the place of a piece by its position: its id may be a person's name."""
    return Place(field=f"evidence[{number}]")


def _code_problems(piece: Evidence, instrument: Instrument, place: Place) -> Iterable[Problem]:
    if piece.code in instrument.special_codes and piece.code not in instrument.codes:
        # The message contains the code, but never the answer.
        yield AssessmentCode.SPECIAL_CODE.problem(place, code=piece.code)
    elif piece.code not in instrument.codes:
        yield AssessmentCode.UNKNOWN_CODE.problem(place, code=piece.code, instrument=instrument.id)
    elif piece.phase is not None and instrument.phase_of(piece.code) not in (None, piece.phase):
        yield AssessmentCode.WRONG_PHASE.problem(place, code=piece.code, phase=piece.phase)


def _corrects_something(piece: Evidence, by_id: dict[str, Evidence]) -> bool:
    target = by_id.get(piece.corrects or "")
    return target is not None and target.code == piece.code and not _corrects_itself(piece, by_id)


def _corrects_itself(piece: Evidence, by_id: dict[str, Evidence]) -> bool:
    seen: set[str] = set()
    current: Evidence | None = piece
    while current is not None and current.corrects is not None:
        if current.id in seen:
            return True
        seen.add(current.id)
        current = by_id.get(current.corrects)
    return False
