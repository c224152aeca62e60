"""Every call that the page for programs shows works, and answers what the page says."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import cases_world
from api_world import World, approved, ask, world
from page_blocks import blocks

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "api.md"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Any) -> World:
    cases_world.key_ring(tmp_path, settings)
    return world()


def called(command: str, token: str, files: dict[str, str]) -> Any:
    """What a call with curl is answered."""
    words = shlex.split(command.replace("$TOKEN", token).replace("$MANUMIT", ""))
    assert words[:2] == ["curl", "-s"]
    headers, body, address = {}, None, words[-1]
    for option, value in zip(words[2:-1:2], words[3:-1:2], strict=True):
        if option == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content
        else:
            assert (option, value[0]) == ("-d", "@")
            body = files[value[1:]]
    if body is None:
        return Client().get(address, headers=headers)
    return Client().post(address, body, content_type="application/json", headers=headers)


def within(shown: Any, found: Any) -> bool:
    """Whether everything that is shown is in what was answered, lists from their beginning."""
    if isinstance(shown, dict):
        return all(key in found and within(one, found[key]) for key, one in shown.items())
    if isinstance(shown, list):
        return len(shown) <= len(found) and all(map(within, shown, found))
    return bool(shown == found)


def test_what_is_not_answered_is_found() -> None:
    assert within({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}, {}], "d": 3})
    assert not within({"a": [{"b": 1}]}, {"a": []})
    assert not within({"a": 1}, {"b": 1})


def test_every_call_of_the_page_is_answered_as_it_says(w: World) -> None:
    found = list(blocks(PAGE.read_text("utf-8")))
    files = {one.file: one.body for one in found if one.file is not None}
    calls = 0
    for one, following in zip(found, [*found[1:], None], strict=True):
        if one.language != "shell":
            continue
        calls += 1
        answer = called(one.body.strip(), w.advice.word, files)
        assert answer.status_code == 200, answer.content
        if following is not None and following.language == "json" and following.file is None:
            assert within(json.loads(following.body), answer.json()), answer.content
    assert calls == 5


def test_the_problem_that_the_page_shows_is_one_that_is_answered(w: World) -> None:
    (shown,) = re.findall(r'```json\n(\{"type".*?)```', PAGE.read_text("utf-8"), re.DOTALL)
    word, _ = approved(w.advice.admin, w.advice.second, w.advice.body.office, "rules")
    assert json.loads(shown) == ask(word, "/claims").json()
