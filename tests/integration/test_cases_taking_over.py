"""A file whose holders have all left is taken over: by whom, when not, and who reads of it.

Ours, from domain.md, section 2 ("purpose-bound, least data") and R-48, R-49: assistance does not
end with a post. One colleague of the office, in a role in which the file was held, goes on with it;
the data protection officer reads a notice.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    SECRETS,
    World,
    at_once,
    file_of,
    in_days,
    key_ring,
    leaves,
    person,
    request,
    taken_over,
    world,
)
from erasing import erase
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.models import CaseFile, CaseHolder, Takeover
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.institutions.models import Member, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from office import signed_in

pytestmark = pytest.mark.usefixtures("committing")
LEFT = "/en/office/files/left/"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="left")
def _left(w: World) -> CaseFile:
    """A file whose only holder has left."""
    file = file_of(w.owner)
    leaves(w.owner)
    return file


def take(actor: Actor | None, file: CaseFile, reason: str = "holder_left") -> None:
    services.take_over_file(actor, file.pk, reason=reason, request=request())


def notices(file: CaseFile) -> list[Takeover]:
    return list(Takeover.objects.filter(file=file))


def holders(file: CaseFile) -> set[uuid.UUID]:
    return set(CaseHolder.objects.filter(file=file, until=None).values_list("member", flat=True))


def browser(found: Actor | None) -> Client:
    return signed_in(found)


def refused(code: str, act: Callable[[], object]) -> None:
    """It is not done, and the code says why."""
    before = Takeover.objects.count(), Event.objects.filter(act="assign").count()
    with pytest.raises(InputError, match=code):
        act()
    assert (Takeover.objects.count(), Event.objects.filter(act="assign").count()) == before


# Who


def test_a_colleague_goes_on_and_whoever_left_holds_it_no_more(w: World, left: CaseFile) -> None:
    with pytest.raises(Refused):
        selectors.identity(w.colleague, left.pk)
    take(w.colleague, left, "holder_ill")
    assert holders(left) == {w.colleague.person}
    assert selectors.identity(w.colleague, left.pk).fields
    shown = Event.objects.get(act="assign", resource=left.pk)
    assert (shown.actor, shown.purpose, shown.reason) == (
        w.colleague.person, "take_over", "holder_ill",
    )  # fmt: skip
    # Who comes back is a colleague like any other, until they are called in.
    back = person(w.inspectorate.office, "inspect")
    Post.objects.filter(member=back.person).update(member=w.owner.person)
    with pytest.raises(Refused):
        selectors.identity(w.owner, left.pk)


@pytest.mark.proves("file-holders")
def test_nobody_else_takes_it_over(w: World, left: CaseFile) -> None:
    """Another office, other institutions, an administrator, an officer, a stranger, who left."""
    officer = person(w.inspectorate.office, "dpo")
    ended = replace(w.colleague, until=in_days(-1))
    others = (w.other_office, w.shelter.first, w.prosecution.first, w.admin, officer, ended, None)
    for actor in (*others, w.owner):
        shown = Event.objects.filter(outcome="refused").count()
        with pytest.raises(Refused):
            take(actor, left)
        assert Event.objects.filter(outcome="refused").count() == shown + 1
    assert holders(left) == {w.owner.person}
    assert notices(left) == []


def test_nobody_takes_over_a_file_that_is_not_there_or_of_whom_was_erased(
    w: World, left: CaseFile
) -> None:
    with pytest.raises(Refused):
        services.take_over_file(w.colleague, uuid.uuid4(), reason="holder_left", request=request())
    erase(left.subject_id, "time_is_over", None)
    with pytest.raises(Refused):
        take(w.colleague, left)


def test_a_role_in_which_nobody_held_it_takes_nothing_over(w: World, left: CaseFile) -> None:
    """R-30: in one office, what came by a complaint does not pass to whoever inspects."""
    intake = person(w.inspectorate.office, "intake")
    refused("K506", lambda: take(intake, left))
    assert selectors.files_to_take_over(intake) == []
    assert not selectors.may_take_over(intake)
    take(w.colleague, left)


def test_only_files_of_the_office_are_asked_who_holds_them(w: World, left: CaseFile) -> None:
    """Each list of files asks this: posts are not looked up for every file of the installation."""
    with CaptureQueriesContext(connection) as asked:
        assert selectors.may_take_over(w.colleague)
    # The first asks whether anybody has left the office at all.
    _, query = asked.captured_queries
    where = f'"cases_casefile"."office_id" = \'{left.office_id.hex}\''
    assert where in query["sql"]


# When not


@pytest.mark.proves("file-holders")
def test_a_file_that_somebody_with_a_post_holds_stays_with_them(w: World) -> None:
    file = file_of(w.owner)
    refused("K504", lambda: take(w.colleague, file))
    with pytest.raises(Refused):  # there is nothing to take over from oneself
        take(w.owner, file)
    third = person(w.inspectorate.office, "inspect")
    services.share_file(w.owner, file.pk, third.person)
    leaves(w.owner)
    refused("K504", lambda: take(w.colleague, file))
    leaves(third)
    take(w.colleague, file)
    assert holders(file) == {w.colleague.person}


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ({"until": in_days(-1)}, False),
        ({"until": in_days(1)}, True),
        ({"begins": in_days(1)}, False),
        ({"approved_at": None}, False),
        ({"role": "admin"}, False),
    ],
    ids=["expired", "runs", "not_yet", "not_approved", "administers_now"],
)
def test_a_post_holds_a_file_while_it_can_be_acted_in(
    w: World, change: dict[str, object], held: bool
) -> None:
    file = file_of(w.owner)
    post = Post.objects.get(member=w.owner.person)
    if change.keys() != {"until"}:  # the post of before has ended, and another one was given
        leaves(w.owner)
        post = Post(
            member=post.member, office=post.office, role=post.role, until=in_days(9),
            begins=in_days(-9), approved_at=in_days(-9),
        )  # fmt: skip
    for name, value in change.items():
        setattr(post, name, value)
    post.save()
    if held:
        refused("K504", lambda: take(w.colleague, file))
    else:
        take(w.colleague, file)


def test_a_closed_account_holds_nothing_and_since_when_is_not_known(w: World) -> None:
    file = file_of(w.owner)
    third = person(w.inspectorate.office, "inspect")
    services.share_file(w.owner, file.pk, third.person)
    leaves(third)
    Member.objects.filter(pk=w.owner.person).update(is_active=False)
    (line,) = selectors.files_to_take_over(w.colleague)
    assert (line.id, line.since) == (file.pk, None)
    take(w.colleague, file)


def test_a_reason_of_the_list_is_needed(w: World, left: CaseFile) -> None:
    for reason in ("", "because", "no_place"):
        refused("K505", partial(take, w.colleague, left, reason))


# Once


def test_a_form_that_is_sent_twice_takes_over_once(w: World, left: CaseFile) -> None:
    form = request()
    for _ in range(2):
        services.take_over_file(w.colleague, left.pk, reason="holder_left", request=form)
    assert Event.objects.filter(act="assign", resource=left.pk).count() == 1
    assert len(notices(left)) == 1
    third = person(w.inspectorate.office, "inspect")
    other = file_of(third)
    take_again = partial(
        services.take_over_file, w.colleague, left.pk, reason="holder_left", request=form
    )
    take_again(member=w.colleague.person)
    refused("K501", partial(take_again, member=third.person))
    leaves(third)
    refused(
        "K501",
        lambda: services.take_over_file(w.colleague, other.pk, reason="holder_left", request=form),
    )


def test_of_two_at_once_one_holds_it(w: World, left: CaseFile) -> None:
    third = person(w.inspectorate.office, "inspect")
    found = at_once(*(lambda actor=actor: take(actor, left) for actor in (w.colleague, third)))
    (lost,) = [one for one in found if one is not None]
    assert isinstance(lost, InputError)
    assert [one.code for one in lost.problems] == ["K504"]
    (made,) = notices(left)
    assert holders(left) == {made.decided_by}
    assert made.decided_by in (w.colleague.person, third.person)


def test_one_press_that_arrives_twice_at_once_takes_over_once(w: World, left: CaseFile) -> None:
    form = request()
    press = lambda: services.take_over_file(  # noqa: E731
        w.colleague, left.pk, reason="holder_left", request=form
    )
    assert at_once(press, press) == [None, None]
    assert len(notices(left)) == 1


# Who reads of it


@pytest.mark.proves("file-holders")
def test_every_officer_of_the_institution_and_nobody_else_is_told(w: World, left: CaseFile) -> None:
    officer = person(w.inspectorate.office, "dpo")
    elsewhere = person(w.shelter.office, "dpo")
    made = taken_over(w.colleague, left)
    others = (w.owner, w.colleague, w.other_office, w.admin, w.shelter.first, elsewhere, None)
    for other in others:
        assert selectors.takeover_notices(other) == []
        with pytest.raises(Refused):
            services.acknowledge_takeover(other, made.pk)
    (line,) = selectors.takeover_notices(officer)
    assert (line.file, line.reason, line.decided_by, line.role) == (
        left.pk, "holder_left", w.colleague.person, "inspect",
    )  # fmt: skip
    for _ in range(2):  # the second reading says so too, and changes nothing
        services.acknowledge_takeover(officer, made.pk)
    assert selectors.takeover_notices(officer) == []
    made.refresh_from_db()
    assert made.noticed_by == officer.person
    assert "read_notice" in [one.act for one in access_log(w.colleague, left.pk)]


def test_the_story_of_the_file_tells_of_it(w: World, left: CaseFile) -> None:
    take(w.colleague, left, "holder_moved")
    (line,) = [one for one in timeline(w.colleague, left.pk) if one.kind == "taken_over"]
    assert line.reason == "holder_moved"


# Pages


def test_the_list_leads_there_only_while_there_is_one(w: World) -> None:
    file = file_of(w.owner)
    colleague, files = browser(w.colleague), "/en/office/files/"
    assert LEFT not in colleague.get(files).content.decode()
    assert file.pseudonym not in colleague.get(LEFT).content.decode()
    leaves(w.owner)
    assert LEFT in colleague.get(files).content.decode()
    text = colleague.get(LEFT).content.decode()
    assert file.pseudonym in text
    assert f"{timezone.now():%Y-%m-%d}" in re.split("Without a holder since", text)[1]
    assert [one for one in SECRETS if one in text] == []
    for actor in (w.other_office, w.shelter.first, w.prosecution.first):
        others = browser(actor)
        assert LEFT not in others.get(files).content.decode()
        assert file.pseudonym not in others.get(LEFT).content.decode()


def test_the_form_takes_a_file_over_for_a_colleague_alone(w: World, left: CaseFile) -> None:
    address = f"/en/office/files/{left.pk}/take-over/"
    form = {f"{left.pk}-reason": "holder_left", f"{left.pk}-request": uuid.uuid4()}
    answers = {
        None: 303, w.other_office: 404, w.shelter.first: 404, w.prosecution.first: 404,
        w.admin: 404, w.colleague: 303,
    }  # fmt: skip
    for actor, status in answers.items():
        with transaction.atomic():
            assert browser(actor).post(address, form).status_code == status
        assert holders(left) == {(w.colleague if actor == w.colleague else w.owner).person}
    page = browser(w.colleague).get(f"/en/office/files/{left.pk}/").content.decode()
    assert "File taken over" in page
    assert "the former holder has left" in page


def test_a_form_without_a_reason_is_shown_again_and_only_to_whom_it_is_for(
    w: World, left: CaseFile
) -> None:
    address, form = f"/en/office/files/{left.pk}/take-over/", {f"{left.pk}-request": uuid.uuid4()}
    answer = browser(w.colleague).post(address, form)
    assert answer.status_code == 422
    assert left.pseudonym in answer.content.decode()
    assert browser(w.other_office).post(address, form).status_code == 404
    assert holders(left) == {w.owner.person}


def test_the_officer_reads_the_notice_on_a_page(w: World, left: CaseFile) -> None:
    made = taken_over(w.colleague, left)
    officer = browser(person(w.inspectorate.office, "dpo"))
    assert "/en/office/takeovers/" in officer.get("/en/office/openings/").content.decode()
    text = officer.get("/en/office/takeovers/").content.decode()
    assert "the former holder has left" in text
    assert f"/en/office/files/{left.pk}/seen/" in text
    assert [one for one in (*SECRETS, left.pseudonym) if one in text] == []
    address = f"/en/office/takeovers/{made.pk}/notice/"
    for actor in (w.colleague, w.other_office, w.shelter.first, w.admin):
        assert browser(actor).post(address).status_code == 404
    assert browser(None).post(address).status_code == 303  # to the door
    assert [one.noticed_at for one in notices(left)] == [None]
    assert officer.post(address).status_code == 303
    (made,) = notices(left)
    assert made.noticed_at is not None
    assert "No notices." in officer.get("/en/office/takeovers/").content.decode()
