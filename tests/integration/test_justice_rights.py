"""What each role, a program and the clock can do to proceedings, penalties and entries; figures."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

import justice_world as jw
from cases_world import key_ring, request
from erasing import erase
from justice_world import World, world
from manumit.errors import InputError
from manumit.web.justice import selectors, services
from manumit.web.justice.models import Organisation, Sanction, Verdict
from manumit.web.justice.policies import penalty_policy, proceeding_policy
from manumit.web.justice.services import NonPunishmentRequest
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.ring import add_key

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.mark.proves("sanctions-register")
def test_each_role_reads_what_is_its_own_and_nobody_else_anything(w: World) -> None:
    """By hand, from domain.md, section 2."""
    case = jw.final(w.prosecutor)
    for body in (w.court, w.ident, w.inspectorate, w.firm):
        jw.submitted(w.prosecutor, case, body)
    whole = {jw.ACCUSED, jw.EVIDENCE, jw.INJURED}

    def read(who: Actor) -> set[str]:
        seen = selectors.one_proceeding(who, case.pk)
        words = {seen.shown.name, *(one.owed_to for one in seen.sentences)}
        words |= {each.leads_to for one in seen.charges for each in one.evidence}
        assert seen.outcome == "convicted"
        return words - {""}

    assert read(w.prosecutor) == read(w.prosecution.second) == read(w.court.first) == whole
    for outcome_only in (w.ident.first, w.inspector):
        assert read(outcome_only) == set()
        seen = selectors.one_proceeding(outcome_only, case.pk)
        assert (seen.charges, seen.hearings, seen.sentences, seen.organisation) == (
            (),
            (),
            (),
            None,
        )
        assert all(
            (one.reason, one.on_day, one.body) == ("", None, "") for one in seen.shown.stages
        )
    # The accused firm: what it is accused of, and neither evidence nor injured workers.
    assert read(w.firm.first) == set()
    (accused,) = selectors.one_proceeding(w.firm.first, case.pk).charges
    assert (accused.offence, accused.verdicts) == ("trafficking", ((1, "guilty"),))
    assert (accused.child, accused.evidence, accused.missing) == ("", (), ())
    for nobody in (
        w.prosecutor_elsewhere, w.other_prosecution.first, w.shelter.first, w.procurement.first,
        w.admin, None,
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            selectors.one_proceeding(nobody, case.pk)
        assert caught.value.verdict.hidden or nobody is None


def test_a_firm_reads_charges_only_once_they_are_brought_and_never_what_they_rest_on(
    w: World,
) -> None:
    """By hand, from domain.md, section 2: findings against it, without source."""
    case = jw.opened(w.prosecutor)
    made = services.add_charge(w.prosecutor, case.pk, "trafficking", "yes", request=request())
    jw.rely(w.prosecutor, case, made.number, "act", "witness")
    for body in (w.firm, w.court):
        jw.submitted(w.prosecutor, case, body)

    def read(who: Actor) -> list[tuple[str, str, int, tuple[str, ...]]]:
        seen = selectors.one_proceeding(who, case.pk).charges
        return [(one.offence, one.child, len(one.evidence), one.missing) for one in seen]

    whole = [("trafficking", "yes", 1, ("purpose",))]
    assert read(w.prosecutor) == read(w.court.first) == whole
    assert read(w.firm.first) == []
    jw.moved(w.prosecutor, case, "investigate", 90)
    jw.rely(w.prosecutor, case, made.number, "purpose")
    assert read(w.firm.first) == []
    jw.moved(w.prosecutor, case, "charge", 60)
    jw.rely(w.prosecutor, case, made.number, "act", "expert")
    assert read(w.firm.first) == [("trafficking", "", 0, ())]
    jw.moved(w.prosecutor, case, "discontinue", 50, "reason_unknown")
    assert read(w.firm.first) == [("trafficking", "", 0, ())]
    jw.moved(w.prosecutor, case, "appeal", 40, "by_the_injured")
    jw.moved(w.court.first, case, "reopen", 30)
    assert read(w.firm.first) == []  # it is investigated again: what is charged is open
    dropped = jw.opened(w.prosecutor, "Q-7")
    jw.charge(w.prosecutor, dropped)
    jw.moved(w.prosecutor, dropped, "discontinue", 5, "no_offence")
    jw.submitted(w.prosecutor, dropped, w.firm)
    assert selectors.one_proceeding(w.firm.first, dropped.pk).charges == ()


@pytest.mark.proves("sanctions-register")
def test_every_act_is_refused_to_whoever_may_not(w: World) -> None:
    case = jw.at_trial(w.prosecutor)
    for body in (w.court, w.ident, w.firm):
        jw.submitted(w.prosecutor, case, body)
    before = (Verdict.objects.count(), jw.now(case).version)
    acts: dict[str, Callable[[Actor | None], object]] = {
        "charge": lambda who: services.add_charge(
            who, case.pk, "servitude", "no", request=request()
        ),
        "evidence": lambda who: jw.rely(who, case, 1, "act"),
        "verdict": lambda who: jw.verdict(who, case),
        "step": lambda who: jw.moved(who, case, "discontinue", 0, "no_offence"),
        "pass_on": lambda who: services.pass_on(
            who, proceeding_policy, case.pk, w.inspectorate.office.pk, request=request()
        ),
        "open": lambda who: jw.opened(who, "X-9"),
        "ask": lambda who: services.open_non_punishment_check(
            who,
            NonPunishmentRequest(worker="W-1", basis="proceedings_exist", against="CR-1"),
            request=request(),
        ),
    }
    everybody = (
        w.ident.first, w.firm.first, w.inspector, w.shelter.first, w.procurement.first, w.admin,
        None,
    )  # fmt: skip
    for name, act in acts.items():
        for who in everybody:
            with pytest.raises(Refused):
                act(who)
        elsewhere = () if name in ("open", "ask") else (w.prosecutor_elsewhere,
                                                        w.other_prosecution.first)  # fmt: skip
        for who in elsewhere:
            with pytest.raises(Refused):
                act(who)
    for name in ("charge", "evidence", "pass_on", "open", "ask"):
        with pytest.raises(Refused):
            acts[name](w.court.first)
    assert before == (Verdict.objects.count(), jw.now(case).version)


def published_by_hand(row: Sanction) -> None:
    """A program writes the state, and all that is asked when a transaction ends is asked."""
    Sanction.objects.filter(pk=row.pk).update(
        state="published", version=jw.now(row).version + 1,
        public_from=today(), public_until=today(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.proves("sanctions-register")
def test_a_program_can_not_publish_by_the_table_alone(w: World) -> None:
    """The state is set by a recorded step, and a public row has its hearing, decision and end."""
    row = jw.ready(w.inspector)
    with pytest.raises(DatabaseError), transaction.atomic():
        published_by_hand(row)
    assert jw.now(row).state == "final"


@pytest.mark.proves("sanctions-register")
def test_after_an_erasure_nothing_opens_and_the_public_page_goes_on(w: World) -> None:
    case, entry = jw.final(w.prosecutor), jw.publish(w.inspector, jw.ready(w.inspector))
    for body in (w.court, w.ident, w.firm):
        jw.submitted(w.prosecutor, case, body)
    assert len(selectors.current_entries()) == 1
    for row in (case, entry):
        erase(row.subject_id, "asked_by_the_person", w.prosecutor.person)
    assert selectors.current_entries() == []
    for who in (w.prosecutor, w.court.first, w.ident.first, w.firm.first):
        with pytest.raises(Refused) as caught:
            selectors.one_proceeding(who, case.pk)
        assert caught.value.verdict.hidden


def test_an_organisation_is_found_again_after_the_key_ring_was_renewed(
    w: World, settings: Settings
) -> None:
    first = jw.penalty(w.inspector)
    add_key(settings.MANUMIT_KEY_RING)
    assert jw.penalty(w.inspector).organisation_id == first.organisation_id
    assert Organisation.objects.count() == 1


@pytest.mark.proves("sanctions-register")
def test_a_record_goes_only_to_a_kind_of_institution_that_may_have_it(w: World) -> None:
    case, basis = jw.opened(w.prosecutor), jw.penalty(w.inspector)
    for to in (w.shelter, w.procurement, w.prosecution):
        with pytest.raises(InputError, match="J201"):
            jw.submitted(w.prosecutor, case, to)
    for to in (w.court, w.shelter, w.ident):
        with pytest.raises(InputError, match="J201"):
            services.pass_on(w.inspector, penalty_policy, basis.pk, to.office.pk, request=request())
