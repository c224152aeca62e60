"""The frame of the office: places by role, what waits, and no navigation beside a person.

By hand from the design of the office: at most seven places for a role; a place without its room is
not shown; pages that are read together with a person show nothing of other work.
"""

import datetime as dt
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import get_resolver

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.roles import roles
from manumit.web.ui import places, views
from manumit.web.ui.languages import language
from manumit.web.ui.places import OfficePlace, PostNames

KEY = uuid.UUID("7f3a0000-0000-4000-8000-000000000000")
ROLES = sorted(role.key for role in roles().by_key.values() if role.account)


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here asks a database what waits."""
    monkeypatch.setattr(places._known, "counters", [])


def actor(role: str) -> Actor:
    """Somebody in a role."""
    until = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    return Actor(KEY, uuid.uuid4(), uuid.uuid4(), role, until)


def request(view: str, role: str | None) -> HttpRequest:
    """A request for a view; a stranger's without a role."""
    made: Any = RequestFactory().get("/en/office/")
    made.resolver_match = SimpleNamespace(view_name=view, kwargs={})
    made.actor = None if role is None else actor(role)
    made.workplace = PostNames({"en": "Haven"}, {"en": "Coast", "ar": "الساحل"}, several=False)
    made.user = SimpleNamespace(is_authenticated=role is not None)
    return made  # type: ignore[no-any-return]


def shown(view: str, role: str | None, tag: str = "en") -> str:
    """The page of an error in the frame of a view."""
    spoken = language(tag)
    assert spoken is not None
    found = views.page(request(view, role), spoken, "ui/problem.html", {"key": "not_found"})
    return found.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_home_and_at_most_six_places(role: str) -> None:
    desk = places.desk_of(request("institutions:home", role))
    assert desk is not None
    assert desk.first[0].key == "home"
    assert desk.first[0].here
    assert len(desk.first) <= 7
    assert len(desk.dock) <= 4
    every = [one.key for one in (*desk.first, *desk.others, *desk.below)]
    assert len(every) == len(set(every))


def test_places_come_in_the_order_of_a_role_s_work() -> None:
    desk = places.desk_of(request("cases:inbox", "support"))
    assert desk is not None
    keys = [one.key for one in desk.first]
    assert keys[:3] == ["home", "files", "referrals"]
    assert [one.key for one in desk.first if one.here] == ["referrals"]
    assert "people" not in {one.key for one in (*desk.first, *desk.others)}


def test_what_a_room_above_shows_of_a_file_belongs_to_the_files() -> None:
    desk = places.desk_of(request("imports:legacy_record", "support"))
    assert desk is not None
    assert [one.key for one in desk.first if one.here] == ["files"]


def test_a_union_calls_its_files_clients() -> None:
    desk = places.desk_of(request("cases:index", "union"))
    assert desk is not None
    assert "clients" in {one.key for one in desk.first}


@pytest.mark.parametrize(
    ("view", "key"),
    [
        ("cases:file", "files"),
        ("cases:referral", "referrals"),
        ("group_cases:group", "groups"),
        ("justice:sanction", "register"),
        ("remedies:claim", "claims"),
    ],
)
def test_a_page_below_a_place_belongs_to_it(view: str, key: str) -> None:
    found = {
        one.key
        for role in ("inspect", "justice")
        for desk in [places.desk_of(request(view, role))]
        if desk is not None
        for one in (*desk.first, *desk.others)
        if one.here
    }
    assert found == {key}


def test_two_rooms_cannot_register_one_place() -> None:
    with pytest.raises(ValueError, match="files"):
        places.register_places(OfficePlace("files", "cases:inbox", "file", lambda _: True))


def test_every_view_without_navigation_exists() -> None:
    resolver: Any = get_resolver()

    names = set(_names(resolver, ""))
    assert places._known.focus <= names, places._known.focus - names


def _names(resolver: Any, within: str) -> list[str]:
    found: list[str] = []
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            found += _names(one, f"{one.namespace}:" if one.namespace else within)
        elif one.name:
            found.append(f"{within}{one.name}")
    return found


def test_office_shows_places_workplace_and_language() -> None:
    page = shown("institutions:home", "inspect")
    assert 'class="desk"' in page
    assert '<nav class="side"' in page
    assert "Haven, Coast" in page
    assert ">7F3A</span>" in page
    assert 'href="#main"' in page
    assert "style=" not in page


def test_more_is_open_where_the_page_is_in_a_place_behind_it() -> None:
    for role in ROLES:
        desk = places.desk_of(request("institutions:home", role))
        assert desk is not None
        assert not desk.among_others
        for other in desk.others:
            beside = places.desk_of(request(other.view, role))
            assert beside is not None
            assert beside.among_others, (role, other.view)
            page = shown(other.view, role)
            assert page.count('<details class="rest" open>') == 1, (role, other.view)
    assert '<details class="rest">' in shown("institutions:home", "justice")


def test_office_is_set_from_right_to_left_in_arabic() -> None:
    page = shown("institutions:home", "inspect", "ar")
    assert '<html lang="ar" dir="rtl" class="desk">' in page
    assert "الساحل" in page
    assert "الملفات" in page


@pytest.mark.parametrize("view", sorted(places._known.focus))
def test_no_page_beside_a_person_has_navigation_search_or_a_count(
    view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(_: Actor) -> dict[str, int]:
        raise AssertionError("nothing is counted for a page that somebody else reads")

    monkeypatch.setattr(places._known, "counters", [counted])
    page = shown(view, "inspect")
    assert 'class="focus"' in page
    for part in ('class="side"', 'class="dock"', 'role="search"', 'class="count"', "Haven"):
        assert part not in page
    assert "Leave quickly" in page


def test_a_stranger_gets_the_public_frame() -> None:
    page = shown("institutions:sign_in", None)
    assert 'class="desk"' not in page
    assert 'class="side"' not in page


def test_a_count_is_shown_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        places._known, "counters", [lambda _: {"files": 12}, lambda _: {"files": 1}]
    )
    page = shown("institutions:home", "inspect")
    assert page.count('<span class="count">13<') == 2
    assert page.count('class="count"') == 2
