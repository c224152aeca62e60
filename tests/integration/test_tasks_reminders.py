"""Steps that the list of work takes at once, and reminders of what others have to do.

The pages against everybody: ``test_tasks_pages`` and ``test_cases_pages``.
"""

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import cases_world
from cases_world import World, agreed, file_of, finding_of, key_ring, referred, request
from everybody import STRANGER, done_by_everybody
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.institutions.models import Institution
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.tasks import reminders, selectors
from manumit.web.tasks.models import Reminder
from manumit.web.tasks.reminders import EVERY, remind
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WORK = "/en/office/work/"
EVERYBODY = ("owner", "colleague", "other_office", "shelter", "prosecution", "admin", STRANGER)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return cases_world.world()


@pytest.fixture(name="row")
def _row(w: World) -> Referral:
    """A referral that the inspectorate sent to the shelter."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    return referred(w.owner, file, w.shelter)


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "shelter": w.shelter.first,
        "prosecution": w.prosecution.first,
        "admin": w.admin,
        STRANGER: None,
    }[who]


def code(who: Actor, row: uuid.UUID, kind: str = "referral_receive") -> str:
    """Return the code of the error; empty where the reminder was sent."""
    try:
        remind(who, kind, row, request=request())
    except InputError as wrong:
        return str(wrong.problems[0].code)
    return ""


def test_one_press_accepts_a_referral_and_returns_to_the_list(w: World, row: Referral) -> None:
    client = browser(w.shelter.first)
    listed = client.get(WORK).content.decode()
    (form,) = re.findall(rf'(?s)<form method="post" action="(/en/office/referrals/{row.pk}/accept/)'
                         r".*?</form>", listed)  # fmt: skip
    fields = dict(re.findall(r'name="(accept-[a-z]+|back)" value="([^"]*)"', listed))
    assert fields.keys() == {"accept-request", "accept-seen", "back"}
    done = client.post(form, fields)
    assert (done.status_code, done["Location"]) == (303, WORK)
    assert "Referral accepted." in client.get(WORK).content.decode()
    row.refresh_from_db()
    assert row.state == "accepted"
    assert CaseFile.objects.filter(origin=row).count() == 1


def test_a_reason_is_a_button_and_declining_returns_to_the_list(w: World, row: Referral) -> None:
    client, address = browser(w.shelter.first), f"/en/office/referrals/{row.pk}/decline/"
    assert f'href="{address}?back=work"' in client.get(WORK).content.decode()
    page = client.get(address).content.decode()
    assert page.count('name="decline-reason"') > 1
    assert "consent_withdrawn" not in page
    fields = dict(re.findall(r'name="(decline-(?:request|seen)|back)" value="([^"]*)"', page))
    done = client.post(address, fields | {"decline-reason": "no_place"})
    assert (done.status_code, done["Location"]) == (303, WORK)
    row.refresh_from_db()
    assert row.state == "declined"


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_the_sender_is_offered_no_answer_of_the_recipient(
    w: World, row: Referral, who: str
) -> None:
    client = browser(actor(w, who))
    for turn in ("to_do", "waiting", "office"):
        listed = client.get(f"{WORK}?turn={turn}").content.decode()
        assert f"{row.pk}/accept/" not in listed
        assert f"{row.pk}/decline/" not in listed


def test_who_reminds_of_a_referral_is_whoever_waits_for_it(w: World, row: Referral) -> None:
    address = f"{WORK}remind/referral_receive/{row.pk}/"
    found = done_by_everybody(
        EVERYBODY,
        lambda who: browser(actor(w, who)).post(address, {"request": uuid.uuid4()}),
        Reminder.objects.count,
    )
    assert found == {
        "owner": 303, "colleague": 409, "other_office": 409, "shelter": 409, "prosecution": 409,
        "admin": 404, STRANGER: 303,
    }  # fmt: skip
    assert browser(w.owner).get(address).status_code == 405


def test_the_addressee_sees_the_day_and_not_who_sent_it(w: World, row: Referral) -> None:
    waiting, sender = f"{WORK}?turn=waiting", browser(w.owner)
    address = f"{WORK}remind/referral_receive/{row.pk}/"
    assert address in sender.get(waiting).content.decode()
    assert address in sender.get("/en/office/").content.decode()
    before = browser(w.shelter.first).get(WORK).content.decode()
    assert "Reminded on" not in before
    sent = {"request": str(request())}
    answer = sender.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (303, waiting)
    assert sender.post(address, sent).status_code == 303, "the same form sends nothing again"
    assert Reminder.objects.count() == 1
    shown = sender.get(waiting).content.decode()
    assert "Reminder sent." in shown
    assert address not in shown, "not again so soon"
    for client in (sender, browser(w.shelter.first), browser(w.shelter.second)):
        page = client.get(WORK).content.decode() + client.get(waiting).content.decode()
        assert f'Reminded on <time datetime="{today().isoformat()}">' in page
    assert (
        str(w.owner.person)[:4].upper() not in browser(w.shelter.first).get(WORK).content.decode()
    )
    item = selectors.my_work(w.shelter.first, horizon="year", turn="to_do", number=1).lines[0]
    assert item.due == row_due(w, row), "no deadline moved"


def row_due(w: World, row: Referral) -> dt.date:
    found = selectors.my_work(w.owner, horizon="year", turn="waiting", number=1).lines
    return next(one.due for one in found if one.row == row.pk)


def test_a_line_is_reminded_of_once_in_three_days(
    w: World, row: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert code(w.owner, row.pk) == ""
    assert code(w.owner, row.pk) == "Y510"
    for days, expected in ((EVERY.days - 1, "Y510"), (EVERY.days, "")):
        day = today() + dt.timedelta(days=days)
        monkeypatch.setattr(reminders, "today", lambda day=day: day)
        assert code(w.owner, row.pk) == expected, days
        monkeypatch.undo()


def test_only_what_others_have_to_do_and_only_in_this_installation(w: World, row: Referral) -> None:
    assert code(w.owner, uuid.uuid4()) == "Y509"
    assert code(w.owner, row.pk, "referral_accept") == "Y509", "not yet received"
    assert code(w.shelter.first, row.pk) == "Y509", "it is theirs to do"
    here = w.inspectorate.institution
    Institution.objects.filter(pk=row.sent_to_id).update(admitted_by=here)
    assert code(w.owner, row.pk) == "Y509", "a partner system does not show it"
    assert "/remind/" not in browser(w.owner).get(f"{WORK}?turn=waiting").content.decode()
    assert not Reminder.objects.exists()
