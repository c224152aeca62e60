"""Who may do what on the pages of licences: every page against everybody.

The expectations are written by hand, from domain.md, section 2: an office of a licensing authority
works on its applications together; its other offices read them; another authority, an inspectorate
and an administrator find nothing (404); a stranger is led to sign in (303).
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponseBase

import recruitment_world as rw
from everybody import done_by_everybody
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.recruitment.models import (
    BondMovement,
    LicenceApplication,
    LicenceAssessment,
    RecruiterLicence,
)
from office import routes, signed_in
from recruitment_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "other", "inspector", "admin", "stranger")
NOBODY = (404, 404, 303)
"""An inspector, an administrator, a stranger."""
EVERY_AUTHORITY = (200, 200, 200, 200, *NOBODY)
THIS_AUTHORITY = (200, 200, 200, 404, *NOBODY)
THIS_OFFICE = (200, 200, 403, 404, *NOBODY)
SHOWS: Mapping[str, tuple[int, ...]] = {
    "applications": EVERY_AUTHORITY,
    "new": EVERY_AUTHORITY,
    "application": THIS_AUTHORITY,
    "step": THIS_OFFICE,
    "assess": THIS_OFFICE,
    "hearing": THIS_OFFICE,
    "bond": THIS_OFFICE,
    "licences": EVERY_AUTHORITY,
    "publish": EVERY_AUTHORITY,
    "list_file": EVERY_AUTHORITY,
    "licence_step": THIS_OFFICE,
}
DONE_HERE = (303, 303, 403, 404, *NOBODY)
DOES: Mapping[str, tuple[int, ...]] = {
    "new": (303, 303, 303, 303, *NOBODY),
    "step": DONE_HERE,
    "assess": DONE_HERE,
    "hearing": DONE_HERE,
    "bond": DONE_HERE,
    "licence_step": DONE_HERE,
}
ROUTES = routes("recruitment")


@dataclass(frozen=True, slots=True)
class Rows:
    """An application that was inspected, of the sister of a revoked owner, and a licence."""

    application: LicenceApplication
    licence: RecruiterLicence

    def address(self, name: str, language: str = "en") -> str:
        """Where a page is."""
        step = "surrender" if name == "licence_step" else "grant_with_conditions"
        return f"/{language}/office/" + (
            ROUTES[name]
            .replace("<uuid:application>", str(self.application.pk))
            .replace("<uuid:licence>", str(self.licence.pk))
            .replace("<str:kind>", "json")
            .replace("<str:name>", step)
        )


def made_rows(w: World) -> Rows:
    rw.revoked_agency(w.owner)
    sister = rw.agency("New Dawn Placement Zq", telephones=("0700 555611",))
    row = rw.inspected(w.owner, sister)
    rw.assessed(w.owner, row, "housing")
    return Rows(row, rw.licensed(w.owner))


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "other": w.other.first,
        "inspector": w.inspectorate.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    words: Mapping[str, Mapping[str, object]] = {
        "new": {"name": "Third Zq", "officers": "One Person Zq"},
        "step": {
            "seen": rows.application.version,
            "conditions": "Mend the roof",
            "conditions_by": tomorrow,
        },
        "assess": rw.results(),
        "hearing": {"hearing_on": tomorrow},
        "bond": {"kind": "paid_in", "amount": "50000", "day": today().isoformat()},
        "licence_step": {"seen": rows.licence.version},
    }
    return {"request": uuid.uuid4(), **words[name]}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    applications = LicenceApplication.objects.order_by("pk").values_list("state", "hearing_on")
    licences = RecruiterLicence.objects.order_by("pk").values_list("state")
    return (
        *applications,
        *licences,
        LicenceAssessment.objects.count(),
        BondMovement.objects.count(),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = signed_in(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return signed_in(actor(w, who)).post(rows.address(name), form(rows, name))

    found = done_by_everybody(WHO, send, standing)
    assert found == dict(zip(WHO, DOES[name], strict=True))


def test_the_officer_sees_the_revoked_owner_come_back_before_any_step(w: World, rows: Rows) -> None:
    page = signed_in(w.owner).get(rows.address("application")).content.decode()
    shown, steps = page.index("Same telephone:"), page.index("Grant with conditions")
    assert shown < steps
    assert "Bright Shore Manpower Zq" in page
    assert "This is a fact to ask about, and no reason to refuse." in page


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    w: World, rows: Rows, tag: str
) -> None:
    before = standing()
    client = signed_in(w.owner)
    for name, changed in (
        ("new", {"officers": ""}),
        ("new", {"telephones": "12"}),
        ("step", {"conditions_by": today().isoformat()}),
        ("assess", {"fees": ""}),
        ("hearing", {"hearing_on": "2020-01-01"}),
        ("bond", {"amount": "-1"}),
        ("bond", {"kind": "drawn"}),
    ):
        answer = client.post(rows.address(name, tag), {**form(rows, name), **changed})
        assert answer.status_code == 422, name
        assert 'class="error"' in answer.content.decode(), name
    assert standing() == before


def test_a_form_sent_twice_acts_once(w: World, rows: Rows) -> None:
    client = signed_in(w.owner)
    for name in ("new", "bond", "step"):
        sent = form(rows, name)
        assert client.post(rows.address(name), sent).status_code == 303, name
        once = standing()
        assert client.post(rows.address(name), sent).status_code == 303, name
        assert standing() == once, name


def test_the_command_writes_the_list_and_keeps_the_one_before(
    w: World, rows: Rows, tmp_path: Path
) -> None:
    out = tmp_path / "list.json"
    institution = str(w.authority.institution.pk)
    call_command("publish_licences", institution, str(out))
    found = json.loads(out.read_text("utf-8"))
    assert {one["state"] for one in found["entries"]} == {"active", "revoked"}
    assert rows.licence.number in {one["number"] for one in found["entries"]}
    call_command("publish_licences", institution, str(out))
    assert (tmp_path / f"list-{today()}.json").exists()
    with pytest.raises(CommandError, match="No licensing authority"):
        call_command("publish_licences", str(w.inspectorate.institution.pk), str(out))


def test_the_home_of_an_officer_says_what_is_to_be_decided(w: World, rows: Rows) -> None:
    del rows
    page = signed_in(w.owner).get("/en/office/").content.decode()
    assert "To be decided: 1" in page
    assert "Licences in force: 1" in page
    assert "Record an application" in page


def test_the_page_keeps_a_refusal_visible_that_was_overturned(w: World, rows: Rows) -> None:
    rw.moved(w.owner, rows.application, "refuse", reason="papers_missing")
    rw.moved(w.owner, rows.application, "appeal")
    rw.moved(w.colleague, rows.application, "overturn", reason="facts")
    pages = [
        signed_in(one).get(rows.address("application")).content.decode()
        for one in (w.owner, w.colleague)
    ]
    for page in pages:
        assert "Refused: Papers are missing" in page
        assert "Refusal overturned: The facts were wrong" in page
    # Who refused does not go on with it.
    assert ["Assess the standards" in page for page in pages] == [False, True]
