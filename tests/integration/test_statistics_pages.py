"""Who may do what on the pages of statistics: every page against everybody who might come.

By domain.md, section 2: statisticians of the institution count, prepare and decide; the plan
committee, inspectors and everybody else read what is published, without an account, and nothing
before that (404); a stranger is led to sign in (303).
"""

import csv
import html
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

import cases_world
import statistics_world as s
from cases_world import file_of, request
from manumit.disclosure.codes import DisclosureCode
from manumit.published_figures.risk import UNBOUNDED
from manumit.web.kernel.ledger.models import Event
from manumit.web.statistics import weighing
from manumit.web.statistics.models import Outcomes, Release
from manumit.web.statistics.releasing import published_tables
from manumit.web.statistics.templatetags.statistics_numbers import problem_text
from manumit.web.ui.languages import library
from office import routes, signed_in
from together import begun

if TYPE_CHECKING:
    from manumit.web.kernel.access.actors import Actor

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
EVERYBODY = ("counter", "second", "elsewhere", "plan", "inspector", "other", "admin", "stranger")


@dataclass(frozen=True, slots=True)
class Place:
    """The rows that pages are about."""

    w: s.World
    row: Outcomes
    prepared: Release
    out: Release

    def browser(self, who: str) -> Client:
        actors: Mapping[str, Actor | None] = {
            "counter": self.w.counter, "second": self.w.second, "elsewhere": self.w.elsewhere,
            "plan": self.w.coordination.first, "inspector": self.w.inspectorate.first,
            "other": self.w.other.first, "admin": self.w.admin, "stranger": None,
        }  # fmt: skip
        actor = actors[who]
        return signed_in(actor)


def made(w: s.World) -> Place:
    """Two releases of one count: counted and suppressed once, since that takes twenty seconds."""
    with (
        override_settings(MANUMIT_STATISTICS_BASIS=s.BASIS),
        patch("manumit.web.statistics.services.count", lambda *_: s.outcomes()),
    ):
        row = s.counted(w.counter)
        return Place(w, row, s.released(w.counter, row), s.published(w, row))


_begun, _who, _rows = begun(s.world, made)


@pytest.fixture
def place(rows: Place, settings: Settings) -> Place:
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    return rows


def statuses(place: Place, address: str, data: Mapping[str, object] | None = None) -> list[int]:
    """What everybody is answered, in the order of ``EVERYBODY``."""
    found = []
    for who in EVERYBODY:
        client = place.browser(who)
        answer = client.get(address) if data is None else client.post(address, dict(data))
        if hasattr(answer, "streaming_content"):
            list(answer.streaming_content)
        found.append(answer.status_code)
    return found


@pytest.mark.proves("statistics-releases")
def test_what_every_page_of_the_office_shows_to_everybody(place: Place) -> None:
    base = "/en/office/statistics/"
    expected = {
        "index": (base, [200, 200, 200]),
        "ask": (f"{base}counts/new/", [200, 200, 200]),
        "outcomes": (f"{base}counts/{place.row.pk}/", [200, 200, 200]),
        "prepare": (f"{base}counts/{place.row.pk}/prepare/", [200, 200, 200]),
        "release": (f"{base}releases/{place.prepared.pk}/", [200, 200, 200]),
        "step": (f"{base}releases/{place.prepared.pk}/steps/approve/", [403, 200, 200]),
        "listed": (f"{base}counts/{place.row.pk}/list.csv", [200, 200, 403]),
    }
    assert expected.keys() == routes("statistics").keys()
    for name, (address, ours) in expected.items():
        found = statuses(place, address)
        # A statistician of another institution has pages of their own, with nothing of this one.
        other = 200 if name in ("index", "ask") else 404
        assert found == [*ours, 404, 404, other, 404, 303], name


@pytest.mark.proves("statistics-releases")
def test_anybody_reads_what_is_published_and_nothing_else(place: Place) -> None:
    base = "/en/statistics/"
    open_ = [
        base, f"{base}definitions/", f"{base}definitions/persons.identified/",
        f"{base}{place.out.pk}/", f"{base}{place.out.pk}/tables.csv",
        f"{base}{place.out.pk}/glotip.json", f"{base}{place.out.pk}/sdg-16-2-2.xlsx",
        f"{base}{place.out.pk}/sdmx.csv",
    ]  # fmt: skip
    for address in open_:
        assert statuses(place, address) == [200] * len(EVERYBODY), address
    closed = [
        f"{base}{place.prepared.pk}/", f"{base}{place.prepared.pk}/tables.csv",
        f"{base}{place.prepared.pk}/sdmx.csv", f"{base}{place.out.pk}/sdmx.xlsx",
        f"{base}{uuid.uuid4()}/", f"{base}{place.out.pk}/other.csv",
        f"{base}{place.out.pk}/tables.pdf", f"{base}definitions/persons.nothing/",
    ]  # fmt: skip
    for address in closed:
        assert statuses(place, address) == [404] * len(EVERYBODY), address


def test_only_the_second_person_approves_and_only_a_reason_withdraws(place: Place) -> None:
    address = f"/en/office/statistics/releases/{place.prepared.pk}/steps/approve/"
    sent = {"request": str(uuid.uuid4()), "seen": "1"}
    assert place.browser("counter").post(address, sent).status_code == 403
    assert place.browser("plan").post(address, sent).status_code == 404
    assert place.browser("stranger").post(address, sent).status_code == 303
    assert Release.objects.get(pk=place.prepared.pk).state == "prepared"
    assert place.browser("second").post(address, sent).status_code == 303
    assert Release.objects.get(pk=place.prepared.pk).state == "approved"
    address = f"/en/office/statistics/releases/{place.out.pk}/steps/withdraw/"
    sent = {"request": str(uuid.uuid4()), "seen": "3"}
    assert place.browser("second").post(address, sent).status_code == 422
    assert place.browser("second").post(address, sent | {"reason": "leak_found"}).status_code == 303
    assert place.browser("stranger").get(f"/en/statistics/{place.out.pk}/").status_code == 404


@pytest.mark.proves("statistics-releases")
def test_no_small_number_of_the_count_stands_in_what_is_published(place: Place) -> None:
    client = Client()
    base = f"/en/statistics/{place.out.pk}/"
    rows = list(csv.reader(io.StringIO(client.get(f"{base}tables.csv").content.decode())))
    persons = [row for row in rows if row and row[0] in ("persons", "accused")]
    assert persons
    assert not [row for row in persons if row[6].isdecimal() and 0 < int(row[6]) < 11]
    answer = client.get(f"{base}sdmx.csv")
    assert answer["Content-Type"] == "application/vnd.sdmx.data+csv; version=2.0.0"
    sdmx = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert len(sdmx) == len([row for row in rows if row and row[2:3] > [""]
                             and row[0] in ("persons", "accused", "checks")])  # fmt: skip
    assert not [one for one in sdmx if one["OBS_VALUE"] and 0 < int(one["OBS_VALUE"]) < 11]
    assert {one["OBS_STATUS"] for one in sdmx if not one["OBS_VALUE"]} == {"Q"}
    document = json.loads(client.get(f"{base}tables.json").content)
    assert document["about"]["query version"] == place.out.content["query"]
    kept = io.BytesIO(b"".join(client.get(f"{base}tables.xlsx").streaming_content))  # type: ignore[attr-defined]
    book = load_workbook(kept, read_only=True)
    *_, last = book["numbers"].iter_rows(values_only=True)
    assert last[:2] == ("rows", len(document["rows"]))


def test_a_published_page_reads_the_release_and_counts_nothing(place: Place) -> None:
    client = Client()
    client.get(f"/en/statistics/{place.out.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/en/statistics/{place.out.pk}/")
    asked = " ".join(one["sql"] for one in queries.captured_queries)
    assert len(queries) <= 3
    assert "cases_casefile" not in asked
    assert "remedies_" not in asked


def test_days_money_victims_and_checks_stand_on_both_pages_with_their_definitions(
    place: Place,
) -> None:
    """The page of a count has how many are behind a category; that of a release never has."""
    office = place.browser("counter").get(f"/en/office/statistics/counts/{place.row.pk}/")
    public = Client().get(f"/en/statistics/{place.out.pk}/")
    for answer in (office, public):
        body = answer.content.decode()
        ids = {"by-characteristic", "crossed", "identified_in_by_form", "detected_by_sex_and_age",
               "by-met_to_identified", "by-claimedKES", "checks"}  # fmt: skip
        assert [one for one in ids if f'id="{one}"' not in body] == []
    text = [part for one in public.context["shown"].days_by for part in one.parts]
    text += [part for one in public.context["shown"].money_by for part in one.parts]
    assert not [part for part in text if "n" in part.found]
    shown = public.context["shown"]
    whole = [found for _, found in shown.days] + [
        one for _, kinds in shown.money for _, one in kinds
    ]
    assert any(whole)
    assert not [found for found in whole if found and "n" in found], "nor of days and money in all"
    file = Client().get(f"/en/statistics/{place.out.pk}/tables.csv").content.decode()
    assert not [row for row in csv.reader(io.StringIO(file)) if row and row[0] in ("days", "money")
                and "n" in row]  # fmt: skip
    assert all(part.found["n"] for one in office.context["shown"].days_by for part in one.parts)
    assert "definitions/checks.asked/" in office.content.decode()
    for name in ("checks.stopped", "durations.asked_to_decided"):
        assert Client().get(f"/en/statistics/definitions/{name}/").status_code == 200


@pytest.mark.proves("statistics-releases")
def test_the_list_has_a_row_for_everybody_who_is_counted_and_leads_to_nobody(
    place: Place,
) -> None:
    w = cases_world.world()
    files = [file_of(w.owner) for _ in range(4)]
    row = s.count_recent(place.w.counter)
    base = f"/en/office/statistics/counts/{row.pk}/list."
    answer = place.browser("counter").get(f"{base}csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[-1] == ["rows", "4"]
    assert len(rows) == 6
    for secret in (*cases_world.SECRETS, *(one.pseudonym for one in files)):
        assert secret not in text
    assert "-" not in text, "no day and no id"
    assert Event.objects.filter(act="export", resource=row.pk).count() == 1
    answer = place.browser("counter").get(f"{base}xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)  # type: ignore[attr-defined]
    *_, last = book["list"].iter_rows(values_only=True)
    assert last[:2] == ("rows", 4)


def test_a_count_is_asked_for_once_and_a_period_that_lies_ahead_is_refused(place: Place) -> None:
    address = "/en/office/statistics/counts/new/"
    sent = {"request": str(uuid.uuid4()), "first": "2025", "last": "2025"}
    for _ in range(2):
        assert place.browser("counter").post(address, sent).status_code == 303
    assert Outcomes.objects.filter(first_year=2025).count() == 1
    wrong = {"request": str(uuid.uuid4()), "first": "2025", "last": "2099"}
    answer = place.browser("counter").post(address, wrong)
    assert answer.status_code == 422
    assert "is in the future" in answer.content.decode()
    inhabitants = {"request": str(request()), "persons": "1000", "source": ""}
    prepare = f"/en/office/statistics/counts/{place.row.pk}/prepare/"
    assert place.browser("counter").post(prepare, inhabitants).status_code == 422


def test_a_release_is_weighed_from_what_was_published_alone(place: Place) -> None:
    address = f"/en/statistics/{place.out.pk}/risk/"
    assert statuses(place, address) == [200] * len(EVERYBODY)
    assert statuses(place, f"/en/statistics/{place.prepared.pk}/risk/") == [404] * len(EVERYBODY)
    closed = f"/en/statistics/{place.prepared.pk}/risk/numbers.csv"
    assert statuses(place, closed) == [404] * len(EVERYBODY)
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(address).content.decode()
    assert len(queries) <= 3
    assert "<svg" in shown
    assert "definitions/accused.convicted/" in shown
    rows = list(csv.reader(io.StringIO(client.get(f"{address}numbers.csv").content.decode())))
    whole = {row[2]: row for row in rows if len(row) == 12}
    # 180 were identified in the period (domain: who is found is the least who is exploited).
    assert whole["persons.identified"][3:5] == ["180", "180"]
    assert whole["exploited"][3:] != whole["persons.identified"][3:]
    assert whole["accused.convicted"][3:5] == ["25", "25"]
    assert whole["accused.convicted"][6] == "own"
    assert {row[6] for row in rows if row and row[0] == "world"} == {"world"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"exploited_least": "many", "exploited_source": "a"}, "Z401"),
        ({"exploited_least": "5", "exploited_most": "2", "exploited_source": "a"}, "Z401"),
        ({"exploited_least": "5000"}, "Z402"),
        ({"exploited_least": "10", "exploited_source": "a"}, "Z403"),
        ({"gain_least": "1500"}, "Z402"),
        ({"gain_least": "0", "gain_source": "a"}, "Z401"),
        ({"currency": "XXX"}, "Z404"),
        ({"profit": "none"}, "Z404"),
    ],
    ids=[
        "no-number",
        "turned",
        "no-source",
        "fewer",
        "gain-no-source",
        "gain-zero",
        "no-currency",
        "no-profit",
    ],
)
def test_what_cannot_be_weighed_is_refused_with_its_reason(
    place: Place, asked: dict[str, str], code: str
) -> None:
    answer = Client().get(f"/en/statistics/{place.out.pk}/risk/", asked)
    assert answer.status_code == 422
    text = library().texts.strings["en", f"statistics_risk_code/{code}", "label"][0].value
    assert text in html.unescape(answer.content.decode())
    file = Client().get(f"/en/statistics/{place.out.pk}/risk/numbers.csv", asked)
    assert file.status_code == 302


@pytest.mark.parametrize(("code", "text"), [("N301", "N301"), ("V101", "not_done")])
def test_a_count_that_failed_says_why_in_words(code: str, text: str) -> None:
    assert problem_text(code) == f"wrong/{text}"


def test_a_profit_of_a_sector_is_weighed_in_its_own_currency_and_needs_no_rate(
    place: Place,
) -> None:
    document = place.out.content | {"money": {"KES": {"paid": {"sum": "30500"}}}}
    asked = {"currency": "KES", "gain_least": "150000", "gain_most": "250000",
             "gain_source": "Survey of domestic work 2026"}  # fmt: skip
    assert weighing.weigh_release(document, place.out.pk, weighing.read_query(document, asked | {
        "gain_least": "", "gain_most": ""})) is None, "dollars need a rate"  # fmt: skip
    found = weighing.weigh_release(document, place.out.pk, weighing.read_query(document, asked))
    assert found is not None
    (entered,) = found.profit.parts
    assert (entered.code, entered.unit, str(entered.span.most)) == ("entered_gain", "KES", "250000")
    assert entered.origin is not None
    assert entered.origin.source == "Survey of domestic work 2026"
    shown = Client().get(f"/en/statistics/{place.out.pk}/risk/", asked | {"currency": "USD"})
    assert "Profit per person and year in a sector" in shown.content.decode()


def test_wages_paid_to_persons_who_are_not_counted_have_no_upper_end(place: Place) -> None:
    """None of the excluded: fewer than may be told, which is not nobody."""
    assert place.out.content["excluded"]["total"] == 0
    some = {"USD": {"paid": {"n": 30, "sum": "30500"}}}
    for money in (some, {}):
        for excluded in (0, 150, None):
            document = place.out.content | {
                "money": money, "excluded": {"total": excluded, "reasons": None}
            }  # fmt: skip
            found = weighing.weigh_release(
                document, place.out.pk, weighing.read_query(document, {"currency": "USD"})
            )
            assert found is not None
            paid = found.cost.parts[2].parts[0]
            assert paid.code == "money.paid"
            expected = Decimal(30550 if money else 0)
            assert paid.span.most == (expected if excluded == 0 else UNBOUNDED)


def test_penalties_of_inspection_that_nobody_enters_are_unknown_and_marked(place: Place) -> None:
    address = f"/en/statistics/{place.out.pk}/risk/"
    rows = list(csv.reader(io.StringIO(Client().get(f"{address}numbers.csv").content.decode())))
    whole = {row[2]: row for row in rows if len(row) == 12 and row[0] == "weighed"}
    assert whole["inspection"][3:7] == ["0", "", "USD", "unknown"]
    assert whole["share"][4] == ""
    assert "unknown" in whole["share"][6].split("+")
    for language in ("en", "fr", "es", "ar"):
        body = html.unescape(
            Client().get(f"/{language}/statistics/{place.out.pk}/risk/").content.decode()
        )
        strings = library().texts.strings
        assert strings[language, "statistics_risk_mark/unknown", "label"][0].value in body
    asked = {"currency": "USD", "inspection_least": "0", "inspection_source": "x"}
    entered = Client().get(f"{address}numbers.csv", asked).content.decode()
    assert "unknown" not in entered


def test_a_release_is_read_once_however_many_numbers_are_weighed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []

    def counted(population: Mapping[str, object]) -> object:
        read.append(population)
        return published_tables(population)

    monkeypatch.setattr(weighing, "published_tables", counted)
    assert Client().get(f"/en/statistics/{place.out.pk}/risk/").status_code == 200
    assert len(read) == 2, "persons and accused"


def test_only_an_estimate_that_is_too_low_is_told_as_such(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(facts: object) -> None:
        raise ValueError(facts)

    monkeypatch.setattr(weighing, "estimate_penalty", broken)
    with pytest.raises(ValueError, match="PenaltyInputs"):
        Client().get(f"/en/statistics/{place.out.pk}/risk/")


@pytest.mark.proves("statistics-releases")
def test_a_short_zero_never_makes_a_long_answer(place: Place) -> None:
    asked = {"currency": "USD", "inspection_source": "x"}
    for zero, name in product(("0E-20000000", "-0E-900000000"), ("", "numbers.csv")):
        asked |= {"inspection_least": zero}
        answer = Client().get(f"/en/statistics/{place.out.pk}/risk/{name}", asked)
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
    wrong = asked | {"inspection_least": "1.0000000000001"}
    assert Client().get(f"/en/statistics/{place.out.pk}/risk/", wrong).status_code == 422


def test_a_release_of_one_person_is_refused_with_the_reason(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = s.outcomes([s.someone(identified=2026)], [], [])
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: one)
    row = s.counted(place.w.counter)
    before = Release.objects.count()
    sent = {"request": str(uuid.uuid4()), "persons": "", "source": ""}
    for language in ("en", "es", "fr", "ar"):
        prepare = f"/{language}/office/statistics/counts/{row.pk}/prepare/"
        answer = place.browser("counter").post(prepare, sent)
        assert answer.status_code in (409, 422)
        page = html.unescape(answer.content.decode())
        strings = library().texts.strings
        assert strings[language, "wrong/D110", "label"][0].value in page
        assert strings[language, "wrong/not_done", "label"][0].value not in page
    assert Release.objects.count() == before


@pytest.mark.parametrize("code", DisclosureCode.__members__)
def test_no_code_that_protecting_can_raise_is_left_to_a_technician(code: str) -> None:
    refused = {"TOTAL_TOO_SMALL", "CANNOT_BE_PROTECTED", "CANNOT_HIDE"}
    known = f"wrong/{DisclosureCode[code].code}" in library().texts.ids()
    assert known is (code in refused), code
