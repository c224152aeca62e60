"""Counts of persons by attribute and result: what a report is made of, and no row of a person."""

from collections.abc import Iterable, Sequence

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
    by = list(dict.fromkeys((ALL, LIST, AGE, *attributes)))
    wide = findings.with_columns(pl.lit(ALL).alias(ALL))
    counted = pl.collect_all([_by_state(wide, name, results) for name in by])
    return add_up(
        _long(frame, name, result)
        for name, frame in zip(by, counted, strict=True)
        for result in results
    )


def add_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Counts of different persons as one table, in the order in which they first occur."""
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    return whole.group_by(KEYS, maintain_order=True).agg(pl.col("n").sum())


def _by_state(frame: pl.LazyFrame, attribute: str, results: Sequence[str]) -> pl.LazyFrame:
    """One row for each value of the attribute, and for each result how often each state is."""
    return frame.group_by(pl.col(attribute).cast(pl.String).alias("value")).agg(
        pl.col(result).cast(pl.String).value_counts(name="n").alias(result) for result in results
    )


def _long(frame: pl.DataFrame, attribute: str, result: str) -> pl.DataFrame:
    counts = frame.select("value", result).explode(result)
    state, n = counts[result].struct.unnest().get_columns()
    return pl.DataFrame(
        {
            "attribute": pl.Series([attribute] * counts.height, dtype=pl.String),
            "value": counts["value"],
            "result": pl.Series([result] * counts.height, dtype=pl.String),
            "state": state,
            "n": n.cast(pl.Int64),
        }
    )
