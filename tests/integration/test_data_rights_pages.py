"""Pages about the rights of persons over their data, for everybody who might come."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponseBase

import line_world as lw
from cases_world import person, request
from everybody import done_by_everybody
from line_world import World, world
from manumit.web.data_rights import verbs
from manumit.web.data_rights.models import ErasureRequest, LegalHold
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.line.models import Contact
from office import routes, signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "officer", "other_office", "other", "other_officer", "inspector",
       "admin", "court", "stranger")  # fmt: skip
ROUTES = routes("data_rights")
EVERY_HOLDER = (200, 200, 404, 200, 200, 404, 200, 404, 404, 303)
LISTS = (200, 200, 200, 200, 200, 200, 200, 404, 404, 303)
OWN = (200, 404, 200, 404, 404, 404, 404, 404, 404, 303)
ASKER = (200, 404, 403, 404, 404, 404, 404, 404, 404, 303)
OFFICER = (403, 404, 200, 404, 404, 404, 404, 404, 404, 303)
SHOWS: Mapping[str, tuple[int, ...]] = {
    "erasures": LISTS, "holds": LISTS, "ask": EVERY_HOLDER, "place": EVERY_HOLDER,
    "erasure": OWN, "hold": OWN, "certificate": OWN,
    "erase": OFFICER, "refuse": OFFICER, "withdraw": ASKER,
    "lift": OFFICER, "keep": OFFICER, "ask_lift": ASKER,
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    # A member who may ask reads that no record of theirs has the code.
    "ask": (303, 422, 404, 422, 422, 404, 422, 404, 404, 303),
    "place": (303, 422, 404, 422, 422, 404, 422, 404, 404, 303),
    "erase": (403, 404, 303, 404, 404, 404, 404, 404, 404, 303),
    "refuse": (403, 404, 303, 404, 404, 404, 404, 404, 404, 303),
    "withdraw": (303, 404, 403, 404, 404, 404, 404, 404, 404, 303),
    "ask_lift": (303, 404, 403, 404, 404, 404, 404, 404, 404, 303),
    "lift": (403, 404, 303, 404, 404, 404, 404, 404, 404, 303),
    "keep": (403, 404, 303, 404, 404, 404, 404, 404, 404, 303),
}


@dataclass(frozen=True, slots=True)
class Rows:
    """A request that waits, one that was granted, a hold, and one whose end was asked for."""

    free: Contact
    waiting: ErasureRequest
    erased: ErasureRequest
    hold: LegalHold
    ending: LegalHold
    officer: Actor
    other_officer: Actor
    court: Actor

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        step = name in {"erase", "refuse", "withdraw", "lift", "keep", "ask_lift"}
        hold = name in {"hold", "lift", "keep", "ask_lift"}
        route = ("hold_step" if hold else "erasure_step") if step else name
        erasure = self.erased if name == "certificate" else self.waiting
        of = self.ending if name in {"lift", "keep"} else self.hold
        return "/en/office/" + (
            ROUTES[route]
            .replace("<uuid:erasure>", str(erasure.pk))
            .replace("<uuid:hold>", str(of.pk))
            .replace("<str:name>", name)
        )


def made_rows(w: World) -> Rows:
    officer = person(w.desk.office, "dpo")

    def asked() -> ErasureRequest:
        code = lw.promised(w.owner).reference
        return verbs.ask_erasure(w.owner, code, "asked_by_the_person", request=request())

    def placed() -> LegalHold:
        code = lw.promised(w.owner).reference
        return verbs.place_hold(w.owner, code, "proceedings", None, request=request())

    erased, ending = asked(), placed()
    verbs.decide_erasure(officer, erased.pk, "erase", seen=erased.version, request=request())
    verbs.decide_hold(
        w.owner, ending.pk, "ask_lift", seen=ending.version, request=request(),
        reason="proceedings_over",
    )  # fmt: skip
    erased.refresh_from_db()
    ending.refresh_from_db()
    others = person(w.other.office, "dpo"), person(w.shelter.office, "court")
    return Rows(lw.promised(w.owner), asked(), erased, placed(), ending, officer, *others)


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, rows: Rows, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "officer": rows.officer,
        "other_office": w.other_office,
        "other": w.other.first,
        "other_officer": rows.other_officer,
        "inspector": w.inspectorate.first,
        "admin": w.admin,
        "court": rows.court,
        "stranger": None,
    }[who]


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    seen = (
        rows.ending
        if name in {"lift", "keep"}
        else rows.hold
        if name == "ask_lift"
        else rows.waiting
    )
    words: Mapping[str, dict[str, object]] = {
        "ask": {"code": rows.free.reference, "reason": "asked_by_the_person"},
        "place": {"code": rows.free.reference, "reason": "court_order", "until": ""},
        "refuse": {"reason": "claims"},
        "ask_lift": {"reason": "order_ended"},
    }
    return {"request": uuid.uuid4(), "seen": seen.version, **words.get(name, {})}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    return (
        *ErasureRequest.objects.order_by("pk").values_list("pk", "state"),
        *LegalHold.objects.order_by("pk").values_list("pk", "state"),
        *PersonKey.objects.order_by("pk").values_list("pk", "erased_at", "hold_reason"),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    steps = {"erasure_step", "hold_step"}
    assert set(SHOWS) - {"erase", "refuse", "withdraw", "lift", "keep", "ask_lift"} == (
        set(ROUTES) - steps
    )
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = signed_in(actor(w, rows, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return signed_in(actor(w, rows, who)).post(rows.address(name), form(rows, name))

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before = standing()
    for name, answers in DOES.items():
        who = actor(w, rows, WHO[answers.index(303)])
        strict, client = signed_in(who, csrf=True), signed_in(who)
        assert strict.post(rows.address(name), form(rows, name)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(rows, name)
            assert client.post(rows.address(name), sent).status_code == 303, name
            once = standing()
            assert client.post(rows.address(name), sent).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


def test_the_officer_reads_nothing_of_the_record(rows: Rows) -> None:
    client = signed_in(rows.officer)
    pages = [client.get(rows.address(name)).content.decode() for name in ("erasures", "erasure")]
    assert all(rows.waiting.code in one for one in pages)
    for hidden in (lw.NOTE, lw.NUMBER, str(rows.waiting.record), str(rows.waiting.subject_id)):
        assert not [one for one in pages if hidden in one]


def test_a_certificate_names_the_record_and_nobody(w: World, rows: Rows) -> None:
    page = signed_in(w.owner).get(rows.address("certificate")).content.decode()
    assert rows.erased.code in page
    assert "Certificate of erasure" in page
    assert not [one for one in (lw.NOTE, lw.NUMBER) if one in page]


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_erased(w: World, rows: Rows) -> None:
    client = signed_in(w.owner)
    page = client.post(
        rows.address("ask"), {"request": uuid.uuid4(), "code": "ABCD-EFGH", "reason": "ordered"}
    )
    assert page.status_code == 422
    assert "No record of yours has this code." in page.content.decode()
    again = client.post(
        rows.address("place"),
        {"request": uuid.uuid4(), "code": rows.free.reference, "reason": "proceedings",
         "until": "2001-01-01"},
    )  # fmt: skip
    assert again.status_code == 422
    assert "This day is over." in again.content.decode()
    held = client.post(
        rows.address("ask"),
        {"request": uuid.uuid4(), "code": rows.waiting.code, "reason": "ordered"},
    )
    assert "already asked" in held.content.decode()
