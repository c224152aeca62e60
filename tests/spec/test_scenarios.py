"""Scenarios 5, 6, 8, 12 and 15 of the domain reference (section 9), each told once as a whole.

To be read, and corrected, by labour inspectors: each block begins with the sentence of the
reference, and each test says what is given, what is done, and what has to hold then. The parts are
tested room by room elsewhere (``grep -rn scenario_ tests/spec``). Everybody is invented.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

import statistics_world as statistics
from cases_world import (
    ALOUD,
    Body,
    file_of,
    in_days,
    key_ring,
    referred,
    request,
    stated,
)
from integration.test_notifications_attacks import rows, tables
from manumit.assessment import Age
from manumit.cli.main import main
from manumit.errors import InputError
from manumit.web.cases import selectors as cases_selectors
from manumit.web.cases import services as cases
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.kernel.ledger.models import Event
from manumit.web.notifications.lists import MIN_BATCH
from manumit.web.notifications.services import NotificationDetails, record_notification, release_due
from manumit.web.protection import due
from manumit.web.protection.models import ReflectionPeriod
from notifications_world import prepared
from protection_world import World, decided, offered, running, state_of, with_ident, world
from protection_world import file_of as own_file

in_the_database = pytest.mark.django_db(databases=["default", "ledger"])
DAYS_TO_REFLECT = 30
REVEAL_STATUS = {"RV02", "RV14", "VD05", "DR06"}
"""Signs that tell whether somebody has papers; written by hand from the domain reference."""


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


# 5. "A 17-year-old without papers: treated as child; purpose + transfer suffice; worker protection
#    and child service are alerted at once (R-46, R-53)."


@in_the_database
def test_5_given_a_17_year_old_when_transfer_and_purpose_are_told_then_no_means_are_needed(
    w: World,
) -> None:
    inspector = w.inspectorate.first
    # given
    file = file_of(inspector, Age.CHILD)
    # when
    begun = cases.begin_draft(inspector, file.pk, list_id="adult_labour", request=request())
    heard = stated(begun.sitting, "AC03", "EX01", "EX04")  # moved by somebody, exploited
    kept = cases.keep_draft(inspector, begun.draft, heard, seen=begun.number, request=request())
    made = cases.close_draft(inspector, kept.draft, seen=kept.number)
    # then
    found = cases_selectors.finding(inspector, made.pk).document
    assert (found["age"], found["trafficking"]) == ("child", "yes")
    assert cases_selectors.protection(inspector, file.pk).guardian, "a guardian is needed"
    assert begun.sitting.list_id == "child_labour"
    assert not REVEAL_STATUS & {one.code for one in heard.replies}, "nobody asks about papers"


@in_the_database
def test_5_given_a_child_in_danger_when_referred_then_protection_and_child_service_have_it(
    w: World,
) -> None:
    # given
    inspector = w.inspectorate.first
    child_service = Body.made("shelter", "support")
    file = file_of(inspector, Age.CHILD)
    with pytest.raises(InputError, match="no_consent"):  # a child does not agree alone
        referred(inspector, file, w.shelter, parts=(FilePart.IDENTITY,))
    for body in (w.shelter, child_service):
        # when
        cases.waive_consent(
            inspector, file.pk, purpose="referral", recipient=body.institution.pk,
            reason="child_in_danger", until=in_days(3),
        )  # fmt: skip
        sent = referred(inspector, file, body, parts=(FilePart.IDENTITY,))
        # then
        assert [line.id for line in cases_selectors.inbox(body.first)] == [sent.pk]
        assert cases_selectors.referral(body.first, sent.pk).passed is not None
    written = Event.objects.filter(resource=file.subject_id, act="consent_not_required")
    assert [(one.actor, one.reason) for one in written] == [
        (inspector.person, "child_in_danger")
    ] * 2, "who decided so, and why, stays known"


# 6. "Reasonable grounds on Monday: reflection starts Monday, assistance is offered, refusal to
#    testify changes nothing (R-48, R-49)."


@in_the_database
def test_6_given_reasonable_grounds_when_testimony_is_refused_then_time_and_help_go_on(
    w: World,
) -> None:
    # given
    today = timezone.now().date()
    file = with_ident(w)
    before = cases_selectors.protection(w.ident.first, file.pk)
    assert (before.reflection_from, before.assistance) == (None, False)
    decided(w.ident.first, file, "presume", "reasonable_grounds")
    granted = cases_selectors.protection(w.ident.first, file.pk)
    assert (granted.reflection_from, granted.assistance) == (today, True), "the same day"
    served = own_file(w.owner)
    plan = running(w.owner, served)
    # when
    cases.refuse_consent(
        w.owner, served.pk, purpose="criminal_proceedings",
        recipient=w.prosecution.institution.pk, spoken=ALOUD,
    )  # fmt: skip
    due.sweep()  # all that the clock does
    # then
    period = ReflectionPeriod.objects.get(subject=file.subject_id)
    assert (period.state, period.begins) == ("running", today)
    assert (period.until - period.begins).days == DAYS_TO_REFLECT
    assert cases_selectors.protection(w.ident.first, file.pk) == granted
    assert state_of(plan) == "running"
    offered(w.owner, plan)  # another service is offered as before


# 8. "An adult declines referral: only an anonymous notification exists; re-identification by
#    joining tables fails (R-52, R-72)."


@in_the_database
def test_8_given_an_adult_who_declines_when_a_notification_is_left_then_no_table_leads_back(
    tmp_path: Path, settings: Settings
) -> None:
    w = prepared(tmp_path, settings)
    # given
    file = file_of(w.owner)
    cases.refuse_consent(
        w.owner, file.pk, purpose="referral", recipient=w.shelter.institution.pk, spoken=ALOUD
    )
    with pytest.raises(InputError, match="T107"):
        referred(w.owner, file, w.shelter, parts=())
    # when
    for _ in range(MIN_BATCH):  # fewer are not released at all
        record_notification(
            w.owner,
            NotificationDetails("domestic_work", "from_25_to_39", "female"),
            request=request(),
        )
    assert release_due() == MIN_BATCH
    # then
    assert not Referral.objects.filter(file=file).exclude(state="drafted").exists()
    assert cases_selectors.inbox(w.shelter.first) == []
    assert not CaseFile.objects.filter(institution=w.shelter.institution).exists()
    assert shared("cases_casefile"), "the attack finds tables that can be joined"
    assert shared("notifications_notificationcount") == set()


def shared(table: str) -> set[str]:
    """Tables with a key of a row of this one, in whatever column."""
    keys = {row["id"] for row in rows(table)}
    return {
        other
        for other in tables()
        if other != table and any(keys & set(row.values()) for row in rows(other))
    }


# 12. "Two lists 120 and 90, overlap 27: Chapman estimate 392 (121 x 91 / 28 - 1 = 392.25), with
#     interval and assumptions; overlap 0 -> no estimate (R-73, R-74)."


def estimate(folder: Path, first_alone: int, second_alone: int, both: int) -> Result:
    """What the command answers to two lists in a file."""
    lines = ["police,shelters,count", f"1,0,{first_alone}", f"0,1,{second_alone}", f"1,1,{both}"]
    file = folder / "lists.csv"
    file.write_text("\n".join(lines[: 4 if both else 3]) + "\n", "utf-8")
    command = ["estimate", str(file), "--method", "chapman", "--json"]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def test_12_given_lists_of_120_and_90_when_27_stand_on_both_then_392_are_estimated(
    tmp_path: Path,
) -> None:
    done = estimate(tmp_path, 120 - 27, 90 - 27, 27)
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    (found,) = document["estimates"]
    assert found["total"] == 392.25 == 121 * 91 / 28 - 1
    assert (round(found["interval"]["lower"]), round(found["interval"]["upper"])) == (310, 542)
    assert not found["minimum"], "an estimate is no minimum (R-74)"
    assert {"independence", "matching", "closed"} <= {one["id"] for one in document["assumptions"]}


def test_12_given_lists_of_120_and_90_when_nobody_stands_on_both_then_nothing_is_estimated(
    tmp_path: Path,
) -> None:
    done = estimate(tmp_path, 120, 90, 0)
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["grade"] == "refused"
    assert [(one["total"], one["interval"]) for one in document["estimates"]] == [(None, None)]
    assert all(one["reasons"] for one in document["estimates"]), "it is said why"


# 15. "Published table: a cell of 2 victims and its complement are suppressed; the total stays
#     (R-72)."


@in_the_database
def test_15_given_two_children_among_462_when_published_then_nobody_reads_the_two(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = statistics.BASIS
    two = [statistics.someone("child", identified=2026, assisted=2026, remedied=2026)] * 2
    counted = statistics.outcomes([*statistics.many(), *two])
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: counted)
    w = statistics.world()
    # when
    out = statistics.published(w, statistics.counted(w.counter))
    # then
    table = public_table(out.pk)
    assert table["remedied", "child"] == "suppressed"
    complement = (table["remedied", "adult"], table["remedied", "total"])
    assert "suppressed" in complement, "else a subtraction would give the two back"
    assert table["total", "total"] == "462"


def public_table(release: object) -> dict[tuple[str, str], str]:
    """Numbers by link of the chain and age, from the file that anybody may take."""
    answer = Client().get(f"/en/statistics/{release}/tables.json")
    assert answer.status_code == 200
    found = {}
    for row in json.loads(answer.content)["rows"]:
        if row["table"] == "reached_by_age":
            key = row["category_1"], row["category_2"]
            found[key] = row["note"] or str(row["number"])
    return found
