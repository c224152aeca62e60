"""Reference pages of the instruments: lists, rules, texts, sources, files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tools.docs_keys import KEYS
from tools.docs_pages import basis, code, codes, plain, table

from manumit.exchange.evidence_file import evidence_schema
from manumit.instruments import (
    Conclusions,
    Counts,
    DimensionRule,
    Indicator,
    Instrument,
    ItemSet,
    Library,
    ReviewStatus,
)
from manumit.instruments.reading import KINDS, schema

TEXT_KINDS = ("label", "explanation", "questions")


class UndocumentedKeyError(Exception):
    """A key of a file has neither a description in its schema nor one in ``docs_keys``."""


def list_page(library: Library, list_id: str) -> list[str]:
    """One indicator list: what it is, then every indicator by dimension."""
    instrument = library.instrument(list_id)
    source = library.source(instrument.source)
    lines = [
        f"# {library.texts.label(f'list/{list_id}', 'en')}",
        "",
        (
            f"{code(list_id)}, {len(instrument.indicators)} indicators. {plain(source.title)} "
            f"({source.year}), edition {instrument.edition}; last checked on "
            f"{instrument.checked_on}."
        ),
        "",
        _grades(instrument),
        "",
        *_review(library, instrument),
    ]
    for dimension in instrument.dimensions:
        label = library.texts.label(f"dimension/{dimension.id}", "en")
        lines += [f"## {label}", "", f"{code(dimension.id)}, phase: {dimension.phase}.", ""]
        for indicator in instrument.in_dimension(dimension.id):
            lines += _indicator(library, indicator)
    return lines + _special(library, instrument)


def _grades(instrument: Instrument) -> str:
    if not instrument.scored:
        return (
            "**Not scored.** Nobody has verified the grades of this list, so no dimension is "
            "decided by it. What it shows is assessed by act, means and purpose and by the eleven "
            "indicators of forced labour."
        )
    found = Counter(str(i.basis.verification).replace("_", " ") for i in instrument.indicators)
    grades = ", ".join(f"{number} {word}" for word, number in found.items())
    return (
        f"Scored by the [dimension rule](rules.md#the-dimension-rule). Verification of the grades: "
        f"{grades}. *Verified secondary* means that the grade was read in a secondary source and "
        "not in the publication itself."
    )


def _review(library: Library, instrument: Instrument) -> list[str]:
    rows = []
    for language in library.texts.languages:
        found: Counter[str] = Counter()
        for indicator in instrument.indicators:
            for kind in TEXT_KINDS:
                for text in library.texts.all_of(indicator.code, kind, language):
                    found["missing" if text.missing else str(text.review.status)] += 1
        states = [*map(str, ReviewStatus), "missing"]
        rows.append([code(language), *(str(found[state]) for state in states)])
    return [
        "Strings of this list by language and review status:",
        "",
        *table(["language", *map(str, ReviewStatus), "missing"], rows),
    ]


def _indicator(library: Library, indicator: Indicator) -> list[str]:
    texts = library.texts
    grade = "" if indicator.strength is None else f" ({indicator.strength})"
    lines = [
        f"### {indicator.code} {plain(indicator.label)}{grade}",
        "",
        plain(texts.one(indicator.code, "explanation", "en")),
        "",
        *(f"- {plain(question)}" for question in texts.all_of(indicator.code, "questions", "en")),
        "",
    ]
    if indicator.basis.note is not None:
        lines += [f"Remark: {plain(indicator.basis.note)}", ""]
    return lines


def _special(library: Library, instrument: Instrument) -> list[str]:
    if not instrument.special_codes:
        return []
    full = library.instrument(instrument.id, special=True)
    return [
        "## Outside every default questionnaire",
        "",
        (
            "These indicators of the source reveal migration status. They are in no "
            "questionnaire, form or finding unless a deployment asks for them, and no finding "
            "needs them (R-34). The labels are the source's own words."
        ),
        "",
        *table(
            ["code", "label as published"],
            (
                [code(one.code), plain(one.label)]
                for one in full.indicators
                if one.code in full.special_codes
            ),
        ),
    ]


def rules_page(library: Library) -> list[str]:
    """Every rule beside the text that it comes from."""
    registry = library.registry
    lines = [
        "# Rules",
        "",
        (
            "Each rule is a file in `src/manumit/instruments/data/rules`. **Published** means "
            "that a text says so, with how far that text was read; **ours** means that this "
            "project decided. Unknown answers count as absent for the lower bound and as present "
            "for the upper one: ours."
        ),
        "",
        "## The dimension rule",
        "",
    ]
    for rule in registry.rules.values():
        lines += _dimension_rule(rule, library)
    lines += ["## Conclusions", "", "A table is read from the top: the first row whose needs are "]
    lines[-1] += "met is the conclusion. Needs name only what must be present."
    lines += [""]
    for conclusions in registry.conclusions.values():
        lines += _conclusions(conclusions, library)
    lines += ["## Item sets", ""]
    lines += ["An item is present when any code under it is, or when it is answered itself."]
    lines += ["", " ".join(_no_chains()), "", " ".join(_both_elements()), ""]
    for item_set in registry.item_sets.values():
        lines += _item_set(item_set, library)
    return lines + _interview(library)


def _no_chains() -> Iterator[str]:
    yield "Item sets do not chain. Some codes in the tables below are themselves items,"
    yield "such as `ILO05` under `MP01`: such an item counts only when it is answered"
    yield "itself, not when other codes make it present. For example, `CD04` makes `ILO05`"
    yield "present; `MP01` is present because `CD04` stands in its own row. Only what is"
    yield "named as a dimension or as signs of forced labour passes a result on. An item"
    yield 'with codes counts as unknown only when it is answered "unknown" itself;'
    yield "otherwise its codes decide what is unknown."


def _both_elements() -> Iterator[str]:
    yield "Signs of forced labour need an item of `menace` and an item of `involuntariness`;"
    yield "no code serves both, and no code of vulnerability serves either."


def _dimension_rule(rule: DimensionRule, library: Library) -> list[str]:
    return [
        f"{code(rule.id)}: a dimension is positive when any clause is met.",
        "",
        f"{basis(rule.basis, library)}.",
        "",
        *table(
            ["clause", "at least"],
            ([one.id, "; or ".join(_needed(c) for c in one.any_of)] for one in rule.clauses),
        ),
    ]


def _needed(counts: Counts) -> str:
    graded = {"strong": counts.strong, "medium": counts.medium, "weak": counts.weak}
    return " and ".join(f"{number} {grade}" for grade, number in graded.items() if number)


def _conclusions(conclusions: Conclusions, library: Library) -> list[str]:
    rows = []
    for row in conclusions.rows:
        needs = [codes(row.needs_all)] if row.needs_all else []
        needs += [f"any of {codes(row.needs_any)}"] if row.needs_any else []
        label = plain(library.texts.label(f"row/{row.id}", "en"))
        mark = " **(trafficking)**" if row.positive else ""
        rows.append(
            [f"{code(row.id)} {label}{mark}", "; ".join(needs) or "–", basis(row.basis, library)]
        )
    return [f"### {code(conclusions.id)}", "", *table(["row", "needs", "who says so"], rows)]


def _item_set(item_set: ItemSet, library: Library) -> list[str]:
    rows = []
    for item in item_set.items:
        spoken = [codes(item.codes)] if item.codes else []
        spoken += [f"dimensions {codes(item.dimensions)}"] if item.dimensions else []
        spoken += ["signs of forced labour"] if item.forced_labour else []
        spoken += [f"unscored lists: {codes(item.unscored_codes)}"] if item.unscored_codes else []
        own = "" if item.basis == item_set.basis else basis(item.basis, library)
        label = plain(library.texts.label(item.id, "en"))
        rows.append([f"{code(item.id)} {label}", "; ".join(spoken) or "itself only", own])
    return [
        f"### {code(item_set.id)}: {plain(library.texts.label(f'set/{item_set.id}', 'en'))}",
        "",
        f"{basis(item_set.basis, library)}.",
        "",
        *table(["item", "spoken for by", "basis, where it differs"], rows),
    ]


def _interview(library: Library) -> list[str]:
    lines = ["## Interview plans", ""]
    for plan_id, topics in library.registry.interviews.items():
        rows = []
        for topic in topics:
            marks = [f"gate: {topic.gate}"] if topic.gate else []
            marks += ["always"] if topic.always else []
            marks += ["last"] if topic.last else []
            rows.append([code(topic.id), ", ".join(marks), codes(topic.codes)])
        lines += [f"### {code(plan_id)}", "", *table(["topic", "asked", "codes"], rows)]
        expectation = library.registry.expectations.get(plan_id)
        if expectation is not None:
            lines += ["Expected, to order the questions:", ""]
            lines += [f"{basis(expectation.basis, library)}", ""]
            lines += table(
                ["pattern", "share", "strong", "medium", "weak"],
                (
                    [code(p.id), f"{p.share:g}", f"{p.strong:g}", f"{p.medium:g}", f"{p.weak:g}"]
                    for p in expectation.patterns
                ),
            )
    return lines


def steps_page(library: Library) -> list[str]:
    """What to do next beside a finding: when, for whom, who can help, who says so."""
    lines = [
        "# Next steps",
        "",
        (
            "What is told beside a finding, in the order in which it is told. Without a condition "
            "a step is for everybody; `or` separates alternatives. A code also stands for an item "
            "that is shown. How it works: [What to do next](../explanation/next-steps.md)."
        ),
        "",
    ]
    for rule in library.steps:
        texts = library.texts
        country = " Differs by country." if rule.depends_on_country else ""
        lines += [
            f"## {rule.id}",
            "",
            f"For: {', '.join(rule.audiences)}. Urgency: {rule.urgency}.{country}",
            "",
            f"> {plain(texts.label(rule.text_id, 'en'))}",
            "",
            *(
                line
                for text in texts.all_of(rule.text_id, "explanation", "en")
                for line in (plain(text), "")
            ),
            f"- when: {' or '.join(code(one) for one in rule.when) or 'always'}",
            f"- who can help: {codes(rule.kinds) or 'nobody else'}",
            f"- who says so: {basis(rule.basis, library)}",
            "",
        ]
    return lines


def texts_page(library: Library) -> list[str]:
    """The text packs that are shipped, with what nobody has reviewed."""
    rows = []
    for document in library.documents:
        if document.kind != "text-pack":
            continue
        data = document.data
        found: Counter[str] = Counter()
        for kinds in data["entries"].values():
            for value in kinds.values():
                for entry in value if isinstance(value, list) else [value]:
                    own = entry.get("review") if isinstance(entry, dict) else None
                    found[(own or data["review"])["status"]] += 1
        note = data["review"].get("note", "")
        name = f"{document.path.parent.name}/{document.path.name}"
        states = (str(found[state]) for state in map(str, ReviewStatus))
        direction = library.texts.direction(data["language"])
        rows.append([code(name), direction, *states, plain(note)])
    return [
        "# Text packs",
        "",
        (
            "One file holds one subject in one language. A string that nobody has reviewed is "
            "marked with an asterisk wherever it is shown, and the output says so."
        ),
        "",
        *table(["pack", "direction", *map(str, ReviewStatus), "note"], rows),
    ]


def sources_page(library: Library) -> list[str]:
    """What the data rest on, and how far each text was read."""
    rows = []
    for key, source in library.registry.sources.items():
        about = ", ".join(
            str(part)
            for part in (source.author, source.year, source.edition, source.number)
            if part is not None
        )
        rows.append(
            [code(key), plain(source.title), plain(about), source.read, plain(source.note or "")]
        )
    return [
        "# Sources",
        "",
        (
            "*Read* says honestly how far a text was seen: `whole`, `article` or `sections` of "
            "it, a `quotation`, its `first_page`, a `catalogue` entry, or only a `secondary` text "
            "about it."
        ),
        "",
        *table(["key", "title", "author, year, edition, number", "read", "note"], rows),
    ]


def files_page() -> list[str]:
    """Every kind of file with every key."""
    lines = [
        "# Files and their keys",
        "",
        (
            "Every kind of file begins with `schema:`. `manumit instruments schema KIND` prints "
            "the JSON Schema that an editor can check against. `[]` stands for each entry of a "
            "list and `*` for a name of your own. The keys of a mapping are on the page about "
            "mappings."
        ),
        "",
    ]
    for kind, found in {
        **{kind: schema(kind) for kind in KINDS},
        "evidence": evidence_schema(),
    }.items():
        lines += [f"## {code(kind)}", "", f"{plain(found['title'])}; {code(found['$id'])}.", ""]
        rows = [
            [
                code(path),
                "yes" if required else "",
                plain(_values(data)),
                plain(_meaning(kind, path, data)),
            ]
            for path, data, required in keys(found)
        ]
        lines += table(["key", "required", "values", "meaning"], rows)
    return lines


def keys(
    found: Mapping[str, Any], above: str = ""
) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Every key of a schema: path, its own schema, whether it is required."""
    for name, data in found.get("properties", {}).items():
        path = f"{above}.{name}".removeprefix(".")
        yield path, data, name in found.get("required", ())
        yield from keys(data, path)
    for inner, step in ((found.get("items"), "[]"), (found.get("additionalProperties"), ".*")):
        if isinstance(inner, dict):
            yield from keys(inner, f"{above}{step}".removeprefix("."))
    for alternative in found.get("oneOf", ()):
        yield from keys(alternative, above)


def _values(data: Mapping[str, Any]) -> str:
    if "const" in data:
        return str(data["const"])
    if "enum" in data:
        return ", ".join(map(str, data["enum"]))
    if "oneOf" in data:
        return "string, or an object with the keys below"
    if "format" in data:
        return str(data["format"])
    inner = data.get("items", {}).get("enum")
    if inner is not None:
        return f"list of: {', '.join(map(str, inner))}"
    return {"object": "keys below", "array": "list"}.get(
        str(data.get("type")), str(data.get("type", "number from 0 to 1"))
    )


def _meaning(kind: str, path: str, data: Mapping[str, Any]) -> str:
    """The schema's own description, or the one in ``docs_keys``, most exact path first."""
    if "description" in data:
        return str(data["description"])
    steps = path.split(".")
    for start in range(len(steps)):
        for key in ((kind, ".".join(steps[start:])), ("", ".".join(steps[start:]))):
            if key in KEYS:
                return KEYS[key]
    raise UndocumentedKeyError(f"{kind}: {path}")


def undocumented() -> Iterable[str]:
    """Keys that nothing describes; for a test that shows all of them."""
    for kind, found in {
        **{kind: schema(kind) for kind in KINDS},
        "evidence": evidence_schema(),
    }.items():
        for path, data, _ in keys(found):
            try:
                _meaning(kind, path, data)
            except UndocumentedKeyError as error:
                yield str(error)
