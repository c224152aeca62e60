"""Who may do what on the pages of claims: every page against everybody who might come.

The expectations are written by hand, from domain.md, section 2: whoever holds a claim, or has a
mandate, does all with it; a colleague sees that there is one and how it stands; a court sees what
was submitted and decides; a firm sees what it has to pay and reports what it paid; another office,
another institution and the prosecution see nothing (404); a stranger is led to sign in (303).
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import office
from cases_world import Body, in_days, leaves, request
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.institutions.desk import member_sign
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.remedies import selectors, services
from manumit.web.remedies.claim_list import CLAIMS
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ClaimItem,
    ClaimMandate,
    ClaimTotal,
    Payment,
    PaymentContact,
    RemedyOrder,
    Submission,
)
from manumit.web.ui.room import lists, rows
from office import routes, signed_in
from remedies_world import (
    ARTICLE,
    CLAIMANT,
    DEBTOR,
    NOTE,
    SAFE,
    SECRETS,
    World,
    agreed,
    asked,
    decided,
    drafted,
    file_of,
    lodged,
    mandated,
    order,
    paid,
    world,
)
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = (
    "owner", "colleague", "other_office", "court", "firm", "union", "other", "prosecution",
    "admin", "stranger",
)  # fmt: skip
NOBODY = (404, 404, 404, 303)
"""Another institution of the same kind, the prosecution, an administrator, a stranger."""
KNOWS = (200, 404, 404, 303)
"""The same, of a list: the other institution has one of its own."""
FROM_A_FILE = (403, 404, 404, 303)
"""The same, of opening a claim by mandate: who opens claims opens them from a file."""

# For each page: what it answers to whoever holds the claim, a colleague, another office, the court
# that has it, the firm that owes, the union with a mandate, and those above.
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name        owner coll  oth  court firm union
    "index":     (200, 200, 200, 200, 200, 200, *KNOWS),
    "claim":     (200, 200, 404, 200, 200, 200, *NOBODY),
    # What is claimed: the court reads its copy, the firm none.
    "items":     (200, 403, 404, 200, 403, 200, *NOBODY),
    # A draft, of which nobody else has anything.
    "item":      (200, 403, 404, 404, 404, 404, *NOBODY),
    "lodge_by":  (200, 403, 404, 404, 404, 404, *NOBODY),
    "against":   (200, 403, 404, 403, 403, 200, *NOBODY),
    "fact":      (200, 403, 404, 403, 403, 200, *NOBODY),
    "hand_over": (200, 403, 404, 403, 403, 403, *NOBODY),
    "passing":   (200, 403, 404, 403, 403, 200, *NOBODY),
    "submit":    (200, 403, 404, 403, 403, 200, *NOBODY),
    "mandate":   (200, 403, 404, 403, 403, 200, *NOBODY),
    "step":      (200, 403, 404, 403, 403, 200, *NOBODY),
    # A claim on which the court is to decide; the firm knows nothing of it yet.
    "settle":    (200, 403, 404, 200, 404, 200, *NOBODY),
    "decide":    (200, 403, 404, 200, 404, 200, *NOBODY),
    "order":     (200, 403, 404, 200, 403, 200, *NOBODY),
    "report":    (200, 403, 404, 403, 200, 200, *NOBODY),
    "payment":   (200, 200, 404, 200, 200, 200, *NOBODY),
    # Whoever may open a claim by mandate; of one that has a file, nothing of that (by mandate: a
    # module of its own).
    "represent": (403, 403, 403, 404, 404, 200, *FROM_A_FILE),
    "take_up":   (403, 403, 404, 403, 403, 409, *NOBODY),
    "agree":     (403, 403, 404, 403, 403, 409, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "item":        (303, 403, 404, 404, 404, 404, *NOBODY),
    "lodge_by":    (303, 403, 404, 404, 404, 404, *NOBODY),
    "leave_out":   (303, 403, 404, 404, 404, 404, *NOBODY),
    "fact":        (303, 403, 404, 403, 403, 303, *NOBODY),
    "hand_over":   (303, 403, 404, 403, 403, 403, *NOBODY),
    # Its holder has a post: a colleague is told so. Where not: below.
    "take_over":   (403, 409, 404, 403, 403, 403, *NOBODY),
    "submit":      (303, 403, 404, 403, 403, 303, *NOBODY),
    "mandate":     (303, 403, 404, 403, 403, 303, *NOBODY),
    "end_mandate": (303, 403, 404, 403, 403, 303, *NOBODY),
    "step":        (303, 403, 404, 403, 403, 303, *NOBODY),
    "settle":      (303, 403, 404, 303, 404, 303, *NOBODY),
    # The court has it: nobody else records what it decides.
    "decide":      (422, 403, 404, 303, 404, 422, *NOBODY),
    "order":       (422, 403, 404, 303, 403, 422, *NOBODY),
    "report":      (303, 403, 404, 403, 303, 303, *NOBODY),
    # Of what a worker says in private, these see nothing: not even that it can be recorded.
    "payment":     (303, 404, 404, 404, 404, 303, *NOBODY),
    "represent":   (403, 403, 403, 404, 404, 303, *FROM_A_FILE),
    "take_up":     (403, 403, 404, 403, 403, 409, *NOBODY),
    "agree":       (403, 403, 404, 403, 403, 409, *NOBODY),
    "doubt_age":   (403, 403, 404, 403, 403, 409, *NOBODY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """What the addresses lead to.

    Attributes:
        claim: decided by the court, owed by the firm, with a mandate of the union.
        draft: one that only its holder knows.
        open: one on which the court is to decide, with a mandate of the union.
        payment: reported by the firm; ``ours`` by whoever holds the claim.
    """

    claim: Claim
    draft: Claim
    open: Claim
    item: ClaimItem
    mandate: uuid.UUID
    payment: Payment
    ours: Payment
    second_firm: Body

    def address(self, name: str) -> str:
        """Where a page is, in English."""
        of_draft, of_open = ("item", "lodge_by"), ("settle", "decide")
        claim = self.draft if name in of_draft else self.open if name in of_open else self.claim
        route = ROUTES[name]
        for key, value in (
            ("<uuid:claim>", claim.pk),
            ("<uuid:item>", self.item.pk),
            ("<uuid:claim_mandate>", self.mandate),
            ("<uuid:payment>", self.payment.pk),
            ("<str:name>", "enforce"),
        ):
            route = route.replace(key, str(value))
        return f"/en/office/{route}"


ROUTES = routes("remedies")


def passed(w: World, claim: Claim, to: Body, capacity: str) -> Submission:
    return services.submit(
        w.owner, claim.pk, office=to.office.pk, capacity=capacity, request=request()
    )


def made_rows(w: World) -> Rows:
    file, second = file_of(w.owner), Body.made("employers", "business")
    for body in (w.court, w.firm, w.union, second):
        agreed(w.owner, file, body)
    draft = drafted(w.owner, file)
    waiting, claim = lodged(w.owner, file, "civil_claim"), lodged(w.owner, file)
    for one in (waiting, claim):
        passed(w, one, w.court, "decider")
        mandated(w.owner, one, w.union.office.pk)
    claim = services.decide(
        w.court.first, claim.pk, order(), reason="judgment", seen=2, request=request()
    )
    passed(w, claim, w.firm, "debtor")
    payment, ours = paid(w.firm.first, claim, "600.00"), paid(w.owner, claim, "400.00")
    asked(w.owner, ours)
    make_due()
    claim.refresh_from_db()
    item = ClaimItem.objects.get(claim=draft)
    mandate = mandated(w.owner, claim)
    return Rows(claim, draft, waiting, item, mandate, payment, ours, second)


_begun, _who, _rows = begun(world, made_rows)


def actor(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "court": w.court.first,
        "firm": w.firm.first,
        "union": w.union.first,
        "other": w.other.first,
        "prosecution": w.prosecution.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def sent(w: World, rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    amount: dict[str, object] = {
        "head": "wages",
        "currency": "kes",
        "amount": "10.00",
        "made_on": "2026-10-01",
    }
    mandate: dict[str, object] = {
        "text_version": 1, "age": "adult", "basis": "union_mandate", "mandate_for": "my wages",
        "given_on": f"{today()}", "until": f"{in_days(200):%Y-%m-%d}",
        "alone": "yes", "understood": "yes",
        "language": "bn", "heard": "read_aloud",
    }  # fmt: skip
    payment: dict[str, object] = {"currency": "KES", "amount": "10.00", "on_day": "2026-11-01"}
    words: dict[str, dict[str, object]] = {
        "item": {"head": "overtime", "currency": "KES", "claimed": "10.50", "begins": "2026-01-01"},
        "lodge_by": {"lodge_by": "2027-01-15"},
        "fact": {"fact": "translation", "text": "x"},
        "hand_over": {"member": w.colleague.person},
        "submit": {"recipient": f"debtor:{rows.second_firm.office.pk}"},
        "mandate": {"name": "Somebody", "basis": "power_of_attorney", "begins": "2026-01-01"},
        "represent": mandate
        | {"route": "wage_claim", "claimant": "A", "safe_contact": "B", "debtor": "C"},
        "take_up": mandate,
        "agree": mandate | {"recipient": rows.second_firm.institution.pk, "status": "given"},
        "step": {"reason": "debtor_refuses", "seen": rows.claim.version},
        "settle": amount | {"waiver": "no", "seen": rows.open.version},
        "decide": amount | {"reason": "judgment", "seen": rows.open.version},
        "order": amount,
        "report": payment | {"channel": "cash", "payer": "employer", "waiver": "no"},
        "payment": {
            "answer": "received", "asked_on": f"{today()}", "alone": "yes", "safe": "yes",
        },
    }  # fmt: skip
    return {"request": uuid.uuid4(), **words.get(name, {})}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    claims = Claim.objects.order_by("pk").values_list("held_by", "lodge_by", "state", "version")
    counted = (
        ClaimItem,
        ClaimFact,
        ClaimMandate,
        Submission,
        RemedyOrder,
        Payment,
        PaymentContact,
        ClaimTotal,
    )
    return (
        tuple(claims),
        tuple(one.objects.count() for one in counted),
        ClaimItem.objects.filter(left_out_at=None).count(),
        ClaimMandate.objects.filter(ended_at=None).count(),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys() | DOES.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


def test_a_page_that_only_does_something_shows_nothing(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in DOES.keys() - SHOWS.keys():
        assert client.get(rows.address(name)).status_code == 405, name


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    before, found = standing(), {}
    for who in WHO:
        with transaction.atomic():  # undone: everybody finds it as it was
            answer = browser(actor(w, who)).post(rows.address(name), sent(w, rows, name))
            found[who] = answer.status_code
            changed = standing() != before
            transaction.set_rollback(True)
        assert changed is (answer.status_code == 303 and who != "stranger"), who
        if who == "stranger":
            assert answer["Location"] == "/en/office/sign-in/"
    assert found == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused(w: World, rows: Rows) -> None:
    before, client = standing(), browser(w.owner, csrf=True)
    for name in DOES:
        assert client.post(rows.address(name), sent(w, rows, name)).status_code == 403, name
    assert standing() == before


def test_a_form_that_is_sent_twice_is_done_once(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in ("item", "fact", "submit", "mandate", "step", "settle", "report", "payment"):
        with transaction.atomic():
            form = sent(w, rows, name)
            assert client.post(rows.address(name), form).status_code == 303, name
            once = standing()
            assert client.post(rows.address(name), form).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


def read(client: Client, rows: Rows) -> str:
    """All that somebody can get to see, also as answers to forms."""
    answers = [client.get(rows.address(name)) for name in SHOWS]
    answers += [client.get(f"/en/office/claims/{one.pk}/") for one in (rows.draft, rows.open)]
    answers += [client.post(rows.address(name), {"request": uuid.uuid4()}) for name in ROUTES]
    return " ".join(one.content.decode() for one in answers)


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize(
    "who", ["colleague", "other_office", "firm", "other", "prosecution", "admin", "stranger"]
)
def test_nobody_else_reads_a_planted_word(w: World, rows: Rows, who: str) -> None:
    text = read(browser(actor(w, who)), rows)
    assert [one for one in SECRETS if one in text] == []


def test_the_planted_words_are_read_by_whoever_may(w: World, rows: Rows) -> None:
    heads = browser(w.owner).get(rows.address("items")).content.decode()
    assert [one for one in (CLAIMANT, DEBTOR, SAFE, ARTICLE) if one not in heads] == []
    ours = f"/en/office/claims/payments/{rows.ours.pk}/"
    assert NOTE in browser(w.owner).get(ours).content.decode()
    assert NOTE in browser(w.union.first).get(ours).content.decode()


@pytest.mark.proves("claims-reveal-nothing")
def test_a_court_reads_what_was_submitted_and_nothing_that_was_said_in_private(
    w: World, rows: Rows
) -> None:
    text = read(browser(w.court.first), rows)
    text += (
        browser(w.court.first).get(f"/en/office/claims/payments/{rows.ours.pk}/").content.decode()
    )
    assert [one for one in SECRETS if one in text] == [CLAIMANT, DEBTOR, ARTICLE]


# By hand, from domain.md, section 2: what is said in private is for whoever acts for the worker. A
# court sees what was ordered and what is said to have been paid; a colleague how the claim stands.
HEARS = {"owner": True, "union": True, "colleague": False, "court": False}


@pytest.mark.parametrize("who", HEARS)
def test_why_a_payment_is_denied_and_what_is_confirmed_is_read_by_whoever_acts_for_the_worker(
    w: World, rows: Rows, who: str
) -> None:
    asked(w.owner, rows.payment, "taken_back")
    text = browser(actor(w, who)).get(rows.address("claim")).content.decode()
    assert [one for one in ("1,000.00 KES", "600.00 KES", "400.00 KES") if one not in text] == []
    seen = selectors.claim(actor(w, who), rows.claim.pk)
    denied = [one.reason for one in seen.moves if one.name == "deny"]
    assert denied == (["taken_back"] if HEARS[who] else [""])
    assert seen.confirmed == (("400.00 KES",) if HEARS[who] else ())
    assert ("(taken back)" in text) is HEARS[who]
    assert ("Paid, confirmed by the worker" in text) is HEARS[who]
    decided = [one.reason for one in seen.moves if one.name == "decide"]
    assert decided == ["judgment"]


def test_amounts_have_separators_on_a_page_and_none_in_a_file(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    listed = client.get("/en/office/claims/").content.decode()
    assert "1,200.00 KES" in listed
    assert "1\u202f200,00 KES" in client.get("/fr/office/claims/").content.decode()
    for language, shown in (("fr", "1\u202f000,00 KES"), ("ar", "1,000.00 KES")):
        address = rows.address("claim").replace("/en/", f"/{language}/")
        assert shown in client.get(address).content.decode(), language
    exported = client.post("/en/office/claims/", {"reason": "audit"}).content.decode()
    assert "1200.00 KES" in exported
    assert "1,200.00" not in exported


# What a firm that owes can learn


def plain(answer: Any) -> str:
    """A page without what differs each time."""
    text = re.sub(r'value="[0-9A-Za-z-]{30,}"', "", answer.content.decode())
    return re.sub(r"nonce-\S+", "", text)


def answer_to(client: Client, address: str, form: Mapping[str, object]) -> tuple[int, str, str]:
    """What somebody learns by a form: undone, so that they can try again."""
    with transaction.atomic():
        answer = client.post(address, {**form, "request": uuid.uuid4()})
        status, target = answer.status_code, answer.get("Location", "")
        text = plain(client.get(target) if target else answer)
        transaction.set_rollback(True)
    return status, target, re.sub(r"payments/[0-9a-f-]{36}/", "", text)


def seen_by_the_firm(w: World, rows: Rows) -> list[object]:
    client, form = browser(w.firm.first), sent(w, rows, "report")
    pages = [client.get(rows.address(name)) for name in ("index", "claim", "payment", "report")]
    tried = [form, form | {"amount": "0.01"}, form | {"currency": "USD"}, form | {"amount": "no"}]
    return [*map(plain, pages), *(answer_to(client, rows.address("report"), one) for one in tried)]


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize(
    "step", ["received", "not_received", "taken_back", "waiver_demanded", "not_reached", "end"]
)
def test_a_firm_can_not_tell_what_the_worker_said_nor_that_they_were_asked(
    w: World, rows: Rows, step: str
) -> None:
    pages = [rows.address("claim"), rows.address("payment")]
    before = seen_by_the_firm(w, rows)
    inside = [plain(browser(w.owner).get(one)) for one in pages]
    if step == "end":
        form = {"reason": "worker_ends_it", "seen": rows.claim.version, "request": uuid.uuid4()}
        address = f"/en/office/claims/{rows.claim.pk}/steps/end/"
        assert browser(w.owner).post(address, form).status_code == 303
    else:
        asked(w.owner, rows.payment, step)
    assert [plain(browser(w.owner).get(one)) for one in pages] != inside  # it would be seen
    make_due()
    after = seen_by_the_firm(w, rows)
    assert after == before
    assert [one[0] for one in after if isinstance(one, tuple)] == [303, 303, 422, 422]


def test_a_firm_s_list_does_not_tell_which_claim_was_opened_first(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = world()  # where nothing was claimed yet
    file = file_of(w.owner)
    agreed(w.owner, file, w.firm)
    made = [decided(w.owner, file) for _ in range(6)]
    for one in made:
        passed(w, one, w.firm, "debtor")
    assert office.listed(w.firm.first, CLAIMS) == sorted(one.pk for one in made)
    assert office.listed(w.owner, CLAIMS) == [one.pk for one in reversed(made)]
    monkeypatch.setattr(rows, "SIZE", 4)
    monkeypatch.setattr(lists, "SIZE", 4)

    def listed(who: Actor, query: str) -> list[str]:
        page = browser(who).get(f"/en/office/claims/{query}").content.decode()
        return re.findall(r'<th scope="row"[^>]*><a href="/en/office/claims/([^/]+)/"', page)

    shown = [key for page in (1, 2) for key in listed(w.firm.first, f"?sort=-opened&page={page}")]
    assert shown == sorted(str(one.pk) for one in made)
    state = made[0].state
    assert not listed(w.firm.first, f"?state={state}")
    assert not listed(w.firm.first, "?view=owed")
    assert listed(w.owner, f"?state={state}&page=2") == [str(made[1].pk), str(made[0].pk)]
    seen = selectors.claim(w.firm.first, made[0].pk)
    assert (seen.version, seen.child) == (None, None)


@pytest.mark.proves("claims-reveal-nothing")
def test_a_firm_sees_no_payment_that_somebody_else_reported(w: World, rows: Rows) -> None:
    ours = f"/en/office/claims/payments/{rows.ours.pk}/"
    assert browser(w.firm.first).get(ours).status_code == 404
    listed = browser(w.firm.first).get(rows.address("claim")).content.decode()
    assert "600.00 KES" in listed
    assert "400.00 KES" not in listed
    assert "1,200.00" not in listed  # what was claimed


@pytest.mark.proves("claims-reveal-nothing")
def test_consent_that_is_taken_back_closes_the_claim_to_all_it_was_passed_on_to(
    w: World, rows: Rows
) -> None:
    file = CaseFile.objects.get(subject=rows.claim.subject_id)
    for body in (w.court, w.firm, w.union):
        cases.withdraw_consent(w.owner, file.pk, purpose="claim", recipient=body.institution.pk)
    court = browser(w.court.first).get(rows.address("claim"))
    assert court.status_code == 200  # that it had it, and nothing else
    assert "1,000.00 KES" not in court.content.decode()
    for name in ("items", "payment", "settle"):
        assert browser(w.court.first).get(rows.address(name)).status_code in (403, 404), name
    for who in (w.firm.first, w.union.first):
        assert browser(who).get(rows.address("claim")).status_code == 404


def test_a_claim_waits_for_no_body_that_has_it_no_more(w: World) -> None:
    w = world()  # where nothing was claimed yet
    file, second = file_of(w.owner), Body.made("court", "court")
    for body in (w.court, second):
        agreed(w.owner, file, body)
    claim = lodged(w.owner, file)
    passed(w, claim, w.court, "decider")
    assert claim.decider() == w.court.institution.pk
    passed(w, claim, second, "decider")
    assert claim.decider() == second.institution.pk
    cases.withdraw_consent(w.owner, file.pk, purpose="claim", recipient=second.institution.pk)
    assert claim.decider() == w.court.institution.pk
    cases.withdraw_consent(w.owner, file.pk, purpose="claim", recipient=w.court.institution.pk)
    assert claim.decider() is None
    # Whoever acts for the worker records what was decided, and what is added to it.
    services.decide(w.owner, claim.pk, order(), reason="judgment", seen=2, request=request())
    services.add_order(w.owner, claim.pk, order("10.00"), request=request())
    assert RemedyOrder.objects.filter(claim=claim).count() == 2


def test_a_second_body_decides_once_consent_to_the_first_is_taken_back(w: World) -> None:
    w = world()  # where nothing was claimed yet
    file, second = file_of(w.owner), Body.made("court", "court")
    for body in (w.court, second):
        agreed(w.owner, file, body)
    claim = lodged(w.owner, file)
    passed(w, claim, w.court, "decider")
    cases.withdraw_consent(w.owner, file.pk, purpose="claim", recipient=w.court.institution.pk)
    passed(w, claim, second, "decider")
    found = services.decide(
        second.first, claim.pk, order(), reason="judgment", seen=2, request=request()
    )
    assert found.state == "decided"


def test_a_claim_whose_holder_has_left_goes_on_with_a_colleague(w: World, rows: Rows) -> None:
    leaves(w.owner)
    answer = browser(w.colleague).post(rows.address("take_over"), {"request": uuid.uuid4()})
    assert answer.status_code == 303
    assert Claim.objects.get(pk=rows.claim.pk).held_by == w.colleague.person


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    w: World, rows: Rows
) -> None:
    client = browser(w.owner)
    form = sent(w, rows, "report") | {"amount": "10.005"}
    answer = client.post(rows.address("report"), form)
    assert answer.status_code == 422
    assert "This is not an amount in this currency." in answer.content.decode()
    assert "10.005" in answer.content.decode()
    waiver = client.post(rows.address("settle"), sent(w, rows, "settle") | {"waiver": "yes"})
    assert waiver.status_code == 422
    assert "Settle without this condition, or let a body decide." in waiver.content.decode()
    stale = client.post(rows.address("step"), sent(w, rows, "step") | {"seen": 1})
    assert "Somebody changed this after you opened it." in stale.content.decode()
    for name in ("step", "settle", "decide"):
        for seen, status in ((2**31 - 2, {409, 422}), (2**31 - 1, {422}), (10**11, {422})):
            answer = client.post(rows.address(name), sent(w, rows, name) | {"seen": seen})
            assert answer.status_code in status, (name, seen)


def test_nobody_of_another_institution_is_told_by_a_sign(w: World, rows: Rows) -> None:
    for who, shown in ((w.colleague, True), (w.court.first, False), (w.union.first, False)):
        text = browser(who).get(rows.address("claim")).content.decode()
        assert (f">{member_sign(w.owner.person)}</bdi>" in text) is shown
    text = browser(w.owner).get(rows.address("claim")).content.decode()
    assert f">{member_sign(w.court.first.person)}</bdi>" not in text
    assert f">{member_sign(w.owner.person)}</bdi>" in text


def test_nothing_told_stands_in_an_address_or_a_title(w: World, rows: Rows) -> None:
    client = browser(w.owner)
    for name in SHOWS:
        title = client.get(rows.address(name)).content.decode().split("<title>")[1]
        assert rows.claim.reference not in title.split("</title>")[0]
    assert not [route for route in ROUTES.values() if "reference" in route]
