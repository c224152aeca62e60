"""The guided path to a referral: who may go it, what the person answers, and what is then sent."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from cases_world import (
    MESSAGE,
    NAMES,
    NOTE,
    TELEPHONE,
    World,
    agreed,
    file_of,
    finding_of,
    key_ring,
    world,
)
from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.forms import days_from_today
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.guided.path import KEPT
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.sealed import open_text
from office import session_of, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@dataclass
class Walker:
    """One browser on the path of one file."""

    client: Client
    file: CaseFile

    def post(self, step: str, **form: object) -> HttpResponseBase:
        """Send the form of a step."""
        found: HttpResponseBase = self.client.post(
            f"{address(self.file)}{step}", {"request": uuid.uuid4(), **form}
        )
        return found

    def page(self, step: str) -> str:
        """The page of a step."""
        return self.client.get(f"{address(self.file)}{step}").content.decode()

    def to_share(self, w: World, purpose: str = "referral", **more: str) -> None:
        """Choose the shelter, where help is needed tonight."""
        chosen = {"office": w.shelter.office.pk, "urgency": "tonight", **more}
        answer = self.post("", do="choose", purpose=purpose, **chosen)
        assert answer["Location"] == f"{address(self.file)}share/"

    def answer(self, word: str, *parts: str, **more: object) -> HttpResponseBase:
        """Press a button of the second step."""
        words: dict[str, object] = {"asked": "read_aloud", "language": "bn", "voice": "person"}
        return self.post("share/", answer=word, parts=list(parts), **words | more)


def address(file: CaseFile) -> str:
    return f"/en/office/files/{file.pk}/refer/"


def browser(who: Actor | None) -> Client:
    return signed_in(who)


@pytest.fixture(name="w")
def _w(tmp_path: Path, settings: Any) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="on")
def _on(w: World) -> Walker:
    return Walker(browser(w.owner), file_of(w.owner))


def everything() -> tuple[int, int]:
    return Consent.objects.count(), Referral.objects.count()


def until(days: int = 10) -> str:
    return f"{days_from_today(days):%Y-%m-%d}"


def test_a_yes_is_recorded_and_what_was_chosen_is_sent(w: World, on: Walker) -> None:
    finding_of(w.owner, on.file)
    on.to_share(w, need="housing")
    assert KEPT in session_of(on.client)
    page = on.page("share/")
    assert "We would tell them only what you choose" in page
    assert "checked" not in page
    assert on.answer("given", "safe_contact", "finding").status_code == 303
    assert everything() == (1, 0)
    shown = on.page("check/")
    assert "Safe contact" in shown
    assert "<dd>Housing</dd>" in shown
    assert "<dd>Tonight</dd>" in shown
    assert ">Identity<" not in shown
    answer = on.post("check/", message=MESSAGE, until=until())
    row = Referral.objects.get()
    assert answer["Location"] == f"/en/office/referrals/{row.pk}/"
    assert (row.purpose, row.office_id, row.parts) == (
        "referral", w.shelter.office.pk, ["safe_contact", "finding"],
    )  # fmt: skip
    assert (open_text(row, "need"), row.urgency) == ("housing", "tonight")
    given = Consent.objects.get()
    assert (given.recipient, given.language) == (w.shelter.institution.pk, "bn")
    assert KEPT not in session_of(on.client)


def test_what_is_needed_does_not_stand_in_the_session(w: World, on: Walker) -> None:
    """Areas of need reveal health (ADR 22): no store holds one in clear, not for an hour."""
    on.to_share(w, need="health")
    kept = session_of(on.client)[KEPT]
    assert "health" not in str(kept)
    lengths = {len(kept["need"])}
    for need in ("", "psychosocial", "other"):
        on.to_share(w, need=need)
        lengths.add(len(session_of(on.client)[KEPT]["need"]))
    assert len(lengths) == 1
    session = session_of(on.client)
    session[KEPT] = session[KEPT] | {"need": f"no-such-key:{kept['need'].partition(':')[2]}"}
    session.save()
    assert on.client.get(f"{address(on.file)}share/")["Location"] == address(on.file)


@pytest.mark.parametrize(
    ("need", "shown"), [("", "Not stated"), ("other", "Something else"), ("health", "Health care")]
)
def test_a_need_that_is_left_open_is_not_stated(
    w: World, on: Walker, need: str, shown: str
) -> None:
    on.to_share(w, need=need, urgency="no_hurry")
    on.answer("given", "identity")
    assert f"<dd>{shown}</dd>" in on.page("check/")
    assert on.post("check/", message="", until=until()).status_code == 303
    row = Referral.objects.get()
    assert (open_text(row, "need"), row.urgency) == (need, "no_hurry")


@pytest.mark.parametrize("urgency", ["", "later"])
def test_by_when_is_asked_and_nothing_is_chosen_beforehand(
    w: World, on: Walker, urgency: str
) -> None:
    assert "checked" not in on.page("")
    form = {"purpose": "referral", "urgency": urgency, "office": w.shelter.office.pk}
    answer = on.post("", do="choose", **form)
    assert answer.status_code == 422
    assert "id_urgency_error" in answer.content.decode()  # type: ignore[attr-defined] # a page
    assert KEPT not in session_of(on.client)


def test_a_referral_takes_six_pages_and_nine_fields(w: World, on: Walker) -> None:
    """Of what nobody filled in before; language and last day are, the answer is a button."""
    finding_of(w.owner, on.file)
    pages = [on.page("")]
    asked = {"purpose": "referral", "urgency": "tonight", "need": "housing"}
    answer = on.post("", **asked)
    pages.append(answer.content.decode())  # type: ignore[attr-defined] # a page
    on.to_share(w, need="housing")
    pages.append(on.page("share/"))
    on.answer("given", "identity")
    pages.append(on.page("check/"))
    sent = on.post("check/", message=MESSAGE, until=until())
    pages.append(on.client.get(sent["Location"]).content.decode())
    assert len(pages) + 1 <= 6  # the page of the file that it begins from
    names = [
        (page, name)
        for page, text in enumerate(pages[:-1])
        for tag, name in re.findall(
            r'(<(?:input|select|textarea) [^>]*name="([a-z_]+)"[^>]*>)', text
        )
        if 'type="hidden"' not in tag and name not in {"language", "until"}
    ]
    assert {name for page, name in names} >= {"purpose", "need", "urgency", "office", "parts"}
    assert len(set(names)) <= 9, sorted(set(names))


@pytest.mark.parametrize(("word", "consents"), [("not_now", 0), ("refused", 1)])
def test_not_now_and_no_send_nothing(w: World, on: Walker, word: str, consents: int) -> None:
    on.to_share(w)
    answer = on.answer(word)
    assert answer["Location"] == f"{address(on.file)}ended/"
    assert "Nothing was sent" in on.page("ended/")
    assert everything() == (consents, 0)
    assert on.client.get(f"{address(on.file)}check/")["Location"] == address(on.file)
    assert Event.objects.filter(act="consent_refused").count() == consents


def test_who_agreed_before_is_not_asked_again(w: World, on: Walker) -> None:
    agreed(w.owner, on.file, w.shelter)
    on.to_share(w)
    page = on.page("share/")
    assert "need not be asked again" in page
    assert "Not now" not in page
    assert on.answer("covered", "identity").status_code == 303
    assert on.post("check/", message="", until=until()).status_code == 303
    assert everything() == (1, 1)


def test_nobody_goes_on_without_an_answer(w: World, on: Walker) -> None:
    """The button of those who agreed before does nothing here, nor does an invented one."""
    on.to_share(w)
    for word in ("covered", "yes", ""):
        assert on.answer(word, "identity").status_code == 200
    assert on.client.get(f"{address(on.file)}check/")["Location"] == f"{address(on.file)}share/"
    assert everything() == (0, 0)


@pytest.mark.parametrize("lacks", ["parts", "asked", "language"])
def test_a_yes_without_what_it_needs_is_not_recorded(w: World, on: Walker, lacks: str) -> None:
    on.to_share(w)
    parts = () if lacks == "parts" else ("identity",)
    more = {} if lacks == "parts" else {lacks: ""}
    answer = on.answer("given", *parts, **more)
    assert answer.status_code == 422
    assert f"id_{lacks}_error" in answer.content.decode()  # type: ignore[attr-defined] # a page
    assert everything() == (0, 0)


def test_what_is_not_there_cannot_be_chosen_and_says_why(w: World, on: Walker) -> None:
    on.to_share(w)
    page = on.page("share/")
    assert "no interview is finished" in page
    assert 'value="finding"' not in page
    assert on.answer("given", "finding").status_code == 422
    bare = Walker(on.client, services.open_file(w.owner, age=Age.ADULT, request=uuid.uuid4()))
    bare.to_share(w)
    empty = bare.page("share/")
    assert "nothing is recorded in the file" in empty
    assert 'name="parts"' not in empty


def test_a_child_is_not_asked_alone(w: World) -> None:
    """The guardian answers (R-46); the child's own yes is refused with what to do."""
    on = Walker(browser(w.owner), file_of(w.owner, Age.CHILD))
    on.to_share(w)
    assert on.answer("given", "identity").status_code == 422
    assert everything() == (0, 0)


def test_a_consent_withdrawn_on_the_way_stops_the_sending(w: World, on: Walker) -> None:
    on.to_share(w)
    on.answer("given", "identity")
    services.withdraw_consent(
        w.owner, on.file.pk, purpose="referral", recipient=w.shelter.institution.pk
    )
    answer = on.post("check/", message=MESSAGE, until=until())
    assert answer.status_code == 422
    assert "consent was withdrawn" in answer.content.decode()  # type: ignore[attr-defined] # a page
    assert Referral.objects.count() == 0


def test_a_wrong_day_keeps_the_message_and_says_what_to_do(w: World, on: Walker) -> None:
    on.to_share(w)
    on.answer("given", "identity")
    answer = on.post("check/", message=MESSAGE, until="2020-01-01")
    text = answer.content.decode()  # type: ignore[attr-defined] # a page
    assert answer.status_code == 422
    assert MESSAGE in text
    assert "Enter a day within 90 days." in text
    assert Referral.objects.count() == 0


def test_a_path_belongs_to_one_file_and_one_session(w: World, on: Walker) -> None:
    on.to_share(w)
    another = Walker(on.client, file_of(w.owner))
    assert another.client.get(f"{address(another.file)}share/")["Location"] == address(another.file)
    elsewhere = Walker(browser(w.owner), on.file)
    assert elsewhere.client.get(f"{address(on.file)}share/")["Location"] == address(on.file)


def test_a_form_sent_twice_sends_one_referral(w: World, on: Walker) -> None:
    on.to_share(w)
    on.answer("given", "identity")
    form = {"request": uuid.uuid4(), "message": MESSAGE, "until": until()}
    first = on.client.post(f"{address(on.file)}check/", form)
    again = on.client.post(f"{address(on.file)}check/", form)
    assert first.status_code == 303
    assert again["Location"] == address(on.file)
    assert Referral.objects.count() == 1


STEPS = ("", "share/", "check/", "ended/")
SEES = {"owner": 200, "colleague": 403, "other_office": 404, "shelter": 404, "prosecution": 404,
        "admin": 404, "stranger": 303}  # fmt: skip


def who_is(w: World, who: str) -> Actor | None:
    known = {"shelter": w.shelter.first, "prosecution": w.prosecution.first}
    return known[who] if who in known else getattr(w, who)


@pytest.mark.parametrize("who", SEES)
def test_only_who_may_send_goes_the_path(w: World, on: Walker, who: str) -> None:
    """Hand-written from domain.md: the holder refers; colleagues read; nobody else has the file."""
    on.to_share(w)
    theirs = on if who == "owner" else Walker(browser(who_is(w, who)), on.file)
    if who not in ("owner", "stranger"):  # even with the choices of the holder in their session
        session = session_of(theirs.client)
        session[KEPT] = session_of(on.client)[KEPT] | {"parts": ["identity"]}
        session.save()
    before = everything()
    for step in STEPS:
        with transaction.atomic():
            seen = theirs.client.get(f"{address(on.file)}{step}")
            undecided = who == "owner" and step == "check/"  # nothing is chosen to be sent yet
            assert seen.status_code == (303 if undecided else SEES[who]), step
            if who != "owner":
                assert not [one for one in (*NAMES, TELEPHONE, NOTE) if one in str(seen.content)]
            transaction.set_rollback(True)
    if who == "owner":
        return
    for step, form in (
        (
            "",
            {
                "do": "choose",
                "purpose": "referral",
                "urgency": "tonight",
                "office": w.shelter.office.pk,
            },
        ),
        ("share/", {"answer": "given", "parts": ["identity"], "asked": "read", "language": "bn"}),
        ("share/", {"answer": "refused", "asked": "read", "language": "bn", "voice": "person"}),
        ("check/", {"message": "x", "until": until()}),
    ):
        theirs.post(step, **form)
        assert everything() == before, step


def test_the_path_is_read_beside_a_person_and_its_answers_are_in_the_ledger(
    w: World, on: Walker
) -> None:
    """The page shows no navigation and no other file; each answer is an act (R-52)."""
    other = file_of(w.owner)
    on.to_share(w)
    for step in STEPS[:2]:
        page = on.page(step)
        assert '<nav class="side"' not in page
        assert other.pseudonym not in page
    on.answer("given", "identity")
    assert Event.objects.filter(act="consent_given", actor=w.owner.person).count() == 1
