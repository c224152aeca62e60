"""The mandate of a worker: what it has to be, a child's, how it ends, and what is left then."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

import remedies_world
from cases_world import Body, in_days, key_ring, request
from erasing import erase
from mandate_world import World, before_a_court, browser, lodged, own_mandate, takes_back, world
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.remedies import selectors, services
from manumit.web.remedies.claim_list import CLAIMS
from manumit.web.remedies.models import Claim, ClaimMandate
from manumit.web.tasks.sources import due_items
from office import listed, signed_in
from remedies_world import (
    CLAIMANT,
    GUARDIAN,
    SECRETS,
    given,
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


# The mandate ends


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize("by", ["officer", "fellow"])
def test_a_mandate_that_is_taken_back_ends_all_sight_at_once(w: World, by: str) -> None:
    claim = lodged(w)
    takes_back(w, claim, w.who(by))
    consent = Consent.objects.get(subject=claim.subject_id)
    assert consent.withdrawn_at is not None
    for actor in (w.officer, w.union.second):
        seen = selectors.claim(actor, claim.pk)
        assert seen.relation is Relation.WITHDRAWN
        assert (seen.route, seen.state, seen.claimed, seen.child, seen.moves) == (
            "",
            "",
            (),
            None,
            (),
        )
        assert seen.may == {"claim.see", "claim.represent"}
        for act in (selectors.facts, selectors.items, selectors.mandates, selectors.submissions):
            with pytest.raises(Refused):
                act(actor, claim.pk)
        later = timezone.now().date() + dt.timedelta(days=60)
        assert not [one for one in due_items(actor, later, 99) if one.place == "claims"]
    page = browser(w, "officer").get(f"/en/office/claims/{claim.pk}/").content.decode()
    assert [one for one in SECRETS if one in page] == []
    assert "1,200.00" not in page


def test_a_mandate_that_runs_out_ends_sight_too(w: World) -> None:
    claim = represented(w.officer, given(days=1))
    mandate = own_mandate(claim)
    assert mandate.until is not None
    assert mandate.holds_at(mandate.until - dt.timedelta(seconds=1))
    assert not mandate.holds_at(mandate.until)


def test_the_worker_s_word_ends_the_claim_and_then_the_mandate(w: World) -> None:
    claim = lodged(w)
    services.take_step(
        w.officer, claim.pk, "end", seen=2, request=request(), reason="worker_ends_it"
    )
    takes_back(w, claim)
    assert state(claim) == "irrecoverable"
    with pytest.raises(Refused) as caught:
        selectors.claim(w.officer, claim.pk)
    assert caught.value.verdict.hidden
    assert listed(w.officer, CLAIMS) == []


def test_the_page_leads_on_when_one_ends_one_s_own_mandate(w: World) -> None:
    claim = represented(w.officer)
    address = f"/en/office/claims/mandates/{own_mandate(claim).pk}/end/"
    answer = browser(w, "officer").post(address)
    assert (answer.status_code, answer["Location"]) == (303, "/en/office/claims/")


def test_a_new_mandate_before_the_end_takes_the_place_of_the_last(w: World) -> None:
    claim = represented(w.officer, given(days=3))
    first = own_mandate(claim)
    services.take_up(w.union.second, claim.pk, given(days=300), request=request())
    first.refresh_from_db()
    assert first.ended_at is not None
    assert own_mandate(claim).until == Consent.objects.latest("recorded_at").valid_until
    assert selectors.claim(w.officer, claim.pk).relation is Relation.MANDATE


def test_a_new_mandate_of_the_worker_takes_it_up_again(w: World) -> None:
    claim = before_a_court(w)
    takes_back(w, claim)
    form = request()
    services.take_up(w.union.second, claim.pk, given(), request=form)
    services.take_up(w.union.second, claim.pk, given(), request=form)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.MANDATE
    assert own_mandate(claim).request == form
    assert {one.kind for one in selectors.facts(w.officer, claim.pk)} >= {"claimant", "debtor"}


def test_the_page_takes_a_new_mandate_once_and_notes_a_doubt(w: World) -> None:
    claim = represented(w.officer)
    takes_back(w, claim)
    client, address = browser(w, "officer"), f"/en/office/claims/{claim.pk}/"
    form = {
        "text_version": 1, "age": "adult", "basis": "union_mandate", "mandate_for": "my wages",
        "given_on": f"{today()}", "until": f"{in_days(200):%Y-%m-%d}",
        "alone": "yes", "understood": "yes",
        "language": "BN", "heard": "interpreted", "request": request(),
    }  # fmt: skip
    answer = client.post(f"{address}take-up/", form | {"alone": "unknown"})
    assert (answer.status_code, ClaimMandate.objects.count()) == (422, 1)
    for _ in range(2):
        answer = client.post(f"{address}take-up/", form)
        assert (answer.status_code, answer["Location"]) == (303, address)
    assert ClaimMandate.objects.filter(ended_at=None).count() == 1
    answer = client.post(f"{address}age/")
    assert (answer.status_code, answer["Location"]) == (303, "/en/office/claims/")
    assert Claim.objects.get(pk=claim.pk).child is True


def test_what_a_new_mandate_replaces_is_taken_back_with_it(w: World) -> None:
    """Doubt of the age closes a claim while its mandate has still days: it is not left behind."""
    claim = represented(w.officer)
    services.record_age_doubt(w.officer, claim.pk)
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    takes_back(w, claim)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN


@pytest.mark.proves("claim-by-mandate")
def test_a_claim_that_a_lawyer_goes_on_with_is_not_told_to_the_union_any_more(w: World) -> None:
    """Handed to another body by the worker's word; the union's own mandate ends."""
    claim = lodged(w)
    with pytest.raises(InputError, match="N201"):
        remedies_world.mandated(w.officer, claim, w.lawyer.office.pk)
    record_consent(w.officer, claim, w.lawyer)
    mandate = remedies_world.mandated(w.officer, claim, w.lawyer.office.pk)
    takes_back(w, claim, w.lawyer.first)  # whoever acts for the worker and hears it
    with pytest.raises(Refused):
        selectors.claim(w.officer, claim.pk)
    with pytest.raises(Refused):
        services.take_up(w.officer, claim.pk, given(), request=request())
    record_consent(w.lawyer.first, claim, w.court)
    services.submit(
        w.lawyer.first, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
    )
    # A new mandate is given to the lawyer alone; it is the union's again by no act of theirs.
    services.take_up(w.lawyer.first, claim.pk, given(), request=request())
    (mandate,) = ClaimMandate.objects.filter(
        claim=claim, given_to=w.lawyer.institution, ended_at=None
    ).values_list("pk", flat=True)
    with pytest.raises(Refused):
        selectors.claim(w.officer, claim.pk)
    # Nobody prolongs their own mandate without what a mandate is asked.
    with pytest.raises(InputError, match="Q201"):
        record_consent(w.lawyer.first, claim, w.lawyer)
    with pytest.raises(InputError, match="Q201"):
        remedies_world.mandated(w.lawyer.first, claim, w.lawyer.office.pk)
    # What the worker says of the union's having it is written down too.
    record_consent(w.lawyer.first, claim, w.union, yes=False)
    # The last mandate ends: it is not lost, and the office that acted last is told that it is
    # there; not the union, which would read what the worker told the lawyer alone.
    services.end_mandate(w.lawyer.first, mandate)
    assert selectors.claim(w.lawyer.first, claim.pk).relation is Relation.WITHDRAWN
    for act in (
        lambda: selectors.claim(w.officer, claim.pk),
        lambda: services.take_up(w.officer, claim.pk, given(), request=request()),
    ):
        with pytest.raises(Refused):
            act()
    services.take_up(w.lawyer.first, claim.pk, given(), request=request())
    assert selectors.claim(w.lawyer.first, claim.pk).relation is Relation.MANDATE


def test_a_guardian_with_an_account_sees_and_nobody_acts(w: World) -> None:
    claim = represented(w.officer, given(Age.CHILD, GUARDIAN))
    record_consent(w.officer, claim, w.guardian)
    _give(w.officer, claim, w.guardian, "guardian_appointed")
    takes_back(w, claim)
    assert selectors.claim(w.guardian.first, claim.pk).relation is Relation.MANDATE
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN


def test_what_was_done_and_what_it_left_agree(w: World) -> None:
    """The ledger is asked for each act of a life: opened, asked, taken back, doubted, taken up."""
    claim = before_a_court(w)
    services.record_age_doubt(w.officer, claim.pk)
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    services.record_age_doubt(w.officer, claim.pk)  # known already: nothing is done
    record_consent(w.officer, claim, w.court, yes=False)
    takes_back(w, claim)
    services.take_up(w.officer, claim.pk, given(Age.CHILD, GUARDIAN), request=request())
    assert list(disagreements({}, w.union.institution.pk)) == []


#


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_a_child_gives_no_mandate_alone_and_nothing_is_kept(w: World, age: Age) -> None:
    keys = PersonKey.objects.count()
    with pytest.raises(InputError, match="Q701"):
        represented(w.officer, given(age))
    assert not Claim.objects.exists()
    assert PersonKey.objects.count() == keys
    with pytest.raises(InputError, match="Q702"):
        represented(w.officer, given(Age.ADULT, GUARDIAN))


def test_a_child_s_guardian_gives_it_and_speaks_for_the_child(w: World) -> None:
    claim = represented(w.officer, given(Age.UNSURE, GUARDIAN))
    seen = selectors.claim(w.officer, claim.pk)
    assert seen.child is True
    guardian = ClaimMandate.objects.get(claim=claim, basis="guardian_appointed")
    record_consent(w.officer, claim, w.court)
    voices = Consent.objects.filter(subject=claim.subject_id)
    assert {(one.voice, one.representative) for one in voices} == {("guardian", guardian.pk)}
    record_consent(w.officer, claim, w.court, yes=False)  # a no of the child stands
    assert Consent.objects.get(subject=claim.subject_id, status="refused").voice == "person"
    services.end_mandate(w.officer, guardian.pk)
    with pytest.raises(InputError, match="Q701"):
        record_consent(w.officer, claim, w.court)


@pytest.mark.proves("claim-by-mandate")
def test_who_may_be_a_child_is_seen_by_nobody_until_a_guardian_speaks(w: World) -> None:
    claim = before_a_court(w)
    services.record_age_doubt(w.officer, claim.pk)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN
    assert not selectors.claim(w.court.first, claim.pk).full_view
    with pytest.raises(InputError, match="Q701"):
        services.take_up(w.officer, claim.pk, given(), request=request())
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    assert selectors.claim(w.officer, claim.pk).child is True
    assert not selectors.claim(w.court.first, claim.pk).full_view  # asked anew, of the guardian


@pytest.mark.proves("claim-by-mandate")
def test_nobody_becomes_a_child_s_guardian_by_the_label_of_a_mandate(w: World) -> None:
    claim = before_a_court(w)
    for body in (w.lawyer, w.guardian):
        record_consent(w.officer, claim, body)
    for body, basis in ((w.lawyer, "guardian_appointed"), (w.guardian, "power_of_attorney")):
        with pytest.raises(InputError, match="Q203"):
            _give(w.officer, claim, body, basis)
    assert not ClaimMandate.objects.filter(claim=claim, basis="guardian_appointed").exists()


@pytest.mark.proves("claim-by-mandate")
def test_a_guardian_reads_what_is_claimed_and_changes_nothing(w: World) -> None:
    claim = represented(w.officer, given(Age.CHILD, GUARDIAN))
    record_consent(w.officer, claim, w.guardian)
    _give(w.officer, claim, w.guardian, "guardian_appointed")
    guardian = w.guardian.first
    assert [one.item.head for one in selectors.items(guardian, claim.pk)] == ["wages"]
    assert selectors.facts(guardian, claim.pk)
    here = signed_in(guardian)
    address = f"/en/office/claims/{claim.pk}/"
    assert f"{address}heads/" in here.get(address).content.decode()
    page = here.get(f"{address}heads/").content.decode()
    assert CLAIMANT in page
    assert "<form" not in page.partition("<main")[2]
    for never in (selectors.mandates, selectors.submissions):
        with pytest.raises(Refused):
            never(guardian, claim.pk)
    with pytest.raises(Refused):
        services.add_fact(guardian, claim.pk, "debtor", "another", request=request())


def _give(by: Actor, claim: Claim, to: Body, basis: str) -> None:
    begins = timezone.now() - dt.timedelta(days=1)
    mandate = services.MandateDetails(name="Zq", basis=basis, begins=begins, office=to.office.pk)
    services.give_mandate(by, claim.pk, mandate, request=request())


def test_a_worker_goes_back_to_the_office_that_they_left(w: World) -> None:
    claim = lodged(w)
    record_consent(w.officer, claim, w.lawyer)
    _give(w.officer, claim, w.lawyer, "power_of_attorney")
    takes_back(w, claim)
    with pytest.raises(Refused):
        selectors.claim(w.officer, claim.pk)
    record_consent(w.lawyer.first, claim, w.union)
    offices = {one.office for one in selectors.recipients(w.lawyer.first, claim.pk)}
    assert w.union.office.pk in offices
    assert w.lawyer.office.pk not in offices
    _give(w.lawyer.first, claim, w.union, "union_mandate")
    assert selectors.claim(w.officer, claim.pk).relation is Relation.MANDATE


# What a mandate has to be


@pytest.mark.proves("claim-by-mandate")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alone": "no"}, "Q703"),
        ({"alone": "unknown"}, "Q703"),
        ({"understood": "unknown"}, "Q704"),
        ({"basis": "guardian_appointed"}, "Q203"),
        ({"basis": "none_such"}, "Q203"),
        ({"mandate_for": "  "}, "Q108"),
        ({"given_on": dt.date(2999, 1, 1)}, "Q305"),
        ({"words": words(-1)}, "Q203"),
        ({"words": words(900)}, "N103"),
        ({"words": replace(words(), language="Bengali")}, "Q705"),
        ({"words": replace(words(), text_version=7)}, "N102"),
    ],
)
def test_a_mandate_that_may_not_be_taken_leaves_nothing(
    w: World, change: Mapping[str, object], code: str
) -> None:
    keys = PersonKey.objects.count()
    with pytest.raises(InputError, match=code):
        represented(w.officer, replace(given(), **change))  # type: ignore[arg-type] # one of its fields
    assert not Claim.objects.exists()
    assert PersonKey.objects.count() == keys


@pytest.mark.parametrize("field", ["claimant", "safe_contact", "debtor"])
def test_who_claims_against_whom_and_how_they_are_reached_is_asked(w: World, field: str) -> None:
    opened = replace(to_open(), **{field: " "})  # type: ignore[arg-type] # one of its texts
    with pytest.raises(InputError, match="Q108"):
        services.open_by_mandate(w.officer, given(), opened, request=request())


def test_an_erased_worker_s_claim_is_nobody_s_for_good(w: World) -> None:
    claim = represented(w.officer)
    erase(claim.subject_id, "asked_by_the_person", w.officer.person)
    for act in (
        lambda: selectors.claim(w.officer, claim.pk),
        lambda: services.take_up(w.officer, claim.pk, given(), request=request()),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.verdict.hidden
