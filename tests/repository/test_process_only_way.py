"""No module but the mechanism sets a state."""

import ast
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "manumit" / "web"
MECHANISM = SOURCES / "kernel" / "process"
# How far the work on a visitor's file is: nobody acts and nobody decides, and a row that says when
# or by whom it was moved would tell when somebody came (docs/explanation/process.md).
EXCEPTIONS = {"public/figures/services.py"}
SETTERS = {"update", "bulk_update", "update_or_create", "create", "get_or_create"}


def set_states(text: str) -> list[int]:
    """Lines on which a column ``state`` is set."""
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt | ast.expr))
    return sorted({node.lineno for node in nodes if _sets(node)})


def _sets(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(_is_state(one) for one in targets)
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return _is_state(target)
        case ast.Call(func=ast.Attribute(attr=name), keywords=named):
            return name in SETTERS and any(_names_state(one) for one in named)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), *_]):
            return name == "state"
        case ast.Constant(value=str(words)):
            return "SET STATE" in " ".join(words.upper().split())
    return False


def _names_state(given: ast.keyword) -> bool:
    if given.arg in {"defaults", "create_defaults"}:
        return "'state'" in ast.dump(given.value)
    return given.arg == "state"


def _is_state(target: ast.AST) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_is_state(one) for one in target.elts)
    return isinstance(target, ast.Attribute) and target.attr == "state"


PLANTED = """
row.state = "identified"
row.state, row.version = "identified", 2
Person.objects.filter(pk=1).update(state="identified")
Person.objects.update_or_create(pk=1, defaults={"state": "identified"})
setattr(row, "state", "identified")
cursor.execute("UPDATE cases_person SET state = 'identified'")
state = "no column"
Person.objects.filter(state="possible")
"""


def test_it_finds_each_planted_way() -> None:
    assert set_states(PLANTED) == [2, 3, 4, 5, 6, 7]


def test_the_mechanism_itself_is_found() -> None:
    assert set_states((MECHANISM / "services.py").read_text("utf-8"))


def test_no_other_module_sets_a_state() -> None:
    found = {
        str(path.relative_to(SOURCES)): lines
        for path in SOURCES.rglob("*.py")
        if not path.is_relative_to(MECHANISM)
        if "/migrations/" not in str(path)
        if (lines := set_states(path.read_text("utf-8")))
    }
    assert {name: lines for name, lines in found.items() if name not in EXCEPTIONS} == {}
    assert set(found) >= EXCEPTIONS  # an exception that is none any more goes
