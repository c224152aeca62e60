"""Who may do what on the pages about tokens: every page against everybody who might come.

By hand, from domain.md section 2 and decision 28: administrators make and end, a second person
approves, the data protection officer sees and ends; everybody else finds no such page (404), or is
refused what they see (403).
"""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import cases_world
from api_world import ask
from cases_world import Body, person, request
from manumit.web.api import tokens
from manumit.web.api.models import ApiToken
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

ROUTES = routes("api")
WHO = (
    "maker", "other_admin", "admin_there", "worker", "dpo", "other_office", "procurer",
    "elsewhere", "stranger",
)  # fmt: skip
SEES, NO, NOT, IN = 200, 403, 404, 303
# For each page, what each of WHO is answered, in their order; 303: it is done, or one is led to
# sign in; 403: one sees that there is such a token.
EXPECTED = {
    "index": (SEES, SEES, SEES, SEES, SEES, SEES, NOT, SEES, IN),
    "make": (SEES, SEES, SEES, NOT, NOT, NOT, NOT, SEES, IN),
    "approve": (NO, IN, IN, IN, NO, IN, NOT, NOT, IN),
    "refuse": (NO, IN, IN, IN, NO, IN, NOT, NOT, IN),
    "revoke": (IN, IN, IN, NO, IN, NO, NOT, NOT, IN),
}
DOES = {"approve": "approved_at", "refuse": "revoked_at", "revoke": "revoked_at"}


@dataclass(frozen=True, slots=True)
class Here:
    """An advice centre with a token that waits, and who comes."""

    office: Office
    actors: dict[str, Actor | None]
    token: uuid.UUID
    word: str

    def browser(self, who: str) -> Client:
        """Of one of them."""
        actor = self.actors[who]
        return signed_in(actor)

    def path(self, name: str) -> str:
        """The address of a page."""
        arguments = {"token": self.token} if "token" in ROUTES[name] else {}
        return reverse(f"api:{name}", kwargs={"language": "en", **arguments})


@pytest.fixture(name="h")
def _here(tmp_path: Path, settings: Any) -> Here:
    cases_world.key_ring(tmp_path, settings)
    body = Body.made("advice_centre", "advice")
    second = Office.objects.create(institution=body.institution, names={"en": "Two"})
    maker = person(body.office, "admin")
    actors: dict[str, Actor | None] = {
        "maker": maker,
        "other_admin": person(body.office, "admin"),
        "admin_there": person(second, "admin"),
        "worker": body.first,
        "dpo": person(body.office, "dpo"),
        "other_office": person(second, "advice"),
        "procurer": Body.made("procurement", "procure").first,
        "elsewhere": person(Body.made("advice_centre", "advice").office, "admin"),
        "stranger": None,
    }
    made = tokens.make_token(maker, body.office.pk, ["rules", "claims"], 30, request=request())
    return Here(body.office, actors, made.token.pk, made.word)


def test_every_page_has_expectations() -> None:
    assert ROUTES.keys() == EXPECTED.keys()
    assert {len(row) for row in EXPECTED.values()} == {len(WHO)}


@pytest.mark.proves("api")
@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_does_for_everybody(h: Here, name: str, who: str) -> None:
    browser, expected = h.browser(who), EXPECTED[name][WHO.index(who)]
    before = ApiToken.objects.get(pk=h.token)
    answer = browser.post(h.path(name)) if name in DOES else browser.get(h.path(name))
    assert answer.status_code == expected
    after = ApiToken.objects.get(pk=h.token)
    if name in DOES:
        done = expected == IN and who != "stranger"
        assert (getattr(after, DOES[name]) is not None) == done
        assert browser.get(h.path(name)).status_code in (405, 303)
    else:
        assert after.made_at == before.made_at
    if who == "elsewhere" and name == "index":
        assert str(h.token)[:4].upper() not in answer.content.decode()


def form(h: Here, **changed: Any) -> dict[str, Any]:
    sent = {"office": str(h.office.pk), "scopes": ["rules", "claims"], "days": "30"}
    return {**sent, "request": str(uuid.uuid4()), **changed}


def word_in(page: str) -> str:
    found = re.search(r"manumit_[0-9a-f]{32}_[A-Za-z0-9_-]{43}", page)
    assert found is not None
    return found[0]


def test_the_word_is_shown_once_and_works_after_approval(h: Here) -> None:
    browser = h.browser("maker")
    answer = browser.post(h.path("make"), form(h))
    word = word_in(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert word not in browser.get(h.path("index")).content.decode()
    assert ask(word, "/lists").status_code == 401
    made = ApiToken.objects.exclude(pk=h.token).get()
    address = reverse("api:approve", kwargs={"language": "en", "token": made.pk})
    assert browser.post(address).status_code == 403
    assert h.browser("worker").post(address).status_code == 303
    assert ask(word, "/lists").status_code == 200
    events = Event.objects.filter(resource=made.pk, kind="api_token").order_by("number")
    assert [one.act for one in events] == ["make_token", "approve_token", "call"]


@pytest.mark.parametrize(
    "changed",
    [
        {"scopes": []},
        {"scopes": ["sanctions"]},
        {"scopes": ["everything"]},
        {"days": "0"},
        {"days": "367"},
        {"days": "x"},
        {"office": str(uuid.uuid4())},
        {"office": "x"},
    ],
)
def test_a_wrong_form_makes_nothing_and_keeps_what_was_typed(
    h: Here, changed: dict[str, Any]
) -> None:
    answer = h.browser("maker").post(h.path("make"), form(h, **changed))
    assert answer.status_code == 422
    assert "manumit_" not in answer.content.decode()
    assert ApiToken.objects.count() == 1


def test_the_office_of_another_institution_is_not_to_be_chosen(h: Here) -> None:
    there = h.actors["elsewhere"]
    assert there is not None
    answer = h.browser("maker").post(h.path("make"), form(h, office=str(there.office)))
    assert answer.status_code == 422
    assert ApiToken.objects.count() == 1


def test_the_same_form_twice_makes_one_token(h: Here) -> None:
    browser, sent = h.browser("maker"), form(h)
    assert "manumit_" in browser.post(h.path("make"), sent).content.decode()
    again = browser.post(h.path("make"), sent)
    assert again.status_code == 422
    assert "manumit_" not in again.content.decode()
    assert ApiToken.objects.count() == 2


def test_approving_what_does_not_wait_any_more_says_so(h: Here) -> None:
    assert h.browser("other_admin").post(h.path("approve")).status_code == 303
    assert h.browser("worker").post(h.path("approve")).status_code == 409


def test_the_list_asks_the_database_as_often_for_many_as_for_one(h: Here) -> None:
    browser = h.browser("other_admin")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(h.path("index")).status_code == 200
        return len(found)

    asked()
    few = asked()
    for _ in range(5):
        tokens.make_token(h.actors["maker"], h.office.pk, ["rules"], 30, request=request())
    assert asked() == few


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_language_has_every_word(h: Here, language: str) -> None:
    browser = h.browser("maker")
    for name in ("index", "make"):
        page = browser.get(h.path(name).replace("/en/", f"/{language}/", 1)).content.decode()
        assert f'lang="{language}"' in page
        assert not re.search(r"\bapi(?:_\w+)?/\w+", page)
