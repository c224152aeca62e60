"""Turn a record into a row of marks, one column for each value, which a mapping can read.

A value that was not chosen leaves its cell empty: in a list of what happened, not being ticked is
not a "no". Names, contacts, notes and vulnerabilities stay behind: an assessment needs none of
them, and one of the vulnerabilities reveals migration (R-34).
"""

from collections.abc import Iterator

from manumit.exchange.htcds.records import Record
from manumit.exchange.htcds.standard import Field, Value, fields

KEPT = (
    "prs_Gender",
    "prs_Citizenship",
    "vic_AgeWhenTrafficked",
    "vic_MethodOfRecruitment",
    "vic_MethodsOfControl",
    "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry",
    "vic_TypeOfSexExploitation",
    "hte_Type",
)


def wide_columns() -> tuple[str, ...]:
    """Return the names of the columns: the field, or the field, a point and the value."""
    return tuple(name if value is None else f"{name}.{value}" for name, value in _columns())


def wide_row(record: Record) -> tuple[str, ...]:
    """Return the cells of one record in the order of ``wide_columns``."""
    known: dict[str, set[str]] = {}
    for items in record.values():
        for item in items:
            for name, value in item.items():
                known.setdefault(name, set()).update(_values(value))
    return tuple(
        "; ".join(sorted(known.get(name, ())))
        if value is None
        else ("1" if value in known.get(name, ()) else "")
        for name, value in _columns()
    )


def _columns() -> Iterator[tuple[str, str | None]]:
    for name in KEPT:
        field = fields()[name]
        if _is_marked(field):
            yield from ((name, value) for value in field.values)
        else:
            yield name, None


def _is_marked(field: Field) -> bool:
    return field.kind == "multiselect" or field.name == "hte_Type"


def _values(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ()
    return (value,) if isinstance(value, str) else value
