"""What the recipient of a referral does with it, and what each side is told of that by when."""

import datetime as dt
import threading
import uuid
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    World,
    agreed,
    at_once,
    file_of,
    finding_of,
    in_days,
    key_ring,
    referred,
    request,
    world,
)
from manumit.errors import InputError
from manumit.web.cases import selectors, services, tasks
from manumit.web.cases.clocks import ClockRule, Due
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.services import ReportInput
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.services import ConsentQuestion, locked_verdict
from manumit.web.kernel.consent.verdicts import ConsentVerdict
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from office import signed_in

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def sent(w: World) -> Referral:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    return referred(w.owner, file, w.shelter)


def taken_on(w: World) -> Referral:
    row = sent(w)
    services.accept(w.shelter.first, row.pk, seen=2, request=request())
    row.refresh_from_db()
    return row


def served(who: Actor | None, row: Referral, code: str = "housing") -> ReferralReport:
    shown = ReportInput(step=Due.SERVICE, code=code, on_day=today())
    return services.report(who, row.pk, shown, request=request())


def ended(who: Actor | None, row: Referral, code: str = "need_met") -> ReferralReport:
    shown = ReportInput(step=Due.OUTCOME, code=code, on_day=today())
    return services.report(who, row.pk, shown, request=request())


def browser(who: Actor) -> Client:
    """Signed in."""
    return signed_in(who)


def done(line: selectors.ReferralLine) -> list[str]:
    return [one.step.value for one in line.clocks if one.done is not None]


# Received


def test_a_referral_is_received_when_somebody_who_may_answer_opens_it(w: World) -> None:
    row = sent(w)
    for nobody in (w.owner, w.colleague):
        assert services.confirm_receipt(nobody, row.pk).state == "sent"
    for hidden in (w.other_office, w.prosecution.first, w.admin, w.stranger):
        with pytest.raises(Refused):
            services.confirm_receipt(hidden, row.pk)
    assert services.confirm_receipt(w.shelter.first, row.pk).state == "received"
    assert services.confirm_receipt(w.shelter.second, row.pk).version == 3  # once
    (line,) = selectors.sent(w.owner, row.file_id)
    assert (line.state, done(line)) == ("received", ["receive"])


def test_two_who_open_it_at_once_receive_it_once(w: World) -> None:
    row = sent(w)
    both = (w.shelter.first, w.shelter.second)
    found = at_once(*(lambda who=who: services.confirm_receipt(who, row.pk) for who in both))
    assert [one.state for one in found if isinstance(one, Referral)] == ["received", "received"]
    assert Move.objects.filter(row=row.pk, name="receive").count() == 1


def test_the_page_receives_when_it_is_opened_and_not_when_it_is_looked_at(w: World) -> None:
    row = sent(w)
    shelter = browser(w.shelter.first)
    address = f"/en/office/referrals/{row.pk}/"
    shelter.get(address)
    row.refresh_from_db()
    assert row.state == "sent"
    assert "Open it" in shelter.get(address).content.decode()
    shelter.post(address)
    row.refresh_from_db()
    assert row.state == "received"


# Service and outcome


def test_only_whoever_took_the_person_on_reports(w: World) -> None:
    row = taken_on(w)
    for other in (
        w.owner, w.colleague, w.other_office, w.shelter.second, w.prosecution.first, w.admin, None
    ):  # fmt: skip
        for act in (served, ended):
            with pytest.raises(Refused):
                act(other, row)
    served(w.shelter.first, row)
    assert ReferralReport.objects.filter(referral=row).count() == 1


@pytest.mark.proves("referral-reports")
def test_the_sender_learns_that_and_not_what_without_consent_to_be_told(w: World) -> None:
    row = taken_on(w)
    served(w.shelter.first, row, "health")
    ended(w.shelter.first, row, "unknown")
    back = selectors.referral(w.owner, row.pk)
    assert [(one.step, one.content) for one in back.reports] == [
        ("service", None),
        ("outcome", None),
    ]
    assert done(back.line) == ["receive", "accept", "service", "outcome"]
    own = selectors.referral(w.shelter.first, row.pk)
    assert [one.content.code for one in own.reports if one.content] == ["health", "unknown"]
    page = browser(w.owner).post(f"/en/office/referrals/{row.pk}/").content.decode()
    assert "Health care" not in page


def test_the_sender_reads_it_where_the_person_agreed_to_that(w: World) -> None:
    row = taken_on(w)
    own = CaseFile.objects.get(origin=row)
    agreed(w.shelter.first, own, w.inspectorate, "disclosure")
    served(w.shelter.first, row, "legal_aid")
    back = selectors.referral(w.owner, row.pk)
    assert [one.content.code for one in back.reports if one.content] == ["legal_aid"]
    page = browser(w.owner).post(f"/en/office/referrals/{row.pk}/").content.decode()
    assert "Legal aid" in page


@pytest.mark.proves("referral-reports")
def test_what_was_given_stands_nowhere_in_clear(w: World) -> None:
    row = taken_on(w)
    served(w.shelter.first, row, "stay_or_return")
    with connection.cursor() as cursor:
        for table in ("cases_referralreport", "cases_referralreportevent"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - names of this test
            kept = str(cursor.fetchall())
            assert "service" in kept  # that there is one
            assert "stay_or_return" not in kept


@pytest.mark.parametrize(
    ("step", "given", "days", "code"),
    [
        (Due.SERVICE, "need_met", 0, "K406"),
        (Due.OUTCOME, "housing", 0, "K406"),
        (Due.ACCEPT, "housing", 0, "K406"),
        (Due.SERVICE, "housing", -2_000, "K407"),
        (Due.SERVICE, "housing", 3, "K407"),
    ],
)
def test_what_can_not_be_is_refused(w: World, step: Due, given: str, days: int, code: str) -> None:
    row = taken_on(w)
    with pytest.raises(InputError) as refused:
        services.report(
            w.shelter.first,
            row.pk,
            ReportInput(step=step, code=given, on_day=in_days(days).date()),
            request=request(),
        )
    assert refused.value.problems[0].code == code
    assert not ReferralReport.objects.filter(referral=row).exists()


def test_nothing_is_reported_before_somebody_takes_the_person_on(w: World) -> None:
    row = sent(w)
    with pytest.raises(InputError) as refused:
        served(w.shelter.first, row)
    assert refused.value.problems[0].code == "K408"


def test_a_form_sent_twice_adds_one_report_and_another_ones_form_none(w: World) -> None:
    row = taken_on(w)
    form = request()
    shown = ReportInput(step=Due.SERVICE, code="housing", on_day=today())
    made = [services.report(w.shelter.first, row.pk, shown, request=form).pk for _ in range(2)]
    assert made[0] == made[1]
    second = taken_on(w)
    with pytest.raises(InputError) as refused:
        services.report(w.shelter.first, second.pk, shown, request=form)
    assert refused.value.problems[0].code == "K501"


# Withdrawn


@pytest.mark.proves("referral-reports")
def test_after_withdrawal_no_clock_runs_and_nothing_more_is_told(w: World) -> None:
    row = taken_on(w)
    assert selectors.sent(w.owner, row.file_id)[0].clocks
    services.withdraw_consent(
        w.owner, row.file_id, purpose="referral", recipient=w.shelter.institution.pk
    )
    with pytest.raises(Refused):
        served(w.shelter.first, row)
    for who, lines in ((w.owner, selectors.sent), (w.shelter.first, selectors.inbox)):
        (line,) = [one for one in lines(who) if one.id == row.pk]
        assert line.clocks == ()
    for who, side in ((w.owner, "sent/"), (w.shelter.first, "")):
        page = browser(who).get(f"/en/office/referrals/{side}?time=overdue").content.decode()
        assert str(row.pk) not in page


@pytest.mark.proves("referral-reports")
def test_a_consent_that_ran_out_stops_the_recipients_clock_before_any_sweep(w: World) -> None:
    row = sent(w)
    assert selectors.inbox(w.shelter.first)[0].clocks
    later = timezone.now() + dt.timedelta(days=21)  # consent was given for 20 days
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        (line,) = [one for one in selectors.inbox(w.shelter.first) if one.id == row.pk]
    assert (line.state, line.made_at, line.clocks) == ("sent", None, ())


# Lists


def test_both_sides_see_what_is_overdue_and_the_filter_finds_it(w: World) -> None:
    old, new = sent(w), sent(w)
    now = timezone.now() + dt.timedelta(hours=25)
    services.confirm_receipt(w.shelter.first, new.pk)
    for lines in (selectors.sent(w.owner), selectors.inbox(w.shelter.first)):
        assert [one.id for one in lines if any(clock.overdue(now) for clock in one.clocks)] == [
            old.pk
        ]
    within = dict.fromkeys(Due, dt.timedelta(days=1)) | {Due.RECEIVE: dt.timedelta(0)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "clock_rules", lambda: (ClockRule(dt.date(2026, 1, 1), within),))
        for who, side in ((w.owner, "sent/"), (w.shelter.first, "")):
            page = browser(who).get(f"/en/office/referrals/{side}?time=overdue")
            assert str(old.pk) in page.content.decode()
            assert str(new.pk) not in page.content.decode()
    by_state = browser(w.owner).get("/en/office/referrals/sent/?state=received")
    assert str(new.pk) in by_state.content.decode()
    assert str(old.pk) not in by_state.content.decode()


def test_a_longer_list_asks_the_database_no_more_often(w: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            selectors.sent(w.owner)
        return len(found)

    taken_on(w)
    few = asked()
    for _ in range(3):
        served(w.shelter.first, taken_on(w))
    assert asked() == few


LISTS = ("referrals/", "referrals/sent/", "referrals/?time=overdue", "files/", "claims/")


def test_pages_ask_the_database_no_more_often_the_more_there_is(w: World) -> None:
    def asked(who: Actor, path: str, name: str = "") -> int:
        client, address = browser(who), f"/en/office/{path}"
        client.get(address)  # what is noted once in a session
        with CaptureQueriesContext(connection) as found:
            page = client.post(address, {"names": name}) if name else client.get(address)
        assert page.status_code == 200
        return len(found)

    def counted() -> dict[tuple[str, str], int]:
        both = {"sender": w.owner, "recipient": w.shelter.first}
        found = {(of, path): asked(who, path) for of, who in both.items() for path in LISTS}
        found["sender", "file"] = asked(w.owner, f"files/{row.file_id}/")
        found["recipient", "search"] = asked(w.shelter.first, "search/", "Amina Yusuf")
        return found

    row = taken_on(w)
    few = counted()
    for _ in range(4):
        served(w.shelter.first, taken_on(w))
    assert counted() == few


def test_a_withdrawal_during_a_step_waits_for_it_and_ends_the_referral(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lock the referral before the consent; the other order would be a deadlock."""
    row = sent(w)
    done, began = threading.Event(), list[threading.Thread]()

    def withdraw() -> None:
        to = row.sent_to_id
        try:
            services.withdraw_consent(w.owner, row.file_id, purpose=row.purpose, recipient=to)
        finally:
            connections.close_all()
            done.set()

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(cursor.fetchone()[0])

    def asked_meanwhile(question: ConsentQuestion) -> ConsentVerdict:
        if not began:
            began.append(threading.Thread(target=withdraw))
            began[0].start()
            while not (done.is_set() or waits()):
                done.wait(0.01)
        return locked_verdict(question)

    monkeypatch.setattr("manumit.web.cases.process.locked_verdict", asked_meanwhile)
    services.accept(w.shelter.first, row.pk, seen=2, request=request())
    began[0].join(30)
    assert done.is_set()
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_a_list_reads_the_rows_of_its_page_alone(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("manumit.web.ui.room.rows.SIZE", 2)
    monkeypatch.setattr("manumit.web.ui.room.lists.SIZE", 2)
    made = [sent(w) for _ in range(3)]
    seen: list[str] = []
    for who, side in ((w.shelter.first, ""), (w.owner, "sent/")):
        for number, rows in ((1, made[:0:-1]), (2, made[:1]), (9, made[:1])):
            with CaptureQueriesContext(connection) as found:
                page = browser(who).get(f"/en/office/referrals/{side}?sort=-sent&page={number}")
            text = page.content.decode()
            assert [str(one.pk) in text for one in made] == [one in rows for one in made]
            seen += [one["sql"] for one in found if 'FROM "cases_referral"' in one["sql"]]
    assert sum("LIMIT 2" in one for one in seen) >= 2


def test_what_somebody_reports_is_of_the_referral_in_the_address(w: World) -> None:
    row = taken_on(w)
    missing = browser(w.shelter.first).post(f"/en/office/referrals/{uuid.uuid4()}/service/", {})
    assert missing.status_code == 404
    empty = browser(w.shelter.first).post(f"/en/office/referrals/{row.pk}/service/", {})
    assert empty.status_code == 422
