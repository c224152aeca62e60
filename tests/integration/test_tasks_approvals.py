"""What waits for somebody to approve, decide or publish stands in *My work*, and is not forgotten.

By hand, from domain.md, R-41 and R-72, and tests/spec/access_expectations.txt ("sanction",
"release"): an inspectorate's own people take the steps of an entry; a firm that it is about sees
that it stands, and no step that lies ahead. A colleague approves what a statistician prepared.
"""

from pathlib import Path

import pytest
from pytest_django import Settings

import justice_world as j
import statistics_world as s
from cases_world import key_ring, request
from manumit.web.justice import services as justice
from manumit.web.justice.lists import rules
from manumit.web.justice.policies import sanction_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.statistics import services
from manumit.web.tasks import selectors
from manumit.web.tasks.sources import has_work

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WITHIN = rules().entry_within.days


def due_lines(who: Actor) -> set[tuple[str, int]]:
    """What is due within a year, and in how many days; a role without work has none."""
    if not has_work(who):
        return set()
    found = selectors.my_work(who, horizon="year", turn="all", number=1).lines
    return {(one.kind, (one.due - today()).days) for one in found}


def test_each_step_of_an_entry_waits_for_those_who_take_it_until_it_is_public(
    tmp_path: Path, settings: Settings
) -> None:
    """R-41: it can't be early, and it can't be forgotten."""
    key_ring(tmp_path, settings)
    w = j.world()
    inspector, colleague = w.inspector, w.inspectorate.second
    row = j.proposed(inspector, j.upheld(inspector, j.penalty(inspector, j.NUMBER)))
    justice.pass_on(inspector, sanction_policy, row.pk, w.firm.office.pk, request=request())
    expected = (
        ("sanction_hear", WITHIN, lambda: j.heard(inspector, row, ago=8)),
        ("sanction_finalise", WITHIN - 8, lambda: j.decided(inspector, row, ago=5)),
        ("sanction_publish", WITHIN - 5, lambda: j.checked(inspector, row)),
    )
    for kind, days, step in expected:
        for who in (inspector, colleague):
            assert {one for one in due_lines(who) if one[0].startswith("sanction")} == {
                (kind, days)
            }
        for who in (w.firm.first, w.inspector_elsewhere, w.prosecutor, w.admin):
            assert not {one for one in due_lines(who) if one[0].startswith("sanction")}, kind
        step()
    j.publish(inspector, row)
    ends = rules().shown_for.days
    for who in (inspector, colleague):
        assert "sanction_publish" not in {kind for kind, _ in due_lines(who)}
    assert ends > 365 or ("sanction_end", ends) in due_lines(inspector)


def test_a_release_waits_for_the_second_person_and_then_to_be_published(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-72: nobody approves what they prepared, and so it is nobody's own work either."""
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    monkeypatch.setattr("manumit.web.statistics.services.count", lambda *_: s.outcomes())
    w = s.world()
    row = s.released(w.counter, s.counted(w.counter))
    nobody = (w.other.first, w.coordination.first, w.inspectorate.first, w.admin)
    assert due_lines(w.second) == {("release_approve", 7)}
    assert due_lines(w.counter) == set()
    assert not any(due_lines(who) for who in nobody)
    row = services.take_step(w.second, row.pk, "approve", seen=row.version, request=request())
    assert due_lines(w.counter) == due_lines(w.second) == {("release_publish", 7)}
    services.take_step(w.counter, row.pk, "publish", seen=row.version, request=request())
    assert due_lines(w.counter) == due_lines(w.second) == set()
    assert not any(due_lines(who) for who in nobody)
