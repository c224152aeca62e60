"""Claims to money, as rules of the field say it: to be read by people of labour institutions.

R-35, R-40, R-51, R-62, R-65, R-66, and "paid means confirmed" (issue 6 of the project).
"""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import Body, key_ring, request
from manumit.errors import InputError
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.remedies import selectors, services
from manumit.web.remedies.due import make_due
from manumit.web.remedies.lists import LISTS, rules
from manumit.web.remedies.models import (
    Claim,
    ClaimFact,
    ContactDue,
    Payment,
    PaymentContact,
    RemedyOrder,
)
from manumit.web.remedies.process import CLAIM
from manumit.web.tasks.sources import due_items
from remedies_world import (
    ACCOUNT,
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
    state,
    world,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


# By hand, from domain.md section 3: "drafted → lodged → mediated → settled / decided → paid_part →
# paid* / unpaid_enforcement → paid* / irrecoverable*", and the arrows that are ours.
OF_THE_REFERENCE = {
    ("drafted", "lodged"),
    ("lodged", "mediated"),
    ("mediated", "settled"),
    ("mediated", "decided"),
    ("settled", "paid_part"),
    ("decided", "paid_part"),
    ("paid_part", "paid"),
    ("paid_part", "unpaid_enforcement"),
    ("unpaid_enforcement", "paid"),
    ("unpaid_enforcement", "irrecoverable"),
}
OURS = {
    # Without mediation, which not every law asks for.
    ("lodged", "settled"),
    ("lodged", "decided"),
    # An inspectorate's order to pay, with all its workers.
    ("drafted", "decided"),
    # In full at once; not at all; in part after enforcement.
    ("settled", "paid"),
    ("decided", "paid"),
    ("settled", "unpaid_enforcement"),
    ("decided", "unpaid_enforcement"),
    ("unpaid_enforcement", "paid_part"),
    # The worker denies a payment that was taken for one.
    ("paid", "unpaid_enforcement"),
    # Nothing was awarded; or the worker ends it.
    ("decided", "irrecoverable"),
    ("drafted", "irrecoverable"),
    ("lodged", "irrecoverable"),
    ("mediated", "irrecoverable"),
    ("settled", "irrecoverable"),
    ("paid_part", "irrecoverable"),
}


def test_the_states_and_their_order_are_those_of_the_reference() -> None:
    assert set(CLAIM.pairs()) == OF_THE_REFERENCE | OURS
    assert CLAIM.initial == "drafted"
    assert CLAIM.ends == {"paid", "irrecoverable"}


# four routes


def test_a_claim_runs_on_each_of_the_four_routes_to_the_money(w: World) -> None:
    routes = LISTS["route"].codes()
    assert routes == ("wage_claim", "civil_claim", "criminal_compensation", "state_fund")
    for route in routes:
        claim = lodged(w.owner, file_of(w.owner), route)
        services.decide(
            w.owner, claim.pk, order(), reason="judgment", seen=claim.version, request=request()
        )
        asked(w.owner, paid(w.owner, claim))
        assert state(claim) == "paid", route


def test_one_person_may_go_several_routes(w: World) -> None:
    file = file_of(w.owner)
    for route in LISTS["route"].codes():
        drafted(w.owner, file, route)
    assert len(selectors.claims_of(w.owner, file.subject_id)) == 4


def test_a_page_offers_the_steps_that_its_reader_may_take(w: World) -> None:
    """An inspectorate that received a claim decides on it; it does not end or enforce it."""
    inspectorate, file = Body.made("inspectorate", "inspect"), file_of(w.owner)
    agreed(w.owner, file, inspectorate)
    claim = lodged(w.owner, file)
    services.submit(
        w.owner, claim.pk, office=inspectorate.office.pk, capacity="decider", request=request()
    )
    deciding = ("mediate", "settle", "decide")
    assert selectors.claim(inspectorate.first, claim.pk).steps == deciding
    assert selectors.claim(w.owner, claim.pk).steps == (*deciding, "end")
    assert selectors.claim(w.colleague, claim.pk).steps == ()


def test_no_step_asks_for_a_conviction_testimony_or_a_right_to_stay() -> None:
    """R-35, R-40, R-49, R-51."""
    words = {*CLAIM.words(), *(code for one in LISTS.values() for code in one.codes())}
    for word in words:
        for never in ("convict", "testi", "verdict", "visa", "permit", "status", "stay"):
            assert never not in word
    assert not CLAIM.roles() & {"justice", "immig"}


def test_every_step_says_who_when_and_why(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    services.take_step(
        w.owner, claim.pk, "enforce", seen=3, request=request(), reason="deadline_passed"
    )
    moves = [(one.name, one.actor, one.reason) for one in Move.objects.filter(row=claim.pk)]
    assert moves == [
        ("lodge", w.owner.person, ""),
        ("decide", w.owner.person, "judgment"),
        ("enforce", w.owner.person, "deadline_passed"),
    ]
    for reason in ("", "because", "worker_did_not_cooperate"):
        with pytest.raises(MoveRefused):
            services.take_step(
                w.owner, claim.pk, "write_off", seen=4, request=request(), reason=reason
            )


def test_nothing_is_lodged_that_claims_nothing(w: World) -> None:
    claim = drafted(w.owner, file_of(w.owner))
    (head,) = selectors.items(w.owner, claim.pk)
    assert head.id is not None
    services.remove_item(w.owner, head.id)
    with pytest.raises(MoveRefused) as caught:
        services.lodge(w.owner, claim.pk, seen=1, request=request())
    assert caught.value.word == "nothing_claimed"


# Paid means confirmed


@pytest.mark.proves("claims-reveal-nothing")
def test_what_is_reported_as_paid_is_not_paid(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    paid(w.owner, claim)
    assert state(claim) == "decided"
    seen = selectors.claim(w.owner, claim.pk)
    assert (seen.ordered, seen.confirmed) == (("1000.00 KES",), ())


def test_it_is_paid_once_the_worker_confirms_it_in_private(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    asked(w.owner, paid(w.owner, claim))
    assert state(claim) == "paid"
    seen = selectors.claim(w.owner, claim.pk)
    assert seen.confirmed == ("1000.00 KES",)
    assert seen.days_to_pay == 40


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize("alone", ["yes", "no", "unknown"])
@pytest.mark.parametrize("safe", ["yes", "no", "unknown"])
def test_a_yes_counts_only_alone_and_in_a_safe_way(w: World, alone: str, safe: str) -> None:
    claim = decided(w.owner, file_of(w.owner))
    contact = asked(w.owner, paid(w.owner, claim), alone=alone, safe=safe)
    assert contact.counts is (alone == safe == "yes")
    assert state(claim) == ("paid" if contact.counts else "decided")
    assert PaymentContact.objects.filter(
        pk=contact.pk
    ).exists()  # kept: that it was asked so matters


def test_a_yes_before_the_day_of_the_payment_confirms_nothing(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    with pytest.raises(InputError) as refusal:
        asked(w.owner, payment, on=payment.on_day - dt.timedelta(days=1))
    assert refusal.value.problems[0].code == "Q402"
    assert state(claim) == "decided"
    asked(w.owner, payment, "not_received", on=payment.on_day - dt.timedelta(days=1))
    assert state(claim) == "unpaid_enforcement"
    asked(w.owner, payment, on=payment.on_day)
    assert state(claim) == "paid"


def test_a_no_counts_however_it_was_asked(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    asked(w.owner, paid(w.owner, claim), "not_received", alone="no", safe="unknown")
    assert state(claim) == "unpaid_enforcement"


def test_whoever_was_not_reached_has_said_nothing(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    make_due()
    asked(w.owner, payment, "not_reached")
    assert state(claim) == "decided"
    assert ContactDue.objects.get(payment=payment).contact is None


def test_parts_add_up_and_the_rest_stays_owed(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    first, second = paid(w.owner, claim, "400.50"), paid(w.owner, claim, "599.50")
    asked(w.owner, first)
    assert state(claim) == "paid_part"
    assert selectors.claim(w.owner, claim.pk).confirmed == ("400.50 KES",)
    asked(w.owner, second)
    assert state(claim) == "paid"


def test_currencies_are_never_mixed(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    services.add_order(w.owner, claim.pk, order("50.00", "USD"), request=request())
    asked(w.owner, paid(w.owner, claim))
    assert state(claim) == "paid_part"  # 50 dollars are owed still
    assert selectors.claim(w.owner, claim.pk).ordered == ("1000.00 KES", "50.00 USD")
    with pytest.raises(InputError, match="Q302"):
        services.report_payment(
            w.owner,
            claim.pk,
            services.ReportedPayment(
                currency="EUR", amount="50.00", on_day=today(), channel="bank", payer="employer",
                waiver="no",
            ),
            request=request(),
        )  # fmt: skip


def test_a_yes_that_is_recorded_late_does_not_outweigh_a_later_no(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment, "taken_back", on=today() - dt.timedelta(days=2))
    assert asked(w.owner, payment, on=today() - dt.timedelta(days=9)).counts
    assert state(claim) == "unpaid_enforcement"
    assert selectors.claim(w.owner, claim.pk).confirmed == ()
    asked(w.owner, payment)
    assert state(claim) == "paid"


def test_nobody_is_to_ask_about_a_claim_that_the_worker_ended(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    before, after = paid(w.owner, claim, "500.00"), paid(w.owner, claim, "500.00")
    asked(w.owner, before)
    assert make_due() == 3
    far = today() + dt.timedelta(days=90)
    due = {before.pk, after.pk}
    assert due <= {one.key for one in due_items(w.owner, far, 9)}
    version = Claim.objects.get(pk=claim.pk).version
    services.take_step(
        w.owner, claim.pk, "end", seen=version, request=request(), reason="worker_ends_it"
    )
    assert not due & {one.key for one in due_items(w.owner, far, 9)}
    assert make_due() == 0


def test_an_order_is_late_only_while_money_is_owed(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    assert [one.late for one in selectors.orders(w.owner, claim.pk)] == [True]
    asked(w.owner, paid(w.owner, claim))
    assert [one.late for one in selectors.orders(w.owner, claim.pk)] == [False]


@pytest.mark.parametrize("answer", ["not_received", "less_received", "taken_back"])
def test_a_denial_opens_what_was_taken_for_paid(w: World, answer: str) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment)
    assert state(claim) == "paid"
    asked(w.owner, payment, answer)
    assert state(claim) == "unpaid_enforcement"
    last = Move.objects.filter(row=claim.pk).order_by("-version")[0]
    assert (last.name, last.reason, last.actor) == ("deny", answer, w.owner.person)
    assert selectors.claim(w.owner, claim.pk).confirmed == ()


def test_the_worker_is_asked_again_after_thirty_days(w: World) -> None:
    assert rules().ask_again_after == dt.timedelta(days=30)
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment)
    make_due()
    due = ContactDue.objects.get(payment=payment, kind="ask_again")
    assert due.due_on == today() + dt.timedelta(days=30)
    (line,) = due_items(w.owner, due.due_on, 9)
    assert (line.key, line.kind) == (payment.pk, "payment_ask_again")


def test_nobody_reached_later_does_not_put_off_asking_again(w: World) -> None:
    payment = paid(w.owner, decided(w.owner, file_of(w.owner)))
    asked(w.owner, payment, on=today() - dt.timedelta(days=10))
    asked(w.owner, payment, "not_reached")
    make_due()
    due = ContactDue.objects.get(payment=payment, kind="ask_again")
    assert due.due_on == today() + dt.timedelta(days=20)


@pytest.mark.parametrize("answer", ["received", "taken_back"])
def test_only_who_asks_on_the_day_or_later_has_asked_again(w: World, answer: str) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim, ago=50)
    asked(w.owner, payment, on=today() - dt.timedelta(days=40))
    make_due()
    due = ContactDue.objects.get(payment=payment, kind="ask_again")
    early = asked(w.owner, payment, answer, on=due.due_on - dt.timedelta(days=1))
    due.refresh_from_db()
    assert early.counts
    assert due.contact is None
    again = asked(w.owner, payment, answer, on=due.due_on)
    due.refresh_from_db()
    assert due.contact == again


def test_a_no_before_the_yes_does_not_stand_for_asking_again(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment, "not_received")
    asked(w.owner, payment)
    make_due()
    assert ContactDue.objects.get(payment=payment, kind="ask_again").contact is None
    (line,) = due_items(w.owner, today() + dt.timedelta(days=30), 9)
    assert (line.key, line.kind) == (payment.pk, "payment_ask_again")


def test_the_sweep_may_run_again_and_changes_nothing(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    asked(w.owner, paid(w.owner, claim, "500.00"))
    paid(w.owner, claim, "500.00")
    assert make_due() == 3  # to ask about each, and again about the first
    rows, events = list(ContactDue.objects.order_by("pk").values()), Event.objects.count()
    assert make_due() == 0
    assert (list(ContactDue.objects.order_by("pk").values()), Event.objects.count()) == (
        rows,
        events,
    )


# no waiver


@pytest.mark.proves("claims-reveal-nothing")
@pytest.mark.parametrize(
    ("waiver", "word"), [("yes", "demands_waiver"), ("unknown", "waiver_unknown")]
)
def test_a_settlement_that_demands_a_waiver_is_refused_by_the_process(
    w: World, waiver: str, word: str
) -> None:
    claim = lodged(w.owner, file_of(w.owner))
    with pytest.raises(MoveRefused) as caught:
        services.settle(
            w.owner, claim.pk, order(), waiver=waiver, seen=claim.version, request=request()
        )
    assert caught.value.word == word
    settled = CLAIM.transition("settle")
    assert settled is not None
    assert settled.rule == "R-66"
    assert state(claim) == "lodged"
    assert not RemedyOrder.objects.filter(claim=claim).exists()
    refused = Event.objects.using("ledger").filter(
        outcome="refused", resource=claim.pk, reason=word
    )
    assert refused.exists()


def test_a_settlement_answers_whether_it_demands_one(w: World) -> None:
    claim = lodged(w.owner, file_of(w.owner))
    with pytest.raises(InputError, match="Q401"):
        services.settle(
            w.owner, claim.pk, order(), waiver="", seen=claim.version, request=request()
        )


def test_an_amount_is_added_to_a_settlement_while_a_court_has_the_claim(w: World) -> None:
    file = file_of(w.owner)
    agreed(w.owner, file, w.court)
    settled, judged = lodged(w.owner, file), lodged(w.owner, file, "civil_claim")
    for claim in (settled, judged):
        services.submit(
            w.owner, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
        )
    services.settle(
        w.owner, settled.pk, order(), waiver="no", seen=settled.version, request=request()
    )
    services.add_order(w.owner, settled.pk, order("50.00", "USD"), request=request())
    assert selectors.claim(w.owner, settled.pk).ordered == ("1000.00 KES", "50.00 USD")
    services.decide(
        w.court.first, judged.pk, order(), reason="judgment", seen=judged.version, request=request()
    )
    with pytest.raises(InputError, match="Q303"):
        services.add_order(w.owner, judged.pk, order("50.00", "USD"), request=request())


def test_a_settlement_without_one_is_taken(w: World) -> None:
    claim = lodged(w.owner, file_of(w.owner))
    services.settle(w.owner, claim.pk, order(), waiver="no", seen=claim.version, request=request())
    assert state(claim) == "settled"


def test_a_repayment_that_demands_a_waiver_is_refused_with_the_rule(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    with pytest.raises(InputError, match="give up other claims") as caught:
        paid(w.owner, claim, waiver="yes")
    assert [one.code for one in caught.value.problems] == ["Q306"]
    assert not Payment.objects.filter(claim=claim).exists()
    assert Event.objects.using("ledger").filter(reason="demands_waiver").exists()


def test_whether_a_repayment_demands_one_is_kept_as_unknown(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment, sure = paid(w.owner, claim, "500.00", "unknown"), paid(w.owner, claim, "500.00")
    assert selectors.payment(w.owner, payment.pk)[0].waiver == "unknown"
    assert selectors.payment(w.owner, sure.pk)[0].waiver == "no"


def test_a_worker_who_had_to_sign_for_the_money_has_not_been_paid(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    asked(w.owner, paid(w.owner, claim), "waiver_demanded")
    assert state(claim) == "unpaid_enforcement"
    assert selectors.claim(w.owner, claim.pk).confirmed == ()


# after return


def test_a_claim_goes_on_after_return(w: World) -> None:
    """By a mandate, with an account abroad and somebody who translates; nothing ends it."""
    file = file_of(w.owner)
    claim = decided(w.owner, file)
    services.add_fact(w.owner, claim.pk, "translation", "from Bengali", request=request())
    stand = {one.kind: one.text for one in selectors.facts(w.owner, claim.pk)}
    assert stand["account_abroad"] == ACCOUNT
    assert stand["translation"] == "from Bengali"
    agreed(w.owner, file, w.union)
    mandated(w.owner, claim, w.union.office.pk)
    reported = services.ReportedPayment(
        currency="KES", amount="1000.00", on_day=today(), channel="remitted_abroad",
        payer="employer", waiver="no",
    )  # fmt: skip
    payment = services.report_payment(w.union.first, claim.pk, reported, request=request())
    asked(w.union.first, payment)
    assert state(claim) == "paid"


def test_what_is_known_of_the_account_stands_sealed_and_the_last_word_counts(w: World) -> None:
    claim = drafted(w.owner, file_of(w.owner))
    services.add_fact(w.owner, claim.pk, "account_abroad", "another", request=request())
    stand = {one.kind: one.text for one in selectors.facts(w.owner, claim.pk)}
    assert stand["account_abroad"] == "another"
    assert ClaimFact.objects.filter(claim=claim, kind="account_abroad").count() == 2


# insolvency


def test_insolvency_is_a_stated_fact_of_enforcement_and_wages_are_privileged(w: World) -> None:
    reason = next(one for one in CLAIM.transitions if one.name == "enforce").reasons
    assert reason is not None
    rule = {one.code: one.rule for one in reason.reasons}["debtor_insolvent"]
    assert "R-62" in rule
    assert "C095 art. 11" in rule
    claim = decided(w.owner, file_of(w.owner))
    services.take_step(
        w.owner, claim.pk, "enforce", seen=3, request=request(), reason="debtor_insolvent"
    )
    services.add_fact(w.owner, claim.pk, "insolvency", "filed on 2 May", request=request())
    assert state(claim) == "unpaid_enforcement"


#


def test_nothing_of_a_claim_has_a_place_for_how_somebody_stays() -> None:
    columns = {one.name for one in Claim._meta.get_fields()}
    for never in ("status", "visa", "permit", "nationality", "residence"):
        assert not [name for name in columns if never in name]


def test_a_claim_is_not_ended_by_time() -> None:
    """Who leaves the country loses nothing: the clock only opens claims from orders (R-65)."""
    steps = [one for one in CLAIM.transitions if "clock" in one.roles]
    assert [(one.name, one.sources, one.target) for one in steps] == [
        ("order", ("drafted",), "decided")
    ]
