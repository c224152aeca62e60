"""Who may do what on the pages of anonymous notifications: every page against everybody.

By hand, from domain.md, section 2: whoever refers people may leave one; the coordinator and the
statistician see released tables ("aggregates"); a role that knows neither finds no page (404).
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from cases_world import Body, World, person, request
from manumit.web.kernel.access.actors import Actor
from manumit.web.notifications.models import NotificationCount
from manumit.web.notifications.pool import POOL
from notifications_world import country_of, prepared
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WHO = ("inspect", "support", "ident", "justice", "admin", "dpo", "plan", "stats", "stranger")
PAGES: Mapping[str, tuple[int, ...]] = {
    # name   inspect supp ident just admin dpo plan stats stranger
    "index": (404, 404, 404, 404, 404, 404, 200, 200, 303),
    "new":   (200, 200, 404, 404, 404, 404, 404, 404, 303),
    "left":  (200, 200, 404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
LEAVES = (303, 303, 404, 404, 404, 404, 404, 404, 303)
FORM = {"form": "forced_labour", "age_band": "unknown", "sex": "unknown"}
NEW = "/en/office/notifications/new/"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


def everybody(w: World) -> dict[str, Actor | None]:
    return {
        "inspect": w.owner,
        "support": w.shelter.first,
        "ident": w.ident.first,
        "justice": w.prosecution.first,
        "admin": w.admin,
        "dpo": person(w.shelter.office, "dpo"),
        "plan": Body.made("coordination", "plan").first,
        "stats": Body.made("statistics", "stats").first,
        "stranger": None,
    }


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def how_many() -> int:
    return len(POOL.waiting(POOL.locked()))


def test_every_page_has_a_row() -> None:
    assert routes("notifications").keys() == PAGES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_what_every_page_shows_to_everybody(w: World, name: str) -> None:
    address = f"/en/office/{routes('notifications')[name]}"
    found = {who: browser(actor).get(address) for who, actor in everybody(w).items()}
    shown = tuple(found[who].status_code for who in WHO)
    assert shown == PAGES[name]


def test_who_leaves_one(w: World) -> None:
    for who, expected in zip(WHO, LEAVES, strict=True):
        before = how_many()
        sent = browser(everybody(w)[who]).post(NEW, {**FORM, "request": request()})
        assert sent.status_code == expected, who
        assert how_many() - before == (expected == 303 and who != "stranger"), who


def test_what_is_wrong_is_said_and_keeps_what_was_chosen(w: World) -> None:
    sent = browser(w.owner).post(NEW, {"form": "forced_labour", "request": request()})
    assert sent.status_code == 422
    text = sent.content.decode()
    assert 'value="forced_labour"' in text
    assert "checked" in text
    assert how_many() == 0


def test_the_tables_show_no_small_count(w: World) -> None:
    numbers = {("other", "from_40"): 47, ("other", "from_25_to_39"): 31}
    small = {("forced_crime", "from_40"): 3, ("forced_crime", "from_25_to_39"): 29}
    for (form, band), number in (numbers | small).items():
        NotificationCount.objects.create(
            first_month="2024-01", last_month="2024-11", country=country_of(w), number=number,
            form=form, age_band=band, sex="unknown",
        )  # fmt: skip
    page = browser(everybody(w)["plan"]).get("/en/office/notifications/").content.decode()
    assert "110" in page
    assert "left out" in page
    assert "<bdi>3</bdi>" not in page


def test_whoever_reads_tables_is_led_there_and_whoever_refers_is_led_to_the_form(w: World) -> None:
    home = browser(everybody(w)["stats"]).get("/en/office/", follow=True).content.decode()
    assert "/en/office/notifications/" in home
