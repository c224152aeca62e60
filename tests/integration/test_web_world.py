"""Pages of what the world has published: each number names its source, and nothing is kept."""

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from manumit.published_figures import countries, detected
from manumit.web import typed_numbers
from manumit.web.public.figures import world

LANGUAGES = ("en", "fr", "es", "ar")


def text(client: Client, address: str) -> str:
    """What a page says, without markup."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["world/", "world/?country=MDA", "risk/"])
def test_every_page_speaks_every_language(client: Client, language: str, page: str) -> None:
    answer = client.get(f"/{language}/figures/{page}")
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "world/" not in re.sub(r"<[^>]+>", " ", body), "an id of a text stands for the text"
    assert 'id="source-' in body, "sources are named"


def test_a_country_shows_what_it_joined_and_what_nobody_knows(client: Client) -> None:
    shown = text(client, "/en/figures/world/?country=MDA")
    assert "Republic of Moldova" in shown
    assert re.search(r"C029\s+Forced labour, 1930\s+in force\s+2000-03-23", shown)
    assert re.search(r"C143\s+Migrant workers, 1975\s+unknown: the list is incomplete", shown)
    assert "The source contradicts itself: in 2022, 2021" in shown


def test_an_unknown_country_is_the_world(client: Client) -> None:
    assert "Published figures" in text(client, "/en/figures/world/?country=%3Cscript%3E")


def test_published_numbers_are_weighed_until_somebody_enters_others(client: Client) -> None:
    assert "50,784,315" in text(client, "/en/figures/risk/")
    assert "50 784 315" in text(client, "/fr/figures/risk/").replace("\u202f", " ").replace(
        "\xa0", " "
    )
    shown = text(
        client,
        "/en/figures/risk/?exploited_least=1000&convictions_least=5&convictions_most=10"
        "&profit_least=5,000&cost_least=100000",
    )
    assert re.search(r"Risk, in per cent\s+0.5000\s+–\s+1.0000", shown)
    assert re.search(r"Expected penalty\s+500.00\s+–\s+1,000.00", shown)
    assert re.search(
        r"Cost of a conviction at which exploitation stops paying\s+500,000\s+–\s+1,000,000", shown
    )
    assert re.search(r"Convictions a year at which exploitation stops paying\s+50", shown)


@pytest.mark.parametrize(
    "query",
    [
        "exploited_least=many&convictions_least=1&profit_least=1",
        "exploited_least=0&convictions_least=1&profit_least=1",
        "exploited_least=5&exploited_most=4&convictions_least=1&profit_least=1",
        "exploited_least=NaN&convictions_least=Infinity&profit_least=-1",
        "exploited_least=1e900&convictions_least=1e-900&profit_least=1",
        "exploited_least=0E-900000000&convictions_least=1&profit_least=1",
        "exploited_least=1&convictions_least=1.0000000000001&profit_least=1",
        "exploited_least=1&convictions_least=sNaN&profit_least=1",
        "exploited_least=1",
        "persons_least=x&exploited_least=1&convictions_least=1&profit_least=1",
    ],
)
def test_what_is_no_number_is_said_beside_its_field(client: Client, query: str) -> None:
    body = client.get(f"/en/figures/risk/?{query}").content.decode()
    assert "We cannot use some of the numbers" in body
    assert 'aria-invalid="true"' in body


def test_extreme_numbers_break_nothing(client: Client) -> None:
    query = "&".join(
        f"{name}_least=0.000001&{name}_most=1000000000000000"
        for name in ("exploited", "convictions", "profit", "cost", "persons")
    )
    assert client.get(f"/en/figures/risk/?{query}").status_code == 200


@pytest.mark.parametrize(
    "typed", ["0", "-0", "0.000", "0E-900000000", "0E+900000000", "-0E-20000000", "٠"]
)
def test_every_zero_is_the_same_short_zero(client: Client, typed: str) -> None:
    assert str(typed_numbers.parse_number(typed)) == "0"
    asked = {"exploited_least": "1", "convictions_least": typed, "profit_least": "1",
             "cost_least": typed}  # fmt: skip
    answer = client.get("/en/figures/risk/", asked)
    assert answer.status_code == 200
    assert len(answer.content) < 50_000


@pytest.mark.proves("statistics-releases")
@given(
    typed=st.one_of(
        st.decimals().map(str),
        st.builds("{}E{}".format, st.integers(-5, 5), st.integers(-(10**9), 10**9)),
        st.text(alphabet="0123456789.,-+eE_ ", max_size=200),
    )
)
def test_a_number_that_is_read_is_short_however_it_was_typed(typed: str) -> None:
    try:
        number = typed_numbers.parse_number(typed)
    except ValueError:
        return
    assert 0 <= number <= typed_numbers.LARGEST
    assert len(f"{number:f}") <= 16 + 1 + typed_numbers.PLACES


def test_how_often_the_table_of_unodc_contradicts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of docs/explanation/published-figures.md."""
    monkeypatch.setattr(world, "YEARS_SHOWN", 100)
    reporting = [iso3 for iso3 in countries() if detected(iso3)]
    with_total = {
        (iso3, one.year)
        for iso3 in reporting
        for one in detected(iso3)
        if one.what == "detected" and not (one.form or one.sex or one.age)
    }
    by_form = {
        iso3: world.victims(iso3, "form", ("labour", "sexual", "other")) for iso3 in reporting
    }
    both = {(iso3, one.year) for iso3, years in by_form.items() for one in years} & with_total
    contradicted = [
        year for iso3, years in by_form.items() for year in world.contradicted(years, iso3)
    ]
    assert (len(reporting), len(both), len(contradicted)) == (185, 1377, 162)
