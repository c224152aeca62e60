"""A contact becomes a file: domain.md R-34, R-46, R-52, R-53, section 10.

Nothing is copied, and no row, id or text joins the two but who acted, where and when.
"""

import dataclasses
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings

import line_world as lw
from cases_world import key_ring, request
from joined_rows import joined_ids, rows_with
from line_world import World
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.line import handover, offers, reading
from manumit.web.line.models import Contact
from manumit.web.line.offers import file_offer

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(autouse=True)
def _ring(tmp_path: Path, settings: Any) -> None:
    key_ring(tmp_path, settings)


@pytest.fixture
def w() -> World:
    return lw.world()


def opened(
    who: Actor | None,
    row: Contact,
    *,
    age: Age = Age.ADULT,
    reason: str = "person_agrees",
    forms: tuple[uuid.UUID, uuid.UUID] | None = None,
) -> CaseFile:
    """The file that was opened for the person of a contact."""
    first, second = forms or (request(), request())
    key = handover.open_file(
        who, row.pk, age=age, reason=reason, seen=row.version, request=first, file_request=second
    )
    return CaseFile.objects.get(pk=key)


def marks(row: Contact | CaseFile) -> tuple[object, ...]:
    """What names a row anywhere."""
    return row.pk, row.subject_id, row.reference if isinstance(row, Contact) else row.pseudonym


def test_a_contact_becomes_a_file_that_the_member_holds(w: World) -> None:
    row = lw.promised(w.owner)
    file = opened(w.owner, row, age=Age.UNSURE)
    assert (file.age, file.opened_by, file.office_id) == ("unsure", w.owner.person, w.owner.office)
    assert lw.now(row).state == "became_file"
    seen = reading.contact(w.owner, row.pk)
    assert [(one.name, one.reason) for one in seen.taken] == [("open_file", "person_agrees")]
    assert (list(seen.steps), seen.opens_file) == ([], False)


def test_no_row_joins_a_contact_and_its_file(w: World) -> None:
    """A planted link is found first: one id for the forms of both."""
    who = w.owner
    known = {str(one) for one in (who.person, who.office, who.institution)}
    form = request()
    planted = lw.promised(who)
    assert joined_ids(marks(planted), marks(opened(who, planted, forms=(form, form)))) - known == {
        str(form)
    }
    row = lw.promised(who)
    assert joined_ids(marks(row), marks(opened(who, row))) <= known


def test_nothing_that_was_written_down_is_in_the_file(w: World) -> None:
    row = lw.promised(w.owner, topics=("violence",), sector="C", language="ben")
    file = opened(w.owner, row)
    assert not file.identity.values.exists()
    about = " ".join(rows_with(file.pk, file.subject_id))
    for text in (lw.NOTE, lw.DIGITS, "violence", "ben"):
        assert not re.search(rf"\b{text}\b", about)


def test_a_form_sent_twice_opens_one_file(w: World) -> None:
    row, forms = lw.recorded(w.owner), (request(), request())
    files = {opened(w.owner, row, forms=forms).pk for _ in range(2)}
    assert len(files) == 1
    assert CaseFile.objects.count() == 1


def test_a_contact_that_became_a_file_becomes_no_second_one(w: World) -> None:
    """A colleague whose page is older is refused before a file is opened, and so is a new page."""
    row = lw.recorded(w.owner)
    opened(w.owner, row)
    with pytest.raises(InputError, match="T101"):
        opened(w.colleague, row)
    with pytest.raises(InputError, match="T103"):
        opened(w.colleague, lw.now(row))
    assert CaseFile.objects.count() == 1


@pytest.fixture
def another() -> Iterator[BaseDatabaseWrapper]:
    """A second session of the database."""
    found = connection.copy()
    yield found
    found.close()


def test_while_one_member_opens_the_file_another_waits(
    w: World, another: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two members who act within the same second would open two files for one person."""
    row, found, real = lw.recorded(w.owner), list[bool](), file_offer(w.owner)
    assert real is not None

    def free() -> bool:
        with another.cursor() as cursor:
            name = [f"line file {row.pk}"]
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)
            (free,) = cursor.fetchone()
            if free:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)
        return bool(free)

    def opens(actor: Actor | None, age: Age, form: uuid.UUID) -> uuid.UUID:
        found.append(free())
        return real.opens(actor, age, form)

    monkeypatch.setattr(offers, "_known", [dataclasses.replace(real, opens=opens)])
    opened(w.owner, row)
    assert (found, free()) == ([False], True)


def test_the_two_acts_have_transactions_of_their_own(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the numbers that the database keeps of transactions would join their rows."""
    found, real = list[int](), file_offer(w.owner)
    assert real is not None

    def opens(actor: Actor | None, age: Age, form: uuid.UUID) -> uuid.UUID:
        found.append(len(connection.savepoint_ids))
        return real.opens(actor, age, form)

    monkeypatch.setattr(offers, "_known", [dataclasses.replace(real, opens=opens)])
    opened(w.owner, lw.recorded(w.owner))
    assert found == [len(connection.savepoint_ids)]


def test_if_no_file_can_be_opened_the_contact_stays_with_the_desk(w: World) -> None:
    """A person in danger is in a list of the desk until there is a file."""
    row = lw.promised(w.owner, danger="yes")
    with override_settings(MANUMIT_KEY_RING=None), pytest.raises(InputError, match="V101"):
        opened(w.owner, row)
    assert lw.now(row).state == "open"
    assert not CaseFile.objects.exists()
    assert opened(w.owner, row) == CaseFile.objects.get()


def test_somebody_who_may_be_under_18_gets_no_file_of_an_adult(w: World) -> None:
    """R-46: what shows that they are an adult is recorded in the file, with a reason."""
    calls = lw.recorded(w.owner, caller="child")
    row = lw.recorded(w.owner)
    for one, reason in ((calls, "person_agrees"), (row, "child_in_danger")):
        with pytest.raises(InputError, match="H608"):
            opened(w.owner, one, reason=reason)
    assert not CaseFile.objects.exists()
    assert opened(w.owner, calls, age=Age.CHILD).age == "child"
    assert opened(w.owner, row, age=Age.UNSURE, reason="child_in_danger").age == "unsure"


def test_danger_overrides_consent_and_who_and_why_are_recorded(w: World) -> None:
    """R-53. The ledger has the reason with the contact alone: no other file has one."""
    row = lw.promised(w.owner, danger="yes")
    file = opened(w.colleague, row, reason="danger_to_life")
    step = Event.objects.get(resource=row.pk, reason="danger_to_life")
    assert (step.actor, step.role, step.kind) == (w.colleague.person, "advice", "contact")
    events = Event.objects.filter(resource=file.pk)
    assert {one.reason for one in events} == {""}


def test_what_cannot_become_a_file_opens_none(w: World) -> None:
    passed = lw.recorded(w.owner, done="passed_other")
    row = lw.recorded(w.owner)
    files = CaseFile.objects.count()
    with pytest.raises(InputError):
        opened(w.owner, passed)
    with pytest.raises(InputError, match="H601"):
        opened(w.owner, row, reason="passed_other")
    row.version += 1
    with pytest.raises(InputError, match="T101"):
        opened(w.owner, row)
    assert CaseFile.objects.count() == files


def test_only_a_role_that_opens_files_does_it_for_its_own_desk(w: World) -> None:
    row, of_union = lw.recorded(w.owner), lw.recorded(w.union.first)
    files = CaseFile.objects.count()
    with pytest.raises(InputError, match="H607"):
        opened(w.union.first, of_union)
    assert not reading.contact(w.union.first, of_union.pk).opens_file
    bodies = (w.other, w.union, w.inspectorate, w.intake, w.shelter)
    for who in (w.other_office, w.admin, None, *(one.first for one in bodies)):
        with pytest.raises(Refused):
            opened(who, row)
    assert CaseFile.objects.count() == files
    assert opened(w.colleague, row, age=Age.CHILD, reason="child_in_danger").age == "child"


def test_a_file_is_opened_by_itself_without_any_contact(w: World) -> None:
    """The right is that of files: the line adds none."""
    with pytest.raises(Refused):
        services.open_file(w.union.first, age=Age.ADULT, request=request())
