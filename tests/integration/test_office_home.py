"""The home of a member: what they have to do, what they wait for, and nothing of others' files.

By hand from the design of the office: overdue first; a line says what is to be done, on which
record, and by when; a referral that was sent is waited for by its sender and done by its recipient.
"""

import datetime as dt
import re
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    SECRETS,
    World,
    agreed,
    file_of,
    finding_of,
    key_ring,
    referred,
    request,
    world,
)
from manumit.assessment import Age
from manumit.web.cases import services as case_services
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.tasks import FILES
from manumit.web.institutions.figures import figures_of
from manumit.web.institutions.home_parts import HomeRequest
from manumit.web.institutions.models import Member
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.days import today
from manumit.web.tasks import home, selectors, services, sources
from manumit.web.tasks.changes import _records
from manumit.web.tasks.sources import Turn, due_items
from manumit.web.ui.languages import language, library
from manumit.web.ui.room.rows import granted
from office import session_of, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def page(who: Actor | None, path: str = "/en/office/") -> str:
    """What somebody's home shows."""
    member = None if who is None else Member.objects.get(pk=who.person)
    return signed_in(member).get(path).content.decode()


def sent(w: World) -> tuple[str, str]:
    """A referral to the shelter; gives the file's pseudonym and how the referral is called."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    return file.pseudonym, str(row.pk)[:6].upper()


def turns(who: Actor) -> dict[str, Turn]:
    """Whose turn each kind of work is, as somebody sees it."""
    return {one.kind: one.turn for one in due_items(who, today() + home.AHEAD, 50)}


def test_the_sender_waits_and_the_recipient_has_it_to_do(w: World) -> None:
    sent(w)
    assert turns(w.owner)["referral_receive"] is Turn.WAITING
    assert turns(w.shelter.first)["referral_receive"] is Turn.TO_DO
    assert turns(w.colleague).get("referral_receive", Turn.OFFICE) is Turn.OFFICE
    assert turns(w.other_office) == {}
    assert turns(w.prosecution.first) == {}


def test_a_home_says_what_is_to_be_done_on_which_record(w: World) -> None:
    pseudonym, called = sent(w)
    shelter = page(w.shelter.first)
    assert "Receive the referral" in shelter
    assert called in shelter
    assert pseudonym not in shelter
    mine = page(w.owner)
    waits = mine[mine.index('id="waiting"') :]
    assert "Receive the referral" in waits
    assert pseudonym in waits
    assert "Receive the referral" not in mine[: mine.index('id="waiting"')]
    for text in (shelter, mine):
        assert [one for one in SECRETS if one in text] == []


def test_a_home_shows_nothing_of_what_others_hold(w: World) -> None:
    pseudonym, called = sent(w)
    for who in (w.other_office, w.prosecution.first, w.admin):
        text = page(who)
        assert pseudonym not in text
        assert called not in text
    assert "Sign in" in page(None, "/en/office/sign-in/")


def test_counts_are_those_of_the_reader(w: World) -> None:
    sent(w)
    assert home.counts(w.shelter.first) == {"referrals": 1, "home": 1}
    assert "referrals" not in home.counts(w.owner)
    assert home.counts(w.admin) == {}


def test_a_counter_finds_what_is_new_with_the_statement_of_the_minute(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = [], sources._rows_due

    def rows(*asked: Any, **more: Any) -> Any:
        written.append(asked)
        return write(*asked, **more)

    monkeypatch.setattr(sources, "_rows_due", rows)
    file = file_of(w.owner)
    for number in range(3):
        assert home.counts(w.colleague).get("home", 0) == number
        wish = services.NewTask("x", today(), w.colleague.person)
        services.write_task(w.owner, FILES, file.pk, wish, request=request())
    assert len(written) == 1
    items = due_items(w.colleague, today() + home.AHEAD, 50, (Turn.TO_DO,))
    assert home.counts(w.colleague)["home"] == len(items) == 3
    later = timezone.now() + sources.KEPT_FOR
    monkeypatch.setattr("manumit.web.tasks.sources.timezone.now", lambda: later)
    before = len(written)
    assert home.counts(w.colleague)["home"] == 3
    assert len(written) == before + 1


def test_a_home_asks_as_often_whatever_there_is(w: World) -> None:
    def asked() -> int:
        client = signed_in(w.owner)
        client.get("/en/office/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/en/office/").status_code == 200
        return len(caught)

    sent(w)
    few = asked()
    for _ in range(3):
        sent(w)
    assert asked() == few


def test_work_is_read_once_for_all_parts_of_a_home(w: World) -> None:
    spoken = language("en")
    assert spoken is not None
    asks = HomeRequest(w.owner, spoken)
    home._due(asks)
    with CaptureQueriesContext(connection) as caught:
        home._due(asks)
    assert len(caught) == 0


def test_a_list_shows_only_whose_turn_was_asked_for(w: World) -> None:
    sent(w)
    found = {
        turn: [one.kind for one in selectors.my_work(
            w.owner, horizon="month", turn=turn, number=1).lines]
        for turn in selectors.TURNS
    }  # fmt: skip
    assert "referral_receive" in found["waiting"]
    assert "referral_receive" not in found["to_do"]
    assert len(found["all"]) == sum(len(found[one]) for one in ("to_do", "waiting", "office"))


def test_a_role_with_little_to_do_reads_what_it_is_for(w: World) -> None:
    text = page(w.admin)
    assert "You invite people and end their access." in text
    assert "Invite" in text


def test_a_page_of_the_office_says_its_language_and_which_way_it_is_written(w: World) -> None:
    assert '<html lang="ar" dir="rtl"' in page(w.admin, "/ar/office/")
    assert '<html lang="fr" dir="ltr"' in page(w.admin, "/fr/office/")


def test_a_child_s_unanswered_referral_cannot_wait_for_whoever_sent_it(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pseudonym, _ = sent(w)
    CaseFile.objects.filter(pseudonym=pseudonym).update(age=Age.CHILD.value)
    assert 'class="first"' not in page(w.owner)
    later = timezone.now() + home.AHEAD  # for the whole platform
    monkeypatch.setattr("manumit.web.cases.tasks.timezone.now", lambda: later)
    mine = page(w.owner)
    urgent = mine[mine.index('class="first"') : mine.index('class="grid"')]
    assert "has not been accepted" in urgent
    assert pseudonym in urgent


def test_a_task_is_finished_from_the_list_by_whom_it_is_for_alone(w: World) -> None:
    file = file_of(w.owner)
    wish = services.NewTask("x", today(), w.colleague.person)
    task = services.write_task(w.owner, FILES, file.pk, wish, request=request())
    address = f"/en/office/work/tasks/{task.pk}/finish/"
    form = {"request": uuid.uuid4(), "seen": task.version, "back": "work"}
    assert "Done" in page(w.colleague)
    assert address not in page(w.owner)
    for who in (w.other_office, w.shelter.first, w.prosecution.first, w.admin):
        client = signed_in(who)
        assert client.post(address, form).status_code == 404
    assert signed_in(None).post(address, form).status_code == 303
    task.refresh_from_db()
    assert task.state == "open"
    client = signed_in(w.colleague)
    done = client.post(address, form)
    assert done.headers["Location"] == "/en/office/work/"
    task.refresh_from_db()
    assert task.state == "done"
    assert address not in client.get("/en/office/").content.decode()


def test_a_recipient_s_line_does_not_say_by_its_place_who_is_a_child(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(w)
    # As if every person of a file were a child.
    ages = SimpleNamespace(ADULT=SimpleNamespace(value="nobody"))
    monkeypatch.setattr("manumit.web.cases.tasks.Age", ages)
    later = timezone.now() + home.AHEAD
    monkeypatch.setattr("manumit.web.cases.tasks.timezone.now", lambda: later)
    ahead = today() + home.AHEAD
    assert {one.first for one in due_items(w.owner, ahead, 50, (Turn.WAITING,))} == {True}
    found = due_items(w.shelter.first, ahead, 50)
    assert [(one.kind, one.first) for one in found] == [("referral_receive", False)]


# What others did since the last visit


STEPS = ("received", "accepted")


def changed(text: str) -> str:
    """Return the part of a home about changes."""
    begin = text.index('id="changed"')
    return text[begin : text.index("</section>", begin)]


def test_a_home_says_what_others_did_with_ones_records_since_the_last_visit(w: World) -> None:
    pseudonym, _ = sent(w)
    row = Referral.objects.get(file__pseudonym=pseudonym)
    member = Member.objects.get(pk=w.owner.person)
    signed_in(member)  # an earlier visit
    assert "Nothing has changed" in changed(page(w.owner))
    case_services.confirm_receipt(w.shelter.first, row.pk)
    case_services.accept(w.shelter.first, row.pk, seen=3, request=request())
    mine = changed(page(w.owner))
    assert mine.count("<li>") == 2
    states = [library().texts.label(f"cases_referral/{one}", "en").value for one in STEPS]
    assert mine.index(states[1]) < mine.index(states[0]), "the latest first"
    assert f"/en/office/referrals/{row.pk}/" in mine
    assert pseudonym in mine
    assert [one for one in SECRETS if one in mine] == []
    for who in (w.colleague, w.other_office, w.prosecution.first, w.shelter.second):
        assert pseudonym not in changed(page(who))
    assert states[1] not in changed(page(w.shelter.first)), "their own step"
    assert changed(page(w.owner)) == mine, "all of the day of the last visit"
    tomorrow = timezone.now() + dt.timedelta(days=1)
    Member.objects.filter(pk=w.owner.person).update(last_login=tomorrow)
    assert "Nothing has changed" in changed(page(w.owner)), "seen at the last visit"


def test_the_last_visit_is_when_the_member_signed_in_before(w: World) -> None:
    member = Member.objects.get(pk=w.owner.person)
    before = timezone.now()
    signed_in(member)
    client = signed_in(w.owner)
    kept = dt.datetime.fromisoformat(session_of(client)["last_visit"])
    now = Member.objects.get(pk=w.owner.person).last_login
    assert now is not None
    assert before <= kept < now


def test_a_register_of_held_records_names_texts_that_exist() -> None:
    for one in _records.values():
        ids = {f"tasks_record/{one.record}"}
        ids |= {f"{one.state}/{state}" for state in one.process.states}
        assert ids <= set(library().texts.ids()), one.record
        for tag in ("en", "fr", "es", "ar"):
            assert not any(library().texts.label(text, tag).missing for text in ids), (tag, ids)


# The figure


def test_a_figure_leads_to_the_rows_it_counts(w: World) -> None:
    for _ in range(2):
        file_of(w.owner)
    text = page(w.owner)
    part = text[text.index('id="figure"') :]
    found = dict(re.findall(r'href="(/en/office/files/\?view=\w+)".*?<b>([\d,+]+)</b>', part))
    assert found["/en/office/files/?view=mine"] == "2"
    for address, number in found.items():
        rows = page(w.owner, address).count('<th scope="row"')
        assert str(rows) == number, address


def test_a_figure_counts_nothing_that_the_reader_may_not_see(w: World) -> None:
    file_of(w.owner)
    assert 'id="figure"' not in page(w.admin)
    assert 'id="figure"' not in page(w.other_office)
    assert 'id="figure"' not in page(w.prosecution.first)
    for role in grants().by_role:
        for one in figures_of(role):
            assert granted(one.listed.policy, role)
            assert set(one.views) <= {view.key for view in one.listed.views}
