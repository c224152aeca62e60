"""Small pieces of Markdown that the generated pages are put together from."""

from collections.abc import Iterable, Mapping
from typing import Any

from manumit.instruments import Basis, Library

ESCAPED = {"\\": "\\\\", "|": "\\|", "<": "&lt;", "*": "\\*", "[": "\\[", "`": "\\`", "_": "\\_"}


def plain(text: object) -> str:
    """Text that Markdown must not read as anything else, on one line."""
    return "".join(ESCAPED.get(c, c) for c in " ".join(str(text).split()))


def code(text: object) -> str:
    """Text in typewriter letters; a bar would end a table's cell."""
    escaped = str(text).replace("|", "\\|")
    return f"`{escaped}`"


def codes(names: Iterable[object]) -> str:
    """Names in typewriter letters, with commas between."""
    return ", ".join(code(name) for name in names)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table; nothing where it would have no row."""
    titles = list(head)
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return []
    return [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}", *body, ""]


def basis(one: Basis, library: Library) -> str:
    """Who says so, in which text, how far that was read, with what reservation."""
    parts = ["**published**" if one.standing == "published" else "**ours**"]
    if one.source is not None:
        source = library.source(one.source)
        number = "" if source.number is None else f", {source.number}"
        parts.append(f"{source.title}{number} ({one.source})")
    if one.read is not None:
        parts.append(f"read in {one.read}")
    if one.verification is not None:
        parts.append(str(one.verification).replace("_", " "))
    if one.note is not None:
        parts.append(one.note)
    return "; ".join([parts[0], *map(plain, parts[1:])])


def raw_basis(data: Mapping[str, Any], library: Library) -> str:
    """The same for a basis as a file writes it."""
    keys = ("standing", "source", "read", "verification", "note")
    return basis(Basis(**{key: data[key] for key in keys if key in data}), library)
