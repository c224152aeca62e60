"""Pictures on a page: boxes and words, drawn by Altair and turned into SVG without a browser.

Every room that draws does it here: a picture has a title and a description, takes its colours from
the style sheet of the page and asks nothing of any other place.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import vl_convert

if TYPE_CHECKING:  # half a second for every process of the platform, most of which draw nothing
    import altair as alt

INK, ON, HALO = "ink", "on", "halo"
"""Colours of words: plain, on a dark part, and around words on a pattern."""

_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = re.compile(r'<text[^>]*/>|<path class="background"[^>]*/>')
_PRESENTATION = re.compile(
    r' (?:aria-[a-z]+|role|class|font-family|stroke-miterlimit)="[^"]*"| fill="ink"'
)
_CLASSES = re.compile(r' (?:fill|stroke)="(yes|no|on|halo)"')
_LONG_NUMBER = re.compile(r"\d+\.\d{3,}")


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


def accessible(svg: str, caption: Caption) -> str:
    """Return the SVG as one image with a title and a description, for screen readers.

    Colours and type are left to the style sheet, and the size to the page: the picture keeps its
    proportions and fills its container. It has no style of its own, as a strict policy wants it.
    """
    direction = "rtl" if caption.rtl else "ltr"
    found = re.match(r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>", svg)
    assert found is not None, "vl-convert writes an svg element with a viewBox"  # noqa: S101
    body = _TAG.sub(lambda tag: _without_style(tag[0]), _INVISIBLE.sub("", svg[found.end() :]))
    key, title, description = (escape(x) for x in (caption.id, caption.title, caption.description))
    return (
        f'<svg class="picture" viewBox="{found[1]}" direction="{direction}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}-title">{title}</title><desc id="{key}-desc">{description}</desc>{body}'
    )


def _without_style(tag: str) -> str:
    """Return a tag with style sheet classes instead of colours, and rounded numbers."""
    tag = _CLASSES.sub(r' class="\1"', _PRESENTATION.sub("", tag))
    tag = re.sub(r'(<path d="[^"]*" )class="', r'\1class="mark ', tag)
    tag = re.sub(r'(<path d="[^"]*" )fill="', r'\1class="mark" fill="', tag)
    return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", tag)


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a picture is, in its own units, and which x stand at its sides."""

    width: float
    height: float
    across: tuple[float, float] = (0, 100)


def box_layer(boxes: Sequence[dict[str, Any]]) -> "alt.Chart":
    """Return a layer of rectangles (x, x2, y, y2), filled with a pattern or a class."""
    import altair as alt  # noqa: PLC0415 - half a second

    chart: alt.Chart = (
        _chart(boxes)
        .mark_rect()
        .encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"), fill=alt.Fill("fill:N", scale=None))
    )
    return chart


def text_layer(rows: Sequence[dict[str, Any]], **style: Any) -> "alt.Chart":
    """Return a layer of words at given places; ``align`` assumes left to right.

    In SVG text starts and ends by its own direction, so that it turns by itself.
    """
    import altair as alt  # noqa: PLC0415 - half a second

    style = {"color": INK} | style
    chart: alt.Chart = _chart(rows).mark_text(**style).encode(text=alt.Text("words:N"))
    return chart


def _chart(rows: Sequence[dict[str, Any]]) -> "alt.Chart":
    import altair as alt  # noqa: PLC0415 - half a second

    chart: alt.Chart = alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=alt.X("x:Q", axis=None), y=alt.Y("y:Q", axis=None)
    )
    return chart


def drawn(layers: Sequence[Any], caption: Caption, frame: Frame) -> str:
    """Render layers as one ``<svg>`` element that scales; y runs downwards from 0."""
    import altair as alt  # noqa: PLC0415 - half a second

    scale_x = {"domain": list(frame.across), "reverse": caption.rtl, "nice": False, "zero": False}
    scale_y = {"domain": [0, frame.height], "reverse": True, "nice": False, "zero": False}
    chart = (
        alt.layer(*layers)
        .properties(
            width=frame.width,
            height=frame.height,
            background="transparent",
            padding=1,
            autosize="none",
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
    """Yield every ``encoding`` of a specification and its layers."""
    if "encoding" in spec:
        yield spec["encoding"]
    for layer in spec.get("layer", ()):
        yield from _encodings(layer)
