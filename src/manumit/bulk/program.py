"""The rules of one instrument as a program on columns, the same for every engine.

Unknown is NULL, and the rules only ever ask for signs to be present. So three-valued logic (Kleene;
what SQL does with AND and OR) gives both bounds of ``manumit.assessment`` at once and exactly: TRUE
where the lower bound is reached, FALSE where the upper is not, NULL in between. That holds for
every rule without NOT, however often it names the same answer, and "at least two of these" is such
a rule: nothing is counted, so a column of answers costs one bit, not bytes, per person.

Everything is compiled from the :class:`~manumit.instruments.Instrument`; no code of a list is
written here. Functions take and give ``narwhals.LazyFrame`` and run nothing.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from manumit.assessment import Age, State
from manumit.bulk.facts import agreed, all_of, any_of, at_least, between, unknown
from manumit.exchange import ATTRIBUTES
from manumit.instruments import Conclusion, Counts, Instrument, Item, Population, Strength

type Frame = nw.LazyFrame[Any]
type Lists = Mapping[str, Instrument]

FILE, ROW, LIST, AGE = "file", "row", "list", "age"
ELEMENTS = ("act", "means", "purpose")
SETS = ("labour_law", "menace", "involuntariness", *ELEMENTS)
CONCLUSIONS = ("conclusion_lower", "conclusion_upper")
KNOWN = "known"
TRAFFICKING = "trafficking"
BOUNDS = ("lower", "upper")
INT8_MAX = 127


@dataclass(frozen=True, slots=True)
class Signs:
    """Evidence of an item, a set of items or a fact: any of these is enough."""

    codes: frozenset[str]
    dimensions: frozenset[str]
    forced_labour: bool

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Signs":
        """Return what counts as evidence of any of the items; an item's own id is a code too."""
        chosen = tuple(items)
        return cls(
            frozenset(code for item in chosen for code in (item.id, *item.codes)),
            frozenset(dimension for item in chosen for dimension in item.dimensions),
            any(item.forced_labour for item in chosen),
        )


@dataclass(frozen=True, slots=True)
class Words:
    """How results are written: as a dictionary where the engine has one, else as text."""

    state: nw.Enum | type[nw.String]
    conclusion: nw.Enum | type[nw.String]

    @classmethod
    def of(cls, lists: Lists, *, dictionary: bool) -> "Words":
        """Return the words of all results of these lists."""
        if not dictionary:
            return cls(nw.String, nw.String)
        rows = (row.id for one in lists.values() for row in one.conclusions.rows)
        return cls(nw.Enum([str(state) for state in State]), nw.Enum(list(dict.fromkeys(rows))))


def state_columns(lists: Lists) -> tuple[str, ...]:
    """Return the result columns that hold a state, in the order of the findings frame."""
    dimensions = (d.id for one in lists.values() for d in one.dimensions)
    eleven = (item.id for one in lists.values() for item in one.eleven.items)
    return (
        "labour_law",
        "forced_labour",
        *SETS[1:],
        *dict.fromkeys(dimensions),
        *dict.fromkeys(eleven),
        TRAFFICKING,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that one set of rules assesses.

    Attributes:
        list_id: the list that the rows name, or None where no list applies.
        age_unknown: whether the age is unknown, so that the list for adults may apply as well.
    """

    list_id: str | None
    age_unknown: bool = False


def groups_of(lists: Lists) -> tuple[Group, ...]:
    """Return every group that rows can belong to."""
    children = [one for one in lists if lists[one].population is Population.CHILD]
    return (
        *(Group(one) for one in lists),
        *(Group(one, age_unknown=True) for one in children),
        Group(None),
    )


def adult_lists_of(child: str, lists: Lists) -> tuple[str, ...]:
    """Return the lists for adults in the same form of exploitation as a list for children."""
    form = lists[child].exploitation
    return tuple(
        one
        for one, instrument in lists.items()
        if instrument.population is Population.ADULT and instrument.exploitation is form
    )


def findings(
    frame: Frame,
    lists: Lists,
    *,
    groups: Collection[Group] | None = None,
    adult_lists: Mapping[str, Sequence[str]] | None = None,
    dictionary: bool = False,
    ordered: bool = True,
) -> Frame:
    """Return the findings frame of an answers frame.

    Args:
        frame: ``row`` (unique within ``file``, if there is such a column), ``list``, ``age``,
            attributes, and a column per code: 1, 0 or null; on polars in the order of the rows.
        lists: the instruments by id; each row is assessed by the one that its ``list`` names. Rows
            that name none have null results. Rows of unknown age are assessed by the list for
            adults as well: a result is certain if it is by both, and possible if it is by either.
        groups: the groups that occur, if that is known; saves work.
        adult_lists: for a list for children, the lists for adults that apply to people of unknown
            age; by default all of the same form of exploitation.
        dictionary: write states and conclusions as ``Enum`` (polars) in place of text.
        ordered: in the order of ``file`` and ``row``.

    Returns:
        ``file`` if there is one, ``row``, ``list``, ``age``, attributes, :func:`state_columns`,
        ``conclusion_lower``, ``conclusion_upper`` (null where the age is unknown: each list has a
        table of its own), ``known``.
    """
    words = Words.of(lists, dictionary=dictionary)
    columns = frame.collect_schema().names()
    kept = [name for name in (FILE, ROW, LIST, AGE, *ATTRIBUTES) if name in columns]
    every = state_columns(lists)
    wanted = groups_of(lists) if groups is None else (tuple(groups) or (Group(None),))
    parts = []
    for group in wanted:
        part = frame if len(wanted) == 1 else frame.filter(rows_of(group, lists))
        has: frozenset[str] = frozenset()
        if group.list_id is not None and group.age_unknown:
            adults = (adult_lists or {}).get(group.list_id) or adult_lists_of(group.list_id, lists)
            instruments = [lists[one] for one in (group.list_id, *adults)]
            part = with_shared_results(part, columns, instruments, words)
            has = frozenset((*shared_results(instruments), KNOWN))
        elif group.list_id is not None:
            part = with_results(part, columns, lists[group.list_id], words)
            has = frozenset(result_columns(lists[group.list_id]))
        parts.append(_laid_out(part, kept, _types(every, words), has))
    if len(parts) == 1:
        return parts[0]
    return nw.concat(parts).sort(*order_of(columns)) if ordered else nw.concat(parts)


def order_of(columns: Collection[str]) -> tuple[str, ...]:
    """Return the columns that rows are in the order of."""
    return (FILE, ROW) if FILE in columns else (ROW,)


def rows_of(group: Group, lists: Lists) -> nw.Expr:
    """Return the condition on a row to belong to a group."""
    if group.list_id is None:
        return nw.col(LIST).is_null()
    if lists[group.list_id].population is Population.ADULT:
        return nw.col(LIST) == group.list_id
    unknown_age = nw.col(AGE) == str(Age.UNSURE)
    return (nw.col(LIST) == group.list_id) & (unknown_age if group.age_unknown else ~unknown_age)


def shared_results(instruments: Sequence[Instrument]) -> tuple[str, ...]:
    """Return the results that every one of the instruments gives, conclusions left out."""
    first, *others = ((*fact_names(one), TRAFFICKING) for one in instruments)
    return tuple(name for name in first if all(name in other for other in others))


def with_shared_results(
    frame: Frame, columns: Sequence[str], instruments: Sequence[Instrument], words: Words
) -> Frame:
    """Add the results of people to whom any one of several lists may apply.

    A result is certain if it is certain by every list, and possible if it is by any. How many
    answers are known is counted by the first list.
    """
    shared = shared_results(instruments)
    step = frame
    for number, instrument in enumerate(instruments):
        step = with_facts(step, columns, instrument)
        step = step.with_columns(_trafficking(instrument).alias(fact(TRAFFICKING)))
        # The next list overwrites the helper columns: keep what this one gave.
        step = step.with_columns(nw.col(fact(name)).alias(by_list(name, number)) for name in shared)
    numbers = range(len(instruments))
    by_all = {name: agreed([nw.col(by_list(name, n)) for n in numbers]) for name in shared}
    return step.with_columns(
        *(_state(known, words).alias(name) for name, known in by_all.items()),
        _known(columns, instruments[0]).alias(KNOWN),
    )


def with_results(
    frame: Frame, columns: Sequence[str], instrument: Instrument, words: Words
) -> Frame:
    """Return the frame with the results that the instrument has; helper columns are left in it.

    Args:
        frame: answers of persons whom the instrument is for.
        columns: the frame's columns, of which those named by a code of the instrument are read.
        instrument: whose rules are applied.
        words: how results are written.
    """
    step = with_facts(frame, columns, instrument)
    step = with_conclusions(step, instrument, words)
    return step.with_columns(
        *(_state(nw.col(fact(name)), words).alias(name) for name in fact_names(instrument)),
        _known(columns, instrument).alias(KNOWN),
    )


def fact_names(instrument: Instrument) -> tuple[str, ...]:
    """Return the facts that are results by their own name."""
    dimensions = [dimension.id for dimension in instrument.dimensions if instrument.scored]
    eleven = [item.id for item in instrument.eleven.items]
    return (*SETS, "forced_labour", *dimensions, *eleven)


def result_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the results that the instrument gives; a list without grades has no dimensions."""
    return (*fact_names(instrument), TRAFFICKING, *CONCLUSIONS, KNOWN)


def with_facts(frame: Frame, columns: Sequence[str], instrument: Instrument) -> Frame:
    """Return the frame with every answer, dimension, item and element as a three-valued fact."""
    step = with_answers(frame, columns, instrument)
    if instrument.scored:
        step = with_dimensions(with_grades(step, columns, instrument), instrument)
    sets = (instrument.labour_law, instrument.menace, instrument.involuntariness)
    early = {s.id: Signs.of(s.items) for s in sets}
    early |= {item.id: Signs.of([item]) for item in instrument.eleven.items}
    step = _with_signs(step, early, columns, instrument)
    step = step.with_columns(
        (nw.col(fact("menace")) & nw.col(fact("involuntariness"))).alias(fact("forced_labour"))
    )
    # The elements of trafficking come last: forced labour may be evidence of them.
    elements = {name: element_signs(instrument, name) for name in ELEMENTS}
    return _with_signs(step, elements, columns, instrument)


def with_answers(frame: Frame, columns: Sequence[str], instrument: Instrument) -> Frame:
    """Return answers as facts: yes is TRUE, no is FALSE, unknown is NULL."""
    read = read_codes(columns, instrument)
    answers = [(nw.col(code) == 1).alias(answer(code)) for code in read]
    return frame.with_columns(answers) if answers else frame


def with_grades(frame: Frame, columns: Sequence[str], instrument: Instrument) -> Frame:
    """Add, for each dimension and grade, whether enough of its indicators are present."""
    read = frozenset(read_codes(columns, instrument))
    groups = graded(instrument)
    return frame.with_columns(
        at_least(least, [_answered(code, read) for code in codes]).alias(enough(*key, least))
        for key, codes in groups.items()
        for least in range(1, most_needed(instrument, key[1]) + 1)
    )


def with_dimensions(frame: Frame, instrument: Instrument) -> Frame:
    """Return each dimension as a fact: any clause of the dimension rule is met."""
    return frame.with_columns(
        clause_met(instrument, dimension.id).alias(fact(dimension.id))
        for dimension in instrument.dimensions
    )


def with_conclusions(frame: Frame, instrument: Instrument, words: Words) -> Frame:
    """Return the highest row of the conclusions table under each bound, and if trafficking."""
    rows = instrument.conclusions.rows

    def row_id(row: Conclusion) -> nw.Expr:
        return nw.lit(row.id, dtype=words.conclusion)

    return frame.with_columns(
        *(
            first_row(rows, bound, row_id).alias(name)
            for bound, name in zip(BOUNDS, CONCLUSIONS, strict=True)
        ),
        _state(_trafficking(instrument), words).alias(TRAFFICKING),
    )


def first_row(
    rows: Sequence[Conclusion], bound: str, value: Callable[[Conclusion], nw.Expr]
) -> nw.Expr:
    """Return the value of the highest row that holds under a bound; the last row needs nothing."""
    result = value(rows[-1])
    for row in reversed(rows[:-1]):
        held = holds(row, lambda need: nw.col(fact(need)))
        if bound == "upper":
            held = held.fill_null(value=True)
        result = nw.when(held).then(value(row)).otherwise(result)
    return result


def holds(row: Conclusion, known: Callable[[str], nw.Expr]) -> nw.Expr:
    """Return whether a row's needs are met, as a fact; ``known`` gives the fact by its name."""
    needs = [known(need) for need in row.needs_all]
    if row.needs_any:
        needs.append(any_of([known(need) for need in row.needs_any]))
    return all_of(needs)


def clause_met(
    instrument: Instrument, dimension_id: str, *, one_more: Strength | None = None
) -> nw.Expr:
    """Return whether the dimension rule is met, as a fact.

    Args:
        instrument: a scored list.
        dimension_id: one of its dimensions.
        one_more: as if one more indicator of this grade were present.

    Raises:
        ValueError: the list is not scored.
    """
    rule = instrument.dimension_rule
    if rule is None:
        message = f"{instrument.id} is not scored"
        raise ValueError(message)
    grades = {grade for dimension, grade in graded(instrument) if dimension == dimension_id}
    met = [
        _covers(needed, dimension_id, grades, one_more)
        for clause in rule.clauses
        for needed in clause.any_of
    ]
    return any_of([one for one in met if one is not None])


def most_needed(instrument: Instrument, grade: Strength) -> int:
    """Return the most indicators of a grade that any clause of the dimension rule asks for."""
    rule = instrument.dimension_rule
    if rule is None:
        return 0
    needed = (counts for clause in rule.clauses for counts in clause.any_of)
    return max(int(getattr(counts, grade)) for counts in needed)


def graded(instrument: Instrument) -> dict[tuple[str, Strength], list[str]]:
    """Return the codes of each dimension and grade of a scored list."""
    ordered = sorted(
        (i.dimension, i.strength, i.code) for i in instrument.indicators if i.strength is not None
    )
    return {
        key: [code for _, _, code in group]
        for key, group in itertools.groupby(ordered, key=lambda one: one[:2])
    }


def element_signs(instrument: Instrument, name: str) -> Signs:
    """Return what counts as evidence of ``act``, ``means`` or ``purpose``."""
    item_set = next(one for one in instrument.item_sets if one.id == name)
    return Signs.of(item_set.items)


def read_codes(columns: Sequence[str], instrument: Instrument) -> list[str]:
    """Return the columns that the instrument knows as codes; all others are ignored."""
    return [name for name in columns if name in instrument.codes]


def answer(code: str) -> str:
    """Return the name of the helper column that holds an answer as a fact."""
    return f"answer_{code}"


def fact(name: str) -> str:
    """Return the name of the helper column that holds a dimension, item or set as a fact."""
    return f"fact_{name}"


def by_list(name: str, number: int) -> str:
    """Return the name of the helper column that holds a fact by one of several lists."""
    return f"by_{number}_{name}"


def enough(dimension_id: str, grade: Strength, least: int) -> str:
    """Return the name of the helper column: enough indicators of a grade in a dimension."""
    return f"enough_{dimension_id}_{grade}_{least}"


def _with_signs(
    frame: Frame, signs: Mapping[str, Signs], columns: Sequence[str], instrument: Instrument
) -> Frame:
    read = frozenset(read_codes(columns, instrument))
    return frame.with_columns(
        _speaks(one, read, instrument).alias(fact(name)) for name, one in signs.items()
    )


def _speaks(signs: Signs, read: frozenset[str], instrument: Instrument) -> nw.Expr:
    facts = [nw.col(answer(code)) for code in sorted(signs.codes & read)]
    facts += [nw.col(fact(dimension)) for dimension in sorted(signs.dimensions)]
    if signs.forced_labour:
        facts.append(nw.col(fact("forced_labour")))
    # A code that the file has no column for is unknown if it is one that has to be asked.
    if (signs.codes - read) & instrument.open_codes:
        facts.append(unknown())
    return any_of(facts)


def _answered(code: str, read: frozenset[str]) -> nw.Expr:
    """Return the answer to an indicator as a fact; unknown where the file has no column for it."""
    return nw.col(answer(code)) if code in read else unknown()


def _covers(
    needed: Counts, dimension_id: str, grades: set[Strength], one_more: Strength | None
) -> nw.Expr | None:
    """Return whether at least the needed indicators are present; None if they can never be."""
    facts = []
    for grade in Strength:
        least = getattr(needed, grade) - (grade is one_more)
        if least <= 0:
            continue
        if grade not in grades:
            return None
        facts.append(nw.col(enough(dimension_id, grade, least)))
    return all_of(facts)


def _trafficking(instrument: Instrument) -> nw.Expr:
    """Return whether the highest row of the conclusions that holds is a positive one."""
    rows = instrument.conclusions.rows
    return between(
        *(
            first_row(rows, bound, lambda row: nw.lit(row.positive, dtype=nw.Boolean))
            for bound in BOUNDS
        )
    )


def _state(known: nw.Expr, words: Words) -> nw.Expr:
    """Return a fact as the word of its state."""
    certain = {state: nw.lit(str(state), dtype=words.state) for state in State}
    return (
        nw.when(known)
        .then(certain[State.YES])
        .otherwise(
            nw.when(known.is_null()).then(certain[State.UNDETERMINED]).otherwise(certain[State.NO])
        )
    )


def _known(columns: Sequence[str], instrument: Instrument) -> nw.Expr:
    """Return how many of the codes that have to be asked are answered yes or no."""
    asked = [code for code in read_codes(columns, instrument) if code in instrument.open_codes]
    if not asked:
        return nw.lit(0, dtype=nw.Int16)
    narrow = nw.Int8 if len(asked) <= INT8_MAX else nw.Int16
    answered = ((~nw.col(code).is_null()).cast(narrow) for code in asked)
    return nw.sum_horizontal(*answered).cast(nw.Int16)


def _types(states: Sequence[str], words: Words) -> dict[str, Any]:
    """Return the columns of results and how they are written."""
    types: dict[str, Any] = dict.fromkeys(states, words.state)
    return types | dict.fromkeys(CONCLUSIONS, words.conclusion) | {KNOWN: nw.Int16}


def _laid_out(
    frame: Frame, kept: Sequence[str], types: Mapping[str, Any], has: frozenset[str]
) -> Frame:
    """Return the columns of the findings frame, null where the list has no such result."""
    results = [
        nw.col(name) if name in has else nw.lit(value=None, dtype=dtype).alias(name)
        for name, dtype in types.items()
    ]
    return frame.select(*kept, *results)
