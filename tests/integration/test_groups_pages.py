"""Who may do what on the pages of employments and group cases: every page against everybody.

The expectations are written by hand, from domain.md, section 2: whoever holds the file reads where
somebody worked, as a statement; a colleague reads that there is a group of a place, and nobody in
it; another office, a shelter, a licensing authority, a union, a firm and an administrator find
nothing (404); a stranger is led to sign in (303).
"""

import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import registers_world as rw
from cases_world import key_ring, request
from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.models import Employment
from manumit.web.group_cases import selectors as group_selectors
from manumit.web.group_cases import services as grouping
from manumit.web.group_cases.models import (
    FactAdoption,
    GroupCase,
    GroupFact,
    GroupMember,
    SamePerson,
)
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from office import routes, signed_in
from registers_world import GROUP_PAGES, World, world

ROUTES = routes("cases") | routes("group_cases")
pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "shelter", "licensing", "union", "firm", "admin",
       "stranger")  # fmt: skip
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name               owner coll  oth   shel  lic  union firm admin stranger
    "employments":        (200, 404, 404, 404, 404, 404, 404, 404, 303),
    "employment_new":     (200, 404, 404, 404, 404, 404, 404, 404, 303),
    "employment_correct": (200, 404, 404, 404, 404, 404, 404, 404, 303),
    # The entry is of the inspectorate: its other office reads it, and finds no file of its own.
    "worked_at":          (200, 200, 200, 404, 404, 404, 404, 404, 303),
    "group_new":          (200, 200, 200, 404, 404, 404, 404, 404, 303),
    "groups":             (200, 200, 200, 200, 404, 404, 404, 404, 303),
    "group":              (200, 200, 404, 404, 404, 404, 404, 404, 303),
    "group_join":         (200, 200, 404, 404, 404, 404, 404, 404, 303),
    "fact_new":           (200, 403, 404, 404, 404, 404, 404, 404, 303),
    "fact_take":          (200, 404, 404, 404, 404, 404, 404, 404, 303),
    "same_person":        (200, 403, 404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "employment_new":     (303, 404, 404, 404, 404, 404, 404, 404, 303),
    "employment_correct": (303, 404, 404, 404, 404, 404, 404, 404, 303),
    # Nobody else can choose the owner's file.
    "group_new":          (303, 422, 422, 404, 404, 404, 404, 404, 303),
    "group_join":         (303, 422, 404, 404, 404, 404, 404, 404, 303),
    "group_leave":        (303, 403, 404, 404, 404, 404, 404, 404, 303),
    "fact_new":           (303, 403, 404, 404, 404, 404, 404, 404, 303),
    "fact_take":          (303, 404, 404, 404, 404, 404, 404, 404, 303),
    "same_person":        (303, 403, 404, 404, 404, 404, 404, 404, 303),
}  # fmt: skip


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
        "shelter": w.shelter.first,
        "licensing": w.licensing.first,
        "union": w.union.first,
        "firm": w.firm.first,
        "admin": w.admin,
        "stranger": None,
    }


class Rows:
    """A file with an employment, in a group with a fact; and another file beside it."""

    def __init__(self, w: World) -> None:
        self.file = services.open_file(w.inspector, age=Age.ADULT, request=request())
        self.beside = services.open_file(w.inspector, age=Age.ADULT, request=request())
        keys = rw.planted(w.inspector, self.file)
        self.organisation, self.workplace, _, self.employment, self.group, self.fact = keys
        employment = rw.employed(rw.firm(w.inspector, "Fresh Mill"))
        services.record_employment(w.inspector, self.file.pk, employment, request=request())
        self.fresh = max(employment.entries())

    def address(self, name: str) -> str:
        found = f"/en/office/{ROUTES[name]}".replace("<slug:kind>", "organisation")
        entry = self.fresh if name == "group_new" else self.organisation
        for key, row in (("file", self.file.pk), ("group", self.group), ("fact", self.fact),
                         ("employment", self.employment), ("entry", entry)):  # fmt: skip
            found = found.replace(f"<uuid:{key}>", str(row))
        return found

    def sent(self, name: str) -> dict[str, str]:
        form = {"request": str(uuid.uuid4())}
        form_data = {
            "employer": str(self.organisation),
            "source": "told_by_family",
            "begins": "2024",
        }
        several = {
            "employment_new": form_data,
            "employment_correct": {"workplace_name": "The red gate", "source": "told_by_worker"},
            "group_new": {"file": str(self.file.pk)},
            "group_join": {"file": str(self.beside.pk)},
            "fact_new": {"code": "CD02", "answer": "yes", "informant": "document"},
            "fact_take": {"take": "1"},
            "same_person": {"file": str(self.file.pk), "other": str(self.beside.pk)},
        }
        return form | several.get(name, {})


def counted() -> tuple[int, ...]:
    tables = (Employment, FactAdoption, GroupCase, GroupFact, SamePerson)
    gone = GroupMember.objects.exclude(left_at=None).count()
    return (*(one.objects.count() for one in tables), GroupMember.objects.count(), gone)


def test_every_page_is_in_the_table() -> None:
    assert SHOWS.keys() | DOES.keys() == GROUP_PAGES
    assert ROUTES.keys() > GROUP_PAGES


@pytest.mark.parametrize("who", WHO)
def test_what_each_may_open(w: World, who: str) -> None:
    rows, column = Rows(w), WHO.index(who)
    if who == "colleague":
        services.open_file(w.inspectorate.second, age=Age.ADULT, request=request())
    client = browser(everybody(w)[who])
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: cells[column] for name, cells in SHOWS.items()}


@pytest.mark.parametrize("who", WHO)
def test_what_each_may_do(w: World, who: str) -> None:
    column, found = WHO.index(who), {}
    rows = Rows(w)
    client = browser(everybody(w)[who])
    # Leaving comes last: what is in the group no more can't be weighed.
    for name in sorted(DOES, key=lambda one: one == "group_leave"):
        before = counted()
        found[name] = client.post(rows.address(name), rows.sent(name)).status_code
        changed = found[name] == 303 and who != "stranger"
        assert (counted() != before) is changed, name
    assert found == {name: cells[column] for name, cells in DOES.items()}


def test_a_page_that_only_does_something_shows_nothing(w: World) -> None:
    rows = Rows(w)
    assert browser(w.inspector).get(rows.address("group_leave")).status_code == 405
    odd = rows.address("worked_at").replace("/organisation/", "/planted/")
    assert browser(w.inspector).get(odd).status_code == 404


def test_a_colleague_reads_no_member_and_no_number_on_any_page(w: World) -> None:
    """Scenario 14, within an office."""
    rows, second = Rows(w), w.inspectorate.second
    member = GroupMember.objects.get(group=rows.group)
    client = browser(second)
    for name in ("groups", "group", "worked_at"):
        content = client.get(rows.address(name)).content.decode()
        for secret in (rows.file.pseudonym, str(rows.file.pk), member.reference, "safe-zq"):
            assert secret not in content, name
    assert rw.FIRM in client.get(rows.address("group")).content.decode()
    hers = services.open_file(second, age=Age.ADULT, request=request())
    grouping.join_group(second, rows.group, hers.pk, request=request())
    content = client.get(rows.address("group")).content.decode()
    assert member.reference in content
    for secret in (rows.file.pseudonym, str(rows.file.pk)):
        assert secret not in content


def test_nothing_that_is_wrong_loses_what_was_typed(w: World) -> None:
    rows, client = Rows(w), browser(w.inspector)
    sent = rows.sent("employment_new") | {"from_region": "Keep-this-zq", "begins": "2024-99"}
    page = client.post(rows.address("employment_new"), sent)
    assert page.status_code == 422
    assert "Keep-this-zq" in page.content.decode()
    nobody = {"request": str(uuid.uuid4()), "source": "told_by_worker"}
    assert client.post(rows.address("employment_new"), nobody).status_code == 422
    late = rows.sent("fact_new") | {"at": "2999-01-01", "note": "Keep-that-zq"}
    page = client.post(rows.address("fact_new"), late)
    assert (page.status_code, b"Keep-that-zq" in page.content) == (422, True)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_are_whole_in_each_language(w: World, language: str) -> None:
    rows, client = Rows(w), browser(w.inspector)
    for name in SHOWS:
        page = client.get(rows.address(name).replace("/en/", f"/{language}/"))
        assert page.status_code == 200
        assert 'lang="en" dir="ltr">' not in page.content.decode().partition("<main")[2], name


def test_the_ledger_of_a_group_names_no_file_and_that_of_a_file_no_group(w: World) -> None:
    rows = Rows(w)
    before = group_selectors.group(w.inspector, rows.group)
    grouping.join_group(w.inspector, rows.group, rows.beside.pk, request=request())
    grouping.leave_group(w.inspector, rows.group, rows.beside.pk)
    events = {(one.kind, one.resource) for one in Event.objects.filter(act="change")}
    assert ("case_file", rows.beside.pk) in events
    assert not {one for one in events if one[0] == "group_case"}
    assert group_selectors.group(w.inspector, rows.group).mine == before.mine
