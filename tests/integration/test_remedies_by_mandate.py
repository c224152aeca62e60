"""A worker comes to a union first: who sees and does what with the claim, before and after.

The expectations are written by hand, from domain.md, section 2: a union sees "own mandates and
complaints", never "members of others"; a lawyer "the represented person's file as far as the
mandate goes"; a court "files submitted"; a prosecution never "union membership"; a firm never the
complainant. A mandate is given to an office, so that its officers stand alike to the claim.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

import remedies_world
from cases_world import key_ring, request
from mandate_world import World, before_a_court, browser, lodged, own_mandate, takes_back, world
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.days import latest_day
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.models import IndexedPerson, PersonKey
from manumit.web.remedies import selectors, services
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import Claim
from manumit.web.tasks.sources import due_items
from remedies_world import (
    CLAIMANT,
    DEBTOR,
    MANDATE_FOR,
    SAFE,
    SECRETS,
    asked,
    given,
    order,
    paid,
    record_consent,
    represented,
    state,
    to_open,
    words,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


# What comes into being, and what does not


@pytest.mark.proves("claim-by-mandate")
def test_a_claim_stands_under_a_key_of_its_own_and_no_file_comes_into_being(w: World) -> None:
    claim = represented(w.officer)
    assert PersonKey.objects.filter(subject=claim.subject_id).exists()
    assert represented(w.officer).subject_id != claim.subject_id
    assert not CaseFile.objects.exists()
    assert not IndexedPerson.objects.exists()
    facts = {one.kind: one.text for one in selectors.facts(w.officer, claim.pk)}
    assert facts == {
        "claimant": CLAIMANT, "safe_contact": SAFE, "debtor": DEBTOR, "mandate_for": MANDATE_FOR,
    }  # fmt: skip


def test_the_mandate_and_the_consent_to_it_stand_in_their_ledgers(w: World) -> None:
    claim = represented(w.officer)
    consent = Consent.objects.get(subject=claim.subject_id)
    assert (consent.purpose, consent.recipient) == ("claim", w.union.institution.pk)
    assert (consent.language, consent.asked, consent.voice) == ("bn", "read_aloud", "person")
    mandate = own_mandate(claim)
    assert (mandate.basis, mandate.office_id) == ("union_mandate", w.union.office.pk)
    assert mandate.until == consent.valid_until
    acts = Event.objects.filter(resource=claim.pk, purpose="represent").values_list("act")
    assert {one for (one,) in acts} == {"create", "change"}


def test_a_form_that_is_sent_twice_opens_one_claim_and_only_for_who_sent_it(w: World) -> None:
    form = request()
    first = services.open_by_mandate(w.officer, given(), to_open(), request=form)
    again = services.open_by_mandate(w.officer, given(), to_open(), request=form)
    assert first.pk == again.pk
    assert Claim.objects.count() == 1
    with pytest.raises(InputError, match="Q501"):
        services.open_by_mandate(w.other_union.first, given(), to_open(), request=form)


# Who opens one


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize(
    "who", ["admin", "court", "firm", "inspectorate", "advice", "prosecution", "stranger"]
)
def test_nobody_else_opens_a_claim_by_mandate(w: World, who: str) -> None:
    with pytest.raises(Refused):
        services.open_by_mandate(w.who(who), given(), to_open(), request=request())
    with pytest.raises(Refused):
        services.open_by_mandate(w.guardian.first, given(), to_open(), request=request())
    assert not Claim.objects.exists()


def test_a_lawyer_opens_one_too(w: World) -> None:
    mandate = replace(given(), basis="power_of_attorney")
    claim = represented(w.lawyer.first, mandate)
    assert selectors.claim(w.lawyer.second, claim.pk).relation is Relation.MANDATE
    with pytest.raises(Refused):
        selectors.claim(w.officer, claim.pk)


# By hand, for each page: drafted, before a court, and once the worker took the mandate back. A
# court goes on with what the worker still agrees that it has.
WHO = (
    "officer", "fellow", "second_office", "admin", "other_union", "lawyer", "court", "firm",
    "inspectorate", "advice", "prosecution", "stranger",
)  # fmt: skip
NONE = (404, 404, 404, 404)
"""The union's second office, its administrator, another union, a lawyer without a mandate."""
LAST = (404, 404, 404, 404, 303)
"""A firm, the inspectorate, an advice centre, the prosecution, a stranger."""
PAGES = ("", "heads/", "passed-on/", "consent/", "take-up/", "steps/end/")
DRAFTED: Mapping[str, tuple[int, ...]] = {
    "":           (200, 200, *NONE, 404, *LAST),
    "heads/":     (200, 200, *NONE, 404, *LAST),
    "passed-on/": (200, 200, *NONE, 404, *LAST),
    "consent/":   (200, 200, *NONE, 404, *LAST),
    "take-up/":   (200, 200, *NONE, 404, *LAST),  # a new mandate before the end
    "steps/end/": (200, 200, *NONE, 404, *LAST),
}  # fmt: skip
PASSED_ON: Mapping[str, tuple[int, ...]] = {
    "":           (200, 200, *NONE, 200, *LAST),
    "heads/":     (200, 200, *NONE, 200, *LAST),
    "passed-on/": (200, 200, *NONE, 403, *LAST),
    "consent/":   (200, 200, *NONE, 403, *LAST),
    "take-up/":   (200, 200, *NONE, 403, *LAST),
    "steps/end/": (200, 200, *NONE, 403, *LAST),
}  # fmt: skip
TAKEN_BACK: Mapping[str, tuple[int, ...]] = {
    "":           (200, 200, *NONE, 200, *LAST),  # that there is one; nothing of it
    "heads/":     (403, 403, *NONE, 200, *LAST),
    "passed-on/": (403, 403, *NONE, 403, *LAST),
    "consent/":   (403, 403, *NONE, 403, *LAST),
    "take-up/":   (200, 200, *NONE, 403, *LAST),
    "steps/end/": (403, 403, *NONE, 403, *LAST),
}  # fmt: skip


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize("stage", ["drafted", "passed_on", "taken_back"])
def test_what_every_page_shows_to_everybody(w: World, stage: str) -> None:
    claim = represented(w.officer) if stage == "drafted" else before_a_court(w)
    if stage == "taken_back":
        takes_back(w, claim)
    table = {"drafted": DRAFTED, "passed_on": PASSED_ON, "taken_back": TAKEN_BACK}[stage]
    for place, who in enumerate(WHO):
        client = browser(w, who)
        found = {
            page: client.get(f"/en/office/claims/{claim.pk}/{page}").status_code for page in PAGES
        }
        assert found == {page: table[page][place] for page in PAGES}, who


@pytest.mark.proves("claim-by-mandate")
def test_what_a_court_sees_names_no_union_and_no_way_to_the_worker(w: World) -> None:
    union = w.union.institution
    union.names = {"en": "Union-of-planted-zq"}
    union.save()
    claim = before_a_court(w)
    client = browser(w, "court")
    text = " ".join(
        client.get(f"/en/office/claims/{page}").content.decode()
        for page in ("", f"{claim.pk}/", f"{claim.pk}/heads/")
    )
    assert CLAIMANT in text
    assert [
        one for one in ("planted-zq", "You act by mandate", SAFE, MANDATE_FOR) if one in text
    ] == []
    own = browser(w, "officer").get(f"/en/office/claims/{claim.pk}/passed-on/").content.decode()
    assert "planted-zq" in own


def test_a_firm_that_owes_learns_no_more_than_of_any_claim(w: World) -> None:
    union = w.union.institution
    union.names = {"en": "Union-of-planted-zq"}
    union.save()
    claim = before_a_court(w)
    services.decide(w.court.first, claim.pk, order(), reason="judgment", seen=2, request=request())
    record_consent(w.officer, claim, w.firm)
    services.submit(
        w.officer, claim.pk, office=w.firm.office.pk, capacity="debtor", request=request()
    )
    client = browser(w, "firm")
    pages = ("", f"{claim.pk}/", f"{claim.pk}/payments/new/")
    text = " ".join(client.get(f"/en/office/claims/{page}").content.decode() for page in pages)
    assert "1,000.00 KES" in text
    assert [one for one in ("planted-zq", "by mandate", *SECRETS) if one in text] == []
    takes_back(w, claim)
    after = " ".join(client.get(f"/en/office/claims/{page}").content.decode() for page in pages[:2])
    assert "1,000.00 KES" in after


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize("who", [one for one in WHO if one not in ("officer", "fellow")])
def test_nobody_else_does_anything_with_it(w: World, who: str) -> None:
    claim = represented(w.officer)
    actor, mandate = w.who(who), own_mandate(claim)
    acts: tuple[Callable[[], object], ...] = (
        lambda: services.lodge(actor, claim.pk, seen=1, request=request()),
        lambda: services.record_consent(
            actor, claim.pk, w.court.institution.pk, agrees=True, words=words()
        ),
        lambda: services.record_age_doubt(actor, claim.pk),
        lambda: services.end_mandate(actor, mandate.pk),
        lambda: services.take_up(actor, claim.pk, given(), request=request()),
        lambda: services.hand_over(actor, claim.pk, w.union.second.person),
        lambda: services.take_over(actor, claim.pk),
        lambda: selectors.facts(actor, claim.pk),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_the_office_acts_by_the_mandate_and_nobody_holds_the_claim(w: World) -> None:
    claim = represented(w.officer)
    for actor in (w.officer, w.union.second):
        seen = selectors.claim(actor, claim.pk)
        assert (seen.relation, seen.held_by) == (Relation.MANDATE, None)
        with pytest.raises(Refused):
            services.hand_over(actor, claim.pk, w.union.second.person)
        with pytest.raises(Refused):
            services.take_over(actor, claim.pk)


# The way of a claim


def test_a_union_goes_all_the_way_to_the_money_and_asks_again(w: World) -> None:
    claim = before_a_court(w)
    services.decide(w.court.first, claim.pk, order(), reason="judgment", seen=2, request=request())
    claim.refresh_from_db()
    payment = paid(w.union.second, claim)
    asked(w.officer, payment)
    assert state(claim) == "paid"
    make_due()
    later = latest_day() + dt.timedelta(days=30)
    assert "payment_ask_again" in [one.kind for one in due_items(w.officer, later, 99)]
    asked(w.officer, payment, "taken_back")
    assert state(claim) == "unpaid_enforcement"


def test_nothing_is_passed_on_before_the_worker_agrees_to_that_institution(w: World) -> None:
    claim = lodged(w)
    for body, capacity in ((w.court, "decider"), (w.inspectorate, "decider")):
        with pytest.raises(InputError, match="N201"):
            services.submit(
                w.officer, claim.pk, office=body.office.pk, capacity=capacity, request=request()
            )
    for nobody in (w.prosecution, w.advice, w.union):
        with pytest.raises(InputError, match="Q201"):
            record_consent(w.officer, claim, nobody)


def test_a_draft_is_not_passed_on(w: World) -> None:
    claim = represented(w.officer)
    record_consent(w.officer, claim, w.court)
    with pytest.raises(InputError, match="Q205"):
        services.submit(
            w.officer, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
        )


def test_a_no_to_the_court_closes_it_there_at_once(w: World) -> None:
    claim = before_a_court(w)
    record_consent(w.officer, claim, w.court, yes=False)
    assert not selectors.claim(w.court.first, claim.pk).full_view
    assert selectors.received_copy(w.court.first, claim.pk) is None


def test_what_the_worker_of_a_file_says_is_not_recorded_in_a_claim(w: World) -> None:
    """Whoever holds the file asks; a union with a mandate there does not."""
    file = remedies_world.file_of(w.advice.first)
    remedies_world.agreed(w.advice.first, file, w.union)
    claim = remedies_world.lodged(w.advice.first, file)
    remedies_world.mandated(w.advice.first, claim, w.union.office.pk)
    with pytest.raises(InputError, match="Q706"):
        record_consent(w.officer, claim, w.court)
    with pytest.raises(InputError, match="Q706"):
        services.record_age_doubt(w.officer, claim.pk)
    with pytest.raises(InputError, match="Q706"):
        services.take_up(w.officer, claim.pk, given(), request=request())
