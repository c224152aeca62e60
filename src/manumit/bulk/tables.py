"""Counts of persons by attribute and result: what a report is made of, and no row of a person."""

from collections.abc import Iterable

import polars as pl

from manumit.bulk.program import AGE, KNOWN, LIST, ROW
from manumit.exchange import ATTRIBUTES

ALL = "all"
KEYS = ("attribute", "value", "result", "state")
SCHEMA = {**dict.fromkeys(KEYS, pl.String), "n": pl.Int64}


def aggregate(findings: pl.LazyFrame, attributes: Iterable[str] = ()) -> pl.DataFrame:
    """Counts of persons by the value of each attribute and the state of each result.

    Args:
        findings: a findings frame.
        attributes: columns of it to count by: ``sex``, ..., also results such as ``trafficking``.
            ``list`` and ``age`` are always among them.

    Returns:
        ``attribute`` (``all`` for everybody, value ``all``), ``value`` (null: not recorded),
        ``result`` (a state column, ``conclusion_lower`` or ``conclusion_upper``), ``state`` (null:
        no list applies, or the list has no such result), ``n``. Combinations of nobody are left
        out.
    """
    names = findings.collect_schema().names()
    results = [n for n in names if n not in (ROW, LIST, AGE, KNOWN, *ATTRIBUTES)]
    by = list(dict.fromkeys((LIST, AGE, *attributes)))
    pairs = [(attribute, result) for attribute in by for result in results]
    counted = pl.collect_all([_counted(findings, *pair) for pair in pairs])
    everybody = [
        table.with_columns(pl.lit(ALL).alias(name) for name in ("attribute", "value"))
        for table in counted[: len(results)]
    ]
    return add_up([*everybody, *counted])


def add_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Counts of different persons as one table, in the order in which they first occur."""
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    return whole.group_by(KEYS, maintain_order=True).agg(pl.col("n").sum())


def _counted(findings: pl.LazyFrame, attribute: str, result: str) -> pl.LazyFrame:
    """How often each state of one result is, by the value of one attribute."""
    grouped = findings.group_by(pl.col(attribute).alias("value"), pl.col(result).alias("state"))
    return grouped.agg(pl.len().cast(pl.Int64).alias("n")).select(
        pl.lit(attribute).alias("attribute"),
        pl.col("value").cast(pl.String),
        pl.lit(result).alias("result"),
        pl.col("state").cast(pl.String),
        "n",
    )
