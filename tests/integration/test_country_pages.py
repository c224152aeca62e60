"""Cards and training of a demonstration: there where a country is shown, and nowhere else."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django import Settings

import cases_world
from cases_world import file_of, key_ring
from manumit.errors import InputError
from manumit.web.cases import selectors
from manumit.web.country.people import cards
from manumit.web.institutions.demo import sign_in_of
from manumit.web.pages.languages import library
from manumit.web.site.deployment import Mode
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


def test_without_a_country_the_addresses_lead_nowhere() -> None:
    client = signed_in(world().worker)
    assert [client.get(address).status_code for address in ADDRESSES] == [404, 404]
    assert Client().get("/").headers["Location"] == "/en/"
    assert "demonstration" not in Client().get("/en/").content.decode()


def test_production_refuses_a_country(settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(
        django_settings.MANUMIT, country=True, mode=Mode.PRODUCTION
    )
    assert Client().get("/en/demonstration/", secure=True).status_code == 404
    with pytest.raises(InputError, match="O112"):
        sign_in_of("inspect1.r1@inspectorate.example")


def test_a_page_of_files_reads_as_many_rows_as_it_shows() -> None:
    here = cases_world.world()
    asked = []
    for _ in range(2):
        for _ in range(4):
            file_of(here.owner)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            page = selectors.page_of_files(here.owner, "1", 3)
        assert len(page.object_list) == 3
        asked.append(len(queries))
        listing = next(q["sql"] for q in queries if "LIMIT 3" in q["sql"])
        condition = listing.rpartition("WHERE")[0] or listing
        assert f"'{here.owner.office.hex}'" in condition  # an index leads to them
    assert asked[0] == asked[1]
    assert page.paginator.count == len(selectors.files(here.owner)) == 8
