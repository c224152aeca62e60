"""Who may do what on the pages about other installations: every page against everybody.

By hand, from ADR 25: who administers proposes; somebody else of the institution, who administers or
works on cases, admits; anybody of these suspends; another institution sees nothing (404), and a
stranger is led to sign in (303).
"""

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases_world import World, person, request, world
from federation_world import THERE, Away, administrator, admitted, exchanging, proposed, sent_away
from manumit.web.federation import endpoint, peers
from manumit.web.federation.envelope import LARGEST, MAGIC
from manumit.web.federation.keys import card_text, grouped, new_pair, own_keys
from manumit.web.federation.models import Peer
from manumit.web.kernel.access.actors import Actor
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("proposer", "admin", "works", "other_office", "dpo", "stats", "elsewhere", "stranger")
THIRD, FOURTH = "http://127.0.0.1:8523/between/", "http://127.0.0.1:8524/between/"
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name           prop adm works oth dpo stats else stranger
    "index":        (200, 200, 200, 200, 200, 404, 200, 303),
    "new":          (200, 200, 404, 404, 404, 404, 200, 303),
    "peer":         (200, 200, 200, 200, 200, 404, 404, 303),
    "admit":        (403, 200, 200, 200, 403, 404, 404, 303),
    "suspend":      (200, 200, 200, 200, 403, 404, 404, 303),
    "delivery":     (404, 404, 200, 404, 404, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "new":          (303, 303, 404, 404, 404, 404, 303, 303),
    "admit":        (403, 303, 303, 303, 403, 404, 404, 303),
    "refuse":       (303, 303, 303, 303, 403, 404, 404, 303),
    "suspend":      (303, 303, 303, 303, 403, 404, 404, 303),
    "propose_again": (303, 303, 404, 404, 403, 404, 404, 303),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Everybody, and what the addresses lead to."""

    w: World
    people: Mapping[str, Actor | None]
    waiting: Peer
    digits: str
    away: Away
    suspended: Peer
    referral: uuid.UUID

    def browser(self, who: str) -> Client:
        """Of one of them."""
        actor = self.people[who]
        return signed_in(actor)

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        start = "/en/office/installations/"
        rows = {
            "admit": self.waiting, "refuse": self.waiting, "suspend": self.away.row,
            "propose_again": self.suspended,
        }  # fmt: skip
        if name in rows:
            return f"{start}{rows[name].pk}/steps/{name}/"
        return start + {
            "index": "", "new": "new/", "peer": f"{self.away.row.pk}/",
            "delivery": f"referrals/{self.referral}/",
        }[name]  # fmt: skip

    def sent(self, name: str) -> dict[str, str]:
        """What its form sends."""
        seen = {"admit": 1, "refuse": 1, "suspend": 2, "propose_again": 3}.get(name, 0)
        form = {"request": str(uuid.uuid4()), "seen": str(seen)}
        if name == "admit":
            return form | {"digits": self.digits}
        if name == "new":
            return form | {"name": "New", "card": card_text(new_pair(), FOURTH)}
        return form


@pytest.fixture(name="scene")
def _scene(tmp_path: Path, settings: Settings) -> Scene:
    exchanging(tmp_path, settings)
    w = world()
    pair = new_pair()
    waiting = proposed(w.admin, pair, name="Waiting")
    away = admitted(w.admin, w.owner, "shelter", address=THIRD)
    other = admitted(w.admin, w.owner, "shelter", address=FOURTH)
    peers.suspend(w.owner, other.row.pk, seen=2, request=request())
    _, row = sent_away(w.owner, away)
    office = w.inspectorate.office
    people = {
        "proposer": w.admin, "admin": administrator(w.inspectorate), "works": w.owner,
        "other_office": w.other_office, "dpo": person(office, "dpo"),
        "stats": person(office, "stats"), "elsewhere": administrator(w.shelter), "stranger": None,
    }  # fmt: skip
    digits = grouped(pair.public.digits)
    return Scene(w, people, waiting, digits, away, other.row, row.pk)


def test_every_page_is_in_the_tables() -> None:
    named = {*SHOWS, *DOES} - {"admit", "refuse", "suspend", "propose_again"} | {"step"}
    assert named == set(routes("federation"))


@pytest.mark.proves("federation")
@pytest.mark.parametrize("name", SHOWS)
def test_what_every_page_shows_to_everybody(scene: Scene, name: str) -> None:
    found = tuple(
        scene.browser(who).get(scene.address(name)).status_code for who in WHO
    )  # fmt: skip
    assert found == SHOWS[name]


@pytest.mark.proves("federation")
@pytest.mark.parametrize("name", DOES)
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_does_for_everybody(scene: Scene, name: str, who: str) -> None:
    before = list(Peer.objects.order_by("pk").values_list("pk", "state"))
    answer = scene.browser(who).post(scene.address(name), scene.sent(name))
    assert answer.status_code == DOES[name][WHO.index(who)]
    changed = list(Peer.objects.order_by("pk").values_list("pk", "state")) != before
    assert changed is (answer.status_code == 303 and who != "stranger")


@pytest.mark.proves("federation")
def test_the_page_that_asks_for_the_digits_does_not_show_them(scene: Scene) -> None:
    """Nor does any other page: they come from the other side, by voice."""
    browser = scene.browser("works")
    own = grouped(own_keys().current.public.digits)
    assert own in browser.get(scene.address("index")).content.decode()
    for name in ("admit", "peer", "index"):
        shown = browser.get(scene.address(name)).content.decode()
        assert scene.digits not in shown
        assert scene.digits.replace(" ", "") not in shown


@pytest.mark.proves("federation")
def test_wrong_digits_are_told_and_admit_nobody(scene: Scene) -> None:
    form_data = scene.sent("admit") | {"digits": "1" * 40}
    answer = scene.browser("works").post(scene.address("admit"), form_data)
    assert answer.status_code == 422
    assert "somebody has changed the card" in answer.content.decode()
    assert Peer.objects.get(pk=scene.waiting.pk).state == "proposed"


@pytest.mark.proves("federation")
def test_the_referral_leads_to_how_it_stands_on_the_line(scene: Scene) -> None:
    browser = scene.browser("works")
    page = browser.get(f"/en/office/referrals/{scene.referral}/").content.decode()
    assert scene.address("delivery") in page
    shown = browser.get(scene.address("delivery")).content.decode()
    assert "confirmed by the other side" in shown


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_text_is_there(scene: Scene, language: str) -> None:
    browser = scene.browser("admin")
    for name in ("index", "new", "peer", "admit", "suspend"):
        address = scene.address(name).replace("/en/", f"/{language}/")
        shown = browser.get(address).content.decode()
        assert "federation/" not in shown.replace("/between/", "")
        assert "between_" not in shown


def test_the_list_asks_as_often_for_many_as_for_one(scene: Scene) -> None:
    browser = scene.browser("admin")
    counts = []
    browser.get(scene.address("index"))
    for more in (0, 5):
        for _ in range(more):
            proposed(scene.w.admin, new_pair(), THERE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(scene.address("index"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# The endpoint


@pytest.mark.proves("federation")
def test_who_is_not_known_is_told_nothing_at_all(scene: Scene) -> None:
    """One answer to everything that is wrong: whether somebody is admitted here, nobody learns."""
    client = Client(enforce_csrf_checks=True)
    stranger = Away(scene.waiting, new_pair(), "shelter")
    for raw in (
        b"", b"x", stranger.envelope("directory", {}),
        scene.away.envelope("directory", {}, made=0, ends=3600),
        Away(scene.suspended, scene.away.pair, "shelter").envelope("x", {})[:-1],
    ):  # fmt: skip
        answer = client.post("/between/", raw, content_type="application/octet-stream")
        assert (answer.status_code, answer.content) == (400, b"")
        assert not answer.cookies
    assert client.get("/between/").status_code == 405


@pytest.mark.proves("federation")
def test_who_is_known_is_answered_and_no_cookie_is_set(scene: Scene) -> None:
    raw = scene.away.envelope("directory", scene.away.directory())
    answer = Client().post("/between/", raw, content_type="application/octet-stream")
    assert answer.status_code == 200
    assert not answer.cookies
    assert scene.away.opened(answer.content).statement.body["result"] == "applied"


@pytest.mark.proves("federation")
def test_too_much_and_too_often_are_turned_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = MAGIC + bytes.fromhex(own_keys().current.public.id)
    large = head.ljust(LARGEST + 1, b"x")
    client = Client()
    assert client.post("/between/", large, content_type="text/plain").status_code == 413
    monkeypatch.setattr(endpoint, "MOST_IN_A_MINUTE", 2)

    def sent(raw: bytes) -> list[int]:
        posted = (client.post("/between/", raw, content_type="text/plain") for _ in range(4))
        return [one.status_code for one in posted]

    # What is for nobody here is not counted: it keeps no peer out.
    assert sent(b"x") == sent(MAGIC + bytes(16)) == [400] * 4
    assert sent(head)[-1] == 429
    del scene


@pytest.mark.proves("federation")
def test_without_keys_there_is_no_such_page(scene: Scene, settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(settings.MANUMIT, between_keys=None)
    assert Client().post("/between/", b"x", content_type="text/plain").status_code == 404
    del scene
