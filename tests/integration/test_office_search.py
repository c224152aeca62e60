"""Search on every page: what is found, by whom, and what never is.

Written by hand from domain.md, section 2: a file is found by those who work in its office, and by
nobody else; an organisation by its institution; a person by nobody here.
"""

import dataclasses

import pytest
from django.test import Client

from cases_world import NAMES, TELEPHONE, World, file_of, world
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.registers.models import Organisation
from office import signed_in
from registers_world import firm, household
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

FIRM, ADDRESS = "Brightway Laundryzq Ltd", "/en/office/find/"


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A file, a firm, and a household, which is a natural person."""

    file: CaseFile
    firm: Organisation
    household: Organisation


def made(w: World) -> Made:
    return Made(file_of(w.owner), firm(w.owner, FIRM), household(w.owner))


_begun, _who, _rows = begun(world, made)


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def leads_to(who: Actor, text: str, key: object) -> bool:
    return f"/{key}/" in browser(who).post(ADDRESS, {"q": text}).content.decode()


@pytest.mark.parametrize("spelled", [str, str.lower, lambda code: code.replace("-", "")])
def test_a_file_is_found_by_its_code_however_it_is_typed(
    w: World, rows: Made, spelled: object
) -> None:
    assert callable(spelled)
    assert leads_to(w.owner, spelled(rows.file.pseudonym), rows.file.pk)


def test_others_do_not_find_a_file(w: World, rows: Made) -> None:
    assert leads_to(w.colleague, rows.file.pseudonym, rows.file.pk)
    for who in (w.other_office, w.shelter.first, w.prosecution.first, w.admin):
        assert not leads_to(who, rows.file.pseudonym, rows.file.pk)
    assert browser(None).post(ADDRESS, {"q": rows.file.pseudonym}).status_code == 303


def test_a_firm_is_found_by_reference_and_by_name_in_its_institution(w: World, rows: Made) -> None:
    assert leads_to(w.owner, rows.firm.reference, rows.firm.pk)
    assert leads_to(w.owner, "brightway laundryzq", rows.firm.pk)
    assert leads_to(w.other_office, "Brightway Laundryzq", rows.firm.pk)
    for who in (w.shelter.first, w.admin):
        assert not leads_to(who, rows.firm.reference, rows.firm.pk)
        assert not leads_to(who, "Brightway Laundryzq", rows.firm.pk)


def test_no_person_is_found_by_name_or_number(w: World, rows: Made) -> None:
    for text in (*NAMES, TELEPHONE):
        assert not leads_to(w.owner, text, rows.file.pk)
    assert leads_to(w.owner, rows.household.reference, rows.household.pk)
    assert not leads_to(w.colleague, rows.household.reference, rows.household.pk)
    link = "Search for a person by name"
    assert link in browser(w.shelter.first).get(ADDRESS).content.decode()
    assert link not in browser(w.owner).get(ADDRESS).content.decode()  # searches for nobody


@pytest.mark.parametrize("text", ["", "a", "\0\0\0", "%' OR 1=1 --", "x" * 5000, "\u202e\u0663"])
def test_any_text_is_answered(w: World, text: str) -> None:
    assert browser(w.owner).post(ADDRESS, {"q": text}).status_code == 200


def test_a_search_is_in_the_ledger_without_its_words(w: World, rows: Made) -> None:
    before = Event.objects.filter(act="search").count()
    browser(w.owner).post(ADDRESS, {"q": rows.file.pseudonym})
    assert Event.objects.filter(act="search").count() == before + 1
    assert rows.file.pseudonym not in str(list(Event.objects.filter(act="search").values()))


def test_no_word_that_is_searched_for_is_part_of_an_address(w: World, rows: Made) -> None:
    page = browser(w.owner).get(ADDRESS, {"q": rows.file.pseudonym}).content.decode()
    assert f"/{rows.file.pk}/" not in page
    assert 'method="get"' not in page
