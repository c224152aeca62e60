"""What an account of work comes to becomes heads of a claim, and leads back to its result."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from account_texts import PAID_IN_FULL, wage_account
from cases_world import World, accounted, file_of, key_ring, request, world
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import AccountKind, AccountResult
from manumit.web.cases.claimable import ClaimableHead, claimable_heads
from manumit.web.cases.current_evidence import result_of
from manumit.web.cases.models import AccountVersion, CaseFile, Reckoning
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import selectors as remedies
from manumit.web.remedies import services as remedies_services
from manumit.web.remedies.models import Claim, ClaimItem
from office import signed_in
from remedies_world import item

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

TYPED = re.compile(r'<input type="text" name="(\w+)"(?: value="([^"]*)")?')


@dataclass(frozen=True)
class Desk:
    """Whoever holds a file with an account."""

    here: World
    file: CaseFile
    row: AccountVersion
    client: Client

    @property
    def result(self) -> uuid.UUID:
        """What the account came to."""
        return Reckoning.objects.filter(account_version=self.row).latest("number").pk

    @property
    def address(self) -> str:
        """Of the page."""
        return f"/en/office/reckonings/{self.result}/claim/"


def desk_of(here: World, kind: AccountKind, data: dict[str, Any] | None = None) -> Desk:
    file = file_of(here.owner)
    row, _ = accounted(here.owner, file, wage_account(kind, data), take=False)
    return Desk(here, file, row, signed_in(here.owner))


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, settings: Settings) -> Desk:
    key_ring(tmp_path, settings)
    return desk_of(world(), AccountKind.WAGES)


def test_what_is_proposed_is_claimed_and_leads_back_to_the_statement(desk: Desk) -> None:
    """R-51, R-61: each head with its days, its articles, and both bounds of the reckoning."""
    page = desk.client.get(desk.address).content.decode()
    assert "Overtime".lower() in page.lower()
    proposed = dict(TYPED.findall(page))
    sent = {**proposed, "into": "wage_claim", "request": request()}
    answer = desk.client.post(desk.address, sent)
    claim = Claim.objects.get()
    assert answer.headers["Location"] == f"/en/office/claims/{claim.pk}/heads/"
    found = {one.item.head: one.item for one in remedies.items(desk.here.owner, claim.pk)}
    assert {head: (one.least, one.claimed, one.most) for head, one in found.items()} == {
        "wages": ("3210.00", "3608.40", "3608.40"),
        "overtime": ("1050.00", "1174.50", "1174.50"),
        "rest_days": ("", "1944.00", "1944.00"),
        "leave": ("", "216.59", "216.59"),
        "deductions": ("50.00", "50.00", "50.00"),
        "interest": ("62.53", "100.85", "100.85"),
    }
    assert {one.statement for one in found.values()} == {desk.result}
    assert found["overtime"].article == "Wages Act of Exampleland (invented): art. 8"
    (digest,) = {one.digest for one in found.values()}
    assert len(digest) == 64
    assert (claim.subject_id, claim.state) == (desk.file.subject_id, "drafted")
    # Three years from the day on which the first pay was due.
    document = Reckoning.objects.get(pk=desk.result)
    days = [one["last_day"] for one in result_of(document).document["claim_by"]]
    assert f"{claim.lodge_by}" == min(days)


def test_an_amount_may_be_lower_or_left_out_and_no_higher_than_the_statement(desk: Desk) -> None:
    page = desk.client.get(desk.address).content.decode()
    names = [name for name, _ in TYPED.findall(page) if name.startswith("claimed_")]
    nothing = dict.fromkeys(names, "") | {"into": "wage_claim", "request": request()}
    answer = desk.client.post(desk.address, nothing)
    assert answer.status_code == 422
    assert "No amount is claimed" in answer.content.decode()
    answer = desk.client.post(desk.address, {**nothing, "claimed_1": "99999"})
    assert answer.status_code == 422
    assert 'id="id_claimed_1_error"' in answer.content.decode()
    answer = desk.client.post(desk.address, {**nothing, "claimed_1": "all of it"})
    assert answer.status_code == 422
    assert not Claim.objects.exists()
    assert desk.client.post(desk.address, {**nothing, "claimed_1": "12.50"}).status_code == 303
    (one,) = remedies.items(desk.here.owner, Claim.objects.get().pk)
    assert (one.item.head, one.item.claimed) == ("wages", "12.50")


def test_a_form_that_is_sent_twice_claims_once(desk: Desk) -> None:
    sent = {"claimed_1": "10", "claimed_2": "5", "into": "civil_claim", "request": request()}
    for _ in range(2):
        assert desk.client.post(desk.address, sent).status_code == 303
    assert (Claim.objects.count(), ClaimItem.objects.count()) == (1, 2)
    # Sent again from the page before, with other amounts and another head: nothing changes.
    other = sent | {"claimed_1": "11", "claimed_3": "7", "into": "wage_claim"}
    assert desk.client.post(desk.address, other).status_code == 303
    assert (Claim.objects.count(), ClaimItem.objects.count()) == (1, 2)


@pytest.mark.proves("accounts-of-work")
def test_it_goes_into_a_draft_of_the_same_person_and_into_no_other(desk: Desk) -> None:
    owner = desk.here.owner
    own = services.open_claim(owner, desk.file.pk, route="wage_claim", request=request())
    other = services.open_claim(owner, file_of(owner).pk, route="wage_claim", request=request())
    page = desk.client.get(desk.address).content.decode()
    assert str(own.pk) in page
    assert str(other.pk) not in page
    chosen = {("wages", "XXD"): ("10", "")}
    with pytest.raises(InputError) as refused:
        services.claim_from_account(owner, desk.result, chosen, into=other.pk, request=request())
    assert refused.value.problems[0].code == "K812"
    assert not ClaimItem.objects.exists()
    sent = {"claimed_1": "10", "into": str(own.pk), "request": request()}
    assert desk.client.post(desk.address, sent).status_code == 303
    assert ClaimItem.objects.get().claim_id == own.pk
    for claim in (own, other):
        remedies_services.add_item(owner, claim.pk, item(), request=request())
    remedies_services.lodge(owner, own.pk, seen=1, request=request())
    page = desk.client.get(desk.address).content.decode()
    assert str(own.pk) not in page, "a lodged claim takes no head"
    with pytest.raises(InputError) as refused:
        services.claim_from_account(
            owner, desk.result, {("overtime", "XXD"): ("5", "")}, into=own.pk, request=request()
        )
    assert refused.value.problems[0].code == "Q109"


def test_nothing_of_an_account_is_claimed_twice_in_a_draft(desk: Desk) -> None:
    owner = desk.here.owner
    wages = {("wages", "XXD"): ("10", "")}
    claim = services.claim_from_account(
        owner, desk.result, wages, into="wage_claim", request=request()
    )

    def more(result: uuid.UUID, head: str) -> str:
        chosen = {(head, "XXD"): ("5", "")}
        try:
            services.claim_from_account(owner, result, chosen, into=claim.pk, request=request())
        except InputError as error:
            return error.problems[0].code
        return ""

    assert more(desk.result, "wages") == "K814"
    assert more(desk.result, "overtime") == ""
    services.correct_account(owner, desk.row.pk, wage_account(), request=request())
    later = Reckoning.objects.exclude(account_version=desk.row).get().pk
    assert more(later, "leave") == "K814", "heads of the earlier version stand there"
    for one in ClaimItem.objects.filter(claim=claim):
        remedies_services.remove_item(owner, one.pk)
    assert more(later, "wages") == ""


def test_heads_are_not_raised_together_above_the_statement(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is more in one head, at the least, is less in another: 80 and 50 of 100."""
    ends = (("wages", 80, 50), ("deductions", 0, 50))
    heads = tuple(
        ClaimableHead(
            head=head, currency="XXD", likely=Fraction(high), article="",
            least=Fraction(min(low, high)), most=Fraction(max(low, high)),
            begins=dt.date(2026, 6, 1), ends=dt.date(2026, 6, 30), claim_by=None,
        )
        for head, low, high in ends
    )  # fmt: skip
    monkeypatch.setattr("manumit.web.cases.services.claims.claimable_heads", lambda _: heads)

    def claims(wages: str) -> str:
        chosen = {("wages", "XXD"): (wages, ""), ("deductions", "XXD"): ("50", "")}
        try:
            services.claim_from_account(
                desk.here.owner, desk.result, chosen, into="wage_claim", request=request()
            )
        except InputError as error:
            return error.problems[0].code
        return ""

    assert claims("80") == "K813"
    assert not ClaimItem.objects.exists()
    assert claims("50") == ""


def test_a_fraction_of_the_smallest_unit_is_no_head_and_adds_nothing() -> None:
    def heads(owed: str, taken: str) -> dict[str, ClaimableHead]:
        line = {"what": "salary", "amount": owed, "counts": True, "rule": None, "numbers": {}}
        gone = {"what": "not_allowed", "amount": "0", "counts": False, "rule": "r.lawful",
                "numbers": {"taken": taken}}  # fmt: skip
        period = {"from": "2026-06-01", "until": "2026-06-30", "owed": owed, "barred": None,
                  "due": [line], "taken_off": [gone], "added": []}  # fmt: skip
        document = {"currency": "USD", "asked_on": "2026-11-20", "open_above": False, "rules": {},
                    "least": {"periods": [period]}, "most": {"periods": [period]}}  # fmt: skip
        result = AccountResult(
            kind=AccountKind.WAGES,
            engine="",
            rules=(),
            document=document,
            statements={},
            proposals=(),
        )
        return {one.head: one for one in claimable_heads(result)}

    found = heads("100.00", "10.005")
    assert sum(Fraction(one.proposed) for one in found.values()) == 100
    assert heads("100.00", "0.001").keys() == {"wages"}


@pytest.mark.proves("accounts-of-work")
def test_a_bound_is_never_that_of_whoever_sends_the_form(desk: Desk) -> None:
    sent = {"claimed_1": "10", "least_1": "1", "most_1": "1000000", "into": "wage_claim",
            "request": request()}  # fmt: skip
    assert desk.client.post(desk.address, sent).status_code == 303
    (one,) = remedies.items(desk.here.owner, Claim.objects.get().pk)
    assert one.item.most == "3608.40"
    with pytest.raises(InputError) as refused:
        services.claim_from_account(
            desk.here.owner, desk.result, {("damage", "XXD"): ("10", "")},
            into="wage_claim", request=request(),
        )  # fmt: skip
    assert refused.value.problems[0].code == "K811"


def test_what_stands_no_more_and_what_gives_nothing_is_not_claimed(desk: Desk) -> None:
    owner, first = desk.here.owner, desk.result
    services.correct_account(
        owner, desk.row.pk, wage_account(AccountKind.WAGES, PAID_IN_FULL), request=request()
    )
    chosen = {("wages", "XXD"): ("10", "")}
    with pytest.raises(InputError) as refused:
        services.claim_from_account(owner, first, chosen, into="wage_claim", request=request())
    assert refused.value.problems[0].code == "K805"
    address = f"/en/office/reckonings/{first}/claim/"
    assert desk.client.get(address).status_code == 303
    late = desk.client.post(
        address, {"claimed_1": "10", "into": "wage_claim", "request": request()}
    )
    assert late.status_code == 422
    assert "later version" in late.content.decode()
    terms = desk_of(desk.here, AccountKind.TERMS)
    assert desk.client.get(terms.address).status_code == 303
    page = desk.client.get(f"/en/office/accounts/{terms.row.pk}/").content.decode()
    assert "/claim/" not in page


def test_fees_and_what_was_paid_on_a_debt_beyond_what_was_owed_are_heads_of_their_own(
    desk: Desk,
) -> None:
    """R-01, R-02, R-63."""
    costs: dict[str, Any] = {
        "schema": "manumit/costs/1", "asked_on": "2026-11-20", "currency": "XXD",
        "workers": [{"id": "w1", "complete": "yes"}],
        "items": [
            {"worker": "w1", "kind": kind, "date": day, "asked": paid, "paid": paid,
             "paid_by": "worker", "paid_to": "agent-zq", "how": "cash"}
            for kind, day, paid in (
                ("placement_fee", "2026-05-02", "900"), ("visa", "2026-05-04", "40..60"),
                ("return_travel", "2026-10-04", "300"),
            )
        ],
        "debts": [
            {"id": "loan-1", "worker": "w1", "lender": "lender-zq", "claimed": "2000",
             "entries": [
                 {"date": "2026-05-03", "what": "received", "amount": "100"},
                 {"date": "2026-07-03", "what": "deducted", "amount": "350"},
             ]}
        ],
    }  # fmt: skip
    desk = desk_of(desk.here, AccountKind.COSTS, costs)
    page = desk.client.get(desk.address).content.decode()
    sent = {**dict(TYPED.findall(page)), "into": "civil_claim", "request": request()}
    assert desk.client.post(desk.address, sent).status_code == 303
    claim = Claim.objects.get(subject=desk.file.subject_id)
    found = {one.item.head: one.item for one in remedies.items(desk.here.owner, claim.pk)}
    assert {head: (one.least, one.claimed, one.most) for head, one in found.items()} == {
        "recruitment_fees": ("900.00", "900.00", "900.00"),
        "recruitment_costs": ("40.00", "60.00", "60.00"),
        "return_travel": ("300.00", "300.00", "300.00"),
        "debt_repaid": ("250.00", "250.00", "250.00"),
    }


@pytest.mark.proves("accounts-of-work")
def test_reading_the_statement_for_it_is_an_act_and_nobody_else_may(desk: Desk) -> None:
    reads = Event.objects.filter(act="read_statement", resource=desk.result)
    before = reads.count()
    chosen = {("wages", "XXD"): ("10", "")}
    for who in (desk.here.colleague, desk.here.other_office, desk.here.shelter.first,
                desk.here.admin, None):  # fmt: skip
        with pytest.raises(Refused):
            services.claim_from_account(
                who, desk.result, chosen, into="wage_claim", request=request()
            )
    services.claim_from_account(
        desk.here.owner, desk.result, chosen, into="wage_claim", request=request()
    )
    assert reads.count() == before + 1
    assert selectors.claims(desk.here.owner, desk.file.pk)
