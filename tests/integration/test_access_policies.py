"""Rows are reached through a policy: lists, single rows, fields, and what the ledger keeps."""

import uuid

import pytest
from django.http import HttpRequest

from access_files import GONE, PASSED_ON, PASSED_ON_ONCE, PersonPolicy, file_held_by, files
from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.access.grants import Relation, grants
from manumit.web.kernel.access.verdicts import AccessReason, Refused
from manumit.web.kernel.ledger.models import INSTALLATION, Event, Outcome
from persons import actor, persons

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


def test_each_of_the_five_reaches_what_the_table_says() -> None:
    five = persons("support")
    file = file_held_by(five.owner)
    who = [
        (five.owner, "own", True),
        (five.colleague, "colleague", True),
        (five.other_office, "other_office", False),
        (five.other_institution, "other_institution", False),
    ]
    for somebody, relation, sees in who:
        assert files.relations_to(somebody, file) == {relation}
        assert bool(files.can(somebody, "see", file)) is sees
        assert files.scope(somebody).filter(pk=file.pk).exists() is sees
    assert not files.can(five.stranger, "see", file)
    assert not files.scope(five.stranger).exists()


@pytest.mark.parametrize("state", ["", PASSED_ON, PASSED_ON_ONCE, GONE])
@pytest.mark.parametrize("role", ["support", "inspect", "ident", "court", "admin", "dpo", "stats"])
def test_a_list_holds_a_row_exactly_if_the_row_is_allowed(role: str, state: str) -> None:
    five = persons(role)
    file = file_held_by(five.owner, state)
    for action in grants().actions["case_file"]:
        for one in (five.owner, five.colleague, five.other_office, five.other_institution, None):
            listed = files.scope(one, action).filter(pk=file.pk).exists()
            assert listed is files.can(one, action, file).allowed


def test_of_an_erased_person_nothing_is_listed_or_seen_even_by_the_holder() -> None:
    owner = actor("support")
    file = file_held_by(owner, GONE)
    assert files.can(owner, "see", file).reason is AccessReason.ERASED
    assert files.mask(owner, file) == frozenset()
    assert not files.scope(owner).exists()


def test_when_consent_is_withdrawn_the_receiver_sees_no_more_at_once() -> None:
    sender, receiver = actor("inspect"), actor("support")
    file = file_held_by(sender, PASSED_ON)
    assert files.can(receiver, "see", file)
    type(file).objects.filter(pk=file.pk).update(reason=PASSED_ON_ONCE)
    verdict = files.can(receiver, "see", file)
    assert (verdict.allowed, verdict.reason, verdict.hidden) == (
        False,
        AccessReason.WITHDRAWN,
        True,
    )


def test_a_colleague_sees_the_fields_of_the_classes_that_the_table_names() -> None:
    five = persons("support")
    file = file_held_by(five.owner)
    assert {"file", "reason", "role"} <= files.mask(five.colleague, file)
    assert files.mask(five.other_office, file) == frozenset()
    assert files.mask(None, file) == frozenset()
    person = PersonPolicy()
    assert person.mask(five.owner, file) == files.mask(five.owner, file)
    assert person.mask(five.colleague, file) == frozenset()


def test_a_refusal_is_in_the_ledger_without_any_content() -> None:
    five = persons("inspect")
    file = file_held_by(five.owner)
    with pytest.raises(Refused) as caught:
        files.check(five.other_institution, "change", file)
    assert caught.value.verdict.hidden
    event = Event.objects.using("ledger").order_by("-number")[0]
    assert (event.act, event.kind, event.purpose) == ("refuse", "case_file", "change")
    assert (event.outcome, event.reason) == (Outcome.REFUSED, "not_of_relation")
    assert (event.actor, event.resource) == (five.other_institution.person, file.pk)
    assert str(caught.value) == "not_of_relation"


def test_who_sees_a_row_and_may_not_do_something_is_told_so_and_others_are_not() -> None:
    five = persons("inspect")
    file = file_held_by(five.owner)
    assert files.can(five.colleague, "change", file).hidden is False
    assert files.can(five.other_office, "change", file).hidden is True


def test_a_row_that_is_not_there_looks_like_one_that_is_not_for_you() -> None:
    five = persons("support")
    file = file_held_by(five.owner)
    assert files.load(five.owner, file.pk) == file
    verdicts = []
    for key in (file.pk, uuid.uuid4()):
        with pytest.raises(Refused) as caught:
            files.load(five.other_institution, key)
        verdicts.append(caught.value.verdict)
    assert verdicts[0] == verdicts[1]
    with pytest.raises(Refused):
        files.load(five.owner, uuid.uuid4())
    with pytest.raises(Refused):
        files.load(None, file.pk)
    event = Event.objects.using("ledger").order_by("-number")[0]
    assert (event.institution, event.role, event.actor) == (INSTALLATION, "stranger", None)


def test_a_new_row_is_made_by_who_holds_what_it_becomes_part_of() -> None:
    inspector = actor("inspect")
    assert files.can_new(inspector, "open")
    assert not files.can_new(inspector, "open", Relation.COLLEAGUE)
    with pytest.raises(Refused):
        files.check_new(actor("admin"), "open")
    assert files.check_new(inspector, "open").reason is AccessReason.GRANTED


def test_the_actor_of_a_request_is_what_signing_in_put_there() -> None:
    request = HttpRequest()
    assert actor_of(request) is None
    for other in (None, "inspect", object()):
        request.actor = other  # type: ignore[attr-defined] # as a middleware does
        assert actor_of(request) is None
    somebody: Actor = actor("inspect")
    request.actor = somebody  # type: ignore[attr-defined] # as a middleware does
    assert actor_of(request) is somebody


def test_something_that_nobody_declared_is_a_mistake_of_the_program_not_a_refusal() -> None:
    owner = actor("support")
    file = file_held_by(owner)
    with pytest.raises(KeyError):
        files.can(owner, "copy", file)
