"""The calendar of rounds of an office: the latest day of letters first."""

from manumit.web.kernel.days import today
from manumit.web.rounds.law import round_policy
from manumit.web.rounds.models import Round
from manumit.web.rounds.process import CANCELLED, CLOSED, PLANNED, ROUND, UNDER_WAY
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import (
    Badge,
    Cell,
    DayFilter,
    Filter,
    ListColumn,
    Reader,
    RoomList,
    Rows,
    SavedView,
    coded,
    one_of,
)


def _open(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.exclude(state__in=(CLOSED, CANCELLED))


def _overdue(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state=UNDER_WAY, answer_by__lt=today())


def _ended(rows: Rows, reader: Reader) -> Rows:
    del reader
    return rows.filter(state__in=(CLOSED, CANCELLED))


def _round(row: Round, reader: Reader) -> Cell:
    return Cell(row.reference, code=True, href=reader.address("rounds:round", round=row.pk))


def _whom(row: Round, reader: Reader) -> Cell:
    named = f"sector/{row.sector}" if row.sector else "rounds/all_sectors"
    return Cell(reader.say(named), fine=reader.say(f"inspections_area/{row.area}"))


def _state(row: Round, reader: Reader) -> Cell:
    return Cell(badges=(Badge(reader.say(f"rounds_state/{row.state}")),))


def _letters(row: Round, reader: Reader) -> Cell:
    tone = day_tone(row.letters_on, reader) if row.state == PLANNED else ""
    return Cell(fine=day_text(row.letters_on, reader), tone=tone)


def _answers(row: Round, reader: Reader) -> Cell:
    tone = day_tone(row.answer_by, reader) if row.state == UNDER_WAY else ""
    return Cell(fine=day_text(row.answer_by, reader), tone=tone)


def _number(row: Round, reader: Reader) -> Cell:
    del reader
    return Cell(str(row.workplaces), code=True)


ROUNDS = RoomList(
    view="rounds:rounds",
    policy=round_policy,
    heading="rounds/rounds",
    empty="rounds/none",
    columns=(
        ListColumn("round", "rounds/round", _round, place="first"),
        ListColumn(
            "letters",
            "rounds_field/letters_on",
            _letters,
            sort="letters_on",
            indexed=True,
            place="urgent",
            latest=True,
        ),
        ListColumn("state", "rounds/status", _state, sort="state", place="state"),
        ListColumn("whom", "rounds/whom", _whom),
        ListColumn("places", "rounds/places", _number, sort="workplaces"),
        ListColumn("answers", "rounds_field/answer_by", _answers, sort="answer_by", place="next"),
    ),
    order="-letters",
    filters=(
        Filter("state", "rounds/status", coded("rounds_state", ROUND.states), one_of("state")),
        DayFilter("letters", "rounds_field/letters_on", "letters_on", moment=False),
    ),
    views=(
        SavedView("open", "rounds_view/open", _open),
        SavedView("overdue", "rounds_view/overdue", _overdue),
        SavedView("ended", "rounds_view/ended", _ended),
    ),
)
