"""Facts about every row of a frame, in three-valued logic: TRUE, FALSE, or NULL for unknown."""

from collections.abc import Sequence

import narwhals as nw


def yes() -> nw.Expr:
    """Return the fact that always holds."""
    return nw.lit(value=True, dtype=nw.Boolean)


def no() -> nw.Expr:
    """Return the fact that never holds."""
    return nw.lit(value=False, dtype=nw.Boolean)


def unknown() -> nw.Expr:
    """Return the fact of which nothing is known."""
    return nw.lit(value=None, dtype=nw.Boolean)


def any_of(facts: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether any of the facts holds; never if there is none."""
    return nw.any_horizontal(*facts, ignore_nulls=False) if facts else no()


def all_of(facts: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether all of the facts hold; always if there is none."""
    return nw.all_horizontal(*facts, ignore_nulls=False) if facts else yes()


def at_least(least: int, facts: Sequence[nw.Expr]) -> nw.Expr:
    """Return whether at least so many of the facts hold.

    Either half may hold all, or both some: the expression grows little faster than the facts.
    """
    if least <= 0:
        return yes()
    if least > len(facts):
        return no()
    if least == 1:
        return any_of(facts)
    if least == len(facts):
        return all_of(facts)
    left, right = facts[: len(facts) // 2], facts[len(facts) // 2 :]
    shares = [
        [at_least(part, side) for part, side in ((share, left), (least - share, right)) if part]
        for share in range(least + 1)
        if share <= len(left) and least - share <= len(right)
    ]
    return any_of([all_of(share) for share in shares])


def agreed(facts: Sequence[nw.Expr]) -> nw.Expr:
    """Return a fact that is certain only if all facts agree; otherwise unknown."""
    nobody = all_of([~one for one in facts])
    return (
        nw.when(all_of(facts).fill_null(value=False))
        .then(yes())
        .otherwise(nw.when(nobody.fill_null(value=False)).then(no()).otherwise(unknown()))
    )


def between(lower: nw.Expr, upper: nw.Expr) -> nw.Expr:
    """Return a fact from two bounds: TRUE, FALSE, or NULL where they differ."""
    return nw.when(lower).then(yes()).otherwise(nw.when(~upper).then(no()).otherwise(unknown()))
