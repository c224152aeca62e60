"""What the pages of lists and indicators show."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.instruments import (
    Dimension,
    Indicator,
    Instrument,
    Item,
    ItemSet,
    Review,
    ReviewStatus,
    Text,
    Topic,
)
from manumit.instruments.texts import FALLBACK_LANGUAGE
from manumit.web.public.catalogue.addresses import first_lists, instrument, rule_of
from manumit.web.ui.languages import library

CODE = re.compile(r"\b[A-Z]{2,5}[0-9]{2,3}\b")


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator in words.

    Attributes:
        published: the English wording of the source, where the label is another one.
    """

    indicator: Indicator
    label: Text
    published: str | None
    explanation: Text
    questions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A dimension of a list with its indicators."""

    dimension: Dimension
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class SupportedItem:
    """An item that an indicator speaks for.

    Attributes:
        through: text id of the link between them: a dimension, or the signs of forced labour.
    """

    item_set: ItemSet
    item: Item
    rule: str
    through: str | None


def label_of(one: Indicator, tag: str) -> Text:
    """Return the label of an indicator; a list's own wording is in English only."""
    texts = library().texts
    common = texts.label(one.code, tag)
    if texts.label(one.code, FALLBACK_LANGUAGE).value == one.label:
        return common
    review = Review(ReviewStatus.ORIGINAL)
    return Text(one.label, FALLBACK_LANGUAGE, review, missing=tag != FALLBACK_LANGUAGE)


def code_label(code: str, tag: str) -> Text:
    """Return the label of a code outside any list."""
    list_id = first_lists().get(code)
    if list_id is None:
        return library().texts.label(code, tag)
    return label_of(instrument(list_id).by_code[code], tag)


def indicator_view(one: Indicator, tag: str) -> IndicatorView:
    """Return an indicator in the words of a language."""
    texts = library().texts
    label = label_of(one, tag)
    return IndicatorView(
        one,
        label,
        one.label if label.value != one.label else None,
        texts.one(one.code, "explanation", tag),
        texts.all_of(one.code, "questions", tag),
    )


def groups(one: Instrument, tag: str) -> tuple[Group, ...]:
    """Return a list in words, dimension by dimension."""
    return tuple(
        Group(
            dimension, tuple(indicator_view(found, tag) for found in one.in_dimension(dimension.id))
        )
        for dimension in one.dimensions
    )


def supported_items(one: Instrument, found: Indicator) -> Iterator[SupportedItem]:
    """Yield every item of every rule that an indicator speaks for, alone or through a dimension."""
    forced = any(
        found.code in item.codes
        for item_set in (one.menace, one.involuntariness)
        for item in item_set.items
    )
    for item_set in one.item_sets:
        for item in item_set.items:
            if found.code in item.codes:
                yield SupportedItem(item_set, item, rule_of(item_set.id), None)
            elif found.dimension in item.dimensions:
                through = f"dimension/{found.dimension}"
                yield SupportedItem(item_set, item, rule_of(item_set.id), through)
            elif item.forced_labour and forced:
                yield SupportedItem(item_set, item, rule_of(item_set.id), "set/forced_labour")


def same_in_other_phase(one: Instrument, found: Indicator) -> tuple[Indicator, ...]:
    """Return the same sign in the other phase: the same wording of the source."""
    return tuple(
        other
        for other in one.indicators
        if other.label == found.label and other.phase != found.phase
    )


def related_indicators(one: Instrument, found: Indicator) -> tuple[Indicator, ...]:
    """Return the indicators that the explanation refers to."""
    text = library().texts.one(found.code, "explanation", FALLBACK_LANGUAGE).value
    same = {found.code, *(other.code for other in same_in_other_phase(one, found))}
    named = dict.fromkeys(CODE.findall(text))
    return tuple(one.by_code[code] for code in named if code in one.by_code and code not in same)


def other_lists(one: Instrument, code: str) -> tuple[Instrument, ...]:
    """Return the other lists that contain a code."""
    lists = (instrument(list_id) for list_id in library().list_ids if list_id != one.id)
    return tuple(other for other in lists if code in other.by_code)


def topic_of(one: Instrument, code: str) -> Topic | None:
    """Return where an interview asks for a code."""
    return next((topic for topic in one.topics if code in topic.codes), None)


def cases_with(one: Instrument, code: str) -> tuple[Mapping[str, Any], ...]:
    """Return worked cases on a list in which a code was answered."""
    return tuple(
        case
        for case in library().of_kind("case")
        if case["list"] == one.id and any(code == entry["code"] for entry in case["answers"])
    )


def previous_and_next(one: Instrument, code: str) -> tuple[Indicator | None, Indicator | None]:
    """Return the indicators before and after one in its list."""
    every = one.indicators
    place = next(number for number, found in enumerate(every) if found.code == code)
    before = every[place - 1] if place else None
    after = every[place + 1] if place + 1 < len(every) else None
    return before, after
