"""Claims by debtor: only those that the reader acts in, and the sums that each page of them has."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import pytest

from cases_world import request
from manumit.names.firms import firm_words, may_be_one
from manumit.web.debtors import reading
from manumit.web.debtors.reading import Debtor, debtors_of_claims
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import services
from manumit.web.remedies.claim_list import CHANGE
from manumit.web.remedies.models import Claim
from manumit.web.ui.languages import languages
from manumit.web.ui.room.lists import reader_of
from office import signed_in
from remedies_world import (
    DEBTOR,
    World,
    asked,
    decided,
    file_of,
    given,
    item,
    paid,
    to_open,
    world,
)
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
PAGE = "/en/office/claims/debtors/"
SPELT, ANOTHER = "GOLDEN THREAD ltdzq, Dhaka", "Silver Needle zq"


@dataclass(frozen=True)
class Rows:
    """Claims of the union: three against one employer, one against another; and the owner's."""

    first: Claim
    spelt: Claim
    draft: Claim
    another: Claim
    owners: Claim


def made(w: World) -> Rows:
    """All of them; the owner's is against the same employer, and confirmed as paid in part."""
    union = w.union.first
    first, spelt = against(union, DEBTOR, days=1), against(union, SPELT, days=1)
    for claim, items in (
        (first, [item()]),
        (spelt, [item(claimed="300.50"), item("recruitment_fees", "70.00", "USD")]),
    ):
        for one in items:
            services.add_item(union, claim.pk, one, request=request())
        services.lodge(union, claim.pk, seen=1, request=request())
    owners = decided(w.owner, file_of(w.owner))
    asked(w.owner, paid(w.owner, owners, "400.00"))
    paid(w.owner, owners, "600.00")  # nobody has asked the worker
    draft, another = against(union, DEBTOR, days=40), against(union, ANOTHER)
    return Rows(first, spelt, draft, another, owners)


def against(who: Actor, debtor: str, days: int | None = None) -> Claim:
    """A claim by mandate, to be lodged within some days."""
    lodge_by = None if days is None else today() + dt.timedelta(days)
    opened = replace(to_open(), debtor=debtor, lodge_by=lodge_by)
    return services.open_by_mandate(who, given(), opened, request=request())


_begun, _who, _rows = begun(world, made)


def found(who: Actor) -> dict[str, Debtor]:
    """Debtors that somebody finds, by name."""
    debtors = debtors_of_claims(reader_of(who, languages()[0], "claim")).debtors
    return {one.name: one for one in debtors}


def listed(who: Actor, claim: uuid.UUID) -> set[str]:
    """References on the page of claims against the same debtor."""
    page = signed_in(who).get(f"/en/office/claims/{claim}/against/").content.decode()
    return {one.reference for one in Claim.objects.all() if one.reference in page}


def test_spellings_of_one_name_are_one_debtor_with_the_sums_of_all(w: World, rows: Rows) -> None:
    lines = found(w.union.first)
    assert lines.keys() == {DEBTOR, ANOTHER}
    golden = lines[DEBTOR]
    assert (golden.claims, golden.open) == (3, 3)
    assert golden.claimed == ("1500.50 KES", "70.00 USD")
    assert golden.lodge_by == today() + dt.timedelta(40)  # of the draft
    assert (lines[ANOTHER].claims, lines[ANOTHER].lodge_by) == (1, None)
    assert lines[ANOTHER].claimed == ()
    golden_ones = (rows.first, rows.spelt, rows.draft)
    assert listed(w.union.first, golden.claim) == {one.reference for one in golden_ones}


def test_a_sum_has_what_workers_confirmed_and_claims_that_ended(w: World, rows: Rows) -> None:
    own = found(w.owner)[DEBTOR]
    assert (own.claims, own.claimed, own.ordered) == (1, ("1200.00 KES",), ("1000.00 KES",))
    assert own.paid == ("400.00 KES",)
    services.take_step(
        w.owner, rows.owners.pk, "end", seen=_version(rows.owners), request=request(),
        reason="worker_ends_it",
    )  # fmt: skip
    assert (found(w.owner)[DEBTOR].open, found(w.owner)[DEBTOR].claims) == (0, 1)


def _version(claim: Claim) -> int:
    claim.refresh_from_db()
    return claim.version


def test_all_who_act_in_a_claim_see_what_its_worker_confirmed() -> None:
    """On this the page relies."""
    for role in grants().by_role:
        acts = grants().of(role, "claim", CHANGE)
        assert acts.keys() <= grants().of(role, "claim_contact", SEE).keys(), role


@pytest.mark.usefixtures("rows")
def test_nobody_finds_the_debtors_of_claims_that_they_do_not_act_in(w: World) -> None:
    def names(who: Actor | None) -> set[str]:
        page = signed_in(who).get(PAGE).content.decode()
        return {one for one in (DEBTOR, SPELT, ANOTHER) if one in page}

    assert names(w.union.first) == {DEBTOR, ANOTHER}
    assert names(w.owner) == {DEBTOR}
    for who in (w.colleague, w.other_office, w.other.first, w.court.first, w.firm.first, None):
        assert names(who) == set()
    nothing = {signed_in(who).get(PAGE).status_code for who in (w.admin, w.prosecution.first)}
    assert nothing == {404}
    assert signed_in(w.colleague).get(PAGE).status_code == 200


@pytest.mark.usefixtures("rows")
def test_a_name_in_two_longer_ones_counts_at_both_as_on_their_pages(w: World) -> None:
    between = against(w.union.first, "Goldenzq Thread")
    for debtor in ("Goldenzq Thread North", "Goldenzq Thread South"):
        against(w.union.first, debtor)
    lines = found(w.union.first)
    assert {name: one.claims for name, one in lines.items() if "Goldenzq" in name} == {
        "Goldenzq Thread": 3,
        "Goldenzq Thread North": 2,
        "Goldenzq Thread South": 2,
    }
    for one in lines.values():
        assert len(listed(w.union.first, one.claim)) == one.claims
    assert lines["Goldenzq Thread"].claim == between.pk


def test_claims_without_a_debtor_and_beyond_the_latest_are_stated(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.add_fact(w.union.first, rows.another.pk, "debtor", "(...)", request=request())
    page = signed_in(w.union.first).get(PAGE).content.decode()
    assert "Claims without a debtor, not counted above: 1." in page
    assert "Only the 500 claims" not in page
    monkeypatch.setattr(reading, "SEALED_MOST", 2)
    page = signed_in(w.union.first).get(PAGE).content.decode()
    assert "Only the 500 claims" in page
    assert found(w.union.first)[DEBTOR].claims == 1


@pytest.mark.usefixtures("rows")
def test_the_ledger_has_that_claims_were_listed_and_names_opened(w: World) -> None:
    def done(who: Actor) -> list[str]:
        before = Event.objects.count()
        assert signed_in(who).get(PAGE).status_code == 200
        acts = Event.objects.order_by("number").values_list("act", flat=True)[before:]
        return [one for one in acts if one != "sign_in"]

    assert done(w.union.first) == ["list_files", "read_statement"]
    assert done(w.colleague) == ["list_files"]


@pytest.mark.usefixtures("rows")
def test_the_list_of_claims_leads_there_and_no_address_or_title_names_anybody(
    w: World,
) -> None:
    desk = signed_in(w.union.first)
    assert f'href="{PAGE}"' in desk.get("/en/office/claims/").content.decode()
    assert (
        f'href="{PAGE}"' not in signed_in(w.court.first).get("/en/office/claims/").content.decode()
    )
    page = desk.get(PAGE).content.decode()
    assert "Golden" not in page.partition("</head>")[0]
    assert DEBTOR not in repr(debtors_of_claims(reader_of(w.owner, languages()[0], "claim")))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Golden Thread", "GOLDEN THREAD Ltd, Dhaka", True),
        ("Golden Thread Dhaka", "Golden Thread Chattogram", False),
        ("Golden Thread", "Goldem Thread", False),
        ("(...)", "(...)", False),
        ("شركة النور", "النور للتوظيف", True),
    ],
)
def test_of_two_names_of_one_firm_the_longer_has_all_words(
    one: str, other: str, *, alike: bool
) -> None:
    first, second = (frozenset(firm_words(name)) for name in (one, other))
    assert may_be_one(first, second) is may_be_one(second, first) is alike
