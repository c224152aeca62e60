"""Who may do what on the pages of penalties and entries: every page against everybody.

The expectations are written by hand, from domain.md, section 2: an inspectorate's office works on
its penalties and entries together; the prosecution and the firm see what was passed on to them;
procurement asks yes or no; another office, another inspectorate and everybody else see nothing
(404); a stranger is led to sign in (303), and reads the public register without an account.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

import justice_world as jw
from cases_world import Body, request
from justice_world import CHECK_PAGES, FIRM, NUMBER, World, world
from manumit.web.justice import selectors, services
from manumit.web.justice.models import (
    Charge,
    Evidence,
    Hearing,
    IdentityCheck,
    Penalty,
    Proceeding,
    RecordDisclosure,
    Sanction,
    Sentence,
    Verdict,
)
from manumit.web.justice.policies import penalty_policy, sanction_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from office import routes, signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = (
    "owner", "colleague", "other_office", "other", "prosecution", "firm", "procurement", "shelter",
    "admin", "stranger",
)  # fmt: skip
NOBODY = (404, 404, 404, 303)
"""Procurement, a shelter, an administrator, a stranger."""

SHOWS: Mapping[str, tuple[int, ...]] = {
    # name              owner coll  oth  other pros firm
    "penalties":        (200, 200, 200, 200, 200, 200, *NOBODY),
    "penalty_new":      (200, 200, 200, 200, 404, 404, *NOBODY),
    "penalty":          (200, 200, 404, 404, 200, 200, *NOBODY),
    "penalty_step":     (200, 200, 404, 404, 403, 403, *NOBODY),
    "penalty_pass_on":  (200, 200, 404, 404, 403, 403, *NOBODY),
    "propose":          (200, 200, 404, 404, 404, 404, *NOBODY),
    "sanctions":        (200, 200, 200, 200, 404, 200, *NOBODY),
    "sanction":         (200, 200, 404, 404, 404, 200, *NOBODY),
    "check":            (200, 200, 404, 404, 404, 403, *NOBODY),
    "sanction_step":    (200, 200, 404, 404, 404, 403, *NOBODY),
    "sanction_pass_on": (200, 200, 404, 404, 404, 403, *NOBODY),
    # The inspectorate has the register itself.
    # A case of the prosecution, passed on to the firm and to the inspectorate's first office.
    "proceedings":      (200, 200, 200, 200, 200, 200, *NOBODY),
    "proceeding_new":   (404, 404, 404, 404, 200, 404, *NOBODY),
    "proceeding":       (200, 200, 404, 404, 200, 200, *NOBODY),
    "charge":           (403, 403, 404, 404, 200, 403, *NOBODY),
    "evidence":         (403, 403, 404, 404, 200, 403, *NOBODY),
    "hearing":          (403, 403, 404, 404, 200, 403, *NOBODY),
    "verdict":          (403, 403, 404, 404, 200, 403, *NOBODY),
    "sentence":         (403, 403, 404, 404, 200, 403, *NOBODY),
    "proceeding_step":  (403, 403, 404, 404, 200, 403, *NOBODY),
    "proceeding_pass_on": (403, 403, 404, 404, 200, 403, *NOBODY),
    "look_up":          (403, 403, 403, 403, 404, 404, 200, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "penalty_new":      (303, 303, 303, 303, 404, 404, *NOBODY),
    "penalty_step":     (303, 303, 404, 404, 403, 403, *NOBODY),
    "penalty_pass_on":  (303, 303, 404, 404, 403, 403, *NOBODY),
    "propose":          (303, 303, 404, 404, 404, 404, *NOBODY),
    "check":            (303, 303, 404, 404, 404, 403, *NOBODY),
    "sanction_step":    (303, 303, 404, 404, 404, 403, *NOBODY),
    "sanction_pass_on": (303, 303, 404, 404, 404, 403, *NOBODY),
    "proceeding_new":   (404, 404, 404, 404, 303, 404, *NOBODY),
    # At trial nothing is charged any more: the prosecution is told so on the form.
    "charge":           (403, 403, 404, 404, 422, 403, *NOBODY),
    "evidence":         (403, 403, 404, 404, 303, 403, *NOBODY),
    "hearing":          (403, 403, 404, 404, 303, 403, *NOBODY),
    "verdict":          (403, 403, 404, 404, 303, 403, *NOBODY),
    "sentence":         (403, 403, 404, 404, 303, 403, *NOBODY),
    "proceeding_step":  (403, 403, 404, 404, 303, 403, *NOBODY),
    "proceeding_pass_on": (403, 403, 404, 404, 303, 403, *NOBODY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """What the addresses lead to: both were passed on to the firm, the penalty to a prosecution."""

    penalty: Penalty
    sanction: Sanction
    case: Proceeding
    second_firm: Body

    def address(self, name: str, step: str = "") -> str:
        """Where a page is, in English."""
        step = step or {"penalty_step": "contest", "proceeding_step": "discontinue"}.get(
            name, "publish"
        )
        return "/en/office/" + (
            ROUTES[name]
            .replace("<uuid:penalty>", str(self.penalty.pk))
            .replace("<uuid:proceeding>", str(self.case.pk))
            .replace("<uuid:sanction>", str(self.sanction.pk))
            .replace("<str:name>", step)
        )


ROUTES = routes("justice")


def made_rows(w: World) -> Rows:
    found, open_ = jw.ready(w.inspector), jw.penalty(w.inspector)
    for body in (w.firm, w.prosecution):
        services.pass_on(w.inspector, penalty_policy, open_.pk, body.office.pk, request=request())
    services.pass_on(w.inspector, sanction_policy, found.pk, w.firm.office.pk, request=request())
    case = jw.at_trial(w.prosecutor)
    for body in (w.firm, w.inspectorate):
        jw.submitted(w.prosecutor, case, body)
    found.refresh_from_db()
    return Rows(open_, found, jw.now(case), Body.made("employers", "business"))


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.inspector,
        "colleague": w.inspectorate.second,
        "other_office": w.inspector_elsewhere,
        "other": w.other_inspectorate.first,
        "prosecution": w.prosecutor,
        "firm": w.firm.first,
        "procurement": w.procurement.first,
        "shelter": w.shelter.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    step: dict[str, object] = {"on_day": f"{today()}", "body": "inspectorate"}
    answers = {"household": "no", "natural_person": "no", "workers": 50, "otherwise": "no"}
    words: dict[str, dict[str, object]] = {
        "penalty_new": {
            "name": "Another", "country": "ke", "number": "A-1", "kind": "notice",
            "ground": "hours", "on_day": f"{today()}",
        },
        "penalty_step": step | {"seen": 1},
        "penalty_pass_on": {"recipient": rows.second_firm.office.pk},
        "propose": {"name": FIRM, "ground": "wages"},
        "check": answers | {"reason": "decision_names_no_worker"},
        "sanction_step": step | {
            "seen": rows.sanction.version, "until": f"{today() + dt.timedelta(days=30)}",
        },
        "sanction_pass_on": {"recipient": rows.second_firm.office.pk},
        "proceeding_new": {"name": "Somebody"},
        "charge": {"offence": "servitude", "child": "unknown"},
        "evidence": {"charge": 1, "element": "act", "kind": "expert", "leads_to": "EV-1234"},
        "hearing": {"on_day": "2027-01-01", "kind": "closing"},
        "verdict": {"charge": 1, "result": "guilty", "on_day": f"{today()}"},
        "sentence": {"kind": "prison", "months": 6, "on_day": f"{today()}"},
        "proceeding_step": step | {"seen": rows.case.version, "reason": "no_offence"},
        "proceeding_pass_on": {"recipient": rows.second_firm.office.pk},
    }  # fmt: skip
    return {"request": uuid.uuid4(), **words.get(name, {})}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    return (
        tuple(Penalty.objects.order_by("pk").values_list("state", "version")),
        tuple(Sanction.objects.order_by("pk").values_list("state", "version", "public_until")),
        tuple(Proceeding.objects.order_by("pk").values_list("state", "version")),
        tuple(
            one.objects.count()
            for one in (
                IdentityCheck,
                RecordDisclosure,
                Charge,
                Evidence,
                Hearing,
                Verdict,
                Sentence,
            )
        ),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys() | CHECK_PAGES
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


@pytest.mark.proves("sanctions-register")
def test_what_every_page_does_for_everybody(w: World, rows: Rows) -> None:
    before = standing()
    for name, answers in DOES.items():
        found = {}
        for who in WHO:
            with transaction.atomic():  # undone: everybody finds it as it was
                answer = browser(actor(w, who)).post(rows.address(name), form(rows, name))
                found[who] = answer.status_code
                changed = standing() != before
                transaction.set_rollback(True)
            assert changed is (answer.status_code == 303 and who != "stranger"), (name, who)
        assert found == dict(zip(WHO, answers, strict=True)), name


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before = standing()
    for name, answers in DOES.items():
        if 303 not in answers[:6]:
            continue  # what nobody can do in this state
        who = actor(w, WHO[answers.index(303)])
        strict, client = browser(who, csrf=True), browser(who)
        assert strict.post(rows.address(name), form(rows, name)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(rows, name)
            assert client.post(rows.address(name), sent).status_code == 303, name
            once = standing()
            assert client.post(rows.address(name), sent).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["expire", "propose", "nonsense"])
def test_no_page_takes_a_step_that_is_the_clock_s_or_none(w: World, rows: Rows, name: str) -> None:
    client = browser(w.inspector)
    assert client.get(rows.address("sanction_step", name)).status_code == 404
    assert client.post(rows.address("sanction_step", name), form(rows, "sanction_step")
                       ).status_code == 404  # fmt: skip


def test_what_holds_an_entry_back_is_said_on_the_form(w: World, rows: Rows) -> None:
    client = browser(w.inspector)
    doubt = form(rows, "check") | {"household": "unknown"}
    assert client.post(rows.address("check"), doubt).status_code == 303
    answer = client.post(rows.address("sanction_step"), form(rows, "sanction_step"))
    assert answer.status_code == 422
    assert "It is not known whether it would identify a worker." in answer.content.decode()
    far = form(rows, "sanction_step") | {"until": "2199-01-01"}
    answer = client.post(rows.address("sanction_step"), far)
    assert "The last day has passed or is too far ahead." in answer.content.decode()


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_anybody_reads_the_public_register_and_only_what_holds_today(
    w: World, rows: Rows, tag: str
) -> None:
    stranger, address = Client(), f"/{tag}/register/"
    assert FIRM not in stranger.get(address).content.decode()
    jw.publish(w.inspector, rows.sanction)
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert FIRM in answer.content.decode()
    assert not answer.cookies
    for hidden in (rows.sanction.reference, NUMBER, str(rows.sanction.pk), "many_workers"):
        assert hidden not in answer.content.decode()
    services.annul_sanction(
        w.inspector, rows.sanction.pk, jw.day(0, "court"), reason="decision_overturned",
        seen=jw.now(rows.sanction).version, request=request(),
    )  # fmt: skip
    assert FIRM not in stranger.get(address).content.decode()


@pytest.mark.proves("sanctions-register")
def test_procurement_reads_yes_or_no_and_no_name(w: World, rows: Rows) -> None:
    client, address = browser(w.procurement.first), rows.address("look_up")
    asked = {"request": uuid.uuid4(), "country": "ke", "number": NUMBER}
    before = client.post(address, asked).content.decode()
    assert "No, it is not on the register today." in before
    jw.publish(w.inspector, rows.sanction)
    after = client.post(address, asked).content.decode()
    assert "Yes, it is on the register today." in after
    assert "wages not paid" in after
    assert FIRM not in after
    assert NUMBER not in client.get(address).content.decode()


def test_a_prosecution_sees_the_penalty_on_the_line_with_its_own_case(w: World, rows: Rows) -> None:
    page = browser(w.prosecutor).get(rows.address("penalty")).content.decode()
    assert "Trial opened" in page
    assert "Issued" in page
    inside = browser(w.inspector).get(rows.address("penalty")).content.decode()
    assert "no_offence" not in inside
    assert "Trial opened" in inside  # that it was opened, as the case was passed on, and no more
    case = browser(w.inspector).get(rows.address("proceeding")).content.decode()
    assert "You see the status of the case and its outcome, and nothing else." in case
    for hidden in (jw.ACCUSED, jw.EVIDENCE, "trafficking in persons"):
        assert hidden not in case
    whole = browser(w.prosecutor).get(rows.address("proceeding")).content.decode()
    assert jw.ACCUSED in whole
    assert jw.EVIDENCE in whole


def test_a_firm_reads_neither_the_check_of_an_entry_nor_why_it_was_annulled(
    w: World, rows: Rows
) -> None:
    services.annul_sanction(
        w.inspector, rows.sanction.pk, jw.day(0, "court"), reason="would_identify_a_worker",
        seen=rows.sanction.version, request=request(),
    )  # fmt: skip
    inside = ("Identifies a worker in any other way:", 'id="check"', "it would identify a worker")
    whole = browser(w.inspector).get(rows.address("sanction")).content.decode()
    page = browser(w.firm.first).get(rows.address("sanction")).content.decode()
    assert [one for one in inside if one not in whole] == []
    assert [one for one in inside if one in page] == []
    assert "Annulled" in page
    seen = selectors.one_sanction(w.firm.first, rows.sanction.pk)
    assert (seen.check, seen.identifies_a_worker) == ({}, "")
    (line,) = [
        one for one in selectors.timeline(w.firm.first, seen.organisation)
        if (one.resource, one.name) == ("sanction", "annul")
    ]  # fmt: skip
    assert line.reason == ""


def test_a_version_that_no_column_holds_is_an_error_of_the_form(w: World, rows: Rows) -> None:
    for who, name in ((w.inspector, "penalty_step"), (w.prosecutor, "proceeding_step"),
                      (w.inspector, "sanction_step")):  # fmt: skip
        for seen in (2**31 - 2, 2**31 - 1, 99999999999):
            answer = browser(who).post(rows.address(name), form(rows, name) | {"seen": seen})
            assert answer.status_code == 422, (name, seen)


def test_a_firm_reads_what_it_is_accused_of_and_neither_evidence_nor_workers(
    w: World, rows: Rows
) -> None:
    page = browser(w.firm.first).get(rows.address("proceeding")).content.decode()
    assert "trafficking in persons" in page
    assert [one for one in jw.SECRETS if one in page] == []
    spoken = ("a statement", "Was the worker a child?", "the act:", "No evidence yet for:")
    whole = browser(w.prosecutor).get(rows.address("proceeding")).content.decode()
    assert [one in whole for one in spoken] == [True, True, True, False]
    assert [one for one in spoken if one in page] == []
    draft = jw.opened(w.prosecutor)
    jw.charge(w.prosecutor, draft, child="yes")
    jw.submitted(w.prosecutor, draft, w.firm)
    early = browser(w.firm.first).get(f"/en/office/proceedings/{draft.pk}/").content.decode()
    assert "No charges yet." in early
    assert "trafficking in persons" not in early
