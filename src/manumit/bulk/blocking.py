"""Find the unknown answers that block most findings, to know which question to start asking.

For each code: in how many persons would a single yes to it, unknown now, decide a result. A result
is decided when its *lower* bound rises to yes. One yes changes little: the dimension of the code,
the items it is evidence of, and what rests on these. Codes that change the same things share one
expression, so that all are tried at once in one pass.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from manumit.bulk.facts import all_of, any_of, yes
from manumit.bulk.program import (
    ELEMENTS,
    TRAFFICKING,
    Frame,
    Group,
    Lists,
    Signs,
    clause_met,
    element_signs,
    fact,
    groups_of,
    holds,
    read_codes,
    rows_of,
    with_facts,
)
from manumit.instruments import Instrument, Strength

FORCED_LABOUR = "forced_labour"
SCHEMA = {"code": pl.String, "result": pl.String, "n": pl.Int64}


@dataclass(frozen=True, slots=True)
class Change:
    """What a yes to a code changes directly; equal for codes that change the same.

    Attributes:
        graded: the dimension and grade that it counts in, in a scored list.
        sets: of menace, involuntariness, act, means and purpose, those it is evidence of.
    """

    graded: tuple[str, Strength] | None
    sets: frozenset[str]


def programs(frame: Frame, lists: Lists, *, groups: Collection[Group] | None = None) -> list[Frame]:
    """Return programs that count blocking unknowns, one for each list that rows name.

    People of unknown age are left out: the question that they lack first is their age.

    Args:
        frame: answers, as for ``findings``.
        lists: the instruments by id.
        groups: the groups that occur, if that is known.

    Returns:
        Frames of one row; what is collected of each goes to :func:`table`.
    """
    columns = frame.collect_schema().names()
    return [
        decided(frame.filter(rows_of(group, lists)), columns, lists[group.list_id])
        for group in (groups_of(lists) if groups is None else groups)
        if group.list_id is not None and not group.age_unknown
    ]


def table(counts: Mapping[str, int]) -> pl.DataFrame:
    """Return the table of blocking unknowns from the row of one program.

    Returns:
        ``code``, ``result`` (``forced_labour``, ``trafficking``, a dimension) and ``n``: persons
        in whom a single yes to the code, unknown now, makes the result certain.
    """
    rows = [(*key.split("/"), n) for key, n in counts.items()]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def add_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the sum of several tables of blocking unknowns, without those that block nobody."""
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    return (
        whole.group_by("code", "result")
        .agg(pl.col("n").sum())
        .filter(pl.col("n") > 0)
        .sort("result", "n", "code", descending=[False, True, False])
    )


def decided(frame: Frame, columns: Sequence[str], instrument: Instrument) -> Frame:
    """Return one row, a column ``code/result`` each: how many persons a yes would decide."""
    read = read_codes(columns, instrument)
    names: dict[Change, list[str]] = defaultdict(list)
    for code in sorted(instrument.open_codes.union(read)):
        names[change(code, instrument)].append(code)
    step = with_facts(frame, columns, instrument)
    tries = {
        f"try_{number}_{result}": (raised, codes, result)
        for number, (one, codes) in enumerate(names.items())
        for result, raised in _raised(one, instrument).items()
    }
    step = step.with_columns(raised.alias(name) for name, (raised, _, _) in tries.items())
    known = frozenset(read)
    return step.select(
        _persons(nw.col(name), code, known).alias(f"{code}/{result}")
        for name, (_, codes, result) in tries.items()
        for code in codes
    )


def change(code: str, instrument: Instrument) -> Change:
    """Return the dimension, grade and sets that a yes to the code changes."""
    indicator = instrument.by_code.get(code)
    graded = (
        None
        if indicator is None or indicator.strength is None or not instrument.scored
        else (indicator.dimension, indicator.strength)
    )
    sets = {s.id: Signs.of(s.items).codes for s in instrument.item_sets}
    speaks = ("menace", "involuntariness", *ELEMENTS)
    return Change(graded, frozenset(name for name in speaks if code in sets[name]))


def _raised(one: Change, instrument: Instrument) -> dict[str, nw.Expr]:
    """Return, by result, whether it is not certain now and certain after the change."""
    after: dict[str, nw.Expr] = {name: yes() for name in one.sets}
    results = {}
    if one.graded is not None:
        dimension, grade = one.graded
        after[dimension] = clause_met(instrument, dimension, one_more=grade)
        results[dimension] = _rises(after[dimension], nw.col(fact(dimension)))
    if one.sets & {"menace", "involuntariness"}:
        needs = ("menace", "involuntariness")
        after[FORCED_LABOUR] = all_of([after.get(need, nw.col(fact(need))) for need in needs])
        results[FORCED_LABOUR] = _rises(after[FORCED_LABOUR], nw.col(fact(FORCED_LABOUR)))
    for name in ELEMENTS:
        signs = element_signs(instrument, name)
        more = [after[d] for d in sorted(signs.dimensions) if d in after]
        if signs.forced_labour and FORCED_LABOUR in after:
            more.append(after[FORCED_LABOUR])
        if name not in one.sets and more:
            after[name] = any_of([nw.col(fact(name)), *more])
    if after:
        results[TRAFFICKING] = _rises(
            _trafficking(instrument, lambda need: after.get(need, nw.col(fact(need)))),
            _trafficking(instrument, lambda need: nw.col(fact(need))),
        )
    return results


def _trafficking(instrument: Instrument, known: Callable[[str], nw.Expr]) -> nw.Expr:
    """Return whether the highest row that certainly holds is a positive one; never null."""
    result = nw.lit(instrument.conclusions.rows[-1].positive, dtype=nw.Boolean)
    for row in reversed(instrument.conclusions.rows[:-1]):
        positive = nw.lit(row.positive, dtype=nw.Boolean)
        result = nw.when(holds(row, known)).then(positive).otherwise(result)
    return result


def _rises(after: nw.Expr, now: nw.Expr) -> nw.Expr:
    return after.fill_null(value=False) & ~now.fill_null(value=False)


def _persons(raised: nw.Expr, code: str, read: frozenset[str]) -> nw.Expr:
    """Return how many persons: where the code has no column, it is unknown of everybody."""
    blocked = raised & nw.col(code).is_null() if code in read else raised
    return blocked.cast(nw.Int64).sum()


def collect_polars(frame: Frame) -> Mapping[str, int]:
    """Return the one row of counts of a polars frame."""
    native: Any = frame.to_native()
    return dict(native.collect().row(0, named=True))


def collect_spark(frame: Frame) -> Mapping[str, int]:
    """Return the one row of counts of a Spark frame; the sum over nobody is 0."""
    native: Any = frame.to_native()
    return {name: n or 0 for name, n in native.first().asDict().items()}
