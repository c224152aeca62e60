"""Write what is known of a person as a record; no value means more than its evidence.

``written.yaml`` lists the fields that are written, and why each of the others is not.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from manumit.exchange.htcds.flat import write_flat
from manumit.exchange.htcds.records import Record
from manumit.exchange.htcds.standard import Value, fields
from manumit.packaged import packaged_yaml

BORN, LANGUAGE, EVIDENCE = "born", "language", "evidence"


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value of a field with a list.

    Attributes:
        codes: any of them, answered with yes, is enough.
        off: why it is left out unless somebody chooses it; None where it is not.
    """

    codes: frozenset[str]
    off: str | None = None


@dataclass(frozen=True, slots=True)
class LostValue:
    """A value that is read but never written.

    Attributes:
        written_as: a less precise value in its place, if the code allows only that; or None.
    """

    why: str
    written_as: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenField:
    """A field that is written.

    Attributes:
        source: ``born``, ``language`` or ``evidence``.
        off: as of a value, for a field without a list.
        values, lost: of a field with a list.
    """

    name: str
    source: str
    off: str | None = None
    values: Mapping[str, WrittenValue] = field(default_factory=dict)
    lost: Mapping[str, LostValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenRules:
    """The content of ``written.yaml``.

    Attributes:
        dated: the day of its last change.
        fields: those that are written, by name.
        not_written: the reason for each of the others, by name.
    """

    dated: str
    fields: Mapping[str, WrittenField]
    not_written: Mapping[str, str]


@cache
def written_rules() -> WrittenRules:
    """Return the rules of this version from ``written.yaml``."""
    read = packaged_yaml(__package__, "written.yaml")
    return WrittenRules(
        dated=str(read["dated"]),
        fields={
            name: WrittenField(
                name,
                one["from"],
                one.get("left_out"),
                {
                    value: WrittenValue(frozenset(rule["codes"]), rule.get("left_out"))
                    for value, rule in one.get("values", {}).items()
                },
                {
                    value: LostValue(rule["why"], rule.get("as"))
                    for value, rule in one.get("lost", {}).items()
                },
            )
            for name, one in read["written"].items()
        },
        not_written={name: one["why"] for one in read["not_written"] for name in one["fields"]},
    )


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """What is known of a person, and may be written; its ``repr`` shows nothing.

    Attributes:
        codes: indicators and items that evidence answers with yes. What is no, or not known, has no
            word in the standard.
        born, language: who the person is; None where it is not known or not to be written.
    """

    codes: frozenset[str] = frozenset()
    born: dt.date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One value that can be written, by itself; its ``repr`` shows nothing.

    Attributes:
        name: of the field.
        value: as the standard writes it.
        key: names the line without its content, but for values of a list.
        off: why it is left out unless somebody chooses it; None where it is not.
    """

    name: str
    value: str
    key: str
    off: str | None


def lines_of(known: Known) -> tuple[Line, ...]:
    """Return everything that can be written of a person, in the order of the standard."""
    rules = written_rules().fields
    return tuple(line for name in fields() if name in rules for line in _lines(rules[name], known))


def _lines(one: WrittenField, known: Known) -> Iterator[Line]:
    if one.source == EVIDENCE:
        for value in fields()[one.name].values:
            rule = one.values.get(value)
            if rule is not None and rule.codes & known.codes:
                yield Line(one.name, value, f"{one.name}.{value}", rule.off)
        return
    single = {BORN: known.born, LANGUAGE: known.language}[one.source]
    if single is not None:
        yield Line(one.name, str(single), one.name, one.off)


def record_of(lines: Iterable[Line]) -> Record:
    """Return a record that holds these lines and nothing else."""
    sections: dict[str, dict[str, Value]] = {}
    for line in lines:
        found = fields()[line.name]
        item = sections.setdefault(found.section, {})
        before = item.get(line.name)
        if found.several:
            item[line.name] = (*(before if isinstance(before, tuple) else ()), line.value)
        else:
            item[line.name] = line.value
    return {section: (item,) for section, item in sections.items()}


def table_of(lines: Iterable[Line]) -> str:
    """Return the record as a table of one row, as CSV; nothing in it is run by a spreadsheet."""
    chosen = list(lines)
    stream = io.StringIO()
    write_flat(stream, [record_of(chosen)], {}, {line.name for line in chosen})
    return stream.getvalue()
