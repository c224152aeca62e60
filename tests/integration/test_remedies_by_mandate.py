"""A worker comes to a union first: who sees and does what with the claim, before and after.

The expectations are written by hand, from domain.md, section 2: a union sees "own mandates and
complaints", never "members of others"; a lawyer "the represented person's file as far as the
mandate goes"; a court "files submitted"; a prosecution never "union membership"; a firm never the
complainant. A mandate is given to an office, so that its officers stand alike to the claim.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import remedies_world
from cases_world import Body, key_ring, person, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile
from manumit.web.institutions.models import Member, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.erasure import erase
from manumit.web.kernel.vault.models import IndexedPerson, PersonKey
from manumit.web.remedies import selectors, services
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import Claim, ClaimMandate
from office import signed_in
from remedies_world import (
    CLAIMANT,
    DEBTOR,
    GUARDIAN,
    MANDATE_FOR,
    SAFE,
    SECRETS,
    asked,
    given,
    order,
    paid,
    represented,
    said,
    state,
    to_open,
    words,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@dataclass(frozen=True, slots=True)
class World:
    """Everybody: a union with two officers and a second office, and all who have no part."""

    union: Body
    second_office: Actor
    admin: Actor
    other_union: Body
    lawyer: Body
    guardian: Body
    court: Body
    firm: Body
    inspectorate: Body
    advice: Body
    prosecution: Body

    @property
    def officer(self) -> Actor:
        """To whom the worker came."""
        return self.union.first

    def who(self, name: str) -> Actor | None:
        """By name."""
        found: Mapping[str, Actor | None] = {
            "officer": self.officer,
            "fellow": self.union.second,
            "second_office": self.second_office,
            "admin": self.admin,
            "other_union": self.other_union.first,
            "lawyer": self.lawyer.first,
            "court": self.court.first,
            "firm": self.firm.first,
            "inspectorate": self.inspectorate.first,
            "advice": self.advice.first,
            "prosecution": self.prosecution.first,
            "stranger": None,
        }
        return found[name]


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    union = Body.made("union", "union")
    second = Office.objects.create(institution=union.institution, names={"en": "Two"})
    return World(
        union,
        person(second, "union"),
        person(union.office, "admin"),
        Body.made("union", "union"),
        Body.made("law_office", "lawyer"),
        Body.made("guardianship", "guardian"),
        Body.made("court", "court"),
        Body.made("employers", "business"),
        Body.made("inspectorate", "inspect"),
        Body.made("advice_centre", "advice"),
        Body.made("prosecution", "justice"),
    )


def browser(w: World, who: str) -> Client:
    actor = w.who(who)
    return signed_in(None if actor is None else Member.objects.get(pk=actor.person))


def lodged(w: World) -> Claim:
    claim = represented(w.officer)
    return services.lodge(w.officer, claim.pk, seen=1, request=request())


def before_a_court(w: World) -> Claim:
    claim = lodged(w)
    said(w.officer, claim, w.court)
    services.submit(
        w.officer, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
    )
    return claim


def own_mandate(claim: Claim) -> ClaimMandate:
    return ClaimMandate.objects.get(claim=claim, given_to=claim.institution, ended_at=None)


def takes_back(w: World, claim: Claim, by: Actor | None = None) -> None:
    services.end_mandate(by or w.officer, own_mandate(claim).pk)


# What comes into being, and what does not


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
    said(w.officer, claim, w.firm)
    services.submit(
        w.officer, claim.pk, office=w.firm.office.pk, capacity="debtor", request=request()
    )
    client = browser(w, "firm")
    pages = ("", f"{claim.pk}/", f"{claim.pk}/payments/new/")
    text = " ".join(client.get(f"/en/office/claims/{page}").content.decode() for page in pages)
    assert "1000.00 KES" in text
    assert [one for one in ("planted-zq", "by mandate", *SECRETS) if one in text] == []
    takes_back(w, claim)
    after = " ".join(client.get(f"/en/office/claims/{page}").content.decode() for page in pages[:2])
    assert "1000.00 KES" in after


@pytest.mark.parametrize("who", [one for one in WHO if one not in ("officer", "fellow")])
def test_nobody_else_does_anything_with_it(w: World, who: str) -> None:
    claim = represented(w.officer)
    actor, mandate = w.who(who), own_mandate(claim)
    acts: tuple[Callable[[], object], ...] = (
        lambda: services.lodge(actor, claim.pk, seen=1, request=request()),
        lambda: services.record_word(
            actor, claim.pk, w.court.institution.pk, agrees=True, words=words()
        ),
        lambda: services.doubt_age(actor, claim.pk),
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
    assert [one.kind for one in selectors.due_contacts(w.officer)] == ["ask_again"]
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
            said(w.officer, claim, nobody)


def test_a_draft_is_not_passed_on(w: World) -> None:
    claim = represented(w.officer)
    said(w.officer, claim, w.court)
    with pytest.raises(InputError, match="Q205"):
        services.submit(
            w.officer, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
        )


def test_a_no_to_the_court_closes_it_there_at_once(w: World) -> None:
    claim = before_a_court(w)
    said(w.officer, claim, w.court, yes=False)
    assert not selectors.claim(w.court.first, claim.pk).whole
    assert selectors.passed(w.court.first, claim.pk) is None


def test_what_the_worker_of_a_file_says_is_not_recorded_in_a_claim(w: World) -> None:
    """Whoever holds the file asks; a union with a mandate there does not."""
    file = remedies_world.file_of(w.advice.first)
    remedies_world.agreed(w.advice.first, file, w.union)
    claim = remedies_world.lodged(w.advice.first, file)
    remedies_world.mandated(w.advice.first, claim, w.union.office.pk)
    with pytest.raises(InputError, match="Q606"):
        said(w.officer, claim, w.court)
    with pytest.raises(InputError, match="Q606"):
        services.doubt_age(w.officer, claim.pk)
    with pytest.raises(InputError, match="Q606"):
        services.take_up(w.officer, claim.pk, given(), request=request())


# The mandate ends


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
        for act in (selectors.facts, selectors.items, selectors.mandates, selectors.sent):
            with pytest.raises(Refused):
                act(actor, claim.pk)
        assert selectors.due_contacts(actor) == []
    page = browser(w, "officer").get(f"/en/office/claims/{claim.pk}/").content.decode()
    assert [one for one in SECRETS if one in page] == []
    assert "1200.00" not in page


def test_a_mandate_that_runs_out_ends_sight_too(w: World) -> None:
    claim = represented(w.officer, given(days=1))
    mandate = own_mandate(claim)
    assert mandate.until is not None
    assert mandate.holds_at(mandate.until - dt.timedelta(seconds=1))
    assert not mandate.holds_at(mandate.until)


def test_the_worker_s_word_ends_the_claim_and_then_the_mandate(w: World) -> None:
    claim = lodged(w)
    services.step(w.officer, claim.pk, "end", seen=2, request=request(), reason="worker_ends_it")
    takes_back(w, claim)
    assert state(claim) == "irrecoverable"
    with pytest.raises(Refused) as caught:
        selectors.claim(w.officer, claim.pk)
    assert caught.value.verdict.hidden
    assert selectors.claims(w.officer) == []


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
        "given_on": "2026-11-01", "until": "2027-11-01", "alone": "yes", "understood": "yes",
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
    services.doubt_age(w.officer, claim.pk)
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    takes_back(w, claim)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN


def test_a_claim_that_a_lawyer_goes_on_with_is_not_told_to_the_union_any_more(w: World) -> None:
    """Handed to another body by the worker's word; the union's own mandate ends."""
    claim = lodged(w)
    with pytest.raises(InputError, match="N201"):
        remedies_world.mandated(w.officer, claim, w.lawyer.office.pk)
    said(w.officer, claim, w.lawyer)
    mandate = remedies_world.mandated(w.officer, claim, w.lawyer.office.pk)
    takes_back(w, claim, w.lawyer.first)  # whoever acts for the worker and hears it
    with pytest.raises(Refused):
        selectors.claim(w.officer, claim.pk)
    with pytest.raises(Refused):
        services.take_up(w.officer, claim.pk, given(), request=request())
    said(w.lawyer.first, claim, w.court)
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
    # The last mandate ends: it is not lost, and the office that opened it is told that it is there.
    services.end_mandate(w.lawyer.first, mandate)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN
    with pytest.raises(Refused):
        selectors.claim(w.lawyer.first, claim.pk)


def test_a_guardian_with_an_account_sees_and_nobody_acts(w: World) -> None:
    claim = represented(w.officer, given(Age.CHILD, GUARDIAN))
    said(w.officer, claim, w.guardian)
    remedies_world.mandated(w.officer, claim, w.guardian.office.pk)
    takes_back(w, claim)
    assert selectors.claim(w.guardian.first, claim.pk).relation is Relation.MANDATE
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN


def test_what_was_done_and_what_it_left_agree(w: World) -> None:
    """The ledger is asked for each act of a life: opened, asked, taken back, doubted, taken up."""
    claim = before_a_court(w)
    services.doubt_age(w.officer, claim.pk)
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    services.doubt_age(w.officer, claim.pk)  # known already: nothing is done
    said(w.officer, claim, w.court, yes=False)
    takes_back(w, claim)
    services.take_up(w.officer, claim.pk, given(Age.CHILD, GUARDIAN), request=request())
    assert list(disagreements({}, w.union.institution.pk)) == []


#


@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_a_child_gives_no_mandate_alone_and_nothing_is_kept(w: World, age: Age) -> None:
    keys = PersonKey.objects.count()
    with pytest.raises(InputError, match="Q601"):
        represented(w.officer, given(age))
    assert not Claim.objects.exists()
    assert PersonKey.objects.count() == keys
    with pytest.raises(InputError, match="Q602"):
        represented(w.officer, given(Age.ADULT, GUARDIAN))


def test_a_child_s_guardian_gives_it_and_speaks_for_the_child(w: World) -> None:
    claim = represented(w.officer, given(Age.UNSURE, GUARDIAN))
    seen = selectors.claim(w.officer, claim.pk)
    assert seen.child is True
    guardian = ClaimMandate.objects.get(claim=claim, basis="guardian_appointed")
    said(w.officer, claim, w.court)
    voices = Consent.objects.filter(subject=claim.subject_id)
    assert {(one.voice, one.representative) for one in voices} == {("guardian", guardian.pk)}
    said(w.officer, claim, w.court, yes=False)  # a no of the child stands
    assert Consent.objects.get(subject=claim.subject_id, said="refused").voice == "person"
    services.end_mandate(w.officer, guardian.pk)
    with pytest.raises(InputError, match="Q601"):
        said(w.officer, claim, w.court)


def test_who_may_be_a_child_is_seen_by_nobody_until_a_guardian_speaks(w: World) -> None:
    claim = before_a_court(w)
    services.doubt_age(w.officer, claim.pk)
    assert selectors.claim(w.officer, claim.pk).relation is Relation.WITHDRAWN
    assert not selectors.claim(w.court.first, claim.pk).whole
    with pytest.raises(InputError, match="Q601"):
        services.take_up(w.officer, claim.pk, given(), request=request())
    services.take_up(w.officer, claim.pk, given(Age.UNSURE, GUARDIAN), request=request())
    assert selectors.claim(w.officer, claim.pk).child is True
    assert not selectors.claim(w.court.first, claim.pk).whole  # asked anew, of the guardian


# What a mandate has to be


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alone": "no"}, "Q603"),
        ({"alone": "unknown"}, "Q603"),
        ({"understood": "unknown"}, "Q604"),
        ({"basis": "guardian_appointed"}, "Q203"),
        ({"basis": "none_such"}, "Q203"),
        ({"mandate_for": "  "}, "Q108"),
        ({"given_on": dt.date(2999, 1, 1)}, "Q305"),
        ({"words": words(-1)}, "Q203"),
        ({"words": words(900)}, "N103"),
        ({"words": replace(words(), language="Bengali")}, "Q605"),
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
    with pytest.raises(InputError, match="Q108"):
        services.open_by_mandate(
            w.officer, given(), replace(to_open(), **{field: " "}), request=request()
        )


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
