"""Time to reflect, support, and what support hears: R-46, R-48, R-49; scenarios 5 and 6.

To be read, and corrected, by people of labour institutions.
"""

import datetime as dt
import importlib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from cases_world import ALOUD, agreed, in_days, key_ring, request, spoken_for
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors as cases_selectors
from manumit.web.cases import services as cases
from manumit.web.cases.clocks import Due
from manumit.web.cases.services import ConsentStatement
from manumit.web.cases.services.progress import LISTS as LISTS_OF_REPORTS
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.process.models import Move
from manumit.web.protection import due, selectors, services
from manumit.web.protection.lists import LISTS, months_after
from manumit.web.protection.models import FollowUpDue, ReflectionPeriod
from manumit.web.protection.process import REASONS, REFLECTION, SUPPORT_PLAN, SUPPORT_SERVICE
from manumit.web.ui.languages import words
from protection_world import (
    NOTE,
    World,
    decided,
    file_of,
    followed,
    moved,
    noted,
    offered,
    plan_of,
    presumed,
    running,
    state_of,
    supported,
    unsupported,
    with_ident,
    world,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
DAY = dt.timedelta(days=1)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def today() -> dt.date:
    return timezone.now().date()


def at(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """The room takes a day for today."""
    for module in (
        "due", "process", "selectors.periods", "selectors.plans", "services.periods",
        "services.plans",
    ):  # fmt: skip
        found = importlib.import_module(f"manumit.web.protection.{module}")
        monkeypatch.setattr(found, "today", lambda: day)
    monkeypatch.setattr("manumit.web.cases.selectors.case_files.today", lambda: day)


# 6. "Reasonable grounds on Monday: reflection starts Monday, assistance is offered, refusal to
#    testify changes nothing (R-48, R-49)."


def test_scenario_6_time_to_reflect_is_granted_by_the_decision_and_runs_the_same_day(
    w: World,
) -> None:
    file, period = presumed(w)
    assert (period.state, period.begins) == ("running", today())
    assert period.until == today() + 30 * DAY
    due_to = cases_selectors.protection(w.ident.first, file.pk)
    assert (due_to.reflection_from, due_to.reflection_until) == (period.begins, period.until)
    assert due_to.assistance


def test_scenario_6_a_refusal_to_testify_moves_no_day_and_no_state(w: World) -> None:
    """R-49: the file at the shelter says no to criminal proceedings; the period runs on."""
    _, period = presumed(w)
    file = file_of(w.owner)
    plan = running(w.owner, file)
    cases.refuse_consent(
        w.owner, file.pk, purpose="criminal_proceedings",
        recipient=w.prosecution.institution.pk, spoken=ALOUD,
    )  # fmt: skip
    due.sweep()
    period.refresh_from_db()
    assert (period.state, period.until) == ("running", today() + 30 * DAY)
    assert state_of(plan) == "running"
    assert selectors.plan(w.owner, plan.pk).agrees


def test_no_period_is_ended_by_anybody_but_the_clock_and_before_its_date_not_even_by_it(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-48: there is no step that revokes a period, for whatever reason."""
    _, period = presumed(w)
    leads_to_the_end = [one for one in REFLECTION.transitions if one.target == "ended"]
    assert [(one.name, one.roles, one.reasons) for one in leads_to_the_end] == [
        ("end", frozenset({"clock"}), None)
    ]
    assert due.end_periods() == 0
    at(monkeypatch, period.until)
    assert due.end_periods() == 0
    at(monkeypatch, period.until + DAY)
    assert due.end_periods() == 1
    assert due.end_periods() == 0
    period.refresh_from_db()
    assert period.state == "ended"


def test_a_decision_that_somebody_is_not_a_victim_takes_no_day_away(w: World) -> None:
    """R-48: the period ends by its date, whatever is decided meanwhile."""
    file, period = presumed(w)
    decided(w.ident.first, file, "not_identify", "purpose_not_found")
    period.refresh_from_db()
    assert period.state == "running"
    due_to = cases_selectors.protection(w.ident.first, file.pk)
    assert (due_to.reflection_until, due_to.assistance) == (period.until, True)


def test_after_the_period_a_person_who_is_no_victim_has_none(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, period = presumed(w)
    decided(w.ident.first, file, "not_identify", "purpose_not_found")
    at(monkeypatch, period.until + DAY)
    due_to = cases_selectors.protection(w.ident.first, file.pk)
    assert (due_to.reflection_until, due_to.assistance) == (None, False)


def extended(w: World, period: ReflectionPeriod, until: dt.date) -> ReflectionPeriod:
    period.refresh_from_db()
    return services.extend_period(
        w.ident.second, period.pk, until, reason="recovery_needs_longer", seen=period.version,
        request=request(),
    )  # fmt: skip


def test_a_period_is_made_longer_again_and_again_and_the_file_says_so(w: World) -> None:
    file, period = presumed(w)
    for days in (45, 90):
        extended(w, period, today() + days * DAY)
        due_to = cases_selectors.protection(w.ident.first, file.pk)
        assert due_to.reflection_until == today() + days * DAY
    assert [one.name for one in selectors.period(w.ident.first, period.pk).moves] == [
        "begin", "extend", "extend",
    ]  # fmt: skip


@pytest.mark.proves("support-confidentiality")
@pytest.mark.parametrize("days", [-1, 0, 29, 30])
def test_a_period_is_never_made_shorter(w: World, days: int) -> None:
    """R-48: not by the service, and not by the database for whoever writes past it."""
    file, period = presumed(w)
    with pytest.raises(InputError, match="U201"):
        extended(w, period, today() + days * DAY)
    due_to = cases_selectors.protection(w.ident.first, file.pk)
    assert due_to.reflection_until == today() + 30 * DAY


def _written(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.proves("support-confidentiality")
def test_the_database_holds_that_too(w: World) -> None:
    _, period = presumed(w)
    wrong = (
        "UPDATE protection_reflectionperiod SET until = until - 1",
        "UPDATE protection_reflectionperiod SET begins = begins - 1",
        "UPDATE protection_reflectionperiod SET state = 'ended', version = version + 1",
        "DELETE FROM protection_reflectionperiod",
    )
    for statement in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            _written(statement)
    period.refresh_from_db()
    assert (period.state, period.until) == ("running", today() + 30 * DAY)


def test_of_somebody_who_is_looked_at_again_a_new_period_runs_once_the_first_is_over(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, period = presumed(w)
    decided(w.ident.first, file, "not_identify", "purpose_not_found")
    at(monkeypatch, period.until + DAY)
    due.sweep()
    at(monkeypatch, today())
    decided(w.ident.second, file, "review", "new_evidence")
    rows = ReflectionPeriod.objects.filter(subject=file.subject_id)
    assert sorted(rows.values_list("state", flat=True)) == ["ended", "running"]


def test_a_new_period_waits_for_no_sweep(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-48: while the worker stands still, a period that is over keeps nobody from a new one."""
    file, period = presumed(w)
    decided(w.ident.first, file, "not_identify", "purpose_not_found")
    at(monkeypatch, period.until + DAY)
    made = services.grant_period(
        w.ident.second, subject=file.subject_id, begins=period.until + DAY,
        until=period.until + 31 * DAY, request=request(),
    )  # fmt: skip
    assert (made.pk != period.pk, made.state) == (True, "running")
    period.refresh_from_db()
    assert period.state == "ended"


def test_of_somebody_who_is_looked_at_again_a_period_that_runs_is_as_long_as_a_new_one(
    w: World,
) -> None:
    """R-48: 30 days from the new decision, not what is left of those before; and never fewer."""
    file, period = presumed(w)
    once = request()
    for days in (45, 45, 35):
        made = services.grant_period(
            w.ident.second, subject=file.subject_id, begins=today(), until=today() + days * DAY,
            request=once,
        )  # fmt: skip
        assert (made.pk, made.until) == (period.pk, today() + 45 * DAY)
    taken = Move.objects.filter(resource=REFLECTION.resource, row=period.pk).order_by("version")
    assert list(taken.values_list("name", "reason")) == [
        ("begin", ""), ("extend", "decision_not_taken"),
    ]  # fmt: skip


def test_what_ends_soon_stands_first(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = presumed(w)
    _, second = presumed(w)
    extended(w, first, today() + 60 * DAY)
    lines = selectors.periods(w.ident.second)
    assert [one.id for one in lines] == [second.pk, first.pk]
    assert not any(one.soon for one in lines)
    at(monkeypatch, second.until - 7 * DAY)
    assert [one.soon for one in selectors.periods(w.ident.first)] == [True, False]


# assistance is never conditional on testimony.


@pytest.mark.proves("support-confidentiality")
def test_nothing_in_the_tables_of_protection_says_whether_somebody_cooperates() -> None:
    """R-49: the check finds a planted name first."""
    planted = ["willing_to_testify", "cooperates", "statement_given", "witness"]
    words = ("testi", "cooperat", "witness", "statement")

    def found(names: list[str]) -> list[str]:
        return [name for name in names if any(word in name for word in words)]

    assert found(planted) == planted
    columns = [
        f"{model.__name__}.{field.name}".lower()
        for model in apps.get_app_config("protection").get_models()
        for field in model._meta.get_fields()
    ]
    assert len(columns) > 100
    assert found(columns) == []


def test_no_code_of_protection_says_so_either() -> None:
    lists = [*LISTS.values(), *REASONS.values()]
    codes = [code for one in lists for code in one.codes()]
    codes += [word for one in (REFLECTION, SUPPORT_PLAN, SUPPORT_SERVICE) for word in one.words()]
    assert len(codes) > 40
    assert not [one for one in codes if "cooperat" in one or "testi" in one or "revok" in one]


# The support plan


def test_a_plan_from_consent_to_what_became_of_the_person(w: World) -> None:
    file = file_of(w.owner)
    plan = running(w.owner, file)
    assert plan.began_on == today()
    followed(w.owner, plan, 3)
    followed(w.owner, plan, 6, ("exploited_again", "no_income"))
    followed(w.owner, plan, 12, ())
    moved(w.owner, plan, "close", "needs_met")
    steps = Move.objects.filter(row=plan.pk).order_by("version").values_list("name", flat=True)
    assert list(steps) == ["assess", "agree", "run", *["follow_up"] * 3, "close"]
    follow_ups = selectors.follow_ups(w.owner, plan.pk)
    assert [one.outcomes for one in follow_ups] == [
        ("paid_work",), ("exploited_again", "no_income"), ("unknown",),
    ]  # fmt: skip


def test_a_need_has_the_same_code_in_a_plan_and_in_what_a_recipient_reports() -> None:
    """One list: else what was needed and what was given could never be laid side by side."""
    reported = LISTS_OF_REPORTS[Due.SERVICE]
    assert LISTS["area"].codes() == reported.codes()
    assert len(reported.codes()) == 9
    for tag in ("en", "fr", "es", "ar"):
        for area in reported.codes():
            for name in ("protection_area", "cases_need"):
                assert words(tag).name(f"{name}/{area}") not in ("", area)


def test_what_nobody_asked_about_a_need_is_unknown_and_not_no(w: World) -> None:
    plan = plan_of(w.owner, file_of(w.owner))
    services.add_need(w.owner, plan.pk, "housing", "not_needed", "", request=request())
    services.add_need(w.owner, plan.pk, "housing", "needed", "", request=request())
    levels = {one.area: one.level for one in selectors.needs(w.owner, plan.pk)}
    assert levels.pop("housing") == "needed"
    assert set(levels.values()) == {"unknown"}


def test_unknown_and_known_do_not_hold_together(w: World) -> None:
    plan = running(w.owner, file_of(w.owner))
    with pytest.raises(InputError, match="U303"):
        followed(w.owner, plan, 3, ("unknown", "paid_work"))
    assert state_of(plan) == "running"


def test_no_plan_without_consent_and_a_no_has_no_consequence(w: World) -> None:
    """R-49: it is recorded, nothing else changes, and a yes afterwards opens the plan."""
    file = file_of(w.owner)
    with pytest.raises(InputError, match="N201"):
        cases.open_plan(w.owner, file.pk, request=request())
    before = cases_selectors.file(w.owner, file.pk)
    unsupported(w.owner, file)
    with pytest.raises(InputError, match="N201"):
        cases.open_plan(w.owner, file.pk, request=request())
    assert cases_selectors.file(w.owner, file.pk) == before
    supported(w.owner, file)
    assert cases.open_plan(w.owner, file.pk, request=request()).state == "consented"


def test_a_no_pauses_a_plan_and_a_yes_goes_on_with_it(w: World) -> None:
    """R-49: nobody looks for a person who says no; that can change at any time."""
    file = file_of(w.owner)
    plan = running(w.owner, file)
    due.sweep()
    unsupported(w.owner, file)
    assert not selectors.plan(w.owner, plan.pk).agrees
    with pytest.raises(InputError, match="T107"):
        followed(w.owner, plan, 3)
    assert state_of(plan) == "running"
    supported(w.owner, file)
    followed(w.owner, plan, 3)
    assert state_of(plan) == "followed_up"


def test_while_somebody_says_no_nothing_is_found_out_offered_or_given(w: World) -> None:
    """R-49: services are consensual; the end of one needs nobody's yes."""
    file = file_of(w.owner)
    plan = plan_of(w.owner, file)
    first, second = offered(w.owner, plan), offered(w.owner, plan)
    services.move_service(w.owner, second.pk, "accept", seen=1, request=request())
    unsupported(w.owner, file)
    with pytest.raises(InputError, match="N201"):
        services.add_need(w.owner, plan.pk, "health", "needed", "x", request=request())
    with pytest.raises(InputError, match="N201"):
        offered(w.owner, plan)
    for one, name, seen in ((first, "accept", 1), (second, "give", 2)):
        with pytest.raises(InputError, match="T107"):
            services.move_service(w.owner, one.pk, name, seen=seen, request=request())
    services.move_service(
        w.owner, second.pk, "finish", seen=2, request=request(), reason="person_ends_it"
    )
    supported(w.owner, file)
    services.move_service(w.owner, first.pk, "accept", seen=1, request=request())


def test_no_service_begins_in_a_plan_that_is_closed(w: World) -> None:
    plan = plan_of(w.owner, file_of(w.owner))
    one = offered(w.owner, plan)
    moved(w.owner, plan, "close", "nothing_wanted")
    with pytest.raises(InputError, match="U304"):
        services.move_service(w.owner, one.pk, "accept", seen=1, request=request())
    services.move_service(w.owner, one.pk, "decline", seen=1, request=request())


def test_a_service_that_was_declined_is_accepted_later_and_no_reason_is_asked(w: World) -> None:
    plan = plan_of(w.owner, file_of(w.owner))
    one = offered(w.owner, plan)
    for seen, name in enumerate(("decline", "accept", "decline", "accept", "give"), start=1):
        services.move_service(w.owner, one.pk, name, seen=seen, request=request())
    one.refresh_from_db()
    assert one.state == "given"
    asked = {one.name for one in SUPPORT_SERVICE.transitions if one.reasons is not None}
    assert asked == {"finish"}


def test_a_plan_of_somebody_who_has_another_role_now_is_taken_over(w: World) -> None:
    """R-49: whoever administers the same office meanwhile supports nobody any more."""
    plan = plan_of(w.owner, file_of(w.owner))
    with pytest.raises(InputError, match="U503"):
        services.take_over(w.colleague, plan.pk)
    Post.objects.filter(member=w.owner.person).update(role="admin")
    assert services.take_over(w.colleague, plan.pk).held_by == w.colleague.person


@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_scenario_5_for_a_child_the_guardian_agrees_and_unsure_age_counts_as_child(
    w: World, age: Age
) -> None:
    """R-46: a child's own yes opens no plan, and their guardian's does."""
    file = file_of(w.owner, age)
    with pytest.raises(InputError, match="N104"):
        supported(w.owner, file)
    with pytest.raises(InputError, match="N201"):
        cases.open_plan(w.owner, file.pk, request=request())
    guardian = spoken_for(w.owner, file)
    cases.give_consent(
        w.owner, file.pk, purpose="assistance", recipient=file.institution_id, until=in_days(30),
        spoken=ConsentStatement(
            text_version=1, language="ben", asked=ALOUD.asked, voice=Voice.GUARDIAN,
            representative=guardian.pk,
        ),
    )  # fmt: skip
    assert cases.open_plan(w.owner, file.pk, request=request()).child


def test_scenario_5_a_child_s_time_to_reflect_begins_at_once_and_grows_for_their_best_interests(
    w: World,
) -> None:
    """R-46, R-48: for a child no means are asked for."""
    file = with_ident(w)
    cases.change_age(w.ident.first, file.pk, Age.CHILD)
    decided(w.ident.first, file, "presume", "child_with_act_and_purpose")
    period = ReflectionPeriod.objects.get(subject=file.subject_id)
    assert (period.state, period.begins) == ("running", today())
    services.extend_period(
        w.ident.first, period.pk, today() + 120 * DAY, reason="best_interests_of_child",
        seen=period.version, request=request(),
    )  # fmt: skip


def test_whoever_is_found_to_be_a_child_is_asked_anew_through_the_guardian(w: World) -> None:
    """R-46: what they alone had agreed to covers nothing any more."""
    file = file_of(w.owner)
    plan = running(w.owner, file)
    cases.change_age(w.owner, file.pk, Age.UNSURE)
    seen = selectors.plan(w.owner, plan.pk)
    assert (seen.child, seen.agrees) == (True, False)


# 3, 6 and 12 months


def test_the_sweep_says_whom_to_ask_and_a_second_run_says_nothing_more(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = running(w.owner, file_of(w.owner))
    assert (due.sweep(), due.sweep()) == (3, 0)
    days = dict(FollowUpDue.objects.values_list("months", "due_on"))
    assert days == {months: months_after(today(), months) for months in (3, 6, 12)}
    assert selectors.due_follow_ups(w.owner) == []
    at(monkeypatch, days[3] + DAY)
    assert [(one.plan, one.months, one.late) for one in selectors.due_follow_ups(w.owner)] == [
        (plan.pk, 3, True)
    ]
    assert selectors.due_follow_ups(w.colleague) == []
    followed(w.owner, plan, 3)
    assert selectors.due_follow_ups(w.owner) == []


def test_whoever_says_no_is_not_looked_for(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file = file_of(w.owner)
    running(w.owner, file)
    due.sweep()
    at(monkeypatch, months_after(today(), 3))
    assert len(selectors.due_follow_ups(w.owner)) == 1
    unsupported(w.owner, file)
    assert selectors.due_follow_ups(w.owner) == []


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 31), 6, dt.date(2027, 6, 30)),
        (dt.date(2026, 1, 15), 12, dt.date(2027, 1, 15)),
    ],
)
def test_so_many_months_later(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_after(day, months) == expected


# Support notes


def test_a_support_note_is_read_by_whoever_supports_and_by_nobody_else(w: World) -> None:
    file = file_of(w.owner)
    plan = plan_of(w.owner, file)
    noted(w.owner, plan)
    agreed(w.owner, file, w.prosecution, "criminal_proceedings")
    assert [one.text for one in selectors.notes(w.owner, plan.pk)] == [NOTE]
    for other in (
        w.colleague, w.other_office, w.ident.first, w.prosecution.first, w.other.first,
        w.inspectorate.first, w.admin, None,
    ):  # fmt: skip
        with pytest.raises(Refused):
            selectors.notes(other, plan.pk)
