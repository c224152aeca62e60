"""Check in a mapping what a schema cannot: codes, names, contradictions."""

import string
from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from typing import Any

from manumit.countries import country_codes
from manumit.errors import Place, Problem
from manumit.exchange.codes import ExchangeCode
from manumit.exchange.mapping import UNKNOWN
from manumit.exchange.translate import LONGEST_CATEGORY
from manumit.instruments import Library
from manumit.instruments.texts import FALLBACK_LANGUAGE

STATELESS = "stateless"
"""What a mapping may say in place of a country."""

type Step = str | int
type PlaceOf = Callable[..., Place]
type Data = MappingOf[str, Any]


def check_mapping(data: Data, library: Library, place: PlaceOf) -> Iterable[Problem]:
    """Return every problem of a mapping that satisfies its schema.

    Args:
        data: the parsed file.
        library: whose codes and lists may be named.
        place: from a path in the data to the place in the file.
    """
    yield from _codes(data, library, place)
    yield from _names(data, place)
    for steps, entry in translations(data):
        yield from _translation(data, steps, entry, place)
    yield from _nationality(data, place)
    yield from _columns(data, place)
    yield from _lists(data, library, place)
    yield from _notes(data, place)
    yield from _translated(data, place)


def translations(data: Data) -> Iterable[tuple[tuple[Step, ...], Data]]:
    """Return every place where one column is translated, with its path."""
    for index, entry in enumerate(data["answers"]):
        yield ("answers", index), entry
    for index, entry in enumerate(data["age"]["sources"]):
        yield ("age", "sources", index), entry
    for name, entry in data.get("attributes", {}).items():
        if "column" in entry:
            yield ("attributes", name), entry


def _codes(data: Data, library: Library, place: PlaceOf) -> Iterable[Problem]:
    instruments = [library.instrument(list_id) for list_id in library.list_ids]
    special = frozenset[str]().union(*(one.special_codes for one in instruments))
    known = frozenset[str]().union(*(one.codes for one in instruments))
    pairs: Counter[tuple[str, str]] = Counter()
    for index, entry in enumerate(data["answers"]):
        for position, code in enumerate(entry["codes"]):
            steps = ("answers", index, "codes", position)
            pairs[entry["column"], code] += 1
            if code in special:
                yield ExchangeCode.SPECIAL_CODE.problem(place(*steps), code=code)
            elif code not in known:
                yield ExchangeCode.UNKNOWN_CODE.problem(place(*steps), code=code)
            elif pairs[entry["column"], code] > 1:
                yield ExchangeCode.COLUMN_TWICE.problem(
                    place(*steps), column=entry["column"], code=code
                )


def _names(data: Data, place: PlaceOf) -> Iterable[Problem]:
    maps, assumptions = data.get("value_maps", {}), data.get("assumptions", {})
    used_maps: set[str] = set()
    for steps, entry in translations(data):
        name = entry.get("values")
        if isinstance(name, str):
            used_maps.add(name)
            if name not in maps:
                yield ExchangeCode.UNKNOWN_NAME.problem(
                    place(*steps, "values"), kind="value map", name=name, key="value_maps"
                )
    used = {entry["assumption"] for entry in data["answers"] if "assumption" in entry}
    for index, entry in enumerate(data["answers"]):
        if "assumption" in entry and entry["assumption"] not in assumptions:
            yield ExchangeCode.UNKNOWN_NAME.problem(
                place("answers", index, "assumption"),
                kind="assumption",
                name=entry["assumption"],
                key="assumptions",
            )
    for name in maps.keys() - used_maps:
        yield ExchangeCode.SPARE.problem(place("value_maps", name), kind="value map", name=name)
    for name in assumptions.keys() - used:
        yield ExchangeCode.SPARE.problem(place("assumptions", name), kind="assumption", name=name)


def _translation(
    data: Data, steps: tuple[Step, ...], entry: Data, place: PlaceOf
) -> Iterable[Problem]:
    values = entry.get("values", {})
    words = data.get("value_maps", {}).get(values, {}) if isinstance(values, str) else values
    unknown = {*data.get("unknown", ()), *entry.get("unknown", ())}
    where = (*steps, "values")
    allowed = _allowed(steps)
    for raw, word in words.items():
        if raw == "" and word != UNKNOWN:
            yield ExchangeCode.EMPTY_AS_ANSWER.problem(place(*where), word=word)
        elif raw in unknown and word != UNKNOWN:
            yield ExchangeCode.VALUE_TWICE.problem(place(*where), value=raw)
        elif isinstance(values, str) and allowed and word not in allowed:
            # The schema has checked a map that is written in place.
            yield ExchangeCode.SCHEMA_VIOLATION.problem(
                place(*where), reason=f"'{word}' is not one of {', '.join(allowed)}"
            )
    yield from _bands(data, steps, entry, place)


def _bands(data: Data, steps: tuple[Step, ...], entry: Data, place: PlaceOf) -> Iterable[Problem]:
    below = float("-inf")
    # A 9 for "not asked" would silently swallow a child of 9 years, unless the column declares it.
    swallowed = set(data.get("unknown", ())) - set(entry.get("unknown", ()))
    for band in entry.get("bands", ()):
        start, end = float(band["from"]), float(band["below"])
        if start < below or end <= start:
            yield ExchangeCode.BANDS.problem(place(*steps, "bands"), number=band["from"])
        below = end
        for raw in sorted(swallowed):
            if _number(raw) is not None and start <= float(raw) < end:
                yield ExchangeCode.VALUE_TWICE.problem(place(*steps, "bands"), value=raw)


def _number(raw: str) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None


def _allowed(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return {
        "answers": ("yes", "no", UNKNOWN),
        "age": ("adult", "child", UNKNOWN),
    }.get(str(steps[0]), ())


def _nationality(data: Data, place: PlaceOf) -> Iterable[Problem]:
    characteristics = data.get("file", {}).get("characteristics", {})
    for raw, word in characteristics.get("nationality", {}).get("values", {}).items():
        if word not in {*country_codes(), STATELESS, UNKNOWN}:
            yield ExchangeCode.SCHEMA_VIOLATION.problem(
                place("file", "characteristics", "nationality", "values", raw),
                reason=f"'{word}' is no country of ISO 3166-1",
            )


def _columns(data: Data, place: PlaceOf) -> Iterable[Problem]:
    used = set(_used_columns(data))
    for index, entry in enumerate(data.get("ignore", ())):
        for column in entry["columns"]:
            if column in used:
                yield ExchangeCode.IGNORED_AND_USED.problem(place("ignore", index), column=column)


def _used_columns(data: Data) -> Iterable[str]:
    for _, entry in translations(data):
        yield entry["column"]
    for attribute in data.get("attributes", {}).values():
        yield from (flag["column"] for flag in attribute.get("flags", ()))
    rules = [rule["when"] for rule in data["exploitation"].get("rules", ())]
    counts = [note.get("count", ()) for note in data.get("notes", ())]
    doubtful = data.get("no_is_unknown", ())
    for entry in (entry for group in (*rules, *counts, doubtful) for entry in group):
        yield from [entry["column"]] if "column" in entry else []
        for key in ("any_of", "all_of", "none_of"):
            yield from entry.get(key, ())
    for entry in data.get("expected", ()):
        yield from entry["columns"]
    yield from _file_columns(data.get("file", {}))


def _file_columns(part: Data) -> Iterable[str]:
    for key in ("reference", "born", "language", "told_on"):
        yield from [part[key]] if key in part else []
    yield from (*part.get("names", ()), *part.get("joined_names", ()))
    yield from (one["column"] for key in ("contacts", "dates") for one in part.get(key, ()))
    characteristics = part.get("characteristics", {})
    single = (characteristics[key] for key in ("sex", "nationality") if key in characteristics)
    yield from (one["column"] for one in (*single, *characteristics.get("forms", ())))
    for one in (part.get("decision", {}), part.get("consent", {})):
        yield from (one[key] for key in ("column", "on") if key in one)


def _lists(data: Data, library: Library, place: PlaceOf) -> Iterable[Problem]:
    for wanted, list_id in data.get("lists", {}).items():
        if list_id in library.list_ids:
            instrument = library.instrument(list_id)
            if f"{instrument.population}_{instrument.exploitation}" == wanted:
                continue
        yield ExchangeCode.BAD_LIST.problem(
            place("lists", wanted), id=list_id, wanted=wanted, known=", ".join(library.list_ids)
        )


def _notes(data: Data, place: PlaceOf) -> Iterable[Problem]:
    for index, note in enumerate(data.get("notes", ())):
        known = {"total", "n"} if "count" in note else {"total"}
        if not _placeholders(note["text"]) <= known:
            yield ExchangeCode.BAD_NOTE.problem(place("notes", index, "text"))


def _translated(data: Data, place: PlaceOf) -> Iterable[Problem]:
    """Yield translations of unknown English texts, or with other ``{values}`` than these."""
    translated = {text.strip() for text in _texts(data)}
    for index, entry in enumerate(data.get("translations", ())):
        english = entry[FALLBACK_LANGUAGE].strip()
        # A short text may be a category that occurs only in the file.
        if english not in translated and len(english) > LONGEST_CATEGORY:
            yield ExchangeCode.SPARE.problem(
                place("translations", index), kind="translation", name=english
            )
        for language, text in entry.items():
            if _placeholders(text) != _placeholders(english):
                yield ExchangeCode.BAD_TRANSLATION.problem(place("translations", index, language))


def _texts(value: Any) -> Iterable[str]:
    """Return every text anywhere in the data, except translations."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key != "translations":
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _placeholders(text: str) -> set[str]:
    """Return the names between braces; ``?`` marks what cannot be one."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return {"?"}
    return {
        name if not spec and not conversion else "?"
        for _, name, spec, conversion in parts
        if name is not None
    }
