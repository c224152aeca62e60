"""What a referral asks for and by when: who sees it, its place in a list, and one press there.

The expectations are written by hand, from domain.md, section 2 and R-52: the sender who holds the
file and the office that was asked see what is needed while consent holds; a colleague of the sender
sees by when alone; nobody else sees the referral.
"""

import dataclasses
import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases_world import MESSAGE, World, agreed, file_of, in_days, referred, request, world
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.services import ReferralInput
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.tasks.sources import Turn, due_items
from office import signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

INBOX, SENT = "/en/office/referrals/", "/en/office/referrals/sent/"
FIRST = 'class="first"'


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Referrals to the shelter that nobody answered, in the order in which they were sent."""

    calm: Referral
    unstated: Referral
    week: Referral
    tonight: Referral

    @property
    def keys(self) -> dict[str, str]:
        """Names of the rows by their keys."""
        return {str(getattr(self, one.name).pk): one.name for one in dataclasses.fields(self)}


def made(w: World) -> Rows:
    def sent(need: str, urgency: str) -> Referral:
        file = file_of(w.owner)
        agreed(w.owner, file, w.shelter)
        parts = (FilePart.SAFE_CONTACT,)
        return referred(w.owner, file, w.shelter, parts=parts, need=need, urgency=urgency)

    return Rows(
        sent("legal_aid", "no_hurry"), sent("", ""), sent("other", "this_week"),
        sent("housing", "tonight"),
    )  # fmt: skip


_begun, _who, _rows = begun(world, made)


@pytest.fixture
def r(rows: Rows) -> Rows:
    return rows


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def page(who: Actor | None, path: str = INBOX, query: str = "") -> str:
    answer = browser(who).get(f"{path}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def order(text: str, r: Rows) -> list[str]:
    """The rows of a list, by name."""
    rows = re.findall(r'<th scope="row"[^>]*><a href="/en/office/referrals/([0-9a-f-]{36})/"', text)
    return [r.keys[one] for one in rows]


def line(text: str, row: Referral) -> str:
    """What a list says of a referral."""
    begin = text.index(f"/referrals/{row.pk}/")
    return text[begin : text.index("</tr>", begin)]


# What a list shows


def test_what_is_needed_tonight_stands_on_top_and_unknown_is_not_no_hurry(
    w: World, r: Rows
) -> None:
    text = page(w.shelter.first)
    assert order(text, r) == ["tonight", "week", "unstated", "calm"]
    assert order(page(w.shelter.first, query="?sort=-urgency"), r)[0] == "calm"
    shown = line(text, r.tonight)
    assert "Housing" in shown
    assert re.search(r'class="tag danger">.*Tonight</span>', shown)
    assert line(text, r.unstated).count("Not stated") == 2
    assert "Something else" in line(text, r.week)


def test_an_answered_referral_is_urgent_no_more(w: World, r: Rows) -> None:
    services.accept(w.shelter.first, r.tonight.pk, seen=2, request=request())
    text = page(w.shelter.first)
    assert order(text, r)[0] == "week"
    assert "tag danger" not in line(text, r.tonight)
    assert "Tonight" in line(text, r.tonight)


def test_a_list_is_filtered_by_when(w: World, r: Rows) -> None:
    def found(*codes: str) -> list[str]:
        asked = "&".join(f"urgency={one}" for one in codes)
        return order(page(w.shelter.first, query=f"?{asked}"), r)

    assert found("tonight") == ["tonight"]
    assert found("no_hurry") == ["calm"]
    assert found("not_stated", "this_week") == ["week", "unstated"]


def test_each_sees_what_the_referral_lets_them_see(w: World, r: Rows) -> None:
    """By hand: need is sealed and for those who read the message; by when is in clear."""
    assert "Housing" in line(page(w.owner, SENT), r.tonight)
    colleague = line(page(w.colleague, SENT), r.tonight)
    assert "Housing" not in colleague
    assert "Not shown to you" in colleague
    assert "Tonight" in colleague
    for who in (w.other_office, w.prosecution.first, w.ident.first):
        assert str(r.tonight.pk) not in page(who) + page(who, SENT)
    assert browser(w.admin).get(INBOX).status_code == 404
    assert browser(None).get(INBOX).status_code == 303


def test_nothing_of_it_is_shown_after_a_withdrawal(w: World, r: Rows) -> None:
    services.withdraw_consent(
        w.owner, r.tonight.file_id, purpose="referral", recipient=w.shelter.institution.pk
    )
    text = page(w.shelter.first, query="?view=ended")
    assert order(text, r) == ["tonight"]
    assert "Housing" not in line(text, r.tonight)
    assert "Tonight" not in line(text, r.tonight)
    seen = selectors.referral_line(w.shelter.first, r.tonight.pk)
    assert (seen.need, seen.urgency) == (None, None)


def test_sender_and_recipient_read_it_on_the_page(w: World, r: Rows) -> None:
    for who in (w.owner, w.shelter.first):
        text = " ".join(page(who, f"{INBOX}{r.tonight.pk}/").split())
        assert "Need: Housing · Needed by: Tonight" in text
    text = " ".join(page(w.owner, f"{INBOX}{r.unstated.pk}/").split())
    assert "Need: Not stated · Needed by: Not stated" in text
    assert "Housing" not in page(w.colleague, f"{INBOX}{r.tonight.pk}/")


def test_a_need_stands_in_clear_nowhere(r: Rows) -> None:
    """ADR 22: neither in the table nor in its history."""
    with connection.cursor() as cursor:
        for table in ("cases_referral", "cases_referralevent"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608 - two names
            rows = [one for (one,) in cursor.fetchall()]
            assert len(rows) >= len(r.keys)
            assert not [one for one in rows if "housing" in one or "legal_aid" in one]
    sizes = {len(one.need.raw) for one in Referral.objects.filter(pk__in=r.keys)}
    assert len(sizes) == 1


@pytest.mark.parametrize("wrong", [{"need": "gold"}, {"urgency": "soon"}, {"urgency": "Tonight"}])
def test_only_codes_are_stored(w: World, wrong: dict[str, Any]) -> None:
    file = file_of(w.owner)
    agreed(w.owner, file, w.shelter)
    wish = ReferralInput(
        office=w.shelter.office.pk, purpose="referral", parts=(), message=MESSAGE,
        valid_until=in_days(5), **wrong,
    )  # fmt: skip
    with pytest.raises(InputError, match="K412"):
        services.refer(w.owner, file.pk, wish, request=request())


def test_by_when_is_never_changed_afterwards(r: Rows) -> None:
    row = r.calm
    row.urgency = "tonight"
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.save(update_fields=["urgency"])


def test_work_does_not_grow_with_rows(w: World, r: Rows) -> None:
    del r
    client = browser(w.shelter.first)
    client.get(INBOX)
    with CaptureQueriesContext(connection) as one:
        client.get(f"{INBOX}?urgency=tonight")
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(f"{INBOX}?urgency=tonight&urgency=no_hurry&urgency=this_week&urgency=not_stated")
    assert len(one) == len(all_of_them)


# What can't wait


def test_the_home_of_the_recipient_shows_what_is_needed_tonight_first(w: World, r: Rows) -> None:
    due = due_items(w.shelter.first, today() + dt.timedelta(days=7), 50, (Turn.TO_DO,))
    assert [one.row for one in due if one.first] == [r.tonight.pk]
    home = page(w.shelter.first, "/en/office/")
    assert home.count(FIRST) == 1
    strip = home[home.index(FIRST) : home.index("</section>", home.index(FIRST))]
    assert "A person referred to you needs help tonight." in strip
    assert f"/referrals/{r.tonight.pk}/accept/" in strip
    assert f"/referrals/{r.tonight.pk}/decline/" in strip
    assert "Housing" not in strip
    work = page(w.shelter.first, "/en/office/work/")
    assert work.index(str(r.tonight.pk)) < work.index(str(r.calm.pk))
    assert work.count(">Tonight</span>") == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "other_office"])
def test_for_the_sender_it_is_a_line_like_others(w: World, r: Rows, who: str) -> None:
    del r
    assert FIRST not in page(getattr(w, who), "/en/office/")


# One press


def fields(text: str, name: str) -> dict[str, str]:
    """Hidden fields of the first form of a step."""
    found = re.findall(rf'name="({name}-(?:request|seen)|back)" value="([^"]*)"', text)
    return dict(found[:3])


def test_one_press_accepts_and_leads_back_to_the_list(w: World, r: Rows) -> None:
    client, address = browser(w.shelter.first), f"{INBOX}{r.tonight.pk}/accept/"
    sent = fields(line(client.get(INBOX).content.decode(), r.tonight), "accept")
    assert sent.keys() == {"accept-request", "accept-seen", "back"}
    for _ in range(2):  # pressed twice, done once
        done = client.post(address, sent)
        assert (done.status_code, done["Location"]) == (303, INBOX)
    text = client.get(INBOX).content.decode()
    assert "Referral accepted." in text
    assert CaseFile.objects.filter(origin=r.tonight).count() == 1
    assert f"{r.tonight.pk}/accept/" not in text
    assert f"{r.calm.pk}/accept/" in text


def test_declining_asks_for_a_reason_and_leads_back_to_the_list(w: World, r: Rows) -> None:
    client, address = browser(w.shelter.first), f"{INBOX}{r.calm.pk}/decline/"
    assert f'href="{address}?back=list"' in line(client.get(INBOX).content.decode(), r.calm)
    text = client.get(f"{address}?back=list").content.decode()
    sent = fields(text, "decline")
    assert sent["back"] == "list"
    assert "/en/office/work/" not in text[text.index("<main") : text.index("</main>")]
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    done = client.post(address, sent | {"decline-reason": "no_place"})
    assert (done.status_code, done["Location"]) == (303, INBOX)
    r.calm.refresh_from_db()
    assert r.calm.state == "declined"


def test_a_version_that_is_over_is_refused_as_on_the_page(w: World, r: Rows) -> None:
    client = browser(w.shelter.first)
    sent = fields(line(client.get(INBOX).content.decode(), r.tonight), "accept")
    services.confirm_receipt(w.shelter.second, r.tonight.pk)
    late = client.post(f"{INBOX}{r.tonight.pk}/accept/", sent)
    assert late.status_code == 422
    assert 'role="alert"' in late.content.decode()
    assert not CaseFile.objects.filter(origin=r.tonight).exists()


ANSWERS = {
    "first": 303, "second": 303, "owner": 403, "colleague": 403, "other_office": 404,
    "prosecution": 404, "admin": 404, "stranger": 303,
}  # fmt: skip
"""Both members of the office may answer until one has; to a stranger it is the way to sign in."""


@pytest.mark.parametrize("step", ["accept", "decline"])
@pytest.mark.parametrize("who", ANSWERS)
def test_only_the_office_that_was_asked_answers(w: World, r: Rows, who: str, step: str) -> None:
    known = {"first": w.shelter.first, "second": w.shelter.second,
             "prosecution": w.prosecution.first, "stranger": None}  # fmt: skip
    actor = known[who] if who in known else getattr(w, who)
    client, key = browser(actor), r.tonight.pk
    if who not in ("admin", "stranger"):
        offered = f"{key}/{step}/" in page(actor) + page(actor, SENT)
        assert offered == (who in ("first", "second"))
    sent = {f"{step}-request": uuid.uuid4(), f"{step}-seen": 2, "back": "list",
            f"{step}-reason": "no_place"}  # fmt: skip
    answer = client.post(f"{INBOX}{key}/{step}/", sent)
    assert answer.status_code == ANSWERS[who]
    r.tonight.refresh_from_db()
    assert (r.tonight.state != "sent") == (who in ("first", "second"))
    assert client.get(f"{INBOX}{key}/accept/").status_code == (303 if actor is None else 405)
