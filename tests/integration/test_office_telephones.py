"""The telephone number of an office: who gives it, who is shown it, and for how long.

By hand: its administrators give it; the two sides of a running referral see each other's;
colleagues of the sender, other offices, other institutions and everybody else see none.
"""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from cases_world import World, agreed, file_of, finding_of, key_ring, referred, request, world
from manumit.errors import InputError
from manumit.web.cases import services as case_services
from manumit.web.cases.models import Referral
from manumit.web.institutions.directory import change_office, clean_telephone
from manumit.web.institutions.models import Member, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.tasks.home import AHEAD, work_lines
from manumit.web.tasks.sources import due_items
from manumit.web.ui.languages import languages
from manumit.web.ui.templatetags.ui import telephone
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

SHELTER, INSPECTORATE = "+254202223344", "+254205556677"
WRITTEN = {SHELTER: "+254 20 2223344", INSPECTORATE: "+254 20 5556677"}


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    made = world()
    for office, number in (
        (made.shelter.office, SHELTER),
        (made.inspectorate.office, INSPECTORATE),
    ):
        Office.objects.filter(pk=office.pk).update(telephone=number)
    return made


@pytest.fixture(name="sent")
def _sent(w: World) -> Referral:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    made: Referral = referred(w.owner, file, w.shelter)
    return made


def page(who: Actor | None, path: str) -> str:
    """What somebody is shown."""
    member = None if who is None else Member.objects.get(pk=who.person)
    return signed_in(member).get(f"/en/office/{path}").content.decode()


def numbers(text: str) -> set[str]:
    """The numbers that can be called from a page."""
    return {one for one in WRITTEN if f'href="tel:{one}"' in text and WRITTEN[one] in text}


# What is typed


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("", "KE", ""),
        ("  ", "KE", ""),
        ("020 222 3344", "KE", SHELTER),
        ("+254 (20) 222-3344", "FR", SHELTER),
        ("+999 555 0100", "KE", "+9995550100"),  # of an invented country
    ],
)
def test_a_number_is_kept_in_the_international_form(typed: str, country: str, kept: str) -> None:
    assert clean_telephone(typed, country) == kept


@pytest.mark.parametrize(
    "typed", ["ask Rahima", "12", "+999 12", "020 222 3344 ext. 7", "++", "0" * 30]
)
def test_what_is_no_number_is_refused_with_a_code(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        clean_telephone(typed, "KE")
    assert [one.code for one in refused.value.problems] == ["O117"]


def test_the_database_refuses_what_is_no_number(w: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Office.objects.filter(pk=w.shelter.office.pk).update(telephone="ask Rahima")


@pytest.mark.parametrize("written", [SHELTER, "+9995550100"])
def test_a_number_is_shown_as_its_country_writes_it(written: str) -> None:
    assert telephone(written) == WRITTEN.get(written, written)


# Who gives it


def test_an_administrator_gives_an_office_its_number_and_takes_it_away(w: World) -> None:
    office = w.inspectorate.office
    client = signed_in(Member.objects.get(pk=w.admin.person))
    path = f"/en/office/offices/{office.pk}/"
    wrong = client.post(path, {"name": "Centre", "telephone": "ask Rahima"})
    assert wrong.status_code == 200
    assert "This is no telephone number." in wrong.content.decode()
    assert Office.objects.get(pk=office.pk).telephone == INSPECTORATE
    assert client.post(path, {"name": "Centre", "telephone": "020 222 3344"}).status_code == 303
    office.refresh_from_db()
    assert (office.names, office.telephone) == ({"en": "Centre"}, SHELTER)
    assert Event.objects.filter(act="change", resource=office.pk, kind="office").count() == 1
    assert WRITTEN[SHELTER] in client.get("/en/office/offices/").content.decode()
    client.post(path, {"name": "Centre", "telephone": ""})
    assert "No telephone number" in client.get("/en/office/offices/").content.decode()


def test_names_in_other_languages_stay(w: World) -> None:
    office = w.inspectorate.office
    change_office(w.admin, office.pk, {"fr": "Centre"}, "")
    office.refresh_from_db()
    assert office.names == {"en": "One", "fr": "Centre"}


def test_a_new_office_can_have_a_number(w: World) -> None:
    client = signed_in(Member.objects.get(pk=w.admin.person))
    sent = {"name": "North", "telephone": "020 222 3344"}
    assert client.post("/en/office/offices/", sent).status_code == 303
    assert Office.objects.get(names__en="North").telephone == SHELTER


# Who is shown it


@pytest.mark.proves("referral-content")
def test_the_two_sides_of_a_referral_see_the_other_s_number_and_nobody_else_does(
    w: World, sent: Referral
) -> None:
    path = f"referrals/{sent.pk}/"
    expected = {
        "owner": (w.owner, {SHELTER}),
        "recipient": (w.shelter.first, {INSPECTORATE}),
        "the recipient's colleague": (w.shelter.second, {INSPECTORATE}),
        "colleague": (w.colleague, set()),
        "other office": (w.other_office, set()),
        "other institution": (w.prosecution.first, set()),
        "administrator": (w.admin, set()),
        "stranger": (None, set()),
    }
    assert {name: numbers(page(who, path)) for name, (who, _) in expected.items()} == {
        name: shown for name, (_, shown) in expected.items()
    }


@pytest.mark.proves("referral-content")
def test_nobody_is_shown_a_number_once_the_referral_has_ended(w: World, sent: Referral) -> None:
    case_services.confirm_receipt(w.shelter.first, sent.pk)
    sent.refresh_from_db()
    case_services.decline(
        w.shelter.first, sent.pk, reason="no_place", seen=sent.version, request=request()
    )
    path = f"referrals/{sent.pk}/"
    assert numbers(page(w.owner, path)) == set()
    assert numbers(page(w.shelter.first, path)) == set()


def test_lines_of_work_show_the_other_side(w: World, sent: Referral) -> None:
    shown = {}
    for who in (w.owner, w.shelter.first):
        items = [
            one
            for one in due_items(who, today() + AHEAD, 20)
            if one.source == "referral" and one.row == sent.pk
        ]
        [line] = work_lines(who, items, languages()[0])
        shown[who.role] = (line.party, line.sender, line.call)
    assert shown == {
        "inspect": ("shelter", "", SHELTER),
        "support": ("", "inspectorate", INSPECTORATE),
    }


def test_who_waits_calls_from_the_home(w: World, sent: Referral) -> None:
    assert sent.state == "sent"
    assert numbers(page(w.owner, "")) == {SHELTER}
    home = page(w.shelter.first, "")
    assert "From <bdi>inspectorate</bdi>" in home
    assert numbers(home) == set()  # it is their turn: the referral itself shows the number


def test_an_office_without_a_number_cannot_be_called(w: World, sent: Referral) -> None:
    Office.objects.update(telephone="")
    assert "tel:" not in page(w.owner, f"referrals/{sent.pk}/")
    assert "tel:" not in page(w.owner, "")
