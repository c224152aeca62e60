"""Days in the reader's language, and how near a day is."""

import datetime as dt

from manumit.assessment.view import Words
from manumit.web.ui.room.declared import Reader, Tone

WORDS = {-1: "room_list/yesterday", 0: "room_list/today", 1: "room_list/tomorrow"}


def day_text(day: dt.date | dt.datetime | None, reader: Reader) -> str:
    """Return a day such as "12 March 2026", or "Today"; empty for None."""
    if day is None:
        return ""
    date = day.date() if isinstance(day, dt.datetime) else day
    near = WORDS.get((date - reader.today).days)
    if near is not None:
        return reader.say(near)
    form = "day" if date.year == reader.today.year else "year"
    month = reader.say(f"month/{date.month}")
    return reader.say(f"date/{form}", day=date.day, month=month, year=date.year)


def day_in_words(day: dt.date, words: Words) -> str:
    """Return a day with its year, such as "12 March 2026"."""
    month = words.name(f"month/{day.month}")
    return words.name("date/year").format(day=day.day, month=month, year=day.year)


def day_tone(day: dt.date | dt.datetime | None, reader: Reader) -> Tone:
    """Return the tone of a day on which something is due."""
    if day is None:
        return ""
    date = day.date() if isinstance(day, dt.datetime) else day
    if date > reader.today:
        return ""
    return "today" if date == reader.today else "danger"
