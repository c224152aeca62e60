"""The page on what of a case file is written as HTCDS, from ``written.yaml`` itself."""

from collections.abc import Iterator

from tools.docs_pages import code, codes, plain, table

from manumit.exchange.htcds import fields, written_rules
from manumit.exchange.htcds.written import WrittenField


def htcds_page() -> list[str]:
    """Every field of the standard: what it is written from, or why it is not written."""
    rules = written_rules()
    return [
        "# What is written as HTCDS",
        "",
        (
            f"{len(rules.fields)} of {len(fields())} fields; as of {rules.dated}. How a file is "
            "made, and by whom: [Case files from and for other systems](../how-to/htcds.md)."
        ),
        "",
        "## Written",
        "",
        *table(
            ["field", "value", "rests on", "left out unless chosen, because"],
            [row for one in rules.fields.values() for row in _written(one)],
        ),
        "## Values that are taken in and not written",
        "",
        *table(
            ["field", "value", "written in its place", "why"],
            (
                [
                    code(one.name),
                    code(value),
                    code(lost.written_as) if lost.written_as else "",
                    plain(lost.why),
                ]
                for one in rules.fields.values()
                for value, lost in one.lost.items()
            ),
        ),
        "## Not written",
        "",
        *table(
            ["field", "why"],
            (
                [code(name), plain(rules.not_written[name])]
                for name in fields()
                if name in rules.not_written
            ),
        ),
    ]


def _written(one: WrittenField) -> Iterator[list[str]]:
    if not one.values:
        yield [code(one.name), "", f"who the person is: {one.source}", plain(one.off or "")]
    for value, rule in one.values.items():
        yield [code(one.name), code(value), codes(sorted(rule.codes)), plain(rule.off or "")]
