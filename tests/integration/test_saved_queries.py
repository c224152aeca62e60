"""Views of a list that members save: of codes alone, for themselves alone, until their post ends.

The expectations are written by hand: a member saves and removes their own views of a list that
their role reads; a colleague neither sees nor removes them; an administrator has no list of files
(404); a stranger is led to sign in (303).
"""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponseBase
from django.test import Client

from cases_world import World, world
from everybody import done_by_everybody
from manumit.web.institutions.models import Institution, Member, Post
from manumit.web.institutions.services import end_post
from manumit.web.kernel.access.actors import Actor
from manumit.web.saved_queries import services
from manumit.web.saved_queries.models import SavedQuery
from manumit.web.ui.room.own import MOST_OWN
from office import signed_in
from together import begun

pytestmark = [
    pytest.mark.django_db(databases=["default", "ledger"]),
    pytest.mark.usefixtures("rows"),
]

FILES, CHILDREN = "/en/office/files/", "?view=office&age=child"
LISTS_WITHOUT_EXPORT = ("/en/office/referrals/", "/en/office/referrals/sent/")
VIEW = "cases:index"
SAVE = {"save_view": "1"}


@dataclass(frozen=True, slots=True)
class Saved:
    """One view of the owner."""

    view: SavedQuery


def saved(w: World) -> Saved:
    services.save(w.owner, VIEW, CHILDREN)
    return Saved(SavedQuery.objects.get())


_begun, _who, _rows = begun(world, saved)


@pytest.fixture
def m(rows: Saved) -> Saved:
    return rows


def post(who: Actor | None, query: str, sent: dict[str, str]) -> HttpResponseBase:
    return signed_in(who).post(f"{FILES}{query}", sent)


def own(client: Client, query: str = "") -> list[tuple[str, bool]]:
    """The names of the saved views on the page, and which of them it shows."""
    text = client.get(f"{FILES}{query}").content.decode()
    found = re.search(r'aria-label="Your views">(.*?)</nav>', text, re.DOTALL)
    tabs = re.findall(r"<a [^>]*?( aria-current=\"page\")?>([^<]*)</a>", found[1] if found else "")
    return [(name, bool(current)) for current, name in tabs]


def stored() -> list[tuple[object, ...]]:
    return sorted(SavedQuery.objects.values_list("pk", "member", "listed", "query"))


def test_a_view_is_called_by_what_it_filters(w: World) -> None:
    client = signed_in(w.owner)
    answer = client.post(f"{FILES}?view=office&urgency=now&urgency=soon&sort=-opened", SAVE)
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "The view is saved." in page
    assert "Remove this view" in page
    assert "Save as your view" not in page
    assert own(client, CHILDREN) == [
        ("My office · Age: Under 18", True),
        ("My office · Urgency: Now, Soon · sorted by Opened", False),
    ]


def test_what_is_saved_twice_is_one_view_and_can_be_removed(w: World, m: Saved) -> None:
    client = signed_in(w.owner)
    client.post(f"{FILES}{CHILDREN}&page=3", SAVE)
    assert len(own(client)) == 1
    client.post(f"{FILES}{CHILDREN}", {"remove_view": str(m.view.pk)})
    assert "The view is removed." in client.get(FILES).content.decode()
    assert own(client) == []
    client.post(f"{FILES}{CHILDREN}", {"remove_view": "no key"})
    assert "Nothing was saved or removed." in client.get(FILES).content.decode()


WHO = ("owner", "colleague", "other_office", "admin", "stranger")


def test_each_saves_for_themselves_alone(w: World) -> None:
    found = done_by_everybody(WHO, lambda who: post(getattr(w, who), "?urgency=now", SAVE), stored)
    assert tuple(found.values()) == (303, 303, 303, 404, 303)
    assert own(signed_in(w.colleague), CHILDREN) == []
    assert own(signed_in(w.other_office), CHILDREN) == []


@pytest.mark.parametrize("who", ["colleague", "other_office", "admin", "stranger"])
def test_nobody_else_removes_a_view(w: World, m: Saved, who: str) -> None:
    before = stored()
    post(getattr(w, who), CHILDREN, {"remove_view": str(m.view.pk)})
    assert stored() == before


def test_a_filter_that_can_identify_somebody_is_not_saved(w: World) -> None:
    client, before = signed_in(w.owner), stored()
    page = client.get(f"{FILES}?sector=C").content.decode()
    assert "A filter that can identify a person cannot be saved in a view." in page
    assert "Save as your view" not in page
    client.post(f"{FILES}?sector=C&age=child", SAVE)
    assert stored() == before


def test_nothing_that_is_typed_is_stored(w: World) -> None:
    post(w.owner, "?age=adult&age=Rahima&name=Rahima&sort=Rahima", {"save_view": "Rahima"})
    assert SavedQuery.objects.latest("saved_at").query == "?view=mine&age=adult"


def test_a_list_has_so_many_views_and_no_more(w: World) -> None:
    client = signed_in(w.owner)
    for code in ("now", "soon", "normal", "overdue", "today")[: MOST_OWN - 1]:
        assert services.save(w.owner, VIEW, f"?urgency={code}")
    client.post(f"{FILES}?age=adult", SAVE)
    page = client.get(f"{FILES}?age=adult").content.decode()
    assert "Nothing was saved or removed." in page
    assert "Remove one to save another." in page
    assert SavedQuery.objects.count() == MOST_OWN
    assert services.save(w.owner, "cases:inbox", "?urgency=now")  # another list


def test_what_a_list_no_longer_offers_is_not_asked_for(w: World) -> None:
    SavedQuery.objects.update(query="?view=gone&age=child&holder=gone&sort=gone")
    assert own(signed_in(w.owner), "?view=mine&age=child") == [("Mine · Age: Under 18", True)]


def test_views_end_with_the_last_post_at_the_institution(w: World) -> None:
    owner = Member.objects.get(pk=w.owner.person)
    first = Post.objects.get(member=owner)
    second = Post.objects.get(pk=first.pk)
    second.pk, second.office_id = None, w.other_office.office
    second.save(force_insert=True)
    end_post(w.admin, first)
    assert stored()
    elsewhere = Institution.objects.get(pk=w.shelter.institution.pk)
    SavedQuery.objects.create(member=owner, institution=elsewhere, listed=VIEW, query="?")
    end_post(w.admin, second)
    assert [one.institution for one in SavedQuery.objects.all()] == [elsewhere]


@pytest.mark.parametrize("path", LISTS_WITHOUT_EXPORT)
def test_a_list_that_nobody_may_export_sends_no_file(w: World, path: str) -> None:
    answer = signed_in(w.owner).post(path, {"reason": "audit"})
    assert answer.status_code == 400
    assert "text/html" in answer["Content-Type"]
