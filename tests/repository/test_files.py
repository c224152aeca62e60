"""Rules of the house for every file in the repository."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracked_files import tracked_files

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 500
# A test file is a list of cases; splitting one early only separates what is read together.
LONGEST_TEST = 600


def tracked() -> list[Path]:
    """Every file that git tracks and that is there."""
    return [ROOT / name for name in tracked_files()]


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Name and content of the tracked text files with one of these endings (all if none given)."""
    for path in tracked():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_modules_are_short() -> None:
    written = ((name, text) for name, text in texts(".py") if "/migrations/" not in name)
    lengths = {name: text.count("\n") for name, text in written}  # Django writes the others
    assert {
        name: lines
        for name, lines in lengths.items()
        if lines > (LONGEST_TEST if name.startswith("tests/") else LONGEST_MODULE)
    } == {}


# Written in pieces, so that this file does not hold what it looks for.
SLASH = "/"
PACKAGE_SERVERS = re.compile(
    "|".join(
        re.escape("".join(pieces))
        for pieces in (
            ("py", "pi.org"),
            ("python", "hosted.org"),
            ("npm", "js.org"),
            ("npm", "js.com"),
            ("ana", "conda.org"),
            ("conda-", "forge.org"),
            ("deb.", "debian.org"),
            ("crates", ".io"),
        )
    )
)
MACHINE_PATHS = re.compile(
    rf"(?<![\w.~{SLASH}-]){SLASH}(?:work|root|home|Users){SLASH}|[A-Z]:\\{{1,2}}Users"
)


def test_no_file_names_a_package_server() -> None:
    assert [name for name, text in texts() if PACKAGE_SERVERS.search(text)] == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    assert [name for name, text in texts() if MACHINE_PATHS.search(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{SLASH}work{SLASH}x", True),
        (f"see {SLASH}root{SLASH}x", True),
        (f"{SLASH}home{SLASH}someone", True),
        (f"src{SLASH}work{SLASH}x", False),
        ("https://example.org/home/", False),
    ],
)
def test_the_search_for_folders_finds_them(text: str, found: bool) -> None:
    assert bool(MACHINE_PATHS.search(text)) is found


def test_every_exception_from_a_check_says_which() -> None:
    bare = re.compile(
        r"#\s*(?:noqa(?!: [A-Z]+\d+)|type: ignore(?!\[[\w-]+\])|pragma: no cover\s*$)", re.MULTILINE
    )
    own = str(Path(__file__).relative_to(ROOT))
    assert bare.search("x = 1  # noqa")
    assert bare.search("x = 1  # type: ignore")
    assert [name for name, text in texts(".py") if name != own and bare.search(text)] == []


def unexplained_skips(tree: ast.AST) -> Iterator[int]:
    """Lines of skips and expected failures without a reason."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            reasoned = any(keyword.arg == "reason" for keyword in node.keywords)
            if name.endswith(("mark.skip", "mark.skipif", "mark.xfail")) and not reasoned:
                yield node.lineno
            if name in ("pytest.skip", "pytest.xfail") and not (node.args or reasoned):
                yield node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if ast.unparse(decorator) in ("pytest.mark.skip", "pytest.mark.xfail"):
                    yield decorator.lineno


def test_no_test_is_skipped_without_a_reason() -> None:
    assert list(unexplained_skips(ast.parse("@pytest.mark.skip\ndef test(): pytest.skip()"))) != []
    assert [
        (name, line)
        for name, text in texts(".py")
        if name.startswith("tests/")
        for line in unexplained_skips(ast.parse(text))
    ] == []


NETWORK = {
    *("asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver", "ssl"),
    *("telnetlib", "urllib", "xmlrpc", "aiohttp", "httpx", "requests", "urllib3", "fsspec"),
}


def imported(tree: ast.AST) -> set[str]:
    """Top-level names of everything that a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            modules = {node.module}
        else:
            continue
        names |= {module.split(".")[0] for module in modules - TEXT_ONLY}
    return names


# They take addresses apart and open nothing.
TEXT_ONLY = {"urllib.parse"}
# Asks the server that it has just started, on this machine, whether it answers.
ASKS_ITSELF = {"src/manumit/web/site/launch.py"}
# Asks the government provider that the institution names; off unless it names one.
ASKS_PROVIDER = {"src/manumit/web/institutions/oidc.py"}
# Writes to installations that two people admitted; off unless the institution has keys for that.
WRITES_TO_PEERS = {"src/manumit/web/federation/transport.py"}


@pytest.mark.proves("no-unnamed-connections")
def test_no_module_opens_a_connection_but_to_what_it_started_and_to_a_named_provider() -> None:
    assert imported(ast.parse("def f():\n    from urllib.request import urlopen")) & NETWORK
    found = {
        name: names
        for name, text in texts(".py")
        if name.startswith("src/") and (names := imported(ast.parse(text)) & NETWORK)
    }
    assert found.keys() == ASKS_ITSELF | ASKS_PROVIDER | WRITES_TO_PEERS


def test_make_explains_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    declared = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert declared == set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert declared == set(re.findall(r"^ {2}make ([\w-]+) +\S", shown, re.MULTILINE))


OWN_OPTIONS = {"PYTEST_ADDOPTS", "PYTEST_PLUGINS"}
GROUPED = """
import os, pytest
@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_it(number):
    with open("workers", "a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_tests_of_a_group_run_on_one_worker(tmp_path: Path) -> None:
    # A release of pytest broke this without a word: what a group shares was made twice or not yet.
    (tmp_path / "test_grouped.py").write_text(GROUPED, "utf-8")
    words = ["-m", "pytest", "-p", "no:django", "-n", "2", "--dist", "loadgroup"]
    # What a user sets for the tests of this repository is not meant for this one.
    environment = {key: value for key, value in os.environ.items() if key not in OWN_OPTIONS}
    subprocess.run(
        [sys.executable, *words], cwd=tmp_path, check=True, capture_output=True, env=environment
    )
    ran_on = (tmp_path / "workers").read_text("utf-8").split()
    assert len(ran_on) == 8
    assert len(set(ran_on)) == 1


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    for article in range(1, 16):
        assert re.search(rf"^{article}\. [A-Z]", text, re.MULTILINE), article
    assert text.rstrip().endswith("require the production of a new\nEUPL version.")
    assert len(text.split()) > 2200
