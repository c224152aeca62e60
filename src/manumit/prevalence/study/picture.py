"""The picture of the coverage study: for each situation, how often each interval held the truth."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import vl_convert

from manumit.prevalence.study.coverage import LEVEL, Row

_WIDTH, _STEP, _COLUMNS = 210, 17, 2
_INK, _QUIET = "#1a1a1a", "#767676"
_ANSWERED = 0.95
"""Share of populations with an answer below which the picture says how many had one."""


@dataclass(frozen=True, slots=True)
class _Mark:
    situation: str
    method: str
    covered: float
    words: str


def picture(rows: Sequence[Row]) -> str:
    """Return an SVG document: a dot for each method and situation, on a scale from 0 to 100 %.

    A line marks the nominal coverage; a dot left of it is an interval that promises too much.
    """
    marks = [_mark(row) for row in rows]
    methods = list(dict.fromkeys(mark.method for mark in marks))
    situations = list(dict.fromkeys(mark.situation for mark in marks))
    data = alt.InlineData(
        values=[
            {
                "situation": mark.situation,
                "method": mark.method,
                "words": mark.words,
                "covered": None if math.isnan(mark.covered) else 100.0 * mark.covered,
                "nominal": 100.0 * LEVEL,
            }
            for mark in marks
        ]
    )
    height = _STEP * len(methods)
    across = alt.X("covered:Q", title="intervals that hold the truth, %").scale(domain=[0, 100])
    down = alt.Y("method:N", sort=methods, title=None).axis(grid=True, labelLimit=260)
    layers = alt.layer(
        alt.Chart().mark_rule(color=_QUIET).encode(x="nominal:Q"),
        alt.Chart().mark_point(filled=True, size=55, color=_INK, opacity=1).encode(across, down),
        alt.Chart()
        .mark_text(align="left", baseline="bottom", fontSize=9, color=_QUIET)
        .encode(x=alt.value(_WIDTH * 0.36), y=down, text="words:N"),
    ).properties(width=_WIDTH, height=height)
    chart = (
        layers.facet(
            facet=alt.Facet("situation:N", sort=situations, title=None),
            columns=_COLUMNS,
            data=data,
        )
        .resolve_axis(x="independent")
        .configure(background="white")
        .configure_axis(labelFontSize=11, titleFontSize=11, labelColor=_INK)
        .configure_header(labelFontSize=13, labelFontWeight="bold", labelColor=_INK)
    )
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg + "\n"


def _mark(row: Row) -> _Mark:
    share = row.answered / row.populations
    words = "" if share >= _ANSWERED else f"answers {100 * share:.0f} %"
    return _Mark(row.situation, row.method, row.covered, words)
