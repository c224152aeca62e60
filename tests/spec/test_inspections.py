"""Visits of a labour inspectorate: C81 arts 3, 12 to 18; domain.md R-30 to R-37, R-46, R-47."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

import inspections_world as iw
from cases_world import key_ring, request
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.inspections import reading, verbs
from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.lists import LISTS, MODULES, checklist, module_items
from manumit.web.inspections.models import PeopleSeen, Screening, Violation, Visit
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.ui.languages import library

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def test_an_inspector_plans_a_visit_on_their_own_initiative_without_approval(w: World) -> None:
    """C81 arts 12 and 16: nobody comes between the inspector and the gate."""
    row = iw.begun(w.inspector, iw.place(w.inspector))
    assert row.state == "under_way"
    assert row.visited_on == today()


def test_why_a_visit_was_planned_is_sealed_and_in_no_role_s_view(w: World) -> None:
    """R-30, C81 art. 15(c): a random visit and one that was asked for look the same."""
    place = iw.place(w.inspector)
    rows = [iw.planned(w.inspector, place, origin=one) for one in ("random", "asked")]
    assert [open_text(row, "origin") for row in rows] == ["random", "asked"]
    for row in rows:
        assert all("origin" not in visit_policy.mask(one, row) for one in (
            w.inspector, w.inspectorate.second, w.elsewhere, w.admin
        ))  # fmt: skip
    raw = [Visit.objects.filter(pk=row.pk).values("origin").get()["origin"].raw for row in rows]
    assert len(raw[0]) == len(raw[1])


def test_a_home_needs_consent_or_a_court_order_or_a_meeting_outside(w: World) -> None:
    """R-36, C189 art. 17(3)."""
    home = iw.place(w.inspector, "private_home")
    with pytest.raises(InputError, match="H204"):
        iw.planned(w.inspector, home)
    assert iw.planned(w.inspector, home, home="meeting_outside").home == "meeting_outside"
    with pytest.raises(InputError, match="H204"):
        iw.planned(w.inspector, iw.place(w.inspector), home="court_order")


def test_a_joint_visit_needs_a_purpose_and_the_enforcement_of_stay_is_none(w: World) -> None:
    """R-33."""
    place = iw.place(w.inspector)
    with pytest.raises(InputError, match="H203"):
        iw.planned(w.inspector, place, joint="police")
    with pytest.raises(InputError, match="H201"):
        iw.planned(w.inspector, place, joint="police", purpose="residence_check")
    row = iw.planned(w.inspector, place, joint="police", purpose="danger_to_life")
    assert row.purpose == "danger_to_life"


def test_refused_entry_is_a_violation_by_itself(w: World) -> None:
    """C81 art. 18: also before anything else was seen, and it can be followed by an order."""
    row = iw.planned(w.inspector, iw.place(w.inspector))
    form = request()
    for _ in range(2):  # sent twice, it happens once
        verbs.record_refused_entry(w.inspector, row.pk, today(), "penalty", seen=1, request=form)
    found = Violation.objects.get(visit=row)
    assert (found.item, found.article, found.measure) == (
        "entry_refused",
        "C081 art. 18",
        "penalty",
    )
    assert iw.now(row).state == "refused_entry"


def test_a_child_seen_is_shown_first_and_unsure_counts_as_a_child(w: World) -> None:
    """R-46."""
    row = iw.begun(w.inspector, iw.place(w.inspector))
    seen = {"role": "worker", "number": 3, "alone": "yes"}
    verbs.record_people(w.inspector, row.pk, **seen, child="no", request=request())  # type: ignore[arg-type]
    assert not reading.visit(w.inspector, row.pk).child
    verbs.record_people(w.inspector, row.pk, **seen, child="unsure", request=request())  # type: ignore[arg-type]
    assert reading.visit(w.inspector, row.pk).child


def test_every_trigger_violation_is_screened_before_the_report_ends(w: World) -> None:
    """R-47; the labour remedy stays where there are no signs."""
    row = iw.begun(w.inspector, iw.place(w.inspector))
    violation = iw.found(w.inspector, row.pk)

    def report() -> Visit:
        return verbs.move_visit(
            w.inspector, row.pk, "report", seen=iw.now(row).version, request=request()
        )

    with pytest.raises(MoveRefused) as held:
        report()
    assert held.value.word == "no_checklist"
    verbs.answer_checklist(w.inspector, row.pk, {"pay_on_time": "no"}, request=request())
    with pytest.raises(MoveRefused) as held:
        report()
    assert held.value.word == "screening_due"
    verbs.screen_violation(
        w.inspector, row.pk, violation.pk, result="signs_none", request=request()
    )
    report()
    (shown,) = reading.visit(w.inspector, row.pk).violations
    assert shown.row.measure == "order"


def test_a_safety_violation_is_not_screened(w: World) -> None:
    row = iw.begun(w.inspector, iw.place(w.inspector))
    violation = iw.found(w.inspector, row.pk, "factory_exits", "stop")
    assert not row.unscreened()
    with pytest.raises(InputError, match="H209"):
        verbs.screen_violation(
            w.inspector, row.pk, violation.pk, result="signs_none", request=request()
        )


@pytest.mark.parametrize(
    ("referral", "reason", "result", "code"),
    [
        ("", "", "signs_recorded", "H208"),
        ("RF-1234", "worker_declined", "signs_recorded", "H208"),
        ("", "worker_declined", "signs_none", "H208"),
        ("Rahima Khatun", "", "signs_recorded", "H208"),
        ("", "did_not_cooperate", "signs_recorded", "H201"),
    ],
)
def test_signs_lead_to_a_referral_or_to_why_there_is_none(
    w: World, referral: str, reason: str, result: str, code: str
) -> None:
    """R-52; no name is taken for a reference, and no reason blames the worker (R-49)."""
    row = iw.begun(w.inspector, iw.place(w.inspector))
    violation = iw.found(w.inspector, row.pk)
    with pytest.raises(InputError) as wrong:
        verbs.screen_violation(
            w.inspector, row.pk, violation.pk, result=result, referral=referral, reason=reason,
            request=request(),
        )  # fmt: skip
    assert [one.code for one in wrong.value.problems] == [code]
    assert not Screening.objects.exists()


def test_a_referral_s_reference_is_sealed(w: World) -> None:
    row = iw.begun(w.inspector, iw.place(w.inspector))
    violation = iw.found(w.inspector, row.pk)
    made = verbs.screen_violation(
        w.inspector, row.pk, violation.pk, result="signs_recorded", referral=iw.REFERRAL,
        request=request(),
    )  # fmt: skip
    assert open_text(made, "referral") == iw.REFERRAL
    assert iw.REFERRAL.encode() not in Screening.objects.get().referral.raw


def test_nobody_reviews_a_visit_of_their_own(w: World) -> None:
    row = iw.begun(w.inspector, iw.place(w.inspector))
    verbs.answer_checklist(w.inspector, row.pk, {}, request=request())
    verbs.move_visit(w.inspector, row.pk, "report", seen=iw.now(row).version, request=request())
    seen = iw.now(row).version
    with pytest.raises(Refused):
        verbs.move_visit(w.inspector, row.pk, "review", seen=seen, request=request())
    verbs.move_visit(w.inspectorate.second, row.pk, "review", seen=seen, request=request())
    assert iw.now(row).state == "reviewed"


def test_a_visit_cannot_have_taken_place_tomorrow(w: World) -> None:
    row = iw.planned(w.inspector, iw.place(w.inspector))
    with pytest.raises(InputError, match="H202"):
        verbs.begin_visit(
            w.inspector, row.pk, today() + dt.timedelta(days=3), None, seen=1, request=request()
        )
    assert iw.now(row).visited_on is None


def test_a_point_without_an_answer_is_unknown_and_never_no(w: World) -> None:
    row = iw.begun(w.inspector, iw.place(w.inspector))
    verbs.answer_checklist(w.inspector, row.pk, {"own_papers": "no"}, request=request())
    answers = dict(reading.latest_answers(row))
    assert answers.pop("own_papers") == "no"
    assert set(answers.values()) == {"unknown"}


def test_nothing_is_recorded_before_the_visit_began_or_for_another_module(w: World) -> None:
    place = iw.place(w.inspector)
    with pytest.raises(InputError, match="T202"):
        iw.found(w.inspector, iw.planned(w.inspector, place).pk)
    with pytest.raises(InputError, match="H205"):
        iw.found(w.inspector, iw.begun(w.inspector, place).pk, "vessel_rest")


def test_a_form_sent_twice_acts_once_and_never_for_somebody_else(w: World) -> None:
    row, form = iw.begun(w.inspector, iw.place(w.inspector)), request()
    seen = {"role": "worker", "number": 3, "alone": "yes", "child": "no", "request": form}
    for _ in range(2):
        verbs.record_people(w.inspector, row.pk, **seen)  # type: ignore[arg-type]
    assert PeopleSeen.objects.count() == 1
    with pytest.raises(InputError, match="T201"):
        verbs.record_people(w.inspectorate.second, row.pk, **seen)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", ["", *MODULES])
def test_each_point_of_a_checklist_has_an_article_and_a_text_in_each_language(module: str) -> None:
    points = checklist(module)
    assert len({one.code for one in points}) == len(points)
    texts = library().texts
    for one in points:
        assert one.article
        for tag in ("en", "fr", "es", "ar"):
            assert not texts.one(f"inspections_item/{one.code}", "label", tag).missing, one.code


def test_the_points_of_every_visit_cover_all_areas_that_are_screened() -> None:
    """R-47: wages, papers, movement, housing, hours, fees, child."""
    screened = {one.area for one in module_items("core") if one.trigger}
    assert screened == {"wages", "papers", "movement", "housing", "hours", "fees", "child"}


def test_no_column_code_or_text_asks_for_residence_status() -> None:
    """R-34. Also no code names a complaint (R-30)."""
    codes_of_room = {code for listed in LISTS.values() for code in listed.codes()}
    names = {one.name for model in (Visit, Violation, PeopleSeen, Screening)
             for one in model._meta.get_fields()}  # fmt: skip
    for word in ("status", "residence", "permit", "visa", "nationality", "complain"):
        assert not [one for one in codes_of_room | names if word in one], word
