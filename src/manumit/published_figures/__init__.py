"""What the world has published about forced labour and trafficking: every figure with its source.

A country's own figures belong beside these and are never mixed with them: these are estimates and
reports of others, with other definitions and years (R-74, R-76).
"""

from manumit.published_figures.penalty import (
    BreakEven,
    FewerExploitedError,
    Figure,
    FigureOrigin,
    PenaltyEstimate,
    PenaltyInputs,
    Provenance,
    count_interval,
    estimate_penalty,
    profits,
    rounding_interval,
    share_interval,
    total,
    world_risk,
)
from manumit.published_figures.published import (
    Count,
    Country,
    Enforcement,
    GlobalFigure,
    Source,
    Treaty,
    countries,
    detected,
    enforcement,
    global_figures,
    sources,
    treaties,
)
from manumit.published_figures.risk import Balance, Span, balance

__all__ = [
    "Balance",
    "BreakEven",
    "Count",
    "Country",
    "Enforcement",
    "FewerExploitedError",
    "Figure",
    "FigureOrigin",
    "GlobalFigure",
    "PenaltyEstimate",
    "PenaltyInputs",
    "Provenance",
    "Source",
    "Span",
    "Treaty",
    "balance",
    "count_interval",
    "countries",
    "detected",
    "enforcement",
    "estimate_penalty",
    "global_figures",
    "profits",
    "rounding_interval",
    "share_interval",
    "sources",
    "total",
    "treaties",
    "world_risk",
]
