"""Cards and training of a demonstration: there where a country is shown, and nowhere else."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django import Settings

import cases_world
from cases_world import file_of, key_ring
from manumit.errors import InputError
from manumit.web.country.people import cards, make_people
from manumit.web.institutions.demo import sign_in_of
from manumit.web.institutions.models import Member
from manumit.web.kernel.ledger.models import Event
from manumit.web.site.deployment import Mode
from manumit.web.ui.languages import library
from manumit.web.ui.room import rows
from office import signed_in, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
ADDRESSES = ("/en/demonstration/", "/en/office/training/")
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)


@pytest.fixture
def shown(settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(django_settings.MANUMIT, country=True)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_says_how_forty_people_sign_in(language: str) -> None:
    client = Client(headers={"accept-language": language})
    assert client.get("/").headers["Location"] == f"/{language}/demonstration/"
    text = client.get(f"/{language}/demonstration/").content.decode()
    assert all(one.email in text and sign_in_of(one.email).password in text for one in cards())
    assert escape(str(library().texts.label("country/synthetic", language))) in text


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("role", ["inspect", "support", "stats"])
def test_one_press_signs_in_as_somebody_and_the_ledger_has_it(role: str) -> None:
    make_people()
    (first, *_) = [one for one in cards() if one.role == role]
    client = Client(enforce_csrf_checks=True)
    page = client.get("/en/demonstration/").content.decode()
    assert f'value="{first.email}"' in page
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"email": first.email, "csrfmiddlewaretoken": token}
    answer = client.post("/en/office/enter/", sent, headers={"referer": "http://testserver/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/office/")
    assert client.get("/en/office/").status_code == 200
    member = Member.objects.get(email=first.email)
    acts = Event.objects.filter(actor=member.pk).values_list("act", flat=True)
    assert {"sign_in", "second_factor"} <= set(acts)
    other = next(one for one in cards() if one.role == "union")
    page = client.get("/en/demonstration/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    sent = {"email": other.email, "csrfmiddlewaretoken": token}
    assert client.post("/en/office/enter/", sent).status_code == 303, "from one role to another"
    assert client.post("/en/office/enter/", {"email": other.email}).status_code == 403


@pytest.mark.usefixtures("shown")
def test_nobody_else_enters_without_a_password() -> None:
    here = world()
    for email in (here.worker.email, "", "nobody@example.org"):
        assert Client().post("/en/office/enter/", {"email": email}).status_code == 404


@pytest.mark.proves("country-is-marked")
def test_entering_is_there_in_a_demonstration_alone(settings: Settings) -> None:
    make_people()
    email = next(cards()).email
    assert Client().post("/en/office/enter/", {"email": email}).status_code == 404
    settings.MANUMIT = dataclasses.replace(
        django_settings.MANUMIT, country=True, mode=Mode.PRODUCTION
    )
    assert Client().post("/en/office/enter/", {"email": email}, secure=True).status_code == 404


@pytest.mark.proves("country-is-marked")
def test_without_a_country_the_addresses_lead_nowhere() -> None:
    client = signed_in(world().worker)
    assert [client.get(address).status_code for address in ADDRESSES] == [404, 404]
    assert Client().get("/").headers["Location"] == "/en/"
    assert "demonstration" not in Client().get("/en/").content.decode()


@pytest.mark.proves("country-is-marked")
def test_production_refuses_a_country(settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(
        django_settings.MANUMIT, country=True, mode=Mode.PRODUCTION
    )
    assert Client().get("/en/demonstration/", secure=True).status_code == 404
    with pytest.raises(InputError, match="O112"):
        sign_in_of("inspect1.r1@inspectorate.example")


def test_a_page_of_files_reads_as_many_rows_as_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "SIZE", 3)
    here = cases_world.world()
    client, asked = signed_in(here.owner), []
    client.get("/en/office/files/")  # what is noted once in a session
    for _ in range(2):
        for _ in range(4):
            file_of(here.owner)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/en/office/files/?view=office").content.decode()
        assert page.count('<th scope="row"') == 3
        asked.append(len(queries))
        listing = next(q["sql"] for q in queries if "LIMIT 3" in q["sql"])
        condition = listing.rpartition("WHERE")[0] or listing
        assert f"'{here.owner.office.hex}'" in condition  # an index leads to them
    assert asked[0] == asked[1]
    assert "My office <span>8</span>" in page
