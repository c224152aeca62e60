"""The entries of the search index, built once for each language."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from manumit.instruments import Indicator, Text
from manumit.instruments.texts import FALLBACK_LANGUAGE
from manumit.web.public.catalogue.addresses import (
    RULES,
    areas,
    instrument,
    rule_of,
    slug,
    underscored,
)
from manumit.web.public.catalogue.areas import area_title
from manumit.web.public.catalogue.indicators import label_of
from manumit.web.public.catalogue.rules import dimensions
from manumit.web.public.catalogue.search import (
    CODE,
    LABEL,
    LABEL_IN_ENGLISH,
    TEXT,
    TEXT_IN_ENGLISH,
    Entry,
    Field,
    Index,
    Link,
)
from manumit.web.ui.languages import library

ENGLISH = FALLBACK_LANGUAGE
SECOND = {LABEL: LABEL_IN_ENGLISH, TEXT: TEXT_IN_ENGLISH}


@functools.cache
def index(tag: str) -> Index:
    """Return the index of a language, with English as second."""
    return Index((
        *_lists(tag), *_indicators(tag), *_rules(tag), *_cases(), *_areas(tag), *_sources(),
    ))  # fmt: skip


def _strings(text_id: str, kind: str, tag: str, name: str, weight: int) -> Iterator[Field]:
    """Yield the strings of a kind in the language, and in English beside it."""
    texts = library().texts
    own = texts.all_of(text_id, kind, tag)
    yield from (_text_field(name, weight, text) for text in own if not text.missing)
    if tag != ENGLISH:
        for text in texts.all_of(text_id, kind, ENGLISH):
            yield _text_field(name, SECOND[weight], text)


def _text_field(name: str, weight: int, text: Text) -> Field:
    return Field(f"catalogue/field_{name}", weight, text.value, text.language)


def _english_fields(name: str, weight: int, values: Iterable[object]) -> Iterator[Field]:
    """Yield texts that there are in English only, left out where there is none."""
    for value in values:
        if value is not None:
            yield Field(f"catalogue/field_{name}", weight, str(value), ENGLISH)


def _lists(tag: str) -> Iterator[Entry]:
    for list_id in library().list_ids:
        label = library().texts.label(f"list/{list_id}", tag)
        link = Link("catalogue:list", {"list": slug(list_id)}, f"list/{list_id}")
        fields = _strings(f"list/{list_id}", "label", tag, "label", LABEL)
        yield _entry("list", "", label, (link,), fields)


def _entry(
    kind: str,
    code: str,
    title: Text | str,
    links: tuple[Link, ...],
    fields: Iterable[Field],
    anchor: str = "",
) -> Entry:
    """Return an entry; a title that is no text of a pack is in English."""
    every = (*_english_fields("code", CODE, [code or None]), *fields)
    language = title.language if isinstance(title, Text) else ENGLISH
    return Entry(f"catalogue/kind_{kind}", code, str(title), language, links, every, anchor)


def _indicators(tag: str) -> Iterator[Entry]:
    """Yield a code once for each wording that it has, with every list that words it so."""
    found: dict[tuple[str, str], dict[str, Indicator]] = {}
    for list_id in library().list_ids:
        for one in instrument(list_id).indicators:
            found.setdefault((one.code, one.label), {})[list_id] = one
    for (code, _), lists in found.items():
        links = tuple(
            Link("catalogue:indicator", {"list": slug(name), "code": code}, f"list/{name}")
            for name in lists
        )
        one = next(iter(lists.values()))
        label = label_of(one, tag)
        fields = [_text_field("label", LABEL, label)]
        if label.value != one.label:
            fields += _english_fields("label", LABEL_IN_ENGLISH, [one.label])
        fields += _strings(code, "questions", tag, "questions", TEXT)
        fields += _strings(code, "explanation", tag, "explanation", TEXT)
        yield _entry("indicator", code, label, links, fields)


def _rules(tag: str) -> Iterator[Entry]:
    for word in RULES:
        yield _rule(f"catalogue/rule_{underscored(word)}", word, "", tag)
    for dimension in dimensions():
        yield _rule(f"dimension/{dimension.id}", "dimensions", dimension.id, tag)
    for item_set in library().registry.item_sets.values():
        for item in item_set.items:
            yield _rule(item.id, rule_of(item_set.id), item.id, tag, code=item.id)
    for table in library().registry.conclusions.values():
        for row in table.rows:
            yield _rule(f"row/{row.id}", "conclusions", row.id, tag)


def _rule(text_id: str, word: str, anchor: str, tag: str, *, code: str = "") -> Entry:
    title = library().texts.label(text_id, tag)
    link = Link("catalogue:rule", {"rule": word}, f"catalogue/rule_{underscored(word)}")
    fields = (
        *_strings(text_id, "label", tag, "label", LABEL),
        *_strings(text_id, "explanation", tag, "explanation", TEXT),
    )
    return _entry("rule", code, title, (link,), fields, anchor)


def _cases() -> Iterator[Entry]:
    for case in library().of_kind("case"):
        link = Link("catalogue:case", {"case": slug(case["id"])}, "catalogue/cases")
        fields = (
            *_english_fields("label", LABEL, [case["title"]]),
            *_english_fields("court", TEXT, [case["court"]]),
            *_english_fields("facts", TEXT, case["facts"]),
            *_english_fields("official", TEXT, [case["official_conclusion"]]),
        )
        yield _entry("case", "", case["title"], (link,), fields)


def _areas(tag: str) -> Iterator[Entry]:
    for area in areas():
        title = area_title(area, tag)
        link = Link("catalogue:area", {"area": slug(area["id"])}, "catalogue/interventions")
        yield _entry("area", "", title, (link,), (*_area_labels(area, title), *_area_texts(area)))


def _area_labels(area: Mapping[str, Any], title: Text) -> Iterator[Field]:
    yield _text_field("label", LABEL, title)
    if title.value != area["title"]:
        yield from _english_fields("label", LABEL_IN_ENGLISH, [area["title"]])


def _area_texts(area: Mapping[str, Any]) -> Iterator[Field]:
    yield from _english_fields("done", TEXT, area["what_is_done"])
    yield from _english_fields("lessons", TEXT, [one["text"] for one in area["lessons"]])
    yield from _english_fields("evidence", TEXT, [area["evidence"]["note"]])


def _sources() -> Iterator[Entry]:
    for source in library().registry.sources.values():
        link = Link("catalogue:sources", {}, "catalogue/sources")
        fields = (
            *_english_fields("label", LABEL, [source.title]),
            *_english_fields(
                "author", TEXT, [source.author, source.number, source.edition, source.year]
            ),
            *_english_fields("note", TEXT, [source.note]),
        )
        anchor = f"source-{source.key}"
        yield _entry("source", source.key, source.title, (link,), fields, anchor)
