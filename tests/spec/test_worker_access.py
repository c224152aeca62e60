"""A worker's own access, as a person of a labour institution would read it (decision 29).

Off by default; on after somebody has asked what is safe; from afar a neutral sentence only; the
file, who looked, what was shared, the own words, a copy and withdrawal in an assisted session.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cases_world import NAMES, World, agreed, file_of, referred, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors as cases
from manumit.web.cases import services as case_services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import Field
from manumit.web.cases.timeline import AccessEntry, access_log
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.ledger import services as ledger
from manumit.web.kernel.ledger.models import Event
from manumit.web.worker_access import selectors, services, sessions
from manumit.web.worker_access.models import AccessSlip, AssistedSession, DuressAlert
from manumit.web.worker_access.questions import SafetyAnswer, Use, questions
from manumit.web.worker_access.remote import SlipQuery, answer_query
from worker_access_world import SAFE, Owned, assessed, owned, prepared, session_of

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


@pytest.fixture(name="o")
def _owned(w: World) -> Owned:
    return owned(w)


def answer(number: str, code: str) -> str:
    return answer_query(SlipQuery(number, code), counted=True)


def codes(caught: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


# Off until somebody has asked


@pytest.mark.proves("worker-telephone")
def test_nothing_is_on_by_itself(w: World) -> None:
    file = file_of(w.owner)
    found = selectors.overview(w.owner, file.pk)
    assert (found.access, found.session, found.carries) == (None, None, frozenset())
    for begin in (services.open_access, services.begin_session):
        with pytest.raises(InputError) as caught:
            begin(w.owner, file.pk, request=request())
        assert codes(caught) == ["K962"]


@pytest.mark.parametrize("given", [SafetyAnswer.NO, SafetyAnswer.UNKNOWN])
@pytest.mark.parametrize("name", questions().uses)
def test_each_no_and_each_not_known_stands_in_the_way(name: str, given: SafetyAnswer) -> None:
    asked = questions()
    kept = asked.allowed({**SAFE, name: given})
    assert asked.uses[name].isdisjoint(kept)
    assert asked.allowed(SAFE) == {*Use}


def test_who_may_not_sit_beside_the_file_takes_no_copy_and_a_slip_that_is_off_is_never_ready() -> (
    None
):
    asked = questions()
    assert Use.COPY not in asked.allowed({**SAFE, "alone": "no"})
    assert Use.READY not in asked.allowed({**SAFE, "phone_own": "unknown"})


def test_a_question_that_was_left_out_is_no_assessment(w: World) -> None:
    file = file_of(w.owner)
    short = {name: given for name, given in SAFE.items() if name != "alone"}
    for wrong in (short, {**SAFE, "alone": "maybe"}, {**SAFE, "other": "yes"}):
        with pytest.raises(InputError) as caught:
            services.assess(w.owner, file.pk, wrong, request=request())
        assert codes(caught) == ["K961"]


def test_a_later_assessment_that_is_worse_counts_and_an_old_one_carries_nothing(w: World) -> None:
    file = file_of(w.owner)
    assessed(w.owner, file)
    assert services.valid_assessment(file.pk, Use.SESSION) is not None
    assessed(w.owner, file, alone="no")
    assert services.valid_assessment(file.pk, Use.SESSION) is None
    assessed(w.owner, file)
    assert services.valid_assessment(file.pk, Use.SESSION) is not None


def test_a_child_gets_no_slip(w: World) -> None:
    file = file_of(w.owner, Age.UNSURE)
    assessed(w.owner, file)
    with pytest.raises(InputError) as caught:
        services.open_access(w.owner, file.pk, request=request())
    assert codes(caught) == ["K964"]


def test_a_slip_is_shown_once_and_there_is_one(o: Owned) -> None:
    first = request()
    services.end_access(o.world.owner, o.access.pk, reason="codes_found", seen=1, request=request())
    services.open_access(o.world.owner, o.file.pk, request=first)
    for again, code in ((first, "K967"), (request(), "K963")):
        with pytest.raises(InputError) as caught:
            services.open_access(o.world.owner, o.file.pk, request=again)
        assert codes(caught) == [code]


def test_a_closed_file_gets_no_slip(o: Owned) -> None:
    who = o.world.owner
    services.end_access(who, o.access.pk, reason="codes_found", seen=1, request=request())
    case_services.close_file(
        who, o.file.pk, ending="unfounded", reason="opened_twice", request=request()
    )
    with pytest.raises(InputError) as caught:
        services.open_access(who, o.file.pk, request=request())
    assert codes(caught) == ["K902"]


def test_of_two_copies_of_a_form_the_second_waits_before_it_looks_for_the_first(o: Owned) -> None:
    """The file is locked before the form's request is looked for."""
    who, file = o.world.owner, o.file
    held = sessions.active_session(who, session_of(who, file))
    for act, table in (
        (lambda: assessed(who, file), "worker_access_safetyassessment"),
        (lambda: session_of(who, file), "worker_access_assistedsession"),
        (
            lambda: sessions.add_statement(held, "other", "no", request=request()),
            "worker_access_workerstatement",
        ),
    ):
        with CaptureQueriesContext(connection) as caught:
            act()
        asked = [one["sql"] for one in caught]
        locks = [n for n, one in enumerate(asked) if one.endswith("FOR UPDATE")]
        looks = [n for n, one in enumerate(asked) if f'"{table}"."request" =' in one]
        assert locks, table
        assert looks, table
        assert locks[0] < looks[0], table


# From afar


def test_from_afar_there_is_nothing_new_until_the_holder_says_otherwise(o: Owned) -> None:
    assert answer(o.slip.number, o.slip.code) == "nothing_new"
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    assert answer(o.slip.number, o.slip.code) == "ready"
    # As people write: with spaces, or in the digits of their script.
    arabic = o.slip.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert answer(f" {o.slip.number[:3]} {o.slip.number[3:]}", arabic) == "ready"


def test_the_answer_does_not_change_where_somebody_would_notice(w: World) -> None:
    file = file_of(w.owner)
    assessed(w.owner, file, change_unseen="unknown")
    slip = services.open_access(w.owner, file.pk, request=request())
    with pytest.raises(InputError) as caught:
        services.set_answer(
            w.owner, AccessSlip.objects.get(file=file).pk, "ready", seen="nothing_new"
        )
    assert codes(caught) == ["K962"]
    assert answer(slip.number, slip.code) == "nothing_new"


@pytest.mark.proves("worker-telephone")
@pytest.mark.parametrize("name", ["change_unseen", "phone_own", "wished"])
def test_a_later_assessment_that_is_worse_silences_the_answer_at_once(o: Owned, name: str) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    assert answer(o.slip.number, o.slip.code) == "ready"
    assessed(o.world.owner, o.file, **{name: "no"})
    assert answer(o.slip.number, o.slip.code) == "nothing_new"
    assert answer(o.slip.number, o.slip.danger) == "nothing_new"
    assert DuressAlert.objects.filter(file=o.file).count() == 1


def test_an_assessment_that_is_too_old_carries_no_other_answer(
    o: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    row = AccessSlip.objects.get(pk=o.access.pk)
    longest = {**questions().hours, Use.READY: questions().hours[Use.SESSION]}
    monkeypatch.setattr(services, "questions", lambda: replace(questions(), hours=longest))
    assert answer(o.slip.number, o.slip.code) == "ready"
    later = timezone.now() + longest[Use.READY]
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert later < row.until
    assert answer(o.slip.number, o.slip.code) == "nothing_new"


def test_the_code_for_danger_tells_the_office_and_silences_the_slip(o: Owned) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    assert answer(o.slip.number, o.slip.danger) == "nothing_new"
    assert answer(o.slip.number, o.slip.code) == "nothing_new"
    for who in (o.world.owner, o.world.colleague):
        (notice,) = selectors.notices(who)
        assert notice.pseudonym == o.file.pseudonym
    assert selectors.notices(o.world.other_office) == []
    services.read_duress(o.world.colleague, notice.id)
    assert selectors.notices(o.world.owner) == []
    assert answer(o.slip.number, o.slip.code) == "ready"


@pytest.mark.proves("worker-telephone")
def test_danger_silences_every_slip_of_the_file(o: Owned) -> None:
    """Whoever forced the old digits is beside the person who has new ones."""
    services.end_access(
        o.world.owner, o.access.pk, reason="codes_forgotten", seen=1, request=request()
    )
    new = services.open_access(o.world.owner, o.file.pk, request=request())
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    assert answer(new.number, new.code) == "ready"
    answer(o.slip.number, o.slip.danger)
    assert answer(new.number, new.code) == "nothing_new"
    services.read_duress(o.world.owner, DuressAlert.objects.get().pk)
    assert answer(new.number, new.code) == "ready"


def test_the_code_for_danger_works_when_the_slip_is_off_and_is_told_once(o: Owned) -> None:
    services.end_access(
        o.world.colleague, o.access.pk, reason="no_longer_safe", seen=1, request=request()
    )
    for _ in range(3):
        assert answer(o.slip.number, o.slip.danger) == "nothing_new"
    assert DuressAlert.objects.count() == 1
    assert Event.objects.filter(act="raise_alarm", resource=o.file.pk).count() == 3


def test_a_slip_ends_by_itself(o: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    later = timezone.now() + questions().days_on
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert answer(o.slip.number, o.slip.code) == "nothing_new"
    assert services.end_overdue() == 1
    assert o.access.state == "ended"


def test_who_turns_out_to_be_perhaps_a_child_is_answered_nothing_new(o: Owned) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    case_services.change_age(o.world.owner, o.file.pk, Age.UNSURE)
    assert answer(o.slip.number, o.slip.code) == "nothing_new"


# Together


def test_the_worker_sees_what_is_theirs_with_the_help_of_whoever_began(o: Owned) -> None:
    agreed(o.world.owner, o.file, o.world.shelter)
    referred(o.world.owner, o.file, o.world.shelter, parts=(FilePart.IDENTITY,))
    held = sessions.active_session(o.world.owner, session_of(o.world.owner, o.file))
    own = sessions.worker_file(held)
    assert own.identity.fields[Field.NAMES][0].value == NAMES
    assert {one.kind for one in own.entries} >= {"opened", "referral", "consent"}
    passed = sessions.shared_data(held)
    assert [one.sent_to for one in passed.referrals] == [o.world.shelter.institution.pk]
    looked = sessions.session_access_log(held)
    assert looked
    assert {one.person for one in looked} == {None}
    assert {"inspect", "worker"} <= {one.role for one in looked}


def test_what_is_done_there_stands_in_the_ledger_as_the_workers_with_whose_help(o: Owned) -> None:
    agreed(o.world.owner, o.file, o.world.shelter)
    key = session_of(o.world.owner, o.file)
    held = sessions.active_session(o.world.owner, key)
    sessions.add_statement(held, "statement", "it was the brother", request=request())
    sessions.withdraw(held, purpose="referral", recipient=o.world.shelter.institution.pk)
    sessions.end_slip(held, request=request())
    sessions.printable_copy(held, wished=True)
    acts = {"create", "consent_withdrawn", "transition", "print"}
    mine = Event.objects.filter(role="worker", actor=o.world.owner.person)
    assert acts <= {*mine.values_list("act", flat=True)}
    assert Consent.objects.get(subject=o.file.subject_id).withdrawn_at is not None
    assert AccessSlip.objects.get(file=o.file).state == "ended"
    (shown,) = selectors.overview(o.world.owner, o.file.pk).statements
    assert (shown.about, shown.text) == ("statement", "it was the brother")


def test_nobody_else_turns_its_pages_and_it_ends(o: Owned) -> None:
    case_services.share_file(o.world.owner, o.file.pk, o.world.colleague.person)
    key = session_of(o.world.owner, o.file)
    for who in (o.world.colleague, o.world.other_office, o.world.shelter.first, None):
        with pytest.raises(Refused):
            sessions.active_session(who, key)
    services.end_session(o.world.colleague, key, request=request())
    with pytest.raises(InputError) as caught:
        sessions.active_session(o.world.owner, key)
    assert codes(caught) == ["K965"]


def test_it_ends_by_itself(o: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    key = session_of(o.world.owner, o.file)
    later = timezone.now() + questions().session
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(InputError) as caught:
        sessions.active_session(o.world.owner, key)
    assert codes(caught) == ["K965"]
    assert services.end_overdue() == 1
    assert AssistedSession.objects.get(pk=key).state == "over"


@pytest.mark.proves("worker-telephone")
def test_a_later_assessment_that_is_worse_ends_the_session_that_is_held(o: Owned) -> None:
    key = session_of(o.world.owner, o.file)
    assert selectors.overview(o.world.owner, o.file.pk).session == key
    assessed(o.world.owner, o.file, alone="no")
    with pytest.raises(InputError) as caught:
        sessions.active_session(o.world.owner, key)
    assert codes(caught) == ["K965"]
    services.end_session(o.world.owner, key, request=request())  # that works all the same


def test_no_copy_without_a_wish_nor_where_it_would_be_found(o: Owned) -> None:
    held = sessions.active_session(o.world.owner, session_of(o.world.owner, o.file))
    with pytest.raises(InputError) as caught:
        sessions.printable_copy(held, wished=False)
    assert codes(caught) == ["K969"]
    assessed(o.world.owner, o.file, paper_safe="unknown")
    held = sessions.active_session(o.world.owner, session_of(o.world.owner, o.file))
    with pytest.raises(InputError) as caught:
        sessions.printable_copy(held, wished=True)
    assert codes(caught) == ["K962"]


@pytest.mark.proves("worker-telephone")
def test_who_looked_tells_neither_a_slip_nor_a_true_code_from_a_false_one(
    o: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside an interpreter of the exploiter's, who has tried digits."""
    # Refusals go over a connection of their own, whose rows this test's transaction would not see.
    monkeypatch.setattr(ledger, "LEDGER", "default")
    sessions.active_session(o.world.owner, session_of(o.world.owner, o.file))

    def shown() -> list[AccessEntry]:
        held = sessions.active_session(o.world.owner, AssistedSession.objects.latest("begun_at").pk)
        return [one for one in sessions.session_access_log(held) if one.kind != "ledger_entries"]

    before = {(one.act, one.kind) for one in shown()}
    assert before
    answer(o.slip.number, o.slip.code)
    answer(o.slip.number, "1")
    log = {(one.act, one.outcome) for one in access_log(o.world.owner, o.file.pk)}
    assert {("ask_status", "allowed"), ("ask_status", "refused")} <= log  # the office reads both
    after = shown()
    assert "ask_status" not in {one.act for one in after}
    assert "worker_access" not in {one.kind for one in after}
    assert {one.role for one in after if one.outcome == "refused"} == set()


@pytest.mark.proves("worker-telephone")
def test_that_the_code_for_danger_was_given_is_not_shown_beside_an_interpreter(o: Owned) -> None:
    answer(o.slip.number, o.slip.danger)
    seen = {one.act for one in access_log(o.world.owner, o.file.pk)}
    assert "raise_alarm" in seen  # the office reads it
    held = sessions.active_session(o.world.owner, session_of(o.world.owner, o.file))
    assert "raise_alarm" not in {one.act for one in sessions.session_access_log(held)}
    assert cases.file(held.actor, held.file).pseudonym == o.file.pseudonym
