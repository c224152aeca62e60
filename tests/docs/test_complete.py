"""Nothing that a person can use is undocumented."""

import importlib
import json
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest

import manumit
from manumit.cli.main import main
from manumit.errors import ErrorCode
from manumit.instruments import shipped_library

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
ROOMS = (
    "instruments",
    "assessment",
    "exchange",
    "disclosure",
    "paper",
    "terms",
    "prevalence",
    "bulk",
    "web",
)


def commands(one: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, one
    if isinstance(one, click.Group):
        context = click.Context(one)
        for inner in one.list_commands(context):
            if command := one.get_command(context, inner):
                yield from commands(command, f"{name} {inner}")


COMMANDS = dict(commands(main, "manumit"))


def section(page: str, title: str) -> str:
    """The text under a heading of the second level."""
    found = re.search(
        rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"no section '{title}'"
    return found[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_every_option(name: str) -> None:
    text = section((REFERENCE / "commands.md").read_text("utf-8"), name)
    documented = " ".join(re.findall(r"^\| `(.*?)` \| \S", text, re.MULTILINE)).split()
    command = COMMANDS[name]
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (name, parameter.name)
            assert set(parameter.opts) <= set(documented), (name, parameter.name)
        else:
            shown = (parameter.metavar or parameter.name or "").upper()
            assert shown in (command.help or "").upper(), (name, shown)


def test_every_list_has_a_page_that_names_every_indicator() -> None:
    library = shipped_library()
    for list_id in library.list_ids:
        page = (REFERENCE / f"list-{list_id.replace('_', '-')}.md").read_text("utf-8")
        for indicator in library.instrument(list_id, special=True).indicators:
            assert indicator.code in page, (list_id, indicator.code)


def test_a_status_code_is_named_and_never_asked_in_the_pages() -> None:
    library = shipped_library()
    for list_id in library.list_ids:
        page = (REFERENCE / f"list-{list_id.replace('_', '-')}.md").read_text("utf-8")
        for code in library.instrument(list_id).special_codes:
            assert f"### {code}" not in page
            for question in library.texts.all_of(code, "questions", "en"):
                assert question.value not in page


def error_codes() -> Iterator[str]:
    for module in pkgutil.walk_packages(manumit.__path__, "manumit."):
        if not module.name.endswith(".wsgi"):  # it starts the pages
            importlib.import_module(module.name)
    waiting: list[type[ErrorCode]] = [ErrorCode]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__.startswith("manumit."):
            yield from (member.code for member in found)


def test_every_error_code_is_documented() -> None:
    page = (REFERENCE / "errors.md").read_text("utf-8")
    codes = sorted(error_codes())
    assert len(codes) > 30
    assert [code for code in codes if f"| `{code}` |" not in page] == []


def schema_keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        if isinstance(properties, dict):
            yield from properties
        for value in schema.values():
            yield from schema_keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from schema_keys(value)


SCHEMAS = {
    Path(str(file)).stem: file
    for room in ("instruments", "exchange")
    for file in (files("manumit") / room / "schema").iterdir()
}


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_every_key_of_every_kind_of_file_is_documented(kind: str) -> None:
    keys = set(schema_keys(json.loads(SCHEMAS[kind].read_text("utf-8"))))
    if kind == "mapping":
        text = (DOCS / "how-to/mappings.md").read_text("utf-8")
        missing = [key for key in keys if not re.search(rf"`{key}[`:]", text)]
    else:
        text = section((REFERENCE / "files.md").read_text("utf-8"), f"`{kind}`")
        missing = [
            key for key in keys if not re.search(rf"^\| `([^`]*\.)?{key}`", text, re.MULTILINE)
        ]
    assert missing == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_says_what_it_is(room: str) -> None:
    module = importlib.import_module(f"manumit.{room}")
    assert module.__doc__
    for name in getattr(module, "__all__", ()):
        found = getattr(module, name)
        if callable(found):
            assert found.__doc__, f"manumit.{room}.{name}"


def test_the_architecture_page_names_every_room_and_every_contract() -> None:
    page = (DOCS / "explanation/architecture.md").read_text("utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        assert f"| {contract['name']} |" in page
    for path in (ROOT / "src" / "manumit").iterdir():
        if path.suffix in ("", ".py") and not path.name.startswith("_"):
            assert path.stem in page


def test_the_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.docs_generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
