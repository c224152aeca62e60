"""Pictures of a report: horizontal bars, drawn by Altair and turned into SVG without a browser.

A picture is given shares and words that may be published, never a table of counts. What a bar
shows can be told without colour: by its pattern (``PATTERNS``), by its place, by the words on it,
and from the table that stands beside every picture.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt
import vl_convert

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
"""Fills that several pictures of a page share; stands once, before the first of them."""

_INK, _ON, _HALO = "ink", "on", "halo"
_NARROWEST_LABEL = 11.0
_BAR, _THIN_BAR, _THIN_STEP = 18, 11, 15
_LINE, _GAP, _SPACE = 15, 5, 9
_LETTER, _NOTE_LETTER = 7.6, 6.6
"""Widths of the letters of a wide type: which type the reader has is not known here."""
_THIN = 0.84
"""Length of a thin bar of 100 %, so that its words fit behind it."""
_TAG = re.compile(r"<[^>]*>")
_UNSEEN = re.compile(r'<text[^>]*/>|<path class="background"[^>]*/>')
_DULL = re.compile(r' (?:aria-[a-z]+|role|class|font-family|stroke-miterlimit)="[^"]*"| fill="ink"')
_CLASSES = re.compile(r' (?:fill|stroke)="(yes|no|on|halo)"')
_LONG = re.compile(r"\d+\.\d{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: what it stands for, its share of the bar (0 to 100) and the words on it."""

    kind: str
    share: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label; ``note`` stands at the other end of the label's line."""

    label: str
    note: str
    parts: tuple[Part, ...]


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


def stacked_bars(bars: Sequence[Bar], caption: Caption) -> str:
    """Bars of equal length, each divided into its parts.

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
    layers = [_boxes(boxes), *_labels(places), *_words(words)]
    return _svg(layers, places, caption)


def thin_bars(bars: Sequence[Bar], caption: Caption) -> str:
    """Thin bars under each label, one for each part, from the start, with its words at its end."""
    parts = max((len(bar.parts) for bar in bars), default=1)
    places = _places(bars, parts * _THIN_STEP)
    boxes, words = [], []
    for place in places:
        for row, part in enumerate(place.bar.parts):
            top, end = place.top + row * _THIN_STEP, part.share * _THIN
            boxes.append(_box(part.kind, 0.0, end, top, _THIN_BAR))
            words.append({"x": end, "y": top + _THIN_BAR / 2 + 0.5, "words": part.words})
    away = -5 if caption.rtl else 5
    style = {"align": "left", "dx": away, "baseline": "middle", "fontSize": 11}
    layers = [_boxes(boxes), *_labels(places), _text(words, **style)]
    return _svg(layers, places, caption)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a bar stands: the lines of its label from ``label``, the bar itself from ``top``."""

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


def _box(kind: str, start: float, end: float, top: float, height: float) -> dict[str, Any]:
    return {"fill": FILLS[kind], "x": start, "x2": end, "y": top, "y2": top + height}


def _word(part: Part, x: float, y: float) -> dict[str, Any]:
    return {"x": x, "y": y, "words": part.words, "dark": part.kind == "yes"}


def _boxes(boxes: Sequence[dict[str, Any]]) -> alt.Chart:
    chart: alt.Chart = (
        _chart(boxes)
        .mark_rect()
        .encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), fill=alt.Fill("fill:N", scale=None))
    )
    return chart


def _labels(places: Sequence[_Place]) -> Iterator[alt.Chart]:
    labels = [{"x": 0, "y": p.label + _LINE - 3, "words": list(p.lines)} for p in places]
    notes = [{"x": 100, "y": p.label + _LINE - 3, "words": p.bar.note} for p in places]
    yield _text(labels, align="left", fontSize=12, fontWeight=600, lineHeight=_LINE)
    yield _text(notes, align="right", fontSize=11)


def _words(words: Sequence[dict[str, Any]]) -> Iterator[alt.Chart]:
    """Words in the middle of a part; on a pattern they have a light edge, so as to be legible."""
    style = {"baseline": "middle", "fontSize": 11.5, "fontWeight": 600}
    light = [word for word in words if not word["dark"]]
    yield _text(light, **style, stroke=_HALO)
    yield _text(light, **style)
    yield _text([word for word in words if word["dark"]], **style | {"color": _ON})


def _text(rows: Sequence[dict[str, Any]], **style: Any) -> alt.Chart:
    """Words at a place each; ``align`` is given for left to right.

    In SVG text starts and ends by its own direction, so that it turns by itself.
    """
    style = {"color": _INK} | style
    chart: alt.Chart = _chart(rows).mark_text(**style).encode(text=alt.Text("words:N"))
    return chart


def _chart(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    chart: alt.Chart = alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=alt.X("x:Q", axis=None), y=alt.Y("y:Q", axis=None)
    )
    return chart


def _svg(layers: Sequence[Any], places: Sequence[_Place], caption: Caption) -> str:
    height = places[-1].end if places else _LINE
    scale_x = {"domain": [0, 100], "reverse": caption.rtl, "nice": False, "zero": False}
    scale_y = {"domain": [0, height], "reverse": True, "nice": False, "zero": False}
    chart = (
        alt.layer(*layers)
        .properties(
            width=WIDTH, height=height, background="transparent", padding=1, autosize="none"
        )
        .configure_view(stroke=None)
    )
    spec = chart.to_dict()
    for channels in _encodings(spec):
        for name, scale in (("x", scale_x), ("y", scale_y)):
            if name in channels:
                channels[name]["scale"] = scale
    return accessible(vl_convert.vegalite_to_svg(spec), caption)


def _encodings(spec: Any) -> Iterator[dict[str, Any]]:
    """Every ``encoding`` of a specification and its layers."""
    if "encoding" in spec:
        yield spec["encoding"]
    for layer in spec.get("layer", ()):
        yield from _encodings(layer)


def accessible(svg: str, caption: Caption) -> str:
    """One picture with a title and a description, in place of a tree of graphics objects.

    Colours and type are left to the style sheet, and the size to the page: the picture keeps its
    proportions and fills its container. It has no style of its own, as a strict policy wants it.
    """
    direction = "rtl" if caption.rtl else "ltr"
    found = re.match(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", svg)
    assert found is not None, "vl-convert writes an svg element with a viewBox"  # noqa: S101
    body = _TAG.sub(lambda tag: _without_style(tag[0]), _UNSEEN.sub("", svg[found.end() :]))
    key, title, description = (escape(x) for x in (caption.id, caption.title, caption.description))
    return (
        f'<svg class="picture" viewBox="{found[1]}" direction="{direction}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>{body}'
    )


def _without_style(tag: str) -> str:
    """A tag with classes of the style sheet in place of colours, and short numbers."""
    tag = _CLASSES.sub(r' class="\1"', _DULL.sub("", tag))
    tag = re.sub(r'(<path d="[^"]*" )class="', r'\1class="mark ', tag)
    tag = re.sub(r'(<path d="[^"]*" )fill="', r'\1class="mark" fill="', tag)
    return _LONG.sub(lambda number: f"{float(number[0]):.2f}", tag)
