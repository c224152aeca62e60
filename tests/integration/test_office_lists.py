"""Lists of the office: what they show to whom, sorting, filters, views, paging and export.

The expectations are written by hand, from domain.md, section 2: the holder of a file sees who it is
about and where that person worked; a colleague sees that there is a file and its state, and nothing
sealed; another office sees no file at all.
"""

import dataclasses
import datetime as dt
import re
from typing import cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases_world import World, agreed, file_of, finding_of, referred, request, world
from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.file_list import FILES as FILES_LIST
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.referral_list import RECEIVED, SENT
from manumit.web.cases.tasks import FILES as FILES_TASK
from manumit.web.complaints.complaint_list import COMPLAINTS
from manumit.web.inspections.order_reading import ORDERS
from manumit.web.inspections.reading import VISITS
from manumit.web.justice.record_lists import CHECKS, PENALTIES, PROCEEDINGS, SANCTIONS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.register import FieldClass
from manumit.web.line.contact_list import CONTACTS
from manumit.web.registers.entry_lists import ORGANISATIONS, WORKPLACES
from manumit.web.remedies.claim_list import CLAIMS
from manumit.web.tasks.services import NewTask, write_task
from manumit.web.ui.languages import language, library, words
from manumit.web.ui.room import declared
from manumit.web.ui.room import rows as list_rows
from manumit.web.ui.room.days import day_text
from manumit.web.ui.room.declared import Reader
from office import signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

FIRM, SECTOR = "Kestrel Garments zq", "C"
FILES = "/en/office/files/"


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """Files of the owner: one of a child with an overdue referral, one with an employer, a plain
    one; and one of the colleague.
    """

    child: CaseFile
    employed: CaseFile
    plain: CaseFile
    other: CaseFile
    referral: Referral


def made(w: World) -> Made:
    child, employed, plain = file_of(w.owner, Age.CHILD), file_of(w.owner), file_of(w.owner)
    details = EmploymentDetails(
        organisations={EmployerRole.EMPLOYER: NamedEntry(FIRM)},
        sector=SECTOR,
        source="told_by_worker",
    )
    services.record_employment(w.owner, employed.pk, details, request=request())
    agreed(w.owner, employed, w.shelter)
    finding_of(w.owner, employed)
    sent = referred(w.owner, employed, w.shelter)
    return Made(child, employed, plain, file_of(w.colleague), sent)


_begun, _who, _rows = begun(world, made)


@pytest.fixture
def m(rows: Made) -> Made:
    return rows


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def listed(who: Actor, query: str = "", path: str = FILES) -> str:
    answer = browser(who).get(f"{path}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def shown(page: str, *found: CaseFile) -> list[bool]:
    return [one.pseudonym in page for one in found]


def codes(page: str) -> list[str]:
    """The first cells of the rows, in their order."""
    return re.findall(r'<th scope="row"[^>]*><a [^>]*><bdi>([^<]+)</bdi></a>', page)


def test_a_list_shows_by_relation_and_nothing_of_another_office(w: World, m: Made) -> None:
    own = listed(w.owner, "?view=office")
    assert shown(own, m.child, m.employed, m.plain, m.other) == [True] * 4
    assert FIRM in own
    colleagues = listed(w.colleague, "?view=office")
    assert shown(colleagues, m.child, m.employed, m.plain, m.other) == [True] * 4
    assert FIRM not in colleagues
    assert "Not shown to you" in colleagues
    elsewhere = listed(w.other_office, "?view=office")
    assert shown(elsewhere, m.child, m.employed, m.plain, m.other) == [False] * 4
    assert browser(w.admin).get(FILES).status_code == 404
    assert browser(None).get(FILES).status_code == 303


def test_views_are_tabs_with_counts(w: World, m: Made) -> None:
    mine = listed(w.owner)
    assert shown(mine, m.child, m.other) == [True, False]
    assert 'aria-current="page">Mine <span>3</span>' in mine
    assert "My office <span>4</span>" in mine
    assert "Nobody holds <span>0</span>" in mine
    assert "Files: 3" in mine


def test_a_day_of_today_a_child_and_unknown_are_in_words(w: World, m: Made) -> None:
    today = dt.datetime.now(dt.UTC).date()
    wish = NewTask("zq", today, w.owner.person)
    write_task(w.owner, FILES_TASK, m.child.pk, wish, request=request())
    page = listed(w.owner, "?urgency=soon")
    assert shown(page, m.child, m.plain) == [True, False]
    assert "Under 18" in page
    assert '<span class="fine today">Today</span>' in page
    assert "Do the task" in page
    assert "Not recorded" in listed(w.owner)


def test_columns_sort_both_ways_and_say_so(w: World) -> None:
    up, down = listed(w.owner, "?sort=file"), listed(w.owner, "?sort=-file")
    assert codes(up) == sorted(codes(up))
    assert codes(down) == codes(up)[::-1]
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down
    assert "sort=work" not in up  # a sealed column sorts nothing


def test_sealed_columns_filter_held_files_as_one_act(w: World, m: Made) -> None:
    before = Event.objects.filter(act="read_statement").count()
    page = listed(w.owner, f"?sector={SECTOR}")
    assert shown(page, m.employed, m.plain, m.child) == [True, False, False]
    # One act for the filter and one for the rows that are shown, however many files are opened.
    assert Event.objects.filter(act="read_statement").count() == before + 2
    unknown = listed(w.owner, "?sector=not_recorded")
    assert shown(unknown, m.employed, m.plain, m.child) == [False, True, True]
    assert shown(listed(w.colleague, f"?view=office&sector={SECTOR}"), m.employed) == [False]


def test_filters_narrow_and_can_be_cleared(w: World, m: Made) -> None:
    assert shown(listed(w.owner, "?age=child"), m.child, m.plain) == [True, False]
    assert shown(listed(w.owner, "?age=child&age=adult"), m.child, m.plain) == [True, True]
    today = dt.datetime.now(dt.UTC).date()
    assert shown(listed(w.owner, f"?opened_from={today}"), m.plain) == [True]
    none = listed(w.owner, f"?opened_until={today - dt.timedelta(days=1)}")
    assert "Nothing matches these filters." in none
    assert "Clear filters" in none
    held = listed(w.owner, f"?view=office&holder={w.colleague.person}")
    assert shown(held, m.other, m.plain) == [True, False]


@pytest.mark.parametrize(
    "query",
    [
        "?view=zz&sort=zz&page=zz&state=zz",
        "?sort=work&page=-1&opened_from=2026-99-99",
        "?page=99999999999999999999&sort=-",
        "?sort=content&state=%00&holder=%27%20or%201=1",
        "?page=%D9%A3&sector=%F0%9F%92%A3&view=mine&view=office",
        "?opened_from=0001-01-01&opened_until=9999-12-31",
    ],
)
def test_forged_parameters_change_nothing(w: World, m: Made, query: str) -> None:
    assert shown(listed(w.owner, query), m.plain) == [True]


def test_work_does_not_grow_with_rows(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_rows, "SIZE", 2)
    client, asked = browser(w.owner), []
    client.get(FILES)  # what is noted once in a session
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(FILES).status_code == 200
        asked.append(len(queries))
        for _ in range(3):
            file_of(w.owner)
    assert asked[0] == asked[1]


def test_a_long_list_is_counted_and_sorted_within_bounds(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_rows, "MOST", 2)
    page = listed(w.owner, "?sort=file")
    assert "1,000+" not in page  # the number of the declaration, not of this test
    assert "The list is long" in page
    assert 'aria-sort="descending"' in page  # by the day of opening, which an index answers
    assert not re.search(r"<th [^>]*><a [^>]*sort=file", page)
    assert len(codes(page)) == 2
    assert declared.MOST == 1_000


def test_an_export_has_a_reason_and_nothing_sealed(w: World, m: Made) -> None:
    client = browser(w.owner)
    assert client.post(FILES, {"reason": "because"}).status_code == 400
    answer = client.post(f"{FILES}?age=adult", {"reason": "audit"})
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode()
    assert m.employed.pseudonym in text
    assert m.child.pseudonym not in text
    assert FIRM not in text
    last = Event.objects.filter(act="export").latest("number")
    assert (last.actor, last.reason) == (w.owner.person, "list_audit")
    assert browser(w.admin).post(FILES, {"reason": "audit"}).status_code == 404


LISTS = (
    FILES_LIST, RECEIVED, SENT, CLAIMS, PROCEEDINGS, PENALTIES, SANCTIONS, ORGANISATIONS,
    WORKPLACES,
    CHECKS,
    VISITS,
    ORDERS,
    COMPLAINTS,
    CONTACTS,
)  # fmt: skip


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.view)
def test_every_text_of_a_list_exists_in_every_language(one: declared.RoomList) -> None:
    ids = {one.heading, one.empty, *(column.heading for column in one.columns)}
    ids |= {each.heading for each in one.filters} | {each.text for each in one.views}
    for tag in ("en", "fr", "es", "ar"):
        assert [each for each in sorted(ids) if library().texts.label(each, tag).missing] == []


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.view)
def test_no_sealed_column_sorts_or_is_asked_of_rows_that_are_not_held(
    one: declared.RoomList,
) -> None:
    for column in one.columns:
        if column.sealed:
            assert (column.sort, column.needs) == ("", FieldClass.IDENTIFYING)


def test_both_sides_list_a_referral_as_far_as_each_may_see(w: World, m: Made) -> None:
    sent = listed(w.owner, path="/en/office/referrals/sent/")
    assert "Referral not received" in sent
    assert m.employed.pseudonym in sent
    received = listed(w.shelter.first, path="/en/office/referrals/")
    assert f"/referrals/{m.referral.pk}/" in received
    assert m.employed.pseudonym not in received
    assert str(m.referral.pk) not in listed(w.ident.first, path="/en/office/referrals/")
    late = listed(w.shelter.first, "?time=overdue", "/en/office/referrals/")
    assert str(m.referral.pk) not in late


def test_reading_a_list_is_in_the_ledger(w: World) -> None:
    before = Event.objects.filter(act="list_files", kind="case_file").count()
    listed(w.owner)
    assert Event.objects.filter(act="list_files", kind="case_file").count() == before + 1


@pytest.mark.parametrize(
    ("tag", "near", "far"),
    [
        ("en", "3 March", "3 March 2025"),
        ("fr", "3 mars", "3 mars 2025"),
        ("ar", "3 مارس", "3 مارس 2025"),
    ],
)
def test_days_are_written_in_the_language_of_the_page(tag: str, near: str, far: str) -> None:
    spoken = language(tag)
    assert spoken is not None
    reader = Reader(cast("Actor", None), spoken, words(tag), dt.date(2026, 11, 29))
    assert day_text(dt.date(2026, 3, 3), reader) == near
    assert day_text(dt.date(2025, 3, 3), reader) == far
    assert day_text(reader.today, reader) == reader.say("room_list/today")
