"""How a claim ends with its person: the time for which it is kept, and what the sweep leaves."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import at_once, key_ring
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.retention import retention_kinds
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.operations.retention import end_records, read_periods
from manumit.web.remedies import services
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import ClaimMandate, ContactDue
from remedies_world import World, asked, decided, file_of, mandated, paid, represented, world

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    (tmp_path / "heads").mkdir()
    new_key(tmp_path / "ledger.pem")
    settings.MANUMIT = replace(
        settings.MANUMIT, ledger_heads=tmp_path / "heads", ledger_key=tmp_path / "ledger.pem"
    )
    return world()


def test_each_work_on_a_claim_begins_its_time_anew(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    contact = asked(w.owner, payment, "not_reached")
    found = retention_kinds()["claim"].rows().get(pk=claim.pk)
    assert found.worked_on == contact.asked_at > payment.reported_at
    mandate = ClaimMandate.objects.get(pk=mandated(w.owner, claim))
    found = retention_kinds()["claim"].rows().get(pk=claim.pk)
    assert found.worked_on == mandate.recorded_at > contact.asked_at


def test_a_person_is_kept_while_a_claim_runs_and_ends_with_the_last_of_both(w: World) -> None:
    """A file that nobody works on any more does not take the claim with it (R-65)."""
    file = file_of(w.owner)
    claim = decided(w.owner, file)
    periods = read_periods()
    between = timezone.now() + dt.timedelta(days=11 * 366)
    longer = {**periods, "claim": replace(periods["claim"], years=30)}
    results = {one.kind: one for one in end_records(longer, between, dry_run=True)}
    assert file.subject_id in results["case_file"].still_needed
    assert retention_kinds()["case_file"].rows().filter(pk=file.pk).exists()
    results = {one.kind: one for one in end_records(periods, between, dry_run=False)}
    ended = results["case_file"].ended + results["claim"].ended
    assert file.subject_id in ended
    assert PersonKey.objects.get(subject=claim.subject_id).wrapped is None


def test_a_claim_by_mandate_ends_with_its_key_though_it_has_no_file(w: World) -> None:
    claim = represented(w.union.first)
    later = timezone.now() + dt.timedelta(days=31 * 366)
    results = {one.kind: one for one in end_records(read_periods(), later, dry_run=False)}
    assert claim.subject_id in results["claim"].ended
    assert PersonKey.objects.get(subject=claim.subject_id).wrapped is None


def test_two_sweeps_at_once_make_each_day_once(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment)
    made = at_once(make_due, make_due, make_due)
    assert ContactDue.objects.filter(payment=payment).count() == 2
    assert sum(one for one in made if isinstance(one, int)) >= 2
    again = Event.objects.count()
    assert make_due() == 0
    assert Event.objects.count() == again


def test_two_who_ask_at_once_leave_one_state_that_follows_from_both(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    first, second = paid(w.owner, claim, "500.00"), paid(w.owner, claim, "500.00")
    found = at_once(lambda: asked(w.owner, first), lambda: asked(w.owner, second))
    assert not [one for one in found if isinstance(one, Exception)]
    claim.refresh_from_db()
    assert claim.state == "paid"


def test_acts_on_claims_and_what_they_leave_agree(w: World) -> None:
    claim = decided(w.owner, file_of(w.owner))
    payment = paid(w.owner, claim)
    asked(w.owner, payment)
    asked(w.owner, payment, "taken_back")
    make_due()
    services.hand_over(w.owner, claim.pk, w.colleague.person)
    assert list(disagreements({}, w.advice.institution.pk)) == []
    assert Event.objects.filter(kind="claim_due", role="clock").exists()
