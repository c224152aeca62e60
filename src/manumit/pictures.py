"""Pictures on a page: boxes and words, written as SVG.

Every room that draws does it here: a picture has a title and a description, takes its colours from
the style sheet of the page and asks nothing of any other place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

ON, HALO = "on", "halo"
"""Classes of words: on a dark part, and with a light edge where a pattern lies below."""

_EDGE = 1
"""Units left free around a picture, so that no outline is cut."""
_MIDDLE = 0.3
"""From the middle of letters down to the line they are on, in sizes of the type."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is called and says, for those who do not see it; ``id`` is unique on a page.

    Attributes:
        rtl: whether the page is written from right to left; bars then grow to the left.
    """

    id: str
    title: str
    description: str
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a picture is, in its own units, and which x stand at its sides."""

    width: float
    height: float
    across: tuple[float, float] = (0, 100)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from x to x2 and from y down to y2.

    Attributes:
        fill: a class of the style sheet, or a pattern as ``url(#…)``.
    """

    fill: str
    x: float
    x2: float
    y: float
    y2: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words at a place; y is the middle of its letters.

    Attributes:
        align: which end of the line is at x, in the direction of reading.
        away: units to go on from x, in the direction of reading.
        look: a class of the style sheet.
    """

    x: float
    y: float
    text: str
    align: Literal["start", "middle", "end"] = "start"
    size: float = 12
    weight: int | None = None
    away: float = 0
    look: str = ""


def drawn(parts: Sequence[Box | Words], caption: Caption, frame: Frame) -> str:
    """Return one ``<svg>`` element, an image with a title and a description for screen readers.

    Colours and type are left to the style sheet, and the size to the page: the picture keeps its
    proportions and fills its container. It has no style of its own, as a strict policy wants it.
    What comes later lies above; y runs downwards from 0.
    """
    key, title, description = (escape(x) for x in (caption.id, caption.title, caption.description))
    wide, high = (_number(side + 2 * _EDGE) for side in (frame.width, frame.height))
    body = "".join(
        _path(part, caption, frame) if isinstance(part, Box) else _line(part, caption, frame)
        for part in parts
        if isinstance(part, Box) or part.text
    )
    return (
        f'<svg class="picture" viewBox="0 0 {wide} {high}" '
        f'direction="{"rtl" if caption.rtl else "ltr"}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>'
        f'<g transform="translate({_EDGE},{_EDGE})">{body}</g></svg>'
    )


def _path(box: Box, caption: Caption, frame: Frame) -> str:
    """Return a box; as a path, since a ``rect`` without width would have no outline either."""
    left, right = sorted(_across(x, caption, frame) for x in (box.x, box.x2))
    wide, high = _number(right - left), _number(box.y2 - box.y)
    pattern = box.fill.startswith("url(")
    look = f'class="mark" fill="{box.fill}"' if pattern else f'class="mark {box.fill}"'
    return f'<path d="M{_number(left)},{_number(box.y)}h{wide}v{high}h-{wide}Z" {look}/>'


def _line(words: Words, caption: Caption, frame: Frame) -> str:
    x = _across(words.x, caption, frame) + (-words.away if caption.rtl else words.away)
    y = words.y + _MIDDLE * words.size
    weight = "" if words.weight is None else f' font-weight="{words.weight}"'
    look = f' class="{words.look}"' if words.look else ""
    first = ' paint-order="stroke"' if words.look == HALO else ""
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{words.align}" '
        f'font-size="{_number(words.size)}"{weight}{look}{first}>{escape(words.text)}</text>'
    )


def _across(x: float, caption: Caption, frame: Frame) -> float:
    """Return a place in units of the picture; what is written from right to left is mirrored."""
    first, last = frame.across
    place = (x - first) / (last - first) * frame.width
    return frame.width - place if caption.rtl else place


def _number(value: float) -> str:
    """Return a number with two decimals at most."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
