"""Who may do what on the pages of the registers: every page against everybody.

The expectations are written by hand, from domain.md, section 2, and R-30: an institution has its
own register, its offices read it, an office corrects what it entered; another institution, an
intake too, finds nothing (404); a union, a firm, an identification body and an administrator have
no register; a stranger is led to sign in (303).
"""

import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import registers_world as rw
from cases_world import key_ring, request
from manumit.web.kernel.access.actors import Actor
from manumit.web.registers import services
from manumit.web.registers.models import Link, Merge, Organisation, Workplace, WorkplaceMerge
from office import routes, signed_in
from registers_world import World, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

NOBODY = (404, 404, 404, 404, 303)
"""A union, a firm, an identification body, an administrator, a stranger."""
WHO = ("owner", "colleague", "other_office", "other", "intake", "licensing", "union", "firm",
       "ident", "admin", "stranger")  # fmt: skip
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name                owner coll  oth  other intake licensing
    "organisations":       (200, 200, 200, 200, 200, 200, *NOBODY),
    "organisation_new":    (200, 200, 200, 200, 200, 200, *NOBODY),
    "organisation_find":   (200, 200, 200, 200, 200, 200, *NOBODY),
    "organisation":        (200, 200, 200, 404, 404, 404, *NOBODY),
    "organisation_change": (200, 200, 403, 404, 404, 404, *NOBODY),
    "organisation_share":  (403, 403, 403, 404, 404, 404, *NOBODY),
    "link":                (200, 200, 403, 404, 404, 404, *NOBODY),
    "merge":               (200, 200, 403, 404, 404, 404, *NOBODY),
    "unmerge":             (200, 200, 403, 404, 404, 404, *NOBODY),
    "workplaces":          (200, 200, 200, 200, 200, 200, *NOBODY),
    "workplace_new":       (200, 200, 200, 200, 200, 200, *NOBODY),
    "workplace":           (200, 200, 200, 404, 404, 404, *NOBODY),
    "workplace_change":    (200, 200, 403, 404, 404, 404, *NOBODY),
    "place_merge":         (200, 200, 403, 404, 404, 404, *NOBODY),
    "place_unmerge":       (200, 200, 403, 404, 404, 404, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "organisation_new":    (303, 303, 303, 303, 303, 303, *NOBODY),
    "organisation_change": (303, 303, 403, 404, 404, 404, *NOBODY),
    "organisation_share":  (403, 403, 403, 404, 404, 404, *NOBODY),
    "link":                (303, 303, 403, 404, 404, 404, *NOBODY),
    "link_end":            (303, 303, 403, 404, 404, 404, *NOBODY),
    "merge":               (303, 303, 403, 404, 404, 404, *NOBODY),
    "unmerge":             (303, 303, 403, 404, 404, 404, *NOBODY),
    "workplace_new":       (303, 303, 303, 303, 303, 303, *NOBODY),
    "workplace_change":    (303, 303, 403, 404, 404, 404, *NOBODY),
    "place_merge":         (303, 303, 403, 404, 404, 404, *NOBODY),
    "place_unmerge":       (303, 303, 403, 404, 404, 404, *NOBODY),
}  # fmt: skip
SEEN_ONLY = {"organisations", "organisation_find", "organisation", "workplaces", "workplace"}
COUNTED = (Organisation, Workplace, Link, Merge, WorkplaceMerge)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def everybody(w: World) -> dict[str, Actor | None]:
    return {
        "owner": w.inspector,
        "colleague": w.inspectorate.second,
        "other_office": w.elsewhere,
        "other": w.other_inspectorate.first,
        "intake": w.intake.first,
        "licensing": w.licensing.first,
        "union": w.union.first,
        "firm": w.firm.first,
        "ident": w.ident.first,
        "admin": w.admin,
        "stranger": None,
    }


class Entries:
    """What every page of an entry is asked of; made anew for each who asks."""

    def __init__(self, w: World) -> None:
        self.one = rw.firm(w.inspector, "Acacia Works")
        self.other = rw.firm(w.inspector, "Baobab Mills")
        self.part = rw.firm(w.inspector, "Cedar Farms")
        self.whole = rw.firm(w.inspector, "Doum Palms")
        services.merge(
            w.inspector, self.whole.pk, self.part.pk, reason="same_number", request=request()
        )
        self.link = services.link(
            w.inspector, self.one.pk, self.other.pk, "owner_of", source="advert", request=request()
        )
        self.place = rw.place(w.inspector)
        self.again, self.old, self.hall = (
            rw.place(w.inspector, name=name) for name in ("Hall treezq", "Old hall", "Barnzq")
        )
        services.merge_workplaces(
            w.inspector, self.hall.pk, self.old.pk, reason="same_number", request=request()
        )

    def address(self, name: str) -> str:
        found = f"/en/office/{routes('registers')[name]}"
        entry = self.part if name == "unmerge" else self.one
        place = self.old if name == "place_unmerge" else self.place
        rows = {"organisation": entry, "workplace": place, "link": self.link}
        for key, row in rows.items():
            found = found.replace(f"<uuid:{key}>", str(row.pk))
        return found

    def sent(self, name: str) -> dict[str, str]:
        entry = {
            "request": str(uuid.uuid4()), "seen": "1", "name": "Quite New", "country": "ke",
            "sector": "C", "source": "advert",
        }  # fmt: skip
        organisation = {**entry, "kind": "employer", "natural_person": "no"}
        place = {**entry, "place": "site", "address": "Lane 1"}
        several = {
            "organisation_new": {**organisation, "name": f"Firm {uuid.uuid4().hex}"},
            "organisation_change": organisation,
            "workplace_new": {**place, "name": f"Site {uuid.uuid4().hex}", "another": "on"},
            "workplace_change": place,
            "link": {
                "request": str(uuid.uuid4()), "way": "in", "kind": "subcontractor_of",
                "other": str(self.other.pk), "begins": "2024", "until": "", "source": "advert",
            },
            "merge": {
                "request": str(uuid.uuid4()), "other": str(self.other.pk), "reason": "same_number",
            },
            "unmerge": {"request": str(uuid.uuid4()), "reason": "two_after_all"},
            "place_merge": {
                "request": str(uuid.uuid4()), "other_place": str(self.again.pk),
                "reason": "other_spelling",
            },
            "place_unmerge": {"request": str(uuid.uuid4()), "reason": "joined_by_mistake"},
            "organisation_share": {"request": str(uuid.uuid4()), "seen": "1", "shared": "on"},
        }  # fmt: skip
        return several.get(name, {})


def test_every_page_is_in_the_table() -> None:
    assert routes("registers").keys() == SHOWS.keys() | DOES.keys()
    assert SHOWS.keys() - DOES.keys() == SEEN_ONLY


@pytest.mark.proves("registers-of-employers")
@pytest.mark.parametrize("who", WHO)
def test_what_each_may_open(w: World, who: str) -> None:
    entries, column = Entries(w), WHO.index(who)
    client = browser(everybody(w)[who])
    found = {name: client.get(entries.address(name)).status_code for name in SHOWS}
    assert found == {name: cells[column] for name, cells in SHOWS.items()}


@pytest.mark.proves("registers-of-employers")
@pytest.mark.parametrize("who", WHO)
def test_what_each_may_do(w: World, who: str) -> None:
    column, found = WHO.index(who), {}
    for name in DOES:
        entries = Entries(w)
        before = [model.objects.count() for model in COUNTED]
        client = browser(everybody(w)[who])
        found[name] = client.post(entries.address(name), entries.sent(name)).status_code
        if found[name] != 303 or who == "stranger":
            assert before == [model.objects.count() for model in COUNTED]
    assert found == {name: cells[column] for name, cells in DOES.items()}


def test_a_licensing_authority_shares_on_a_page(w: World) -> None:
    agency = rw.firm(w.licensing.first, "Blue Sky Recruitment", kind="agency")
    at = f"/en/office/organisations/{agency.pk}/share/"
    sent = {"request": str(uuid.uuid4()), "seen": "1", "shared": "on"}
    assert browser(w.licensing.first).post(at, sent).status_code == 303
    for reader in (w.inspector, w.intake.first, w.advice.first):
        page = browser(reader).get(f"/en/office/organisations/{agency.pk}/")
        assert page.status_code == 200
        assert b"/change/" not in page.content


def test_there_is_one_like_it_loses_nothing_that_was_typed(w: World) -> None:
    rw.firm(w.inspector)
    client, entries = browser(w.inspectorate.second), Entries(w)
    at, sent = entries.address("organisation_new"), entries.sent("organisation_new")
    sent |= {"name": "Golden Thredzq Garments", "number": "KEEP-77-ZQ"}
    first = client.post(at, sent)
    assert first.status_code == 422
    assert rw.FIRM in first.content.decode()
    assert "KEEP-77-ZQ" in first.content.decode()
    assert client.post(at, {**sent, "another": "on"}).status_code == 303
    again = entries.sent("workplace_new") | {"name": "Hall threezq"}
    del again["another"]
    like = client.post("/en/office/workplaces/new/", again)
    assert (like.status_code, b"Hall threezq" in like.content) == (422, True)


def test_a_list_is_narrowed_sorted_and_turned_by_codes_alone(w: World) -> None:
    for place in range(30):
        rw.firm(w.inspector, f"Mill {chr(65 + place % 26)}{chr(65 + place // 26)} Nairobi",
                sector="C" if place % 2 else "A", country="KE" if place % 3 else "UG")  # fmt: skip
    client = browser(w.inspector)
    first = client.get("/en/office/organisations/").content.decode()
    assert first.count("Nairobi</bdi>") == 25
    second = client.get("/en/office/organisations/?page=2").content.decode()
    assert second.count("Nairobi</bdi>") == 5
    narrowed = client.get("/en/office/organisations/?sector=A&country=UG&sort=sector&kind=employer")
    assert narrowed.content.decode().count("Nairobi</bdi>") == 5
    for wrong in (
        "?sector=ZZZ",
        "?page=999999999999",
        "?sort=recorded_at",
        "?kind=%27",
        "?country=%00",
    ):
        assert client.get(f"/en/office/organisations/{wrong}").status_code == 200


def test_a_list_asks_as_often_for_thirty_entries_as_for_one(w: World) -> None:
    client = browser(w.inspector)

    def queries(at: str) -> int:
        client.get(at)
        with CaptureQueriesContext(connection) as found:
            client.get(at)
        return len(found)

    one = rw.firm(w.inspector, "Acacia Works")
    rw.place(w.inspector, runs=one)
    other = rw.firm(w.inspector, "Baobab Mills")
    services.link(w.inspector, one.pk, other.pk, "owner_of", source="advert", request=request())
    pages = ("/en/office/organisations/", "/en/office/workplaces/",
             f"/en/office/organisations/{one.pk}/")  # fmt: skip
    few = [queries(at) for at in pages]
    for place in range(20):
        made = rw.firm(w.inspector, f"Firm {place} Cedar")
        rw.place(w.inspector, name=f"Hall {place}", runs=one)
        services.link(w.inspector, one.pk, made.pk, "owner_of", source="advert", request=request())
    assert [queries(at) for at in pages] == few


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_are_whole_in_each_language(w: World, language: str) -> None:
    entries, client = Entries(w), browser(w.inspector)
    for name in SHOWS:
        page = client.get(entries.address(name).replace("/en/", f"/{language}/"))
        content = page.content.decode().partition("<main")[2]
        assert page.status_code in (200, 403)
        assert 'lang="en" dir="ltr">' not in content, name
