"""Who may do what on the pages of protection: every page against everybody who might come.

By hand, from domain.md, section 2: whoever supports a person does all with their plan; a colleague
sees that there is one and how it stands; the competent body grants time to reflect, and its office
works on it together; the prosecution, another office and another institution see nothing (404).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases_world import leaves, request
from everybody import done_by_everybody
from manumit.web.cases import services as cases
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.prosecution_bundles.services import write_evidence_note
from manumit.web.protection import due, services
from manumit.web.protection.models import (
    FollowUp,
    Need,
    NoteRelease,
    PlanService,
    ReflectionPeriod,
    SupportNote,
    SupportPlan,
)
from office import routes, signed_in
from protection_world import (
    NEED,
    NOTE,
    OUTCOME,
    SECRETS,
    SERVICE,
    World,
    file_of,
    followed,
    noted,
    offered,
    ordered,
    presumed,
    running,
    world,
)
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WHO = (
    "owner", "colleague", "other_office", "ident", "ident_colleague", "prosecution", "other",
    "inspector", "admin", "stranger",
)  # fmt: skip
NONE = (404, 404, 404, 404, 303)
"""Prosecution, another shelter, an inspector, an administrator, a stranger."""
LIST = (404, 200, 404, 404, 303)
"""The same, of a list of plans: the other shelter has its own."""
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name          owner coll  oth  ident  its colleague
    "periods":      (404, 404, 404, 200, 200, *NONE),
    "period":       (404, 404, 404, 200, 200, *NONE),
    "extend":       (404, 404, 404, 200, 200, *NONE),
    "plans":        (200, 200, 200, 404, 404, *LIST),
    "due":          (200, 200, 200, 404, 404, *LIST),
    "plan":         (200, 200, 404, 404, 404, *NONE),
    "need":         (200, 403, 404, 404, 404, *NONE),
    "offer":        (200, 403, 404, 404, 404, *NONE),
    "service_step": (200, 403, 404, 404, 404, *NONE),
    "step":         (200, 403, 404, 404, 404, *NONE),
    "follow_up":    (200, 403, 404, 404, 404, *NONE),
    # A colleague doesn't learn that there are notes.
    "notes":        (200, 404, 404, 404, 404, *NONE),
    "order":        (200, 404, 404, 404, 404, *NONE),
    "hand_over":    (200, 403, 404, 404, 404, *NONE),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "extend":       (404, 404, 404, 303, 303, *NONE),
    "need":         (303, 403, 404, 404, 404, *NONE),
    "offer":        (303, 403, 404, 404, 404, *NONE),
    "service_step": (303, 403, 404, 404, 404, *NONE),
    "step":         (303, 403, 404, 404, 404, *NONE),
    "follow_up":    (303, 403, 404, 404, 404, *NONE),
    "notes":        (303, 404, 404, 404, 404, *NONE),
    "order":        (303, 404, 404, 404, 404, *NONE),
    "hand_over":    (303, 403, 404, 404, 404, *NONE),
    # Its holder has a post: a colleague is told so.
    "take_over":    (403, 409, 404, 404, 404, *NONE),
}  # fmt: skip
ROUTES = routes("protection")


@dataclass(frozen=True, slots=True)
class Rows:
    """What the addresses lead to."""

    plan: SupportPlan
    service: PlanService
    period: ReflectionPeriod

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        route = ROUTES[name]
        for key, value in (
            ("<uuid:plan>", self.plan.pk),
            ("<uuid:service>", self.service.pk),
            ("<uuid:period>", self.period.pk),
            ("<str:name>", "close" if name == "step" else "accept"),
        ):
            route = route.replace(key, str(value))
        return f"/en/office/{route}"


def made_rows(w: World) -> Rows:
    _, period = presumed(w)
    plan = running(w.owner, file_of(w.owner))
    service = offered(w.owner, plan)
    followed(w.owner, plan)
    noted(w.owner, plan)
    ordered(w.owner, plan, 1)
    due.sweep()
    plan.refresh_from_db()
    return Rows(plan, service, period)


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "ident": w.ident.first,
        "ident_colleague": w.ident.second,
        "prosecution": w.prosecution.first,
        "other": w.other.first,
        "inspector": w.inspectorate.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def sent(w: World, rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    later = rows.period.until + dt.timedelta(days=30)
    words: dict[str, dict[str, object]] = {
        "extend": {
            "until": f"{later}", "reason": "recovery_needs_longer", "seen": rows.period.version,
        },
        "need": {"area": "housing", "level": "needed", "text": "x"},
        "offer": {"area": "health", "text": "x"},
        "service_step": {"seen": 1},
        "step": {"seen": rows.plan.version, "reason": "needs_met"},
        "follow_up": {
            "months": 6, "on_day": f"{timezone.now():%Y-%m-%d}", "reached": "not_reached",
            "seen": rows.plan.version,
        },
        "notes": {"text": "x"},
        "order": {"court": "x", "reference": "y", "ordered_on": "2026-11-03", "notes": [1]},
        "hand_over": {"member": w.colleague.person},
    }  # fmt: skip
    return {"request": uuid.uuid4(), **words.get(name, {})}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    counted = (Need, FollowUp, SupportNote, NoteRelease)
    return (
        tuple(SupportPlan.objects.order_by("pk").values_list("held_by", "state", "version")),
        tuple(PlanService.objects.order_by("pk").values_list("state", "version")),
        tuple(ReflectionPeriod.objects.order_by("pk").values_list("until", "state", "version")),
        tuple(one.objects.count() for one in counted),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys() | DOES.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.proves("support-confidentiality")
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


def test_a_page_that_only_does_something_shows_nothing(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in DOES.keys() - SHOWS.keys():
        assert client.get(rows.address(name)).status_code == 405, name


@pytest.mark.proves("support-confidentiality")
@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return browser(actor(w, who)).post(rows.address(name), sent(w, rows, name))

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused(w: World, rows: Rows) -> None:
    before = standing()
    for name in DOES:
        client = browser(w.ident.first if name == "extend" else w.owner, csrf=True)
        assert client.post(rows.address(name), sent(w, rows, name)).status_code == 403, name
    assert standing() == before


def test_a_form_that_is_sent_twice_is_done_once(w: World, rows: Rows) -> None:
    for name in DOES.keys() - {"hand_over", "take_over"}:
        client = browser(w.ident.first if name == "extend" else w.owner)
        with transaction.atomic():
            form = sent(w, rows, name)
            assert client.post(rows.address(name), form).status_code == 303, name
            once = standing()
            assert client.post(rows.address(name), form).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


@pytest.mark.proves("support-confidentiality")
@pytest.mark.parametrize("who", [one for one in WHO if one != "owner"])
def test_nobody_else_reads_a_planted_word(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    answers = [client.get(rows.address(name)) for name in SHOWS]
    answers += [client.post(rows.address(name), {"request": uuid.uuid4()}) for name in ROUTES]
    text = " ".join(one.content.decode() for one in answers)
    assert [one for one in SECRETS if one in text] == []


def test_the_planted_words_are_read_by_whoever_supports(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    text = client.get(rows.address("plan")).content.decode()
    assert [one for one in (NEED, SERVICE, OUTCOME) if one not in text] == []
    assert NOTE not in text
    assert NOTE in client.get(rows.address("notes")).content.decode()


def test_a_plan_of_somebody_who_left_is_taken_over(w: World, rows: Rows) -> None:
    leaves(w.owner)
    answer = browser(w.colleague).post(rows.address("take_over"))
    assert answer.status_code == 303
    assert NEED in browser(w.colleague).get(rows.address("plan")).content.decode()


@pytest.mark.parametrize("name", ["plans", "periods", "due"])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(
    w: World, rows: Rows, name: str
) -> None:
    who = w.ident.first if name == "periods" else w.owner

    def asked() -> int:
        client = browser(who)
        with CaptureQueriesContext(connection) as found:
            assert client.get(rows.address(name)).status_code == 200
        return len(found)

    asked()
    few = asked()
    for _ in range(3):
        if name == "periods":
            presumed(w)
        else:
            running(w.owner, file_of(w.owner))
            due.sweep()
    assert asked() == few


def test_a_note_is_not_written_by_services_for_anybody_else(w: World, rows: Rows) -> None:
    for who in WHO[1:]:
        with pytest.raises(Refused):
            services.write_note(actor(w, who), rows.plan.pk, "x", request=request())


def test_what_the_ledger_tells_and_what_was_done_agree(w: World, rows: Rows) -> None:
    file = file_of(w.owner)
    write_evidence_note(w.owner, file.pk, "x", request=request())
    closing = {"ending": "labour_remedy", "reason": "claim_goes_on"}
    cases.close_file(w.owner, file.pk, **closing, request=request())
    cases.reopen_file(w.owner, file.pk, reason="person_comes_back", request=request())
    for name in ("need", "notes", "order", "service_step", "hand_over"):
        assert browser(w.owner).post(rows.address(name), sent(w, rows, name)).status_code == 303
    assert list(disagreements({})) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_event (uuid, institution, role, act, kind, resource, purpose,"
            " outcome, reason) VALUES (gen_random_uuid(), %s, 'support', 'create', 'support_note',"
            " gen_random_uuid(), '', 'allowed', '')",
            [w.shelter.institution.pk],
        )
    assert [one.code for one in disagreements({})] == ["L111"]
