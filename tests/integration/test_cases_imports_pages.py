"""Pages of what came from another system, and of the imports: against everybody who might come.

Expectations are written by hand from domain.md, section 2: what somebody said is read by who holds
the file; of an import whoever made it, their office in the same role and the administration see
sums ("sees no case"), and nobody else learns that there was one. Which rows were rejected no page
says.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from pytest_django import Settings

from cases_world import Body, key_ring, person, request, world
from erasing import erase
from imports_here import MAPPING, PEOPLE, TABLE, Around, read
from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.imports import importing
from manumit.web.imports.importing import IncomingSheet
from manumit.web.imports.models import Import, LegacyRecord
from manumit.web.institutions.models import Member
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.sealed import open_text

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(scope="module")
def example() -> IncomingSheet:
    """The example, in which one row has a telephone number that is none."""
    return read(TABLE.read_bytes().replace(b"+41000000004", b"no-number"))


@dataclass(frozen=True, slots=True)
class Place(Around):
    """Institutions, and one import by whoever is the owner."""

    run: Import

    @property
    def file(self) -> CaseFile:
        """The file of the first row: files are made in an order of chance."""
        rows = LegacyRecord.objects.filter(institution=self.world.owner.institution)
        return next(one.file for one in rows if "R-0001" in (open_text(one, "content") or ""))


@pytest.fixture
def place(tmp_path: Path, settings: Settings, example: IncomingSheet) -> Place:
    key_ring(tmp_path, settings)
    w = world()
    importing.import_files(w.owner, example, leave_out=True)
    run = Import.objects.get(made_by=w.owner.person)
    office = w.inspectorate.office
    return Place(w, person(office, "dpo"), person(office, "intake"), run)


# What was carried over


def test_whoever_holds_the_file_reads_what_the_old_system_had_and_that_it_counts_for_nothing(
    place: Place,
) -> None:
    """R-47, R-52."""
    client = place.browser("owner")
    address = f"/en/office/files/{place.file.pk}/"
    assert f"{address}carried/" in client.get(address).content.decode()
    text = client.get(f"{address}carried/").content.decode()
    for shown in ("R-0001", "2023-02-01", "Presumed", "2023-03-01", "Referral for help"):
        assert shown in text, shown
    assert "None of this is a decision or a consent here." in text
    assert "As recorded there. It is not a decision here." in text
    assert "As recorded there. It is not consent here." in text
    assert f"/en/office/imports/{place.run.pk}/" in text
    assert Event.objects.filter(
        act="read_statement", kind="case_file", resource=place.file.pk,
        actor=place.world.owner.person,
    ).exists()  # fmt: skip
    assert place.file.state == "possible"


@pytest.mark.proves("imports")
@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("owner", 200), ("colleague", 404), ("other_office", 404), ("other_role", 404),
        ("other_institution", 404), ("ident", 404), ("justice", 404), ("admin", 404),
        ("dpo", 404), ("stranger", 303),
    ],
)  # fmt: skip
def test_nobody_else_reads_what_was_carried_over(place: Place, who: str, answer: int) -> None:
    address = f"/en/office/files/{place.file.pk}/carried/"
    response = place.browser(who).get(address)
    assert response.status_code == answer
    assert ("R-0001" in response.content.decode()) == (who == "owner")
    if who == "colleague":
        seen = place.browser(who).get(f"/en/office/files/{place.file.pk}/").content.decode()
        assert "carried/" not in seen


def test_a_file_that_was_opened_by_hand_has_nothing_of_another_system(place: Place) -> None:
    by_hand = services.open_file(place.world.owner, age=Age.ADULT, request=request())
    client = place.browser("owner")
    address = f"/en/office/files/{by_hand.pk}/"
    assert "carried/" not in client.get(address).content.decode()
    assert "did not come from another system" in client.get(f"{address}carried/").content.decode()
    # Nothing was read, and the ledger says no more than that.
    assert not Event.objects.filter(act="read_statement", resource=by_hand.pk).exists()


def test_of_who_was_erased_nothing_is_read(place: Place) -> None:
    file = place.file
    erase(file.subject_id, "asked_by_the_person", None)
    answer = place.browser("owner").get(f"/en/office/files/{file.pk}/carried/")
    assert answer.status_code == 404
    assert "R-0001" not in answer.content.decode()


# The imports


@pytest.mark.proves("imports")
@pytest.mark.parametrize(
    ("who", "answer", "shown"),
    [
        # Who, what the list and the page answer, and whether the import is in the list.
        ("owner", 200, True),
        ("colleague", 200, True),
        ("other_office", 200, False),
        # What intake brings in stays with it, and what inspectors do with them.
        ("other_role", 200, False),
        ("other_institution", 200, False),
        ("ident", 404, False),
        ("justice", 404, False),
        ("admin", 200, True),
        ("dpo", 200, True),
        ("stranger", 303, False),
    ],
)
def test_who_sees_that_something_was_imported(
    place: Place, who: str, answer: int, shown: bool
) -> None:
    client = place.browser(who)
    listed = client.get("/en/office/imports/")
    assert listed.status_code == answer
    address = f"/en/office/imports/{place.run.pk}/"
    assert (address in listed.content.decode()) == shown
    page = client.get(address)
    assert page.status_code == (303 if who == "stranger" else 200 if shown else 404)
    text = page.content.decode()
    assert ("V304</code>: 1</li>" in text) == shown
    for word in ("Testperson", "R-0001", "no-number"):
        assert word not in text + listed.content.decode()


def test_an_administrator_sees_sums_and_opens_no_file(place: Place) -> None:
    client = place.browser("admin")
    text = client.get("/en/office/imports/").content.decode()
    assert "5 rows: 4 became files, 0 were already known, 1 were rejected." in text
    assert client.get(f"/en/office/files/{place.file.pk}/").status_code == 404
    assert client.get(f"/en/office/files/{place.file.pk}/carried/").status_code == 404


@pytest.mark.parametrize(
    ("who", "page"), [("owner", "files/"), ("colleague", "files/"), ("admin", ""), ("dpo", "")]
)
def test_whoever_may_see_imports_finds_them(place: Place, who: str, page: str) -> None:
    text = place.browser(who).get(f"/en/office/{page}").content.decode()
    assert "/en/office/imports/" in text


# The record


def test_an_import_is_recorded_with_its_files_and_in_the_ledger(place: Place) -> None:
    run, owner = place.run, place.world.owner
    assert (run.rows, run.made, run.known, run.rejected) == (PEOPLE, PEOPLE - 1, 0, 1)
    assert run.rejects == {"V304": 1}
    assert (run.institution_id, run.office_id, run.role) == (
        owner.institution, owner.office, owner.role,
    )  # fmt: skip
    assert run.mapping == "old_register"
    made = CaseFile.objects.filter(institution=owner.institution)
    assert {one.carried.origin_id for one in made} == {run.pk}
    event = Event.objects.get(kind="import", resource=run.pk)
    assert (event.act, event.actor, event.reason) == ("create", owner.person, "imported")


@pytest.mark.proves("imports")
def test_of_the_file_and_its_rows_the_record_keeps_numbers_alone(place: Place) -> None:
    """A number of a row leads to a person, and a digest of one row is of that person's record."""
    kept = Import.objects.filter(pk=place.run.pk).values().get()
    assert kept.keys() == {
        "id", "institution_id", "office_id", "role", "made_by", "made_at", "mapping",
        "mapping_digest", "rows", "made", "known", "rejected", "rejects",
    }  # fmt: skip


@pytest.mark.proves("imports")
def test_times_are_shown_to_the_minute(place: Place) -> None:
    """A finer one tells in which order the files of an import were made."""
    client, key = place.browser("owner"), place.file.pk
    attribute, to_the_second = re.compile(r'datetime="([^"]*)"'), re.compile(r"\d\d:\d\d:\d\d")
    for page in ("files/", f"files/{key}/", "imports/", f"imports/{place.run.pk}/"):
        text = client.get(f"/en/office/{page}").content.decode()
        times = attribute.findall(text)
        assert times or page == "files/", page  # the list shows days alone
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\dZ)?", one) for one in times), page
        assert not to_the_second.search(text), page


def test_the_same_file_again_is_another_import_in_which_every_row_was_known(
    place: Place, example: IncomingSheet
) -> None:
    importing.import_files(place.world.colleague, example, leave_out=True)
    again = Import.objects.get(made_by=place.world.colleague.person)
    assert (again.rows, again.made, again.known, again.rejected) == (PEOPLE, 0, PEOPLE - 1, 1)


def test_an_import_that_fails_is_not_recorded(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from manumit.web.imports import importing  # noqa: PLC0415 - what is broken here

    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(importing, "_add_legacy_record", broken)
    new = read(TABLE.read_bytes().replace(b"R-000", b"T-000"))
    with pytest.raises(RuntimeError):
        importing.import_files(place.world.owner, new)
    assert Import.objects.filter(institution=place.world.owner.institution).count() == 1


@pytest.mark.proves("imports")
def test_the_record_is_only_ever_added_to(place: Place) -> None:
    for change in ("UPDATE imports_import SET made = 0, rows = 1", "DELETE FROM imports_import"):
        with (
            pytest.raises((Error, psycopg.Error), match="only ever added"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{change} WHERE id = %s", [place.run.pk])
    place.run.refresh_from_db()
    assert place.run.made == PEOPLE - 1


def test_the_command_records_the_import_it_makes(place: Place, tmp_path: Path) -> None:
    shelter = Body.made("shelter", "support")
    email = Member.objects.get(pk=shelter.first.person).email
    given = {"mapping": str(MAPPING), "member": email}
    call_command("import_files", str(TABLE), **given)
    assert not Import.objects.filter(institution=shelter.institution).exists()
    call_command("import_files", str(TABLE), make=True, rejects=tmp_path / "r.csv", **given)
    assert Import.objects.get(institution=shelter.institution).made == PEOPLE
    del place
