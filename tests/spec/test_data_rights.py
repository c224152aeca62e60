"""Erasure on request and legal holds: GDPR art. 17 and 38; domain.md R-50, R-51, R-65."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

import line_world as lw
from cases_world import file_of, key_ring, person, request
from cases_world import world as cases
from line_world import World, world
from manumit.errors import InputError
from manumit.web.complaints.models import Complaint
from manumit.web.data_rights import rights_list, verbs
from manumit.web.data_rights.models import ErasureRequest, LegalHold
from manumit.web.kernel.access import person_records
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.line import handover
from manumit.web.line.handover import ComplaintEntry
from manumit.web.line.models import Contact
from manumit.web.tasks.selectors import my_work

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
ASKED = "asked_by_the_person"


def due(who: Actor, kind: str = "erasure") -> list[tuple[str, dt.date, str]]:
    lines = my_work(who, horizon="year", turn="all", number=1).lines
    return [(one.kind, one.due, one.turn) for one in lines if one.kind == kind]


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="officer")
def _officer(w: World) -> Actor:
    return person(w.desk.office, "dpo")


@pytest.fixture(name="contact")
def _contact(w: World) -> Contact:
    return lw.promised(w.owner)


def asked(who: Actor | None, row: Contact) -> ErasureRequest:
    return verbs.ask_erasure(who, row.reference, ASKED, request=request())


def decided(who: Actor | None, row: ErasureRequest, name: str, reason: str = "") -> ErasureRequest:
    row.refresh_from_db()
    return verbs.decide_erasure(
        who, row.pk, name, seen=row.version, request=request(), reason=reason
    )


def held(who: Actor | None, row: Contact, until: dt.date | None = None) -> LegalHold:
    return verbs.place_hold(who, row.reference, "proceedings", until, request=request())


def lifted(who: Actor | None, row: LegalHold, name: str, reason: str = "") -> LegalHold:
    row.refresh_from_db()
    return verbs.decide_hold(who, row.pk, name, seen=row.version, request=request(), reason=reason)


def test_who_holds_a_record_asks_and_the_officer_erases(
    w: World, officer: Actor, contact: Contact
) -> None:
    row = asked(w.owner, contact)
    contact.refresh_from_db()
    assert open_text(contact, "note") == lw.NOTE  # nothing yet
    decided(officer, row, "erase")
    with pytest.raises(InputError, match="V301"):
        open_text(contact, "note")
    stone = PersonKey.objects.get(pk=contact.subject_id)
    assert (stone.erased_reason, stone.erased_by) == (ASKED, officer.person)
    act = Event.objects.get(act="erase")
    assert (act.actor, act.kind, act.resource) == (officer.person, "erasure_request", row.pk)
    assert list(disagreements({})) == []


def test_nobody_does_both_and_nobody_else_does_either(
    w: World, officer: Actor, contact: Contact
) -> None:
    for holder in (w.colleague, w.other_office, w.other.first, w.inspectorate.first):
        with pytest.raises(InputError, match="H901"):
            asked(holder, contact)
    for other in (officer, w.admin, None):
        with pytest.raises(Refused):
            asked(other, contact)
    row = asked(w.owner, contact)
    elsewhere = person(w.other.office, "dpo")
    for who in (w.owner, w.colleague, w.admin, elsewhere, None):
        with pytest.raises(Refused):
            decided(who, row, "erase")
    assert PersonKey.objects.get(pk=contact.subject_id).erased_at is None


def test_a_case_file_is_erased_for_its_holder(w: World) -> None:
    """Of the file of an inspectorate, by its own officer; the line's has no part in it."""
    c = cases()
    file = file_of(c.owner)
    row = verbs.ask_erasure(c.owner, file.pseudonym.lower(), ASKED, request=request())
    assert (row.kind, row.record) == ("cases/file", file.pk)
    with pytest.raises(Refused):
        decided(person(w.desk.office, "dpo"), row, "erase")
    decided(person(c.inspectorate.office, "dpo"), row, "erase")
    assert PersonKey.objects.get(pk=file.subject_id).wrapped is None


def test_a_request_that_is_sent_twice_is_one_and_a_second_one_waits_for_the_first(
    w: World, officer: Actor, contact: Contact
) -> None:
    key = request()
    first = verbs.ask_erasure(w.owner, contact.reference, ASKED, request=key)
    assert verbs.ask_erasure(w.owner, contact.reference, ASKED, request=key) == first
    with pytest.raises(InputError, match="H902"):
        asked(w.owner, contact)
    decided(officer, first, "refuse", "not_verified")
    assert asked(w.owner, contact).pk != first.pk


@pytest.mark.parametrize(
    ("code", "reason", "error"),
    [("ZZZZ-ZZZZ", ASKED, "H901"), ("", ASKED, "H901"), (None, "she is afraid", "H903")],
)
def test_what_cannot_be_asked_is_refused_with_its_code(
    w: World, contact: Contact, code: str | None, reason: str, error: str
) -> None:
    with pytest.raises(InputError, match=error):
        verbs.ask_erasure(
            w.owner, contact.reference if code is None else code, reason, request=request()
        )
    assert not ErasureRequest.objects.exists()


def test_a_refusal_has_a_reason_of_the_law_and_keeps_the_record(
    w: World, officer: Actor, contact: Contact
) -> None:
    row = asked(w.owner, contact)
    with pytest.raises(InputError, match="T105"):
        decided(officer, row, "refuse")
    assert decided(officer, row, "refuse", "claims").state == "refused"
    contact.refresh_from_db()
    assert open_text(contact, "note") == lw.NOTE


def test_a_hold_keeps_a_record_until_two_people_lift_it(
    w: World, officer: Actor, contact: Contact
) -> None:
    """R-51: evidence and claims outlive a request; lifting takes who placed it, and the officer."""
    hold = held(w.owner, contact)
    row = asked(w.owner, contact)
    with pytest.raises(InputError, match="V302"):
        decided(officer, row, "erase")
    row.refresh_from_db()
    assert row.state == "asked"
    with pytest.raises(Refused):
        lifted(w.owner, hold, "lift")
    with pytest.raises(Refused):
        lifted(officer, hold, "ask_lift", "proceedings_over")
    lifted(w.owner, hold, "ask_lift", "proceedings_over")
    assert due(officer, "hold_lift") == [("hold_lift", today() + dt.timedelta(days=7), "to_do")]
    lifted(officer, hold, "keep")
    assert PersonKey.objects.get(pk=contact.subject_id).held
    lifted(w.owner, hold, "ask_lift", "proceedings_over")
    lifted(officer, hold, "lift")
    assert decided(officer, row, "erase").state == "erased"
    assert Event.objects.filter(act="hold").count() == 1
    assert Event.objects.filter(act="release_hold", resource=hold.pk).exists()
    assert list(disagreements({})) == []


def test_one_hold_is_in_force_at_a_time_and_ends_on_its_day(w: World, contact: Contact) -> None:
    with pytest.raises(InputError, match="V303"):
        held(w.owner, contact, today() - dt.timedelta(days=1))
    assert not LegalHold.objects.exists()
    held(w.owner, contact, today())
    assert PersonKey.objects.get(pk=contact.subject_id).held
    with pytest.raises(InputError, match="H902"):
        held(w.owner, contact)


def test_a_hold_whose_day_is_over_says_so_and_another_can_be_placed(
    w: World, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, tomorrow = held(w.owner, contact, today()), today() + dt.timedelta(days=1)
    assert rights_list.state_text(first) == "data_rights_state/placed"
    for module in (verbs, rights_list):
        monkeypatch.setattr(module, "today", lambda: tomorrow)
    assert rights_list.state_text(first) == "data_rights_state/over"
    second = held(w.owner, contact, tomorrow)
    first.refresh_from_db()
    assert (first.state, second.state) == ("over", "placed")
    assert list(disagreements({})) == []


def test_a_contact_under_a_hold_becomes_no_complaint(w: World, contact: Contact) -> None:
    """Its content would end with the step: refused before anything is received."""
    held(w.owner, contact)
    before = Complaint.objects.count()
    with pytest.raises(InputError, match="V302"):
        handover.send_complaint(
            w.owner, contact.pk, ComplaintEntry(text="No pay"), language="en",
            reason="person_agrees", seen=contact.version, request=request(),
            complaint_request=request(),
        )  # fmt: skip
    assert Complaint.objects.count() == before
    contact.refresh_from_db()
    assert open_text(contact, "note") == lw.NOTE


def test_a_claim_is_no_record_of_its_own() -> None:
    """It may be sealed under the key of a file that somebody else holds, also elsewhere."""
    assert set(vars(person_records)["_kinds"]) == {"cases/file", "line/contact"}


def test_the_officer_has_it_to_do_within_a_week_and_who_asked_waits(
    w: World, officer: Actor, contact: Contact
) -> None:
    row = asked(w.owner, contact)

    by = row.made_at.date() + dt.timedelta(days=7)
    assert due(officer) == [("erasure", by, "to_do")]
    assert due(w.owner) == [("erasure", by, "waiting")]
    assert due(w.colleague) == []
