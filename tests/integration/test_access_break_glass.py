"""Opening a file in an emergency: one file, a short time, a second reader, a notice."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access_files import (
    GONE,
    PASSED_ON_ONCE,
    PersonPolicy,
    StatementPolicy,
    file_held_by,
    files,
)
from manumit.errors import InputError
from manumit.web.kernel.access import break_glass as glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.verdicts import AccessReason, Refused
from manumit.web.kernel.ledger.models import Event
from persons import Persons, actor, persons

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def five() -> Persons:
    return persons("support")


def ask(
    who: Actor | None, file: BreakGlass, reason: str = "danger_to_life", hours: float = 4
) -> BreakGlass:
    return glass.ask(who, files, file, reason=reason, hours=hours)


def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    then = timezone.now() + dt.timedelta(hours=hours)
    monkeypatch.setattr(timezone, "now", lambda: then)


def lasting(who: Actor) -> Actor:
    return replace(who, until=timezone.now() + dt.timedelta(days=30))


def code_of(caught: pytest.ExceptionInfo[InputError]) -> str:
    return caught.value.problems[0].code


def test_danger_to_life_opens_at_once_the_person_and_the_file_and_nothing_else(
    five: Persons,
) -> None:
    file, other = file_held_by(five.owner), file_held_by(five.owner)
    asker = five.other_office
    assert not files.can(asker, "see", file)
    ask(asker, file)
    verdict = files.can(asker, "see", file)
    assert (verdict.allowed, verdict.reason) == (True, AccessReason.BROKEN_GLASS)
    assert PersonPolicy().can(asker, "see", file)
    assert file in files.scope(asker)
    assert other not in files.scope(asker)
    assert not StatementPolicy().can(asker, "see", file)
    assert not files.can(asker, "change", file)
    assert not files.can(asker, "see", other)
    assert not files.can(five.other_institution, "see", file)
    # Not to somebody beside them, and not in another of their roles.
    assert not files.can(replace(asker, person=uuid.uuid4()), "see", file)
    assert not files.can(replace(asker, role="advice"), "see", file)


def test_a_colleague_gets_on_top_of_what_they_see(five: Persons) -> None:
    file = file_held_by(five.owner)
    assert not PersonPolicy().can(five.colleague, "see", file)
    ask(five.colleague, file)
    assert PersonPolicy().can(five.colleague, "see", file)
    held = {Relation.COLLEAGUE, Relation.BROKEN_GLASS}
    assert files.relations_to(five.colleague, file) == held


def test_at_once_closes_after_an_hour_unless_a_second_reader_confirms(
    five: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker, reader = lasting(five.other_office), lasting(five.colleague)
    first, second = file_held_by(five.owner), file_held_by(five.owner)
    lapsing = ask(asker, first)
    kept = ask(reader, second)
    glass.confirm(lasting(five.owner), kept.pk)
    later(monkeypatch, 1.01)
    assert not files.can(asker, "see", first)
    assert Relation.BROKEN_GLASS in files.relations_to(reader, second)
    with pytest.raises(InputError) as caught:
        glass.confirm(reader, lapsing.pk)
    assert code_of(caught) == "G404"
    later(monkeypatch, 3)
    assert Relation.BROKEN_GLASS not in files.relations_to(reader, second)


def test_any_other_reason_opens_nothing_before_it_is_confirmed(five: Persons) -> None:
    file = file_held_by(five.owner)
    asked = ask(five.other_office, file, reason="holder_absent")
    assert not files.can(five.other_office, "see", file)
    glass.confirm(five.colleague, asked.pk)
    assert files.can(five.other_office, "see", file)


def test_the_second_reader_is_another_person_of_the_institution_who_may_read_files(
    five: Persons,
) -> None:
    file = file_held_by(five.owner)
    asked = ask(five.other_office, file, reason="holder_absent")
    elsewhere = replace(five.other_office, office=uuid.uuid4(), role="advice")
    admin = replace(five.colleague, person=uuid.uuid4(), role="admin")
    dpo = replace(admin, role="dpo")
    for wrong in (five.other_office, elsewhere, five.other_institution, admin, dpo, None):
        with pytest.raises(Refused):
            glass.confirm(wrong, asked.pk)
    assert not files.can(five.other_office, "see", file)
    glass.confirm(five.owner, asked.pk)
    with pytest.raises(InputError) as caught:
        glass.confirm(five.colleague, asked.pk)
    assert code_of(caught) == "G404"


@pytest.mark.proves("second-person-admits")
@pytest.mark.parametrize("reason", ["danger_to_life", "holder_absent"])
def test_a_second_reader_is_neither_new_nor_let_in_by_the_asker(five: Persons, reason: str) -> None:
    """Two invented people of one administrator don't confirm each other (ADR 16)."""
    file, now = file_held_by(five.owner), timezone.now()
    asker = five.other_office
    asked = ask(asker, file, reason=reason)
    least = dt.timedelta(days=7)
    for wrong in (
        replace(five.colleague, since=None),
        replace(five.colleague, since=now),
        replace(five.colleague, since=now - least + dt.timedelta(minutes=1)),
        replace(five.colleague, let_in_by=frozenset({uuid.uuid4(), asker.person})),
    ):
        with pytest.raises(InputError) as caught:
            glass.confirm(wrong, asked.pk)
        assert code_of(caught) == "G406"
    asked.refresh_from_db()
    assert asked.confirmed_by is None
    events = Event.objects.using("ledger").filter(act="refuse", resource=asked.pk)
    assert [one.reason for one in events] == ["not_independent"] * 4
    glass.confirm(replace(five.colleague, since=now - least), asked.pk)


@pytest.mark.parametrize("role", ["inspect", "court", "union", "admin", "dpo", "stats", "worker"])
def test_other_roles_may_not_ask(role: str, five: Persons) -> None:
    file = file_held_by(five.owner)
    with pytest.raises(Refused):
        ask(replace(five.other_office, role=role), file)
    assert BreakGlass.objects.count() == 1  # the file itself


def test_it_reaches_no_file_of_another_institution_none_withdrawn_and_none_erased(
    five: Persons,
) -> None:
    for file in (
        file_held_by(five.other_institution),
        file_held_by(five.other_institution, PASSED_ON_ONCE),
        file_held_by(five.owner, GONE),
        file_held_by(five.other_office),  # one's own needs none
    ):
        with pytest.raises(Refused):
            ask(five.other_office, file)
    with pytest.raises(Refused):
        ask(None, file_held_by(five.owner))


def test_what_passes_to_another_institution_while_it_is_open_closes(five: Persons) -> None:
    file = file_held_by(five.owner)
    ask(five.other_office, file)
    there = five.other_institution
    BreakGlass.objects.filter(pk=file.pk).update(institution=there.institution, office=there.office)
    assert not files.can(five.other_office, "see", file)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "curious"}, "G401"),
        ({"hours": 0}, "G402"),
        ({"hours": -1}, "G402"),
        ({"hours": 24.001}, "G402"),
    ],
)
def test_no_reason_of_the_list_or_too_long_a_time_is_refused(
    given: dict[str, Any], code: str, five: Persons
) -> None:
    file = file_held_by(five.owner)
    with pytest.raises(InputError) as caught:
        ask(five.colleague, file, **given)
    assert code_of(caught) == code
    assert BreakGlass.objects.count() == 1


def test_nobody_opens_one_file_after_another_at_once_without_a_second_reader(
    five: Persons, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = lasting(five.other_office)
    first, second = file_held_by(five.owner), file_held_by(five.owner)
    asked = ask(asker, first)
    with pytest.raises(InputError) as caught:
        ask(asker, second)
    assert code_of(caught) == "G403"
    later(monkeypatch, 2)
    with pytest.raises(InputError):
        ask(asker, second, reason="child_in_danger")
    ask(asker, second, reason="holder_absent")
    monkeypatch.undo()
    glass.confirm(five.colleague, asked.pk)
    ask(asker, second)


def test_it_is_ended_at_once_by_the_asker_a_reader_or_the_data_protection_officer(
    five: Persons,
) -> None:
    file = file_held_by(five.owner)
    dpo = replace(five.colleague, person=uuid.uuid4(), role="dpo")
    for ender in (five.other_office, five.colleague, dpo):
        asked = ask(five.other_office, file)
        glass.confirm(five.owner, asked.pk)
        assert files.can(five.other_office, "see", file)
        glass.revoke(ender, asked.pk)
        assert not files.can(five.other_office, "see", file)
        with pytest.raises(InputError) as caught:
            glass.revoke(ender, asked.pk)
        assert code_of(caught) == "G405"
    with pytest.raises(Refused):
        glass.revoke(five.other_institution, asked.pk)


def test_the_data_protection_officer_of_the_institution_gets_a_notice_and_no_file(
    five: Persons,
) -> None:
    file = file_held_by(five.owner)
    asked = ask(five.other_office, file)
    dpo = replace(five.colleague, person=uuid.uuid4(), role="dpo")
    assert list(glass.notices(dpo)) == [asked, file]  # the stand-in of the file is one as well
    assert not glass.notices(actor("dpo")).exists()
    assert not glass.notices(five.owner).exists()
    assert not glass.notices(None).exists()
    assert not files.can(dpo, "see", file)
    noticed = glass.notice(dpo, asked.pk)
    assert noticed.noticed_by == dpo.person
    assert asked not in glass.notices(dpo)
    with pytest.raises(Refused):
        glass.notice(five.owner, asked.pk)


def test_every_step_is_in_the_ledger_with_its_reason(five: Persons) -> None:
    file = file_held_by(five.owner)
    asked = ask(five.other_office, file)
    glass.confirm(five.colleague, asked.pk)
    dpo = replace(five.colleague, person=uuid.uuid4(), role="dpo")
    glass.notice(dpo, asked.pk)
    glass.revoke(dpo, asked.pk)
    events = Event.objects.filter(resource=file.file).order_by("number")
    assert [(event.act, event.actor, event.reason) for event in events] == [
        ("break_glass", five.other_office.person, "danger_to_life"),
        ("second_reading", five.colleague.person, "danger_to_life"),
        ("read_notice", dpo.person, "danger_to_life"),
        ("end_break_glass", dpo.person, "danger_to_life"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": dt.timedelta(hours=25)},
        {"confirmed_by": "asker", "confirmed_at": dt.timedelta()},
        {"confirmed_by": "other", "confirmed_at": 2 * HOUR},
        {"confirmed_by": "other"},
        {"revoked_at": dt.timedelta()},
    ],
)
def test_the_database_holds_to_it_as_well(wrong: dict[str, Any], five: Persons) -> None:
    asked = ask(five.other_office, file_held_by(five.owner))
    people = {"asker": asked.person, "other": uuid.uuid4()}
    values = {
        name: asked.asked_at + value if isinstance(value, dt.timedelta) else people[value]
        for name, value in wrong.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=asked.pk).update(**values)
