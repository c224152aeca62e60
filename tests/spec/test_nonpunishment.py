"""Nobody is punished for what they were compelled to do: the check, as a prosecutor would read it.

Scenario 7 of the domain reference, section 9, and its rules R-34, R-46, R-50.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import (
    ALOUD,
    Body,
    World,
    agreed,
    in_danger,
    in_days,
    key_ring,
    request,
    spoken_for,
    world,
)
from checks_world import (
    ADVISER,
    AGAINST,
    PURPOSE,
    WHY,
    arrested,
    feared,
    legal_advice,
    presumed,
    with_ident,
)
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.rules import rules as rules_of_cases
from manumit.web.cases.signs import signs_of
from manumit.web.justice import selectors
from manumit.web.justice import services as justice
from manumit.web.justice.models import NonPunishment
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.selectors.checks import CheckView
from manumit.web.justice.services import CheckSubmission, LegalAdvice, StepDay, records, sending
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent import services as consent
from manumit.web.kernel.consent.models import Consent, Voice
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.services import ConsentAnswer, ConsentQuestion
from manumit.web.kernel.days import earliest_day, today
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.register.special import special_codes
from manumit.web.prosecution_bundles.assembling import assemble_bundle
from manumit.web.prosecution_bundles.rules import rules as rules_of_bundles

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def consented_elsewhere(actor: Actor, file: CaseFile, to: Body, purpose: str) -> None:
    """What the person agreed to before another body, which asks for more than this one."""
    question = ConsentQuestion(
        subject=file.subject_id, purpose=purpose, recipient=to.institution.pk, child=False
    )
    spoken = ConsentAnswer(adult=True, text_version=1, language="vi", asked=ALOUD.asked)
    consent.give_consent(actor, question, spoken, until=in_days(20))


def send(w: World, file: CaseFile, asked: CheckSubmission) -> NonPunishment:
    return services.send_check(w.ident.first, file.pk, asked, request=request())


def seen_by(actor: Actor | None, row: NonPunishment) -> CheckView:
    return selectors.one_check(actor, row.pk)


def decided(actor: Actor | None, row: NonPunishment, name: str, reason: str = "") -> NonPunishment:
    row.refresh_from_db()
    return justice.decide_non_punishment(
        actor, row.pk, name, StepDay(today(), "prosecution"), reason=reason, seen=row.version,
        request=request(),
    )  # fmt: skip


def codes(act: Callable[[], object]) -> list[str]:
    """What was wrong, and that nothing was written down."""
    before = NonPunishment.objects.count()
    with pytest.raises(InputError) as caught:
        act()
    assert NonPunishment.objects.count() == before
    return [one.code for one in caught.value.problems]


def test_a_prosecutor_gets_the_check_before_charge_and_the_sender_sees_its_way(w: World) -> None:
    file, prosecutor = presumed(w), w.prosecution.first
    row = send(w, file, arrested(file, w.prosecution))
    read = seen_by(prosecutor, row)
    assert (read.offence, read.against, read.child) == ("drug_cultivation", AGAINST, False)
    assert read.bearing is not None
    assert (len(read.bearing.signs), read.bearing.reasons) == (5, WHY)
    sender = seen_by(w.ident.first, row)
    assert (sender.shown.state, sender.late) == ("asked", False)
    assert sender.expected_by == today() + dt.timedelta(days=14)
    decided(prosecutor, row, "consider")
    assert seen_by(w.ident.first, row).shown.state == "considered"
    decided(prosecutor, row, "not_prosecute", "compelled")
    sender = seen_by(w.ident.first, row)
    assert (sender.shown.state, sender.expected_by) == ("not_prosecuted", None)
    last = sender.shown.stages[-1]
    assert (last.name, last.reason, last.on_day) == ("not_prosecute", "compelled", today())


@pytest.mark.parametrize(("step", "reason"), [
    ("not_prosecute", "compelled"), ("drop_charges", "consequence_of_trafficking"),
    ("spare", "compelled"), ("punish", "not_enough_known"),
])  # fmt: skip
def test_every_decision_has_a_reason_and_a_day(w: World, step: str, reason: str) -> None:
    file = presumed(w)
    row = send(w, file, arrested(file, w.prosecution))
    with pytest.raises(InputError):
        decided(w.prosecution.first, row, step)
    decided(w.prosecution.first, row, step, reason)
    assert seen_by(w.ident.first, row).shown.stages[-1].reason == reason


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("proceedings", ["no", "unknown"])
def test_without_proceedings_nothing_is_sent_that_rests_on_no_advice(
    w: World, proceedings: str
) -> None:
    file = presumed(w)
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    asked = feared(file, w.prosecution, proceedings, LegalAdvice())
    assert codes(lambda: send(w, file, asked)) == ["J401"]


@pytest.mark.parametrize("proceedings", ["no", "unknown"])
def test_advice_alone_is_no_agreement_and_both_let_it_be_sent(w: World, proceedings: str) -> None:
    file = presumed(w)
    asked = feared(file, w.prosecution, proceedings)
    assert codes(lambda: send(w, file, asked)) == ["N201"]
    consented_elsewhere(w.owner, file, w.prosecution, "criminal_proceedings")
    assert codes(lambda: send(w, file, asked)) == ["N201"]
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    row = send(w, file, asked)
    assert (row.basis, row.agreed_on) == ("agreed_after_advice", today())


def test_what_was_agreed_to_before_the_advice_is_no_informed_agreement(w: World) -> None:
    file = presumed(w)
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    row = send(w, file, feared(file, w.prosecution))
    later = legal_advice(ago=0)  # perhaps after the yes, perhaps before
    assert codes(lambda: send(w, file, feared(file, w.prosecution, advice=later))) == ["J601"]
    assert seen_by(w.prosecution.first, row).adviser == ""
    assert seen_by(w.ident.first, row).adviser == ADVISER


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize(("agreed_at", "sent"), [
    ("2026-11-24T20:00:00-05:00", False),  # stored as of the 25th, and a day before the advice
    ("2026-11-25T09:00:00+00:00", False), ("2026-11-25T23:59:00-12:00", False),
    ("2026-11-26T01:00:00+13:00", False), ("2026-11-26T00:00:00-12:00", True),
])  # fmt: skip
def test_a_yes_counts_once_the_day_of_the_advice_is_over_everywhere(
    w: World, monkeypatch: pytest.MonkeyPatch, agreed_at: str, *, sent: bool
) -> None:
    file = presumed(w)
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    moment = dt.datetime.fromisoformat(agreed_at)
    monkeypatch.setattr(sending, "earliest_day", lambda _recorded: earliest_day(moment))
    advice = dataclasses.replace(legal_advice(), on_day=dt.date(2026, 11, 25))
    asked = feared(file, w.prosecution, advice=advice)
    if sent:
        assert send(w, file, asked).basis == "agreed_after_advice"
    else:
        assert codes(lambda: send(w, file, asked)) == ["J601"]


@pytest.mark.parametrize(("changed", "code"), [
    ({"offence": "illegal_entry"}, "J101"), ({"signs": ()}, "J603"), ({"reasons": "  "}, "J603"),
    ({"signs": ("no_such_sign",)}, "K951"), ({"against": "he said so"}, "J105"),
    ({"against": ""}, "J105"), ({"office": uuid.UUID(int=1)}, "J201"),
])  # fmt: skip
def test_bad_input_sends_nothing(w: World, changed: dict[str, object], code: str) -> None:
    file = presumed(w)
    asked = dataclasses.replace(arrested(file, w.prosecution), **changed)  # type: ignore[arg-type]
    assert codes(lambda: send(w, file, asked)) == [code]


def test_advice_is_not_sent_where_proceedings_are_the_reason(w: World) -> None:
    file = presumed(w)
    asked = dataclasses.replace(arrested(file, w.prosecution), advice=legal_advice())
    assert codes(lambda: send(w, file, asked)) == ["J401"]


def test_no_check_goes_to_anybody_but_a_prosecution(w: World) -> None:
    file = presumed(w)
    assert codes(lambda: send(w, file, arrested(file, w.shelter))) == ["J201"]


def test_no_check_is_sent_before_a_body_sees_grounds(w: World) -> None:
    file = with_ident(w)
    assert codes(lambda: send(w, file, arrested(file, w.prosecution))) == ["K907"]


@pytest.mark.proves("sanctions-register")
def test_withdrawing_the_agreement_stops_it_and_the_prosecution_reads_no_more(w: World) -> None:
    file, prosecutor = presumed(w), w.prosecution.first
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    row = send(w, file, feared(file, w.prosecution))
    before = seen_by(prosecutor, row)
    assert before.bearing is not None
    assert before.bearing.reasons == WHY
    services.withdraw_consent(
        w.ident.first, file.pk, purpose=PURPOSE, recipient=w.prosecution.institution.pk
    )
    row.refresh_from_db()
    assert row.state == "stopped"
    left = seen_by(prosecutor, row)
    assert (left.bearing, left.offence, left.basis, left.child) == (None, "", "", None)
    assert (left.advised_on, left.language, left.shown.steps) == (None, "", ())
    with pytest.raises(Refused):
        decided(prosecutor, row, "consider")
    agreed(w.ident.first, file, w.prosecution, PURPOSE)  # a new yes opens no old check
    assert seen_by(prosecutor, row).bearing is None


@pytest.mark.proves("sanctions-register")
def test_after_the_way_here_was_taken_back_only_the_persons_own_yes_sends_a_check(
    w: World,
) -> None:
    """R-52: what this body knows came by a consent that holds no more, proceedings or not."""
    file = presumed(w)
    assert file.origin is not None
    services.withdraw_referral(
        w.owner, file.origin.pk, reason="consent_withdrawn", seen=3, request=request()
    )
    assert codes(lambda: send(w, file, arrested(file, w.prosecution))) == ["N201"]
    assert codes(lambda: send(w, file, feared(file, w.prosecution))) == ["N201"]
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    assert send(w, file, arrested(file, w.prosecution)).basis == "proceedings_exist"


@pytest.mark.proves("sanctions-register")
def test_who_identifies_asks_for_the_check_and_for_nothing_else(w: World) -> None:
    file, who = presumed(w), w.ident.first
    before = Consent.objects.count()
    for purpose in set(purposes()) - {PURPOSE}:
        to = {"purpose": purpose, "recipient": w.prosecution.institution.pk}
        for act in (
            lambda to=to: services.give_consent(
                who, file.pk, **to, until=in_days(20), spoken=ALOUD
            ),
            lambda to=to: services.refuse_consent(who, file.pk, **to, spoken=ALOUD),
        ):
            assert codes(act) == ["K909"]
    with pytest.raises(Refused):
        in_danger(who, file, w.prosecution, "disclosure")
    assert Consent.objects.count() == before
    agreed(who, file, w.prosecution, PURPOSE)
    assert Consent.objects.count() == before + 1


def test_withdrawing_stops_nothing_that_rests_on_proceedings(w: World) -> None:
    file = presumed(w)
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    row = send(w, file, arrested(file, w.prosecution))
    services.withdraw_consent(
        w.ident.first, file.pk, purpose=PURPOSE, recipient=w.prosecution.institution.pk
    )
    assert seen_by(w.prosecution.first, row).shown.state == "asked"


def test_of_somebody_who_may_be_a_child_the_guardian_agrees(w: World) -> None:
    file, prosecutor = presumed(w), w.prosecution.first
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    row = send(w, file, feared(file, w.prosecution))
    services.change_age(w.ident.first, file.pk, Age.UNSURE)
    assert seen_by(prosecutor, row).bearing is None
    assert codes(lambda: send(w, file, feared(file, w.prosecution))) == ["N201"]
    guardian = spoken_for(w.ident.first, file)
    voice = dataclasses.replace(ALOUD, voice=Voice.GUARDIAN, representative=guardian.pk)
    services.give_consent(
        w.ident.first, file.pk, purpose=PURPOSE, recipient=w.prosecution.institution.pk,
        until=in_days(20), spoken=voice,
    )  # fmt: skip
    assert seen_by(prosecutor, send(w, file, feared(file, w.prosecution))).child


@pytest.mark.proves("sanctions-register")
def test_nobody_else_learns_that_there_is_a_check(w: World) -> None:
    file = presumed(w)
    row = send(w, file, arrested(file, w.prosecution))
    other = Body.made("prosecution", "justice").first
    away = Body.made("identification", "ident").first
    for who in (w.owner, w.colleague, w.shelter.first, w.admin, other, away, None):
        with pytest.raises(Refused) as caught:
            seen_by(who, row)
        assert caught.value.verdict.hidden
        with pytest.raises(Refused):
            decided(who, row, "consider")
    assert not non_punishment_policy.scope(other).exists()
    for who in (w.owner, other, away, w.prosecution.first, None):
        with pytest.raises(Refused):
            services.send_check(who, file.pk, arrested(file, w.prosecution), request=request())
    colleague = seen_by(w.ident.second, row)  # that it stands there, and nothing that is sealed
    assert (colleague.bearing, colleague.against, colleague.adviser) == (None, "", "")


def test_the_ledger_tells_of_the_act_and_nothing_of_the_person(w: World) -> None:
    file = presumed(w)
    row = send(w, file, arrested(file, w.prosecution))
    acts = [*Event.objects.filter(kind="non_punishment", resource=row.pk).order_by("number")]
    assert [one.act for one in acts] == ["create", "disclose"]
    assert not [one for one in acts if AGAINST in str(vars(one)) or WHY in str(vars(one))]


def test_a_form_sent_twice_makes_one_check(w: World) -> None:
    file, once = presumed(w), request()
    asked = arrested(file, w.prosecution)
    first = services.send_check(w.ident.first, file.pk, asked, request=once)
    assert services.send_check(w.ident.first, file.pk, asked, request=once).pk == first.pk
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    for other in (
        dataclasses.replace(asked, offence="theft"),
        dataclasses.replace(asked, office=w.shelter.office.pk),
        feared(file, w.prosecution),
    ):
        send_again = partial(services.send_check, w.ident.first, file.pk, other, request=once)
        assert codes(send_again) == ["J501"]
    assert NonPunishment.objects.count() == 1


def test_of_two_copies_that_arrive_together_the_second_finds_what_the_first_sent(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, once = presumed(w), request()
    asked = arrested(file, w.prosecution)
    first = services.send_check(w.ident.first, file.pk, asked, request=once)
    before = Event.objects.filter(act="create").count()
    real, looks = records.existing_record, iter([False])
    monkeypatch.setattr(
        sending, "existing_record", lambda *args: real(*args) if next(looks, True) else None
    )
    assert services.send_check(w.ident.first, file.pk, asked, request=once).pk == first.pk
    assert Event.objects.filter(act="create").count() == before


@pytest.mark.proves("sanctions-register")
def test_no_sign_and_no_offence_tells_of_migration_status(w: World) -> None:
    file = presumed(w)
    shown = signs_of(file.findings.order_by("-number")[0])
    assert shown
    assert not special_codes() & set(shown)


def test_a_bundle_and_a_referral_carry_no_check(w: World) -> None:
    assert "non_punishment_checks" in rules_of_bundles().never_in_bundle
    assert PURPOSE in rules_of_cases().not_referred_for
    file = presumed(w)
    send(w, file, arrested(file, w.prosecution))
    consented_elsewhere(w.owner, file, w.prosecution, "criminal_proceedings")
    found = file.findings.order_by("-number")[0]
    made = assemble_bundle(file, found, (), (), w.prosecution.institution)
    assert not [one for one in (AGAINST, WHY, "drug_cultivation") if one in made]
