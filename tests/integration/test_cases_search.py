"""What a search for people tells, and to whom: never that another institution knows somebody."""

from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import ALOUD, Body, World, agreed, file_of, key_ring, person, world
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.rules import rules
from manumit.web.cases.search import People, search_people
from manumit.web.cases.timeline import access_log
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.search import Query
from manumit.web.kernel.vault.tokens import Number, NumberKind

pytestmark = pytest.mark.usefixtures("committing")
WHOLE_NAME = Query(names=["Rohima Khatunxq"])
TELEPHONE = Query(numbers=[Number(NumberKind.TELEPHONE, "01711 555 7431")])
NOTHING = People(hits=(), more=False, elsewhere=False)


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def second_office(body: Body, role: str) -> Actor:
    office = Office.objects.create(institution=body.institution, names={"en": "Two"})
    return person(office, role)


@pytest.mark.proves("search-reveals-nothing")
@pytest.mark.parametrize("query", [WHOLE_NAME, TELEPHONE])
def test_that_another_institution_knows_somebody_is_told_to_nobody(
    here: World, query: Query
) -> None:
    """R-52, scenario 8: who declined a referral is not found by the body they declined."""
    file = file_of(here.owner)
    services.refuse_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        spoken=ALOUD,
    )
    for other in (Body.made("shelter", "support"), Body.made("hotline", "advice")):
        there = file_of(other.first)
        assert search_people(here.shelter.first, query) == NOTHING
        # What a person agreed to is to be told of by somebody, not to be found by anybody.
        agreed(other.first, there, here.shelter, "disclosure")
        assert search_people(here.shelter.first, query) == NOTHING
        assert search_people(other.first, query).hits


def test_another_office_of_the_own_institution_is_flagged(here: World) -> None:
    file_of(here.shelter.first)
    two = second_office(here.shelter, "support")
    assert search_people(two, WHOLE_NAME) == People(hits=(), more=False, elsewhere=True)
    assert search_people(two, Query(names=["Khatunxq"])) == NOTHING


@pytest.mark.proves("search-reveals-nothing")
@pytest.mark.usefixtures("committing", "here")
@pytest.mark.parametrize("role", ["intake", "inspect"])
def test_no_file_of_an_inspector_or_of_intake_is_flagged_in_any_office(role: str) -> None:
    """R-30: that there was a complaint is never told."""
    body = Body.made("inspectorate", role)
    searchers = [person(body.office, "intake"), second_office(body, "intake")]
    kept = file_of(body.first)
    for searcher in searchers:
        assert search_people(searcher, WHOLE_NAME) == NOTHING
    services.share_file(body.first, kept.pk, body.second.person)
    services.stop_holding(body.first, kept.pk)
    for searcher in searchers:
        assert search_people(searcher, TELEPHONE) == NOTHING


@pytest.mark.proves("search-reveals-nothing")
def test_each_file_that_was_shown_or_flagged_tells_who_searched(here: World) -> None:
    file, other = file_of(here.shelter.first), file_of(here.owner)
    two = second_office(here.shelter, "support")
    search_people(here.shelter.first, WHOLE_NAME)
    search_people(two, WHOLE_NAME)
    looked = [one for one in access_log(here.shelter.first, file.pk) if one.act == "search"]
    assert [one.person for one in looked] == [here.shelter.first.person, two.person]
    assert not [one for one in access_log(here.owner, other.pk) if one.act == "search"]


@pytest.mark.proves("search-reveals-nothing")
def test_the_event_of_a_search_says_nothing_of_what_was_looked_for(here: World) -> None:
    search_people(here.shelter.first, WHOLE_NAME)
    search_people(here.shelter.first, TELEPHONE)
    one, other = Event.objects.filter(kind="person", actor=here.shelter.first.person)
    shown = [
        {
            field.name: getattr(event, field.name)
            for field in Event._meta.fields
            if field.name not in ("id", "uuid", "number", "at")
        }
        for event in (one, other)
    ]
    assert shown[0] == shown[1]
    assert one.resource is None


@pytest.mark.proves("search-reveals-nothing")
def test_a_member_searches_a_number_of_times_a_day_and_no_more(here: World) -> None:
    searcher = here.shelter.first
    for _ in range(rules().searches_a_day):
        search_people(searcher, WHOLE_NAME)
    with pytest.raises(InputError, match="K601"):
        search_people(searcher, WHOLE_NAME)
    held = Event.objects.filter(actor=searcher.person, act="search", outcome="refused")
    assert [one.reason for one in held] == ["too_many_searches"]
    search_people(here.shelter.second, WHOLE_NAME)  # another member's day
