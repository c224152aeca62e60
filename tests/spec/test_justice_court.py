"""Once a court here has a criminal case, that court alone decides; domain.md, section 3."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

import justice_world as jw
from cases_world import key_ring, request
from justice_world import World, world
from manumit.errors import InputError
from manumit.web.justice import services
from manumit.web.justice.services import SentenceMeasure
from manumit.web.kernel.days import today
from manumit.web.kernel.process.services import MoveRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from manumit.web.kernel.access.actors import Actor

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def test_once_a_court_here_has_it_only_that_court_decides(w: World) -> None:
    row = jw.at_trial(w.prosecutor)
    jw.submitted(w.prosecutor, row, w.court)
    jw.verdict(w.court.first, row, "not_guilty")
    for name, reason in (("acquit", ""), ("discontinue", "accused_not_found")):
        with pytest.raises(MoveRefused, match="court_decides"):
            jw.moved(w.prosecutor, row, name, 0, reason)
    assert jw.moved(w.court.first, row, "acquit").state == "acquitted"


def test_once_a_court_here_has_it_only_that_court_writes_what_it_heard_and_decided(
    w: World,
) -> None:
    """A verdict can't be taken back: one that somebody else wrote would lock the court out."""
    row = jw.at_trial(w.prosecutor)
    jw.submitted(w.prosecutor, row, w.court)
    prison = SentenceMeasure(kind="prison", on_day=today(), months=1)
    acts: tuple[Callable[[Actor], object], ...] = (
        lambda who: services.add_hearing(who, row.pk, today(), "opening", request=request()),
        lambda who: services.add_verdict(who, row.pk, 1, "guilty", today(), request=request()),
        lambda who: services.add_sentence(who, row.pk, prison, request=request()),
    )
    before = (row.hearings.count(), row.sentences.count())
    for act in acts:
        with pytest.raises(InputError, match="J110"):
            act(w.prosecutor)
    assert (row.hearings.count(), row.sentences.count()) == before
    assert row.verdicts() is None
    for act in acts:
        act(w.court.first)


def test_what_a_prosecution_wrote_before_a_court_had_it_is_answered_again(w: World) -> None:
    row, form = jw.at_trial(w.prosecutor), request()
    made = services.add_hearing(w.prosecutor, row.pk, today(), "opening", request=form)
    jw.submitted(w.prosecutor, row, w.court)
    again = services.add_hearing(w.prosecutor, row.pk, today(), "opening", request=form)
    assert again == made


def test_before_the_trial_a_prosecution_drops_a_case_that_a_court_has(w: World) -> None:
    row = jw.opened(w.prosecutor)
    jw.submitted(w.prosecutor, row, w.court)
    jw.moved(w.prosecutor, row, "investigate", 30)
    assert jw.moved(w.prosecutor, row, "discontinue", 1, "no_offence").state == "discontinued"
