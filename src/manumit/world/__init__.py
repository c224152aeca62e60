"""What the world has published about forced labour and trafficking: every figure with its source.

A country's own figures belong beside these and are never mixed with them: these are estimates and
reports of others, with other definitions and years (R-74, R-76).
"""

from manumit.world.penalty import (
    Facts,
    FewerExploitedError,
    Figure,
    Mark,
    Origin,
    Turn,
    Weighed,
    as_published,
    of_count,
    of_share,
    profits,
    total,
    weigh,
    world_risk,
)
from manumit.world.published import (
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
from manumit.world.risk import Balance, Span, balance

__all__ = [
    "Balance",
    "Count",
    "Country",
    "Enforcement",
    "Facts",
    "FewerExploitedError",
    "Figure",
    "GlobalFigure",
    "Mark",
    "Origin",
    "Source",
    "Span",
    "Treaty",
    "Turn",
    "Weighed",
    "as_published",
    "balance",
    "countries",
    "detected",
    "enforcement",
    "global_figures",
    "of_count",
    "of_share",
    "profits",
    "sources",
    "total",
    "treaties",
    "weigh",
    "world_risk",
]
