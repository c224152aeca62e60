"""Draw the pictures of a report: horizontal bars as SVG.

A picture is given shares and words that may be published, never a table of counts. What a bar
shows can be seen without colour: by its pattern (``PATTERNS``), by its place, by the words on it,
and from the table beside every picture.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from manumit.pictures import HALO, ON, Box, Caption, Frame, Words, drawn

WIDTH = 400
"""Units across: type of 12 units is 10 px on a phone of 360 px, and 13 px or more on a page."""

PREFIX = "report-"
"""Before every id of a report, so that none is one of the page around it."""

FILLS: Mapping[str, str] = {
    "yes": "yes",
    "undetermined": f"url(#{PREFIX}pattern-undetermined)",
    "no": "no",
    "suppressed": f"url(#{PREFIX}pattern-suppressed)",
    "lower": "yes",
    "upper": f"url(#{PREFIX}pattern-undetermined)",
}
"""Kind of a part to its fill, a pattern or a class of the style sheet: dark, striped, light,
crossed, also in black and white."""

PATTERNS = f"""\
<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="{PREFIX}pattern-undetermined" width="7" height="7" patternUnits="userSpaceOnUse" \
patternTransform="rotate(45)"><rect class="ground" width="7" height="7"/>\
<rect class="stripe" width="2" height="7"/></pattern>
<pattern id="{PREFIX}pattern-suppressed" width="8" height="8" patternUnits="userSpaceOnUse">\
<rect class="blank" width="8" height="8"/><path class="cross" d="M0 0L8 8M8 0L0 8"/></pattern>
</defs></svg>"""
"""Fills that several pictures of a page share; included once, before the first of them."""

_NARROWEST_LABEL = 11.0
_BAR, _THIN_BAR, _THIN_STEP = 18, 11, 15
_LINE, _GAP, _SPACE = 15, 5, 9
_LETTER, _NOTE_LETTER = 7.6, 6.6
"""Widths of the letters of a wide type: which type the reader has is not known here."""
_THIN = 0.84
"""Length of a thin bar of 100 %, so that its words fit behind it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: what it represents, its share of the bar (0 to 100) and the words on it."""

    kind: str
    share: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label; ``note`` is put at the other end of the label's line."""

    label: str
    note: str
    parts: tuple[Part, ...]


def stacked_bars(bars: Sequence[Bar], caption: Caption) -> str:
    """Return an SVG of bars of equal length, each divided into its parts.

    Returns:
        An ``<svg>`` element that scales to its container and needs ``PATTERNS`` on the page.
    """
    places = _places(bars, _BAR)
    boxes, words = [], []
    for place in places:
        start = 0.0
        for part in place.bar.parts:
            end = min(100.0, start + part.share)
            boxes.append(_box(part.kind, start, end, place.top, _BAR))
            if part.share >= _NARROWEST_LABEL and part.words:
                words.append(_word(part, (start + end) / 2, place.top + _BAR / 2))
            start = end
    frame = Frame(WIDTH, places[-1].end if places else _LINE)
    return drawn([*boxes, *_labels(places), *words], caption, frame)


def thin_bars(bars: Sequence[Bar], caption: Caption) -> str:
    """Return an SVG of thin bars under each label, one for each part, with its text at the end."""
    parts = max((len(bar.parts) for bar in bars), default=1)
    places = _places(bars, parts * _THIN_STEP)
    boxes, words = [], []
    for place in places:
        for row, part in enumerate(place.bar.parts):
            top, end = place.top + row * _THIN_STEP, part.share * _THIN
            boxes.append(_box(part.kind, 0.0, end, top, _THIN_BAR))
            middle = top + _THIN_BAR / 2 + 0.5
            words.append(Words(end, middle, part.words, size=11, away=5))
    frame = Frame(WIDTH, places[-1].end if places else _LINE)
    return drawn([*boxes, *_labels(places), *words], caption, frame)


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of a bar: the lines of its label from ``label``, the bar itself from ``top``."""

    bar: Bar
    lines: tuple[str, ...]
    label: float
    top: float
    end: float


def _places(bars: Sequence[Bar], height: float) -> list[_Place]:
    places, label = [], 0.0
    for bar in bars:
        room = WIDTH - _NOTE_LETTER * (len(bar.note) + 1)
        lines = tuple(textwrap.wrap(bar.label, int(room / _LETTER), break_long_words=True))
        top = label + _LINE * max(1, len(lines)) + _GAP
        places.append(_Place(bar, lines, label, top, top + height + _SPACE))
        label = places[-1].end
    return places


def _box(kind: str, start: float, end: float, top: float, height: float) -> Box:
    return Box(FILLS[kind], start, end, top, top + height)


def _word(part: Part, x: float, y: float) -> Words:
    """Return the text in the middle of a part, with a light edge where a pattern may lie below."""
    look = ON if part.kind == "yes" else HALO
    return Words(x, y, part.words, "middle", size=11.5, weight=600, look=look)


def _labels(places: Sequence[_Place]) -> Iterator[Words]:
    for place in places:
        middle = place.label + _LINE - 3
        for at, line in enumerate(place.lines):
            yield Words(0, middle + _LINE * at, line, weight=600)
        yield Words(100, middle, place.bar.note, "end", size=11)
