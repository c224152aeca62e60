"""Check names of the product: ``python -m tools.check_names`` (part of ``make check``).

One class name means one thing in the whole house, and no function exists for a test alone. What
breaks either rule today is listed in ``names-left.yaml``; the lists may only get shorter.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/manumit"
LEFT = Path(__file__).with_name("names-left.yaml")
COMMON = frozenset({"Migration", "Meta", "Command"})
"""Names that Django asks for."""
WORD = re.compile(r"\w+")


def main() -> int:
    """Return 1 and say what is wrong, else 0."""
    left: dict[str, list[str]] = yaml.safe_load(LEFT.read_text("utf-8"))
    found = {"classes": shared_class_names(), "functions": functions_only_tests_call()}
    if "--write" in sys.argv:
        LEFT.write_text(HEAD + yaml.safe_dump({key: sorted(found[key]) for key in found}), "utf-8")
        return 0
    wrong = [
        *(
            f"class name used in more than one room: {one}"
            for one in found["classes"] - {*left["classes"]}
        ),
        *(f"only tests call it: {one}" for one in found["functions"] - {*left["functions"]}),
        *(
            f"take it off names-left.yaml: {one}"
            for key in found
            for one in {*left[key]} - found[key]
        ),
    ]
    for one in sorted(wrong):
        print(one, file=sys.stderr)
    return int(bool(wrong))


HEAD = """# What tools/check_names.py still finds (first written 2026-11-29): it may only get less.
# classes: one name in several rooms. functions: called by nothing but tests.
"""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield the path below ``src/manumit`` and the parsed text of every module but migrations."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def room_of(path: str) -> str:
    """Return the room of a module: the folder that a contract of import-linter names."""
    parts = path.split("/")
    deeper = {"web": 2, "web/kernel": 3, "web/public": 3}
    depth = deeper.get("/".join(parts[:2]), deeper.get(parts[0], 1))
    return "/".join(parts[:depth])


def shared_class_names() -> set[str]:
    """Return public class names that more than one room defines."""
    rooms = defaultdict[str, set[str]](set)
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                rooms[node.name].add(room_of(path))
    return {name for name, where in rooms.items() if len(where) > 1} - COMMON


def functions_only_tests_call() -> set[str]:
    """Return public functions whose name occurs nowhere in the product but where they are defined.

    What a package exports (``__all__``), decorated functions and those of a Django hook are called
    by others; a name that two modules define is not told apart.
    """
    defined, exported, words = dict[str, str](), set[str](), defaultdict[str, int](int)
    for path, tree in modules():
        exported |= exports(tree)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.decorator_list:
                continue
            if not node.name.startswith("_"):
                defined[node.name] = path
    for file in (*SOURCE.rglob("*"), ROOT / "pyproject.toml"):
        if file.suffix in {".py", ".html", ".toml", ".yaml"} and "migrations" not in file.parts:
            for word in WORD.findall(file.read_text("utf-8")):
                words[word] += 1
    return {
        f"{path}::{name}"
        for name, path in defined.items()
        if words[name] == 1 and name not in exported
    }


def exports(tree: ast.Module) -> set[str]:
    """Return the names in ``__all__``."""
    return {
        constant.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets)
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    }


if __name__ == "__main__":
    sys.exit(main())
