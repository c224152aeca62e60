"""On pages: who speaks for a person, and danger in place of consent, from its hours to its notice.

What each of these pages answers to everybody stands in test_cases_pages.py.
"""

import datetime as dt
import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    GUARDIAN,
    SECRETS,
    World,
    file_of,
    in_danger,
    key_ring,
    person,
    referred,
    spoken_for,
    world,
)
from manumit.assessment import Age
from manumit.web.cases import selectors
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Mandate, WaiverNotice
from manumit.web.cases.policies import file_policy
from manumit.web.institutions.models import Office
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.purposes import waiver_rules
from manumit.web.kernel.ledger.models import Event
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
LONGEST = int(waiver_rules().longest.total_seconds() // 3600)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="child")
def _child(w: World) -> CaseFile:
    return file_of(w.owner, Age.CHILD)


def browser(of: Actor | None) -> Client:
    return signed_in(of)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def of(file: CaseFile, page: str) -> str:
    return f"/en/office/files/{file.pk}/{page}/"


def mandate(**other: object) -> dict[str, object]:
    """A form of a mandate that is recorded."""
    return {
        "basis": "guardian:guardian_by_court",
        "name": GUARDIAN,
        "begins": f"{timezone.now():%Y-%m-%d}",
        "request": uuid.uuid4(),
        **other,
    }


def answered(w: World, **other: object) -> dict[str, object]:
    """A form of an answer: the person agrees to be referred to the shelter."""
    return {
        "do": "record",
        "purpose": "referral",
        "recipient": w.shelter.institution.pk,
        "status": "given",
        "voice": "person",
        "asked": "read_aloud",
        "language": "bn",
        "text_version": 1,
        "until": f"{timezone.now() + dt.timedelta(days=9):%Y-%m-%d}",
        "request": uuid.uuid4(),
        **other,
    }


def waiver(w: World, hours: object, **other: object) -> dict[str, object]:
    """A form in which danger takes the place of consent."""
    return {
        "do": "waive",
        "purpose": "referral",
        "recipient": w.shelter.institution.pk,
        "reason": "danger_to_life",
        "for_hours": hours,
        "request": uuid.uuid4(),
        **other,
    }


# Who speaks for a person


def test_a_guardian_is_recorded_agrees_for_the_child_and_is_ended(
    w: World, child: CaseFile
) -> None:
    client = browser(w.owner)
    alone = client.post(of(child, "consents/new"), answered(w))
    assert alone.status_code == 422
    assert "the guardian consents" in alone.content.decode()
    assert "A guardian is needed." in shown(client, of(child, "mandates"))
    form = mandate()
    assert client.post(of(child, "mandates/new"), form).status_code == 303
    assert client.post(of(child, "mandates/new"), form).status_code == 303  # sent twice: once there
    listed = shown(client, of(child, "mandates"))
    assert listed.count(GUARDIAN) == 1
    assert "appointed by a court" in listed
    assert "valid now" in listed
    assert "A guardian is needed." not in listed
    made = Mandate.objects.get()
    words = client.post(of(child, "consents/new"), {"purpose": "referral", "request": uuid.uuid4()})
    assert f"The guardian: {GUARDIAN}" in words.content.decode()
    form = answered(w, voice=made.pk)
    assert client.post(of(child, "consents/new"), form).status_code == 303
    found = Consent.objects.get()
    assert (found.voice, found.representative) == ("guardian", made.pk)
    assert client.post(f"/en/office/mandates/{made.pk}/end/").status_code == 303
    assert "Ended" in shown(client, of(child, "mandates"))
    assert client.post(f"/en/office/mandates/{made.pk}/end/").status_code == 409
    late = client.post(of(child, "consents/new"), answered(w, voice=made.pk))
    assert late.status_code == 422
    assert Consent.objects.count() == 1


def test_a_mandate_of_another_file_or_another_day_is_not_offered(w: World, child: CaseFile) -> None:
    client, foreign = browser(w.owner), spoken_for(w.owner, file_of(w.owner, Age.CHILD))
    later = mandate(begins=f"{timezone.now() + dt.timedelta(days=3):%Y-%m-%d}")
    assert client.post(of(child, "mandates/new"), later).status_code == 303
    assert "starts later" in shown(client, of(child, "mandates"))
    not_yet = Mandate.objects.get(file=child)
    words = client.post(of(child, "consents/new"), {"purpose": "referral", "request": uuid.uuid4()})
    assert "The guardian" not in words.content.decode()
    for key in (foreign.pk, not_yet.pk, uuid.uuid4(), "guardian"):
        answer = client.post(of(child, "consents/new"), answered(w, voice=key))
        assert answer.status_code == 422
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"basis": "guardian:power_of_attorney"},
        {"basis": "person:guardian_by_court"},
        {"name": " "},
        {"begins": ""},
        {"ends": "2020-01-01"},
    ],
)
def test_a_mandate_that_lacks_something_keeps_what_was_typed(
    w: World, child: CaseFile, wrong: dict[str, object]
) -> None:
    form = mandate(name="typed-before-zq") | wrong
    answer = browser(w.owner).post(of(child, "mandates/new"), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error" id="' in text  # beside its field
    assert "name" in wrong or "typed-before-zq" in text
    assert not Mandate.objects.exists()


def test_a_colleague_reads_that_somebody_speaks_and_not_who(w: World, child: CaseFile) -> None:
    spoken_for(w.owner, child)
    text = shown(browser(w.colleague), of(child, "mandates"))
    assert "The guardian" in text
    assert "You may not see the content." in text
    assert [one for one in SECRETS if one in text] == []
    assert "Record a mandate" not in text
    assert "End this mandate" not in text


# Danger instead of consent


def test_danger_is_offered_in_hours_and_for_no_more_than_the_rules_say(w: World) -> None:
    file, client = file_of(w.owner), browser(w.owner)
    page = client.post(of(file, "consents/new"), {"purpose": "referral", "request": uuid.uuid4()})
    text = page.content.decode()
    field = re.search(r'<input type="number" name="for_hours"[^>]*>', text)
    assert field is not None
    assert f'max="{LONGEST}"' in field[0]
    assert f"{LONGEST} hours at most" in text
    assert "A child in danger" not in text  # of an adult
    for hours in (0, LONGEST + 1, "9" * 30, "", "x"):
        answer = client.post(of(file, "consents/new"), waiver(w, hours))
        assert answer.status_code == 422, hours
        assert '<details class="notice careful" open>' in answer.content.decode()
    assert (
        "Enter fewer hours."
        in client.post(of(file, "consents/new"), waiver(w, LONGEST + 1)).content.decode()
    )
    assert not Consent.objects.exists()
    assert client.post(of(file, "consents/new"), waiver(w, LONGEST)).status_code == 303
    made = Consent.objects.get()
    assert made.valid_until is not None
    lasts = made.valid_until - made.valid_from
    assert abs(lasts - waiver_rules().longest) < dt.timedelta(minutes=1)


def test_nobody_but_who_holds_the_file_records_danger_or_a_guardians_word(w: World) -> None:
    file = file_of(w.owner, Age.CHILD)
    spoken = spoken_for(w.owner, file)
    forms = (waiver(w, 5), answered(w, voice=spoken.pk))
    answers = {w.colleague: 403, w.other_office: 404, w.shelter.first: 404, w.admin: 404, None: 303}
    for form in forms:
        for actor, answer in answers.items():
            found = browser(actor).post(of(file, "consents/new"), form)
            assert found.status_code == answer, actor
            assert not Consent.objects.exists()
    for form in forms:
        assert browser(w.owner).post(of(file, "consents/new"), form).status_code == 303
    assert Consent.objects.count() == 2


def test_danger_is_not_offered_where_it_overrides_nothing(w: World) -> None:
    file, client = file_of(w.owner), browser(w.owner)
    first = {"purpose": "identification", "request": uuid.uuid4()}
    page = client.post(of(file, "consents/new"), first)
    assert "for_hours" not in page.content.decode()
    form = waiver(w, 5, purpose="identification", recipient=w.ident.institution.pk)
    client.post(of(file, "consents/new"), form)
    assert not Consent.objects.exists()


def test_whoever_is_there_says_that_the_danger_is_over(w: World) -> None:
    file = file_of(w.owner)
    in_danger(w.owner, file, w.shelter, "referral")
    sent = referred(w.owner, file, w.shelter, parts=(FilePart.IDENTITY,))
    colleague = browser(w.colleague)
    assert "The danger is over" in shown(colleague, of(file, "consents"))
    form = {"purpose": "referral", "recipient": w.shelter.institution.pk}
    assert colleague.post(of(file, "consents/danger-over"), form).status_code == 303
    listed = shown(colleague, of(file, "consents"))  # says it once
    assert "own answer applies again." in listed
    assert "The danger is over" not in shown(colleague, of(file, "consents"))
    assert selectors.referral(w.owner, sent.pk).line.state == "withdrawn"
    again = colleague.post(of(file, "consents/danger-over"), form)
    assert again.status_code == 409
    assert "Nothing replaces consent here." in again.content.decode()


# What the data protection officer reads


def test_the_officer_reads_each_notice_of_danger_once(w: World) -> None:
    file = file_of(w.owner)
    notice = in_danger(w.owner, file, w.shelter, "referral")
    another = Office.objects.get(pk=w.other_office.office)
    officer, second = (browser(person(one, "dpo")) for one in (w.inspectorate.office, another))
    elsewhere = browser(person(w.shelter.office, "dpo"))
    address = f"/en/office/waivers/{notice.pk}/notice/"
    openings = shown(officer, "/en/office/openings/")
    assert 'href="/en/office/waivers/"' in openings
    assert "Notices to read: 1." in openings
    text = shown(officer, "/en/office/waivers/")
    for found in ("Danger to life", "Referral for help", "shelter", "Labour inspector"):
        assert found in text, found
    assert [one for one in (*SECRETS, file.pseudonym) if one in text] == []
    assert "No notices." in shown(elsewhere, "/en/office/waivers/")
    for actor in (w.owner, w.colleague, w.other_office, w.shelter.first, w.admin):
        assert browser(actor).post(address).status_code == 404
    assert elsewhere.post(address).status_code == 404
    assert browser(None).post(address).status_code == 303  # to the door
    assert WaiverNotice.objects.get().noticed_at is None
    assert f'href="{of(file, "seen")}"' in text
    assert 'href="/en/office/openings/"' in shown(officer, of(file, "seen"))  # not to the file
    assert officer.post(address).status_code == 303
    for one in (officer, second):
        assert "No notices." in shown(one, "/en/office/waivers/")
    assert WaiverNotice.objects.get().noticed_at is not None
    assert Event.objects.filter(act="read_notice", resource=file.pk).count() == 1
    assert "read the notice of an emergency" in shown(browser(w.owner), of(file, "seen"))


def test_the_officer_finds_every_opening_and_is_offered_what_can_be_done(w: World) -> None:
    shelter = w.shelter
    dpo = person(shelter.office, "dpo")
    held = [file_of(shelter.first) for _ in range(2)]
    over, runs = (
        break_glass.ask(shelter.second, file_policy, one, reason="holder_absent", hours=2)
        for one in held
    )
    past = timezone.now() - dt.timedelta(days=2)
    BreakGlass.objects.filter(pk=over.pk).update(
        asked_at=past,
        confirm_until=past + dt.timedelta(hours=1),
        ends_at=past + dt.timedelta(hours=2),
    )
    officer = browser(dpo)
    text = shown(officer, "/en/office/openings/")
    assert "Notices to read: 2." in text
    lines = text.split("<li>")
    (late,) = [line for line in lines if str(over.pk) in line]
    (now,) = [line for line in lines if str(runs.pk) in line]
    assert "closed: not confirmed in time" in late
    assert "waiting for a second person" in now
    assert ("End now" in late, "End now" in now) == (False, True)
    for one in (over, runs):
        assert officer.post(f"/en/office/openings/{one.pk}/notice/").status_code == 303
    text = shown(officer, "/en/office/openings/")
    assert "Notices to read: 0." in text
    assert text.count("Notice read by:") == 2
    assert text.count("Who looked") == 2  # also of a notice that was read
