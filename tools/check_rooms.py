"""Measure the rooms of the house: ``python -m tools.check_rooms`` (part of ``make check``).

A room that is too large hides its rules, and so does a long function. ``rooms-left.yaml`` lists
what is over the limit: each number may only fall, and is lowered when it fell by a tenth.
``--table`` prints every room, ``--write`` takes the numbers of today.
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml
from tools.check_names import ROOT, SOURCE, room_of

LEFT = Path(__file__).with_name("rooms-left.yaml")
LARGEST_ROOM, MOST_MODULES, LONGEST_FUNCTION = 4_500, 25, 60
HEAD = """# What tools/check_rooms.py finds over its limits: it only gets less.
# rooms: lines of a room above 4,500 or modules above 25. functions: above 60 lines.
# fmt: comments that switch the formatter off. public: imports of web.public by other rooms.
"""
SKIPPED = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER, tokenize.ENCODING,
}  # fmt: skip
type Found = dict[str, dict[str, int]]


def main() -> int:
    """Return 1 and say what grew, else 0."""
    if "--table" in sys.argv:
        print_table()
        return 0
    found = over_the_limits()
    if "--write" in sys.argv:
        LEFT.write_text(HEAD + yaml.safe_dump(found), "utf-8")
        return 0
    left: Found = yaml.safe_load(LEFT.read_text("utf-8"))
    grown = [
        f"{kind}: {name} is {number}, at most {left.get(kind, {}).get(name, 0)} before"
        for kind, numbers in found.items()
        for name, number in numbers.items()
        if number > left.get(kind, {}).get(name, 0)
    ]
    fallen = [
        f"{kind}: {name} fell: python -m tools.check_rooms --write"
        for kind, numbers in left.items()
        for name, number in numbers.items()
        if number * 9 > found.get(kind, {}).get(name, 0) * 10
    ]
    for one in sorted(grown + fallen):
        print(one, file=sys.stderr)
    return int(bool(grown or fallen))


def over_the_limits() -> Found:
    """Return what is over a limit, by kind and name."""
    lines, modules, functions, fmt, public = (Counter[str]() for _ in range(5))
    for path, text in sources():
        room, name = room_of(path), path.removesuffix(".py")
        lines[room] += text.count("\n")
        modules[room] += 1
        fmt["src"] += text.count("# fmt:")
        if path.startswith("web/") and room.count("/") == 1:
            public[name] += imports_of_public(text) if room != "web/site" else 0
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    functions[f"{name}:{node.name}"] = length
    rooms = {
        f"{room} {what}": number[room]
        for what, number, most in (
            ("lines", lines, LARGEST_ROOM), ("modules", modules, MOST_MODULES),
        )
        for room in number
        if room.startswith("web/") and not room.startswith("web/kernel") and number[room] > most
    }  # fmt: skip
    return {
        "rooms": rooms, "functions": dict(functions), "fmt": dict(fmt),
        "public": {name: number for name, number in public.items() if number},
    }  # fmt: skip


def sources() -> Iterator[tuple[str, str]]:
    """Yield path below ``src/manumit`` and text of every module but migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), path.read_text("utf-8")


def imports_of_public(text: str) -> int:
    """Count imports from the pages without an account."""
    return sum(
        isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.startswith("manumit.web.public.")
        for node in ast.walk(ast.parse(text))
    )


def code_lines(text: str) -> int:
    """Count lines that hold code: no blank line, comment or docstring."""
    held = {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in SKIPPED
        for number in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            held -= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return len(held)


def print_table() -> None:
    """Print modules, lines, code lines and lines of templates of every room."""
    modules, lines, code = Counter[str](), Counter[str](), Counter[str]()
    for path, text in sources():
        room = room_of(path)
        modules[room] += 1
        lines[room] += text.count("\n")
        code[room] += code_lines(text)
    print(f"{'room':28} {'modules':>8} {'lines':>8} {'code':>8} {'templates':>10}")
    for room in sorted(lines):
        templates = sum(
            one.read_text("utf-8").count("\n") for one in (SOURCE / room).rglob("*.html")
        )
        print(f"{room:28} {modules[room]:8} {lines[room]:8} {code[room]:8} {templates:10}")
    print(f"{'all':28} {modules.total():8} {lines.total():8} {code.total():8}")


if __name__ == "__main__":
    assert ROOT.is_dir()  # noqa: S101 - run from a checkout
    sys.exit(main())
