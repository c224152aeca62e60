"""Every example of the README and of the pages runs, and prints what the page says.

Blocks that begin with ``$ manumit`` are compared with the command's output: a line ``...`` stands
for any lines, ``...`` inside a line for any text. ``<!-- file: NAME -->`` before a block writes it
to a file, ``<!-- exit: N -->`` names the exit code that is expected of the next command. Python
blocks run from the top of the page to its end, with ``>>>`` as doctests; one that uses names which
the page does not define is a sketch, of which only the syntax is checked.
"""

import ast
import builtins
import doctest
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from manumit.cli.main import main
from page_blocks import blocks

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LEFT_OUT = "..."


def matches(wanted: str, printed: str) -> bool:
    """Whether an output is what a page shows, given what the page leaves out."""
    pattern = ""
    for line in wanted.rstrip("\n").split("\n"):
        if line == LEFT_OUT:
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += (
                ".*".join(re.escape(part) for part in line.rstrip().split(LEFT_OUT)) + r" *\n"
            )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def undefined(body: str) -> set[str]:
    """Names that a block uses and does not bring along; such a block may be a sketch."""
    tree = ast.parse(body)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in named if not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return {node.id for node in named} - bound


def pages_with(*languages: str) -> list[Any]:
    """Pages that hold a block in one of these languages, named as in the repository."""
    return [
        pytest.param(page, id=str(page.relative_to(ROOT)))
        for page in PAGES
        if any(block.language in languages for block in blocks(page.read_text("utf-8")))
    ]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the examples' own files stand as they do in a checkout."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_files(page: Path, folder: Path) -> None:
    """Writes the files that a page shows."""
    for block in blocks(page.read_text("utf-8")):
        if block.file is not None:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.body, "utf-8")


@pytest.mark.parametrize("page", pages_with("console"))
def test_commands_print_what_the_page_says(page: Path, folder: Path) -> None:
    write_files(page, folder)
    for block in blocks(page.read_text("utf-8")):
        if block.language != "console":
            continue
        for step in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            command, _, wanted = step.partition("\n")
            name, *arguments = shlex.split(command)
            if name != "manumit":  # a measurement, say: what it runs must exist at least
                scripts = [argument for argument in arguments if argument.endswith(".py")]
                assert scripts, f"line {block.line}: {name}"
                assert all((ROOT / script).exists() for script in scripts), scripts
                continue
            result = CliRunner().invoke(main, arguments, catch_exceptions=False)
            assert result.exit_code == block.exit_code, (command, result.output)
            assert matches(wanted, result.output), f"line {block.line}: {command}\n{result.output}"


@pytest.mark.parametrize("page", pages_with("python"))
def test_python_runs_as_the_page_says(page: Path, folder: Path) -> None:
    write_files(page, folder)
    names: dict[str, Any] = {"__name__": page.stem}
    for block in blocks(page.read_text("utf-8")):
        if block.language != "python":
            continue
        if ">>>" in block.body:
            example = doctest.DocTestParser().get_doctest(
                block.body, names, page.name, str(page), block.line
            )
            example.globs = names
            outcome = doctest.DocTestRunner(verbose=False).run(example, clear_globs=False)
            assert outcome.failed == 0, f"{page.name}, line {block.line}"
            continue
        program = compile(block.body, str(page), "exec")
        if undefined(block.body) <= names.keys() | vars(builtins).keys():
            exec(program, names)  # noqa: S102 - our own page


def test_the_comparison_sees_a_wrong_word_a_missing_and_an_extra_line() -> None:
    printed = "one\ntwo\nthree\n"
    assert matches("one\n...\nthree\n", printed)
    assert matches("one\nt...\nthree\n", printed)
    assert not matches("one\ntwo\nfour\n", printed)
    assert not matches("one\nthree\n", printed)
    assert not matches("one\ntwo\n", printed)
    assert not matches("...\nfour\n...\n", printed)


def test_make_commands_that_are_shown_exist() -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        for block in blocks(page.read_text("utf-8")):
            for target in re.findall(r"^make (\w+)", block.body, re.MULTILINE):
                assert target in targets, (page.name, block.line)
