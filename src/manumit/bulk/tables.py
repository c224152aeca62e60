"""Count persons by attribute and result: a report is made of counts, not of rows of persons."""

from collections.abc import Iterable

import polars as pl

from manumit.assessment import Age
from manumit.bulk.program import AGE, FILE, KNOWN, LIST, ROW
from manumit.exchange import ATTRIBUTES

ALL = "all"
AGE_UNKNOWN = "manumit:age_unknown/"
"""Before the id of a list for children: the people to whom it or a list for adults may apply."""
KEYS = ("attribute", "value", "result", "state")
SCHEMA = {**dict.fromkeys(KEYS, pl.String), "n": pl.Int64}


def aggregate(findings: pl.LazyFrame, attributes: Iterable[str] = ()) -> pl.DataFrame:
    """Return the counts of persons by the value of each attribute and the state of each result.

    Args:
        findings: a findings frame.
        attributes: columns of it to count by: ``sex``, ..., also results such as ``trafficking``.
            ``list`` and ``age`` are always among them. People of unknown age are a group of their
            own by list: the value is ``AGE_UNKNOWN`` and the id of the list for children.

    Returns:
        ``attribute`` (``all`` for everybody, value ``all``), ``value`` (null: not recorded),
        ``result`` (a state column, ``conclusion_lower`` or ``conclusion_upper``), ``state`` (null:
        no list applies, or the list has no such result), ``n``. Combinations without persons
        are left out.
    """
    names = findings.collect_schema().names()
    results = [n for n in names if n not in (FILE, ROW, LIST, AGE, KNOWN, *ATTRIBUTES)]
    by = list(dict.fromkeys((LIST, AGE, *attributes)))
    pairs = [(attribute, result) for attribute in by for result in results]
    counted = pl.collect_all([_counted(findings, *pair) for pair in pairs])
    everybody = [
        table.with_columns(pl.lit(ALL).alias(name) for name in ("attribute", "value"))
        for table in counted[: len(results)]
    ]
    return add_up([*everybody, *counted])


def add_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return counts of different persons as one table, in the order in which they first occur."""
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    return whole.group_by(KEYS, maintain_order=True).agg(pl.col("n").sum())


def _value(attribute: str) -> pl.Expr:
    if attribute != LIST:
        return pl.col(attribute)
    name = pl.col(LIST).cast(pl.String)
    unknown = pl.col(AGE).cast(pl.String) == str(Age.UNSURE)
    return pl.when(unknown).then(pl.lit(AGE_UNKNOWN) + name).otherwise(name)


def _counted(findings: pl.LazyFrame, attribute: str, result: str) -> pl.LazyFrame:
    """Return how often each state of one result is, by the value of one attribute."""
    grouped = findings.group_by(_value(attribute).alias("value"), pl.col(result).alias("state"))
    return grouped.agg(pl.len().cast(pl.Int64).alias("n")).select(
        pl.lit(attribute).alias("attribute"),
        pl.col("value").cast(pl.String),
        pl.lit(result).alias("result"),
        pl.col("state").cast(pl.String),
        "n",
    )
