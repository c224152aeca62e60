"""Who may do what on the pages of services: every page against everybody.

By hand, from domain.md, section 2: whoever refers people looks for a service; an administrator
keeps those of the own institution, and looks for none; what is missing is the coordinator's
("aggregates").
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases_world import Body, agreed, file_of, request
from directory_world import WISH, Directory, aged, directory
from manumit.web.directory.models import Service
from manumit.web.directory.pool import POOL
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WHO = ("keeper", "second", "worker", "inspect", "other_admin", "plan", "justice", "business", "out")
# keeper and second administer the shelter, whose service it is; worker supports there.
PAGES: Mapping[str, tuple[int, ...]] = {
    # name         keep second work insp other plan just busi stranger
    "index":       (404, 404, 200, 200, 404, 200, 404, 404, 303),
    "own":         (200, 200, 403, 403, 200, 200, 404, 404, 303),
    "new":         (200, 200, 403, 403, 200, 200, 404, 404, 303),
    "edit":        (200, 200, 403, 403, 404, 403, 404, 404, 303),
    "confirm":     (200, 200, 403, 403, 404, 403, 404, 404, 303),
    "end":         (200, 200, 403, 403, 404, 403, 404, 404, 303),
    "count":       (405, 405, 405, 405, 405, 405, 405, 405, 303),
    "left":        (404, 404, 200, 200, 404, 404, 404, 404, 303),
    "missing":     (404, 404, 403, 403, 404, 200, 404, 404, 303),
    "missing_csv": (404, 404, 403, 403, 404, 200, 404, 404, 303),
}  # fmt: skip
OFFICE = "/en/office/"


@pytest.fixture(name="d")
def _directory(tmp_path: Path, settings: Settings) -> Directory:
    return directory(tmp_path, settings)


def everybody(d: Directory) -> dict[str, Actor | None]:
    return {
        "keeper": d.keeper,
        "second": d.second,
        "worker": d.w.shelter.first,
        "inspect": d.w.owner,
        "other_admin": d.w.admin,
        "plan": d.plan,
        "justice": d.w.prosecution.first,
        "business": Body.made("employers", "business").first,
        "out": None,
    }


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def address(name: str, row: Service | None = None) -> str:
    route = routes("directory")[name]
    return OFFICE + route.replace("<uuid:service>", "" if row is None else str(row.pk))


def form(d: Directory, **fields: object) -> dict[str, object]:
    return {
        "request": request(), "seen": 1, "office": d.w.shelter.office.pk, "needs": ["legal_aid"],
        "languages": ["ben"], "sexes": ["female"], "ages": ["adult"], "capacity": "not_counted",
        "hours": "always", "contact": "referral", "papers": "nobody_is_asked",
        "step_free": "unknown", **fields,
    }  # fmt: skip


def test_every_page_has_a_row() -> None:
    assert routes("directory").keys() == PAGES.keys()


def test_what_every_page_shows_to_everybody(d: Directory) -> None:
    row = d.service()
    for who, actor in everybody(d).items():
        client = browser(actor)
        shown = {name: client.get(address(name, row)).status_code for name in PAGES}
        place = WHO.index(who)
        assert shown == {name: expected[place] for name, expected in PAGES.items()}, who


def test_who_enters_changes_confirms_and_ends(d: Directory) -> None:
    """Owner, colleague, other office's worker, other institution, stranger; by what changed."""
    for who, actor in everybody(d).items():
        row, client = d.service(), browser(actor)
        before = Service.objects.count()
        sent = {
            "new": form(d),
            "edit": form(d),
            "confirm": {"request": request(), "seen": 2, "free_places": 1},
            "end": {"request": request(), "seen": 3, "reason": "not_offered_any_more"},
        }
        for name, form_data in sent.items():
            client.post(address(name, row), form_data)
        row.refresh_from_db()
        may = who in ("keeper", "second")
        assert (row.state, row.version) == (("ended", 4) if may else ("listed", 1)), who
        assert Service.objects.count() - before == may, who


def test_an_office_of_another_institution_is_none_of_ones_own(d: Directory) -> None:
    before = Service.objects.count()
    assert browser(d.w.admin).post(address("new"), form(d)).status_code == 422
    assert Service.objects.count() == before


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(d: Directory) -> None:
    client, before = browser(d.keeper), Service.objects.count()
    wrong: tuple[dict[str, object], ...] = (
        {"needs": []},
        {"needs": ["housing"], "area": "Harbour"},
        {"area": "12 Rose Street"},
        {"area": "Rose ٣"},
        {"capacity": "counted", "places": 2, "free_places": 3},
        {"places": 3},
        {"cost": "3"},
        {"currency": "KES"},
        {"languages": ["xxx"]},
    )
    for fields in wrong:
        sent = client.post(address("new"), form(d, **fields))
        assert sent.status_code == 422, fields
        assert 'class="error"' in sent.content.decode(), fields
    assert Service.objects.count() == before


def test_a_form_sent_twice_is_one_service_and_a_late_page_changes_nothing(d: Directory) -> None:
    client, form_data, before = browser(d.keeper), form(d), Service.objects.count()
    for _ in range(2):
        assert client.post(address("new"), form_data).status_code == 303
    assert Service.objects.count() == before + 1
    row = d.service()
    assert client.post(address("edit", row), form(d, hours="by_appointment")).status_code == 303
    late = client.post(address("edit", row), form(d, hours="office_hours"))
    assert late.status_code == 422
    row.refresh_from_db()
    assert row.hours == "by_appointment"


@pytest.mark.proves("directory-of-services")
def test_a_search_shows_what_fits_first_and_leaves_nothing(d: Directory) -> None:
    d.service(free_places=None)
    d.service()
    events = Event.objects.count()
    page = browser(d.w.owner).post(address("index"), {**WISH, "request": request()})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Free place: yes") < text.index("Free place: not known")
    assert "No service is certain to fit" not in text
    assert Event.objects.count() == events
    for code in WISH.values():
        assert code not in page.request["PATH_INFO"] + page.request["QUERY_STRING"]


@pytest.mark.proves("directory-of-services")
def test_how_many_places_are_free_is_shown_to_who_keeps_it_alone(d: Directory) -> None:
    """From nine to eight tells when somebody came; that there is one says enough to who refers."""
    row = d.service(places=9, free_places=7)
    number, asked = "<bdi>7</bdi>", {**WISH, "request": request()}
    for who in (d.w.owner, d.w.shelter.first, d.plan):
        text = browser(who).post(address("index"), asked).content.decode()
        assert "Free place: yes" in text
        assert number not in text
        assert "Free places" not in text
    for name in ("own", "confirm", "end"):
        assert number in browser(d.keeper).get(address(name, row)).content.decode(), name


@pytest.mark.parametrize("name", ["edit", "confirm"])
def test_no_page_holds_the_free_places_of_another_day(d: Directory, name: str) -> None:
    """Sent as it came it would say today what was counted on another day."""
    row = d.service(places=9, free_places=7)
    page = browser(d.keeper).get(address(name, row))
    assert page.context["form"]["seen"].value() == 1
    assert page.context["form"]["free_places"].value() is None


def test_it_can_be_counted_only_where_each_service_is_known_not_to_fit(d: Directory) -> None:
    """R-70: where nobody entered a service, or one may fit, nobody knows that nothing fits."""

    def offered() -> bool:
        page = browser(d.w.owner).post(address("index"), {**WISH, "request": request()})
        text = page.content.decode()
        assert "No service is certain to fit" in text
        return address("count") in text

    assert not offered()
    no = d.service(sexes=("male",))
    assert offered()
    d.service(sexes=())
    assert no.state == "listed"
    assert not offered()


def test_who_has_it_counted_that_nothing_fits(d: Directory) -> None:
    for who, actor in everybody(d).items():
        before = len(POOL.waiting(POOL.locked()))
        browser(actor).post(address("count"), {**WISH, "request": request()})
        may = who in ("worker", "inspect")
        assert len(POOL.waiting(POOL.locked())) - before == may, who


def test_the_coordinator_sees_what_is_missing_as_a_page_and_as_a_file(d: Directory) -> None:
    row = d.service()
    client = browser(d.plan)
    assert "None with a free place" not in client.get(address("missing")).content.decode()
    lines = client.get(address("missing_csv")).content.decode().splitlines()
    assert "housing,ben,female,adult,open,1,0,0" in lines
    assert "housing,ben,male,adult,none,0,0,0" in lines
    aged(row, 4)
    lines = client.get(address("missing_csv")).content.decode().splitlines()
    assert "housing,ben,female,adult,unknown,0,1,0" in lines


def test_no_more_queries_with_more_services(d: Directory) -> None:
    counted = []
    client = browser(d.w.owner)
    for _ in range(2):
        d.service()
        client.post(address("index"), {**WISH, "request": request()})
        with CaptureQueriesContext(connection) as queries:
            client.post(address("index"), {**WISH, "request": request()})
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_referral_offers_what_fits_first_with_its_reasons(d: Directory) -> None:
    d.service()
    file = file_of(d.w.owner)
    agreed(d.w.owner, file, d.w.shelter)
    client, to = browser(d.w.owner), f"{OFFICE}files/{file.pk}/refer/"
    form_data = {"request": request(), "purpose": "referral", "need": "housing", "spoken": "ben",
            "urgency": "tonight"}  # fmt: skip
    page = client.post(to, {**form_data, "sex": "female"}).content.decode()
    label = next(line for line in page.splitlines() if "Language: yes" in line)
    assert str(d.w.shelter.office.pk) in label
    first = page.index('name="office"')
    assert page[first:].index(str(d.w.shelter.office.pk)) < 200
    none = client.post(to, {**form_data, "sex": "male"}).content.decode()
    assert "Sex: no" in none
    assert "No service is certain to fit" in none
    assert address("count") in none
    d.service(sexes=())
    perhaps = client.post(to, {**form_data, "sex": "male"}).content.decode()
    assert "No service is certain to fit" in perhaps
    assert address("count") not in perhaps
