"""Build expressions that turn text cells into words, answers, lists and attributes."""

from collections.abc import Iterable, Sequence
from functools import reduce

import polars as pl

from manumit.exchange.mapping import (
    NO_LIST,
    AnswerColumn,
    Attribute,
    Condition,
    Conditions,
    Mapping,
    Translation,
)

OUTSIDE = "\0outside"
"""Marks a cell that the translation does not know; no text cell can hold it."""

LONGEST_CATEGORY = 60
A_YEAR = r"^[0-9]{4}$"
FORMULA_START = r"^[=+\-@]"
A_NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?%?$"


def is_formula(cell: pl.Expr) -> pl.Expr:
    """Return whether a text cell would run in a spreadsheet; a signed number does not."""
    return cell.str.contains(FORMULA_START) & ~cell.str.contains(A_NUMBER)


def word_of(translation: Translation) -> pl.Expr:
    """Return the word of a cell: null if unknown, :data:`OUTSIDE` if it has no translation."""
    cell = pl.col(translation.column)
    if translation.as_is:
        refused = is_formula(cell) | (cell.str.len_chars() > LONGEST_CATEGORY)
        if translation.year:
            refused = ~cell.str.contains(A_YEAR)
        known = pl.when(refused).then(pl.lit(OUTSIDE)).otherwise(cell)
    elif translation.bands:
        number = cell.cast(pl.Float64, strict=False)
        known = pl.lit(OUTSIDE)
        for band in translation.bands:
            inside = ((number >= band.start) & (number < band.below)).fill_null(value=False)
            known = pl.when(inside).then(pl.lit(band.word)).otherwise(known)
    else:
        known = cell.replace_strict(
            list(translation.words),
            list(translation.words.values()),
            default=OUTSIDE,
            return_dtype=pl.String,
        )
    unknown = cell.is_in(sorted(translation.unknown))
    return pl.when(unknown).then(None).otherwise(known)


def answer_of(columns: Sequence[AnswerColumn]) -> pl.Expr:
    """Return one code: 1 if any column is yes, else 0 if any is no, else null."""
    return pl.max_horizontal(_one_answer(column) for column in columns)


def trusted(answer: pl.Expr, mapping: Mapping) -> pl.Expr:
    """Return the answer, in which a 0 that the employer could hear is null; a 1 always counts."""
    if not mapping.no_is_unknown:
        return answer
    doubtful = (answer == 0) & holds_all(mapping.no_is_unknown, mapping)
    return pl.when(doubtful).then(pl.lit(None, dtype=pl.Int8)).otherwise(answer)


def _one_answer(column: AnswerColumn) -> pl.Expr:
    word = word_of(column.translation)
    yes, no = (0, 1) if column.reversed else (1, 0)
    return (
        pl.when(word == "yes")
        .then(pl.lit(yes, dtype=pl.Int8))
        .when(word == "no")
        .then(pl.lit(no, dtype=pl.Int8))
        .otherwise(pl.lit(None, dtype=pl.Int8))
    )


def age_of(mapping: Mapping) -> pl.Expr:
    """Return ``child`` if any source has it, else ``adult`` if any has, else the default."""
    words = [word_of(source) for source in mapping.age.sources]
    child = _any(word == "child" for word in words)
    adult = _any(word == "adult" for word in words)
    return (
        pl.when(child)
        .then(pl.lit("child"))
        .when(adult)
        .then(pl.lit("adult"))
        .otherwise(pl.lit(mapping.age.otherwise))
    )


def rule_of(mapping: Mapping) -> pl.Expr:
    """Return the position of the first list rule that holds; the last one always does."""
    position = pl.lit(len(mapping.list_rules) - 1, dtype=pl.Int16)
    for index in reversed(range(len(mapping.list_rules) - 1)):
        holds = holds_all(mapping.list_rules[index].when, mapping)
        position = pl.when(holds).then(pl.lit(index, dtype=pl.Int16)).otherwise(position)
    return position


def list_of(mapping: Mapping, *, rule: pl.Expr, age: pl.Expr) -> pl.Expr:
    """Return the list id of each row, null if none applies; unsure age takes the child's."""
    population = pl.when(age == "adult").then(pl.lit("adult")).otherwise(pl.lit("child"))
    chosen = pl.lit(None, dtype=pl.String)
    for index, list_rule in enumerate(mapping.list_rules):
        if list_rule.form == NO_LIST:
            continue
        adult = pl.lit(mapping.lists[f"adult_{list_rule.form}"])
        child = pl.lit(mapping.lists[f"child_{list_rule.form}"])
        of_form = pl.when(population == "adult").then(adult).otherwise(child)
        chosen = pl.when(rule == index).then(of_form).otherwise(chosen)
    return chosen


def attribute_of(attribute: Attribute) -> pl.Expr:
    """Return the category of each row, null where not recorded."""
    if attribute.translation is not None:
        return word_of(attribute.translation)
    chosen = pl.lit(None, dtype=pl.String)
    for flag in reversed(attribute.flags):
        holds = pl.col(flag.column).is_in(sorted(flag.values))
        chosen = pl.when(holds).then(pl.lit(flag.word)).otherwise(chosen)
    return chosen


def holds_all(conditions: Conditions, mapping: Mapping) -> pl.Expr:
    """Return whether all conditions hold for a row."""
    return reduce(
        lambda left, right: left & right,
        (_holds(condition, mapping) for condition in conditions),
        pl.lit(value=True),
    )


def _holds(condition: Condition, mapping: Mapping) -> pl.Expr:
    each = [_matches(column, condition, mapping) for column in condition.columns]
    if condition.quantifier == "all":
        return reduce(lambda left, right: left & right, each)
    return _any(each) if condition.quantifier == "any" else ~_any(each)


def _matches(column: str, condition: Condition, mapping: Mapping) -> pl.Expr:
    cell = pl.col(column)
    if condition.values is not None:
        return cell.is_in(sorted(condition.values))
    # A column may have unknown values of its own in addition to those of the whole file.
    own = (t.unknown for t in mapping.translations() if t.column == column)
    unknown = cell.is_in(sorted(mapping.unknown.union(*own)))
    return ~unknown if condition.recorded else unknown


def _any(parts: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(lambda left, right: left | right, parts, pl.lit(value=False))
