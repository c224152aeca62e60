"""Many files change hands at once: by whom, with whom, what is left alone and why.

By hand, from domain.md, section 2, and tests/spec/access_expectations.txt ("assignment"): nobody
gets a file whom its holder could not give it to, or, where no holder is left, whoever may take it
over; two people act; each file changes hands wholly or not at all, once.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import World, key_ring, leaves, person, request, world
from erasing import erase
from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile, CaseHolder, Takeover
from manumit.web.institutions.models import Member, Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.process.services import move
from manumit.web.reassignment import selectors, services
from manumit.web.reassignment.models import AssignedFile, Assignment
from manumit.web.reassignment.process import ASSIGNMENT
from manumit.web.reassignment.services import AssignmentProposal
from reassignment_world import (
    Team,
    approved,
    carried_out,
    files_of,
    holders,
    proposed,
    state,
    stepped,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="team")
def _team(w: World) -> Team:
    return Team.of(w)


def refused(code: str, act: Callable[[], object]) -> None:
    """It is not done, and the code says why."""
    before = Assignment.objects.count(), AssignedFile.objects.count()
    with pytest.raises(InputError, match=code):
        act()
    assert (Assignment.objects.count(), AssignedFile.objects.count()) == before


def held_back(word: str, act: Callable[[], object]) -> None:
    """A guard stands in the way."""
    with pytest.raises(InputError, match=word):
        act()


# Proposed, approved, carried out


def test_a_holder_gives_all_files_and_they_are_shared_evenly(w: World, team: Team) -> None:
    files = files_of(w.owner, 5)
    row = proposed(w.owner, w.owner, w.colleague, team.third)
    assert {frozenset(holders(one)) for one in files} == {frozenset({w.owner.person})}
    approved(team.fourth, row)
    assert carried_out(row) == ["handed_over"] * 5
    assert state(row) == "done"
    now = Counter(next(iter(holders(one))) for one in files)
    assert sorted(now.values()) == [2, 3]
    assert now.keys() == {w.colleague.person, team.third.person}


@pytest.mark.proves("reassignment")
def test_a_colleague_proposes_and_the_holder_approves(w: World, team: Team) -> None:
    """By the rules for one file only its holder hands it over: nobody takes it away from them."""
    (file,) = files_of(w.owner, 1)
    row = proposed(w.colleague, w.owner, team.third)
    held_back("holder_is_here", lambda: approved(team.fourth, row))
    held_back("proposed_it", lambda: _as_if_no_policy(w.colleague, row))
    approved(w.owner, row)
    assert carried_out(row) == ["handed_over"]
    assert holders(file) == {team.third.person}
    # The act is the holder's own, as in a single hand-over.
    acts = Event.objects.filter(resource=file.pk, act="assign").values_list("actor", flat=True)
    assert set(acts) == {w.owner.person}


def _as_if_no_policy(actor: Actor, row: Assignment) -> None:
    """The process holds it too, where a policy would once be wider."""
    move(ASSIGNMENT, row, "approve", actor, seen_version=1, request=request())


@pytest.mark.proves("reassignment")
def test_nobody_approves_what_they_proposed(w: World, team: Team) -> None:
    files_of(w.owner, 1)
    row = proposed(w.owner, w.owner, team.third)
    with pytest.raises(Refused):
        approved(w.owner, row)
    with pytest.raises(Refused):
        stepped(w.owner, row, "refuse", "wrong_files")
    assert state(row) == "proposed"


@pytest.mark.proves("reassignment")
def test_of_files_without_a_holder_whoever_may_take_over_gives_them(w: World, team: Team) -> None:
    (file,) = files_of(w.owner, 1)
    (shared,) = files_of(w.owner, 1)
    cases.share_file(w.owner, shared.pk, team.fourth.person)
    leaves(w.owner)
    row = proposed(w.colleague, w.owner, team.third)
    # What somebody else holds too goes on with them.
    assert AssignedFile.objects.filter(assignment=row).count() == 1
    held_back("receives_some", lambda: approved(team.third, row))
    approved(team.fourth, row)
    assert carried_out(row) == ["handed_over"]
    assert holders(file) == {team.third.person}
    notice = Takeover.objects.get(file=file)
    assert (notice.decided_by, notice.given_to) == (w.colleague.person, team.third.person)
    assert notice.reason == "holder_ill"


def test_a_receiver_approves_what_the_holder_gives_them(w: World) -> None:
    """An office of two: there is nobody else."""
    (file,) = files_of(w.owner, 1)
    approved(w.colleague, row := proposed(w.owner, w.owner, w.colleague))
    assert carried_out(row) == ["handed_over"]
    assert holders(file) == {w.colleague.person}


def test_a_reason_that_is_none_for_taking_over_becomes_one(w: World, team: Team) -> None:
    (file,) = files_of(w.owner, 1)
    approved(w.colleague, row := proposed(w.owner, w.owner, team.third, reason="too_close"))
    leaves(w.owner)
    assert carried_out(row) == ["handed_over"]
    assert Takeover.objects.get(file=file).reason == "holder_left"


# Who proposes


@pytest.mark.proves("reassignment")
def test_who_may_not_propose(w: World, team: Team) -> None:
    """Another office, other institutions, an administrator, a stranger: not even a line of it."""
    files_of(w.owner, 1)
    refused("Z501", lambda: proposed(w.other_office, w.owner, w.other_office))
    refused("Z501", lambda: proposed(w.shelter.first, w.owner, w.shelter.second))
    officer = person(w.inspectorate.office, "dpo")
    wish = AssignmentProposal(w.owner.person, None, {team.third.person}, "holder_left")
    for actor in (w.admin, officer, None):
        with pytest.raises(Refused):
            services.propose(actor, wish, request=request())


@pytest.mark.proves("reassignment")
def test_what_intake_holds_stays_with_intake(w: World) -> None:
    """R-30: in one office, what came by a complaint does not pass to whoever inspects."""
    intake = person(w.inspectorate.office, "intake")
    other = person(w.inspectorate.office, "intake")
    files_of(intake, 1)
    refused("Z501", lambda: proposed(w.owner, intake, w.colleague))
    row = proposed(intake, intake, other)
    with pytest.raises(Refused):
        selectors.assignment(w.owner, row.pk)
    refused("Z502", lambda: proposed(intake, intake, w.colleague))
    leaves(intake)
    refused("Z501", lambda: proposed(w.owner, intake, w.colleague))
    assert selectors.holders_to_assign(w.owner) == []


def test_what_is_chosen_is_asked(w: World, team: Team) -> None:
    mine, theirs = files_of(w.owner, 1), files_of(w.colleague, 1)
    refused("Z501", lambda: proposed(w.owner, w.owner, team.third, files=[*mine, *theirs]))
    refused("Z501", lambda: proposed(w.owner, w.owner, team.third, files=[]))
    for receivers in ((), (w.owner,), (w.other_office,), (team.third, w.admin)):
        refused("Z502", partial(proposed, w.owner, w.owner, *receivers))
    for reason in ("", "because", "no_place"):
        refused("Z503", partial(proposed, w.owner, w.owner, team.third, reason=reason))
    cases.close_file(
        w.owner, mine[0].pk, ending="labour_remedy", reason="claim_goes_on", request=request()
    )
    refused("Z501", lambda: proposed(w.owner, w.owner, team.third))


def test_more_than_the_most_are_not_proposed(
    w: World, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_of(w.owner, 3)
    monkeypatch.setattr(services, "MOST", 2)
    refused("Z504", lambda: proposed(w.owner, w.owner, team.third))


def test_a_form_that_is_sent_twice_proposes_once(w: World, team: Team) -> None:
    files_of(w.owner, 1)
    files_of(w.colleague, 1)
    form = request()
    first = proposed(w.owner, w.owner, team.third, form=form)
    assert proposed(w.owner, w.owner, team.third, form=form).pk == first.pk
    assert Assignment.objects.filter(request=form).count() == 1
    refused("Z505", lambda: proposed(w.owner, w.colleague, team.third, form=form))


def test_a_form_that_is_sent_again_with_other_content_is_refused(w: World, team: Team) -> None:
    files = files_of(w.owner, 3)
    every, some, third, fourth = request(), request(), team.third, team.fourth
    first = proposed(w.owner, w.owner, third, fourth, form=every)
    ticked = proposed(w.owner, w.owner, third, files=files[:2], form=some)
    files_of(w.owner, 1)  # opened since: whoever sends all again wished for those of then
    again = partial(proposed, w.owner, w.owner)
    assert again(fourth, third, form=every).pk == first.pk
    assert again(third, files=files[:2], form=some).pk == ticked.pk
    for other in (
        partial(again, third, form=every),
        partial(again, third, w.colleague, form=every),
        partial(again, third, fourth, form=every, reason="holder_left"),
        partial(again, third, fourth, form=every, files=files[:2]),
        partial(again, third, form=some),
        partial(again, third, files=files, form=some),
        partial(again, fourth, files=files[:2], form=some),
    ):
        refused("Z505", other)


# What is left alone


def _left(w: World, team: Team, change: Callable[[CaseFile], object]) -> str:
    """What becomes of a file after something has changed since it was approved."""
    (file,) = files_of(w.owner, 1)
    approved(w.colleague, row := proposed(w.owner, w.owner, team.third))
    change(file)
    before = holders(file), Event.objects.filter(act="assign").count()
    (found,) = carried_out(row)
    assert (holders(file), Event.objects.filter(act="assign").count()) == before
    assert state(row) == "done"
    return found


def _post(actor: Actor, **change: object) -> None:
    assert Post.objects.filter(member=actor.person).update(**change) == 1


@pytest.mark.proves("reassignment")
def test_a_file_that_its_holder_gave_away_meanwhile(w: World, team: Team) -> None:
    give = lambda file: cases.hand_over_file(w.owner, file.pk, team.fourth.person)  # noqa: E731
    assert _left(w, team, give) == "not_held"


def test_a_file_that_was_closed_meanwhile(w: World, team: Team) -> None:
    close = lambda file: cases.close_file(  # noqa: E731
        w.owner, file.pk, ending="labour_remedy", reason="claim_goes_on", request=request()
    )
    assert _left(w, team, close) == "closed"


@pytest.mark.proves("reassignment")
def test_a_receiver_whose_account_was_closed(w: World, team: Team) -> None:
    def close(_: CaseFile) -> None:
        Member.objects.filter(pk=team.third.person).update(is_active=False)

    assert _left(w, team, close) == "receiver_inactive"


def test_a_receiver_whose_post_has_ended(w: World, team: Team) -> None:
    assert _left(w, team, lambda _: leaves(team.third)) == "receiver_ended"


def test_a_receiver_who_works_elsewhere_now(w: World, team: Team) -> None:
    there = Office.objects.get(pk=w.other_office.office)
    assert _left(w, team, lambda _: _post(team.third, office=there)) == "receiver_elsewhere"


def test_a_receiver_with_another_role_now(w: World, team: Team) -> None:
    assert _left(w, team, lambda _: _post(team.third, role="intake")) == "receiver_other_role"


def test_a_person_who_was_erased(w: World, team: Team) -> None:
    gone = lambda file: erase(file.subject_id, "time_is_over", None)  # noqa: E731
    assert _left(w, team, gone) == "not_allowed"


def test_a_holder_with_another_role_whose_file_stays_in_the_role(w: World, team: Team) -> None:
    """Neither may the holder hand it over in the role, nor is it without a holder."""
    assert _left(w, team, lambda _: _post(w.owner, role="intake")) == "right_ended"


@pytest.mark.proves("reassignment")
def test_a_holder_who_is_back_and_has_not_spoken(w: World, team: Team) -> None:
    (file,) = files_of(w.owner, 1)
    leaves(w.owner)
    approved(team.fourth, row := proposed(w.colleague, w.owner, team.third))
    _post(w.owner, until=w.owner.until)
    assert carried_out(row) == ["holder_back"]
    assert holders(file) == {w.owner.person}


def test_a_holder_who_is_not_back_is_not_said_to_be(w: World, team: Team) -> None:
    """The person was erased, or somebody else holds the file too."""
    gone, shared, back = files_of(w.owner, 3)
    leaves(w.owner)
    approved(team.fourth, row := proposed(w.colleague, w.owner, team.third))
    erase(gone.subject_id, "time_is_over", None)
    CaseHolder.objects.create(
        file=shared, institution_id=shared.institution_id, member=team.fourth.person
    )
    assert carried_out(row) == ["not_allowed", "not_allowed", "handed_over"]
    assert holders(back) == {team.third.person}


def test_nobody_who_spoke_is_left(w: World, team: Team) -> None:
    (file,) = files_of(w.owner, 1)
    leaves(w.owner)
    approved(team.fourth, row := proposed(w.colleague, w.owner, team.third))
    leaves(w.colleague)
    leaves(team.fourth)
    assert carried_out(row) == ["right_ended"]
    assert holders(file) == {w.owner.person}


def test_one_that_cannot_be_holds_up_no_other(w: World, team: Team) -> None:
    files = files_of(w.owner, 4)
    approved(team.fourth, row := proposed(w.owner, w.owner, w.colleague, team.third))
    leaves(team.third)
    found = Counter(carried_out(row))
    assert found == {"handed_over": 2, "receiver_ended": 2}
    assert Counter(frozenset(holders(one)) for one in files) == {
        frozenset({w.owner.person}): 2,
        frozenset({w.colleague.person}): 2,
    }
