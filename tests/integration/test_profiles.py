"""Profiles: an institution sees its own rooms only, and a hidden room loosens nothing."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django import Settings

import cases_world
import manumit
from cases_world import Body
from manumit.errors import InputError
from manumit.web.kernel.access.actors import Actor
from manumit.web.site.deployment import Deployment
from manumit.web.site.profiles import ALL, every_room, profiles
from manumit.web.ui.rooms import room_of_match, room_shown
from office import signed_in

ALWAYS = {
    "ui",
    "public_sessions",
    "institutions",
    "tasks",
    "catalogue",
    "country",
    "data_rights",
    "",
}
OTHERS = [name for name in profiles() if name != ALL]
VALUES = {
    "uuid": str(uuid.UUID(int=7)), "int": "2026", "str": "x", "slug": "x", "path": "x",
    "language": "en",
}  # fmt: skip


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = "", room: str = ""
) -> Iterator[tuple[str, str]]:
    """Each room with an address of each of its views; ids are of nothing."""
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            named = room or one.app_name or ""
            if route in ("api/", "between/"):
                named = {"api/": "api", "between/": "federation"}[route]
            yield from addresses(one.url_patterns, route, str(named))
        else:
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: VALUES.get(m[1] or "str", "x"), route)
            yield room, "/" + path


EVERY = sorted(set(addresses(get_resolver().url_patterns)))


def test_every_room_is_always_shown_or_can_be_hidden_and_has_addresses() -> None:
    rooms = {room for room, _ in EVERY}
    assert rooms - ALWAYS == every_room()


@pytest.fixture(params=OTHERS)
def profile(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> str:
    """Each profile in turn, as the settings of an institution name it."""
    name = str(request.param)
    cases_world.key_ring(tmp_path, settings)
    hidden = every_room() - profiles()[name].rooms
    settings.MANUMIT = replace(settings.MANUMIT, hidden_rooms=hidden)
    return name


def members(name: str) -> list[Actor]:
    """The second person and an administrator of an institution of the profile."""
    one = profiles()[name]
    body = Body.made(one.kind, one.second_role)
    return [body.first, cases_world.person(body.office, "admin")]


def test_a_hidden_room_answers_404_to_everybody_whatever_they_send(db: None, profile: str) -> None:
    del db
    stranger, (second, admin) = Client(), map(signed_in, members(profile))
    hidden = [(room, path) for room, path in EVERY if not room_shown(room)]
    assert len(hidden) > 20
    for room, path in hidden:
        assert stranger.get(path).status_code == 404, (room, path)
    for room, path in dict(hidden).items():  # one address of each room
        for browser in (second, admin):
            assert browser.get(path).status_code == 404, (room, path)
            assert browser.post(path, {"x": "1"}).status_code == 404, (room, path)


def test_no_menu_and_no_page_leads_to_a_hidden_room(db: None, profile: str) -> None:
    del db
    for browser in [Client(), *map(signed_in, members(profile))]:
        first = "/en/office/" if browser.cookies else "/en/"
        menu = {first, *links(browser.get(first))}
        assert len(menu) > 3
        for path in menu:
            answer = browser.get(path)
            assert answer.status_code != 404, (profile, path)
            for link in (path, *links(answer)):
                assert room_shown(room_of_match(resolve(link))), (profile, path, link)


def links(answer: Any) -> set[str]:
    """Addresses in English of this installation that a page links to."""
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return set()
    found = re.findall(r'href="(/en/[^"#?]*)', answer.content.decode())
    return {one for one in found if "leave" not in one}


def test_only_one_module_reads_what_is_hidden_and_no_rule_of_access_can() -> None:
    root = Path(manumit.__file__).parent
    readers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "hidden_rooms" in path.read_text("utf-8")
    }
    assert readers == {"web/ui/rooms.py", "web/site/deployment.py"}
    users = {
        path.relative_to(root).parts[1]
        for path in root.rglob("web/**/*.py")
        if "room_shown" in path.read_text("utf-8")
    }
    # No mechanism (access, consent, ledger, vault, process, retention) knows of profiles.
    assert users == {"ui", "institutions", "public", "tasks", "line"}


# The settings


def hidden_with(tmp_path: Path, **named: str) -> frozenset[str]:
    sound = {
        "MANUMIT_MODE": "demo", "MANUMIT_SECRET_KEY": "abcdefghij" * 6,
        "MANUMIT_WORK": str(tmp_path), "DATABASE_URL": "postgresql://x@/x",
    }  # fmt: skip
    return Deployment.from_environment(sound | named).hidden_rooms


def test_without_a_profile_nothing_is_hidden_and_a_room_is_switched_on_later(
    tmp_path: Path,
) -> None:
    assert hidden_with(tmp_path) == hidden_with(tmp_path, MANUMIT_PROFILE="all") == frozenset()
    hidden = hidden_with(tmp_path, MANUMIT_PROFILE="hotline")
    assert {"inspections", "justice"} <= hidden
    assert not {"line", "cases", "institutions", "ui"} & hidden
    later = hidden_with(tmp_path, MANUMIT_PROFILE="hotline", MANUMIT_ROOMS="justice, register")
    assert hidden - later == {"justice", "register"}


@pytest.mark.parametrize(
    ("named", "code"),
    [({"MANUMIT_PROFILE": "police"}, "S124"), ({"MANUMIT_ROOMS": "kitchen"}, "S125")],
)
def test_a_profile_or_room_that_does_not_exist_is_refused(
    tmp_path: Path, named: dict[str, str], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        hidden_with(tmp_path, **named)
    assert [one.code for one in caught.value.problems] == [code]
