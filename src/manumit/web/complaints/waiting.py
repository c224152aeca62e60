"""Complaints that wait for a round: which rounds cover one, and what has become of the round.

A complaint waits for a round that was planned before it was received; one that is called because
of it hides nobody. All of this is read from the calendar of rounds and written in this room alone.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from manumit.assessment.view import FIRST_STRONG_ISOLATE, POP_ISOLATE, Words
from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Complaint
from manumit.web.institutions.models import named
from manumit.web.kernel.days import today
from manumit.web.rounds.calendar import CalendarRound, calendar_round, planned_rounds
from manumit.web.rounds.models import Round
from manumit.web.ui.room.days import day_in_words

ANY_SECTOR = ""


def covers(sector: str, section: str) -> bool:
    """Return whether a round reaches workplaces of a sector.

    Args:
        sector: code of the list ``sector``; empty if unknown.
        section: of the round, ISIC Rev. 4; empty for all.
    """
    sections = rules().sections.get(sector)
    return sections is None or (section in sections if section else bool(sections))


def last_day(row: Complaint) -> dt.date:
    """Return the last day on which the letters of a round may go out for a complaint."""
    return row.received_on + dt.timedelta(days=rules().round_days)


def offered_rounds(row: Complaint, sector: str) -> Sequence[CalendarRound]:
    """Return the rounds that a complaint about a sector can wait for, the earliest first.

    The one for which it waits already is not among them.
    """
    found = planned_rounds(row.received_on, first=today(), last=last_day(row))
    others = [one for one in found if one.key != row.awaited_round]
    return [one for one in others if covers(sector, one.sector)]


def awaited_round(row: Complaint) -> CalendarRound | None:
    """Return the round for which a complaint waits or waited; None if there is none."""
    return None if row.awaited_round is None else calendar_round(row.awaited_round)


def with_round_state(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Return complaints with the state of the round that each waits for, as ``round_state``."""
    state = Round.objects.filter(pk=OuterRef("awaited_round")).values("state")[:1]
    return rows.annotate(round_state=Subquery(state))


def round_line(one: CalendarRound, words: Words) -> str:
    """Return day, wait, office, sector and size of a round."""
    whom = named(dict(one.inspectorate), words.language)
    if one.office is not None:
        whom = f"{whom}, {named(dict(one.office), words.language)}"
    values = {
        "day": _isolated(day_in_words(one.letters_on, words)),
        "wait": _wait(one.letters_on),
        "whom": _isolated(whom),
        "sector": words.name(f"sector/{one.sector}" if one.sector else "rounds/all_sectors"),
        "number": one.workplaces,
    }
    return words.name("complaints/round_line").format(**values)


def _isolated(text: str) -> str:
    """Return a text that another direction of writing does not reorder."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def _wait(day: dt.date) -> int:
    return max(0, (day - today()).days)


def round_choices(found: Sequence[CalendarRound], words: Words) -> list[tuple[str, str]]:
    """Return rounds as choices of a form: key and line."""
    return [(str(one.key), round_line(one, words)) for one in found]
