"""Pages for bringing files in: against everybody who might come.

Expectations are written by hand from domain.md, section 2 and decision 38: whoever may open files
and write in them by hand brings them in; a sheet on its way in is for whoever brought it, in that
post, and for nobody else: not for a colleague, the administration or the data protection officer,
who see the sums of what was made.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from cases_world import key_ring, person, world
from imports_here import MAPPING, PEOPLE, TABLE, Around
from manumit.web.cases.models import CaseFile
from manumit.web.imports.import_jobs import run_job
from manumit.web.imports.models import Import, ImportJob
from office import signed_in

pytestmark = pytest.mark.usefixtures("committing")
BROKEN = TABLE.read_bytes().replace(b"+41000000004", b"no-number")
NEW = "/en/office/imports/new/"
CELLS = ("Testperson", "R-0001", "no-number", "XX0000002", "1990-04-11")


@dataclass(frozen=True, slots=True)
class Place(Around):
    """Institutions, and a sheet of the owner that was looked through."""

    row: ImportJob

    @property
    def address(self) -> str:
        return f"/en/office/imports/sheets/{self.row.pk}/"

    def files(self) -> int:
        return CaseFile.objects.filter(institution=self.world.owner.institution).count()

    def stage(self) -> str:
        self.row.refresh_from_db()
        return self.row.stage


def form(content: bytes = BROKEN, **fields: object) -> dict[str, object]:
    """What the form sends."""
    sent: dict[str, object] = {
        "request": str(uuid.uuid4()),
        "sheet": SimpleUploadedFile("Testperson.csv", content),
        "mapping_choice": "own",
        "mapping_file": SimpleUploadedFile("map.yaml", MAPPING.read_bytes()),
    }
    return {name: value for name, value in (sent | fields).items() if value is not None}


def again() -> dict[str, str]:
    return {"request": str(uuid.uuid4())}


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    key_ring(tmp_path, settings)
    w = world()
    office = w.inspectorate.office
    dpo, intake = person(office, "dpo"), person(office, "intake")
    answer = signed_in(w.owner).post(NEW, form())
    row = ImportJob.objects.get(made_by=w.owner.person)
    assert (answer.status_code, answer["Location"]) == (303, f"/en/office/imports/sheets/{row.pk}/")
    run_job(row.pk)
    return Place(w, dpo, intake, row)


EVERYBODY = (
    "owner", "colleague", "other_office", "other_role", "other_institution", "ident", "justice",
    "admin", "dpo", "stranger",
)  # fmt: skip


@pytest.mark.proves("import-jobs")
@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("owner", 200), ("colleague", 200), ("other_office", 200), ("other_role", 200),
        ("other_institution", 200),
        # They know no imports.
        ("ident", 404), ("justice", 404),
        # They see sums of imports, and open no files.
        ("admin", 404), ("dpo", 404), ("stranger", 303),
    ],
)  # fmt: skip
def test_who_may_bring_files_in(place: Place, who: str, answer: int) -> None:
    client = place.browser(who)
    assert client.get(NEW).status_code == answer
    before = ImportJob.objects.count()
    sent = client.post(NEW, form())
    if who == "owner":  # who has one on its way in already
        assert sent.status_code == 422
        assert ImportJob.objects.count() == before
        return
    assert sent.status_code == (303 if answer == 200 else answer)
    assert ImportJob.objects.count() == before + (answer == 200)
    listed = client.get("/en/office/imports/").content.decode()
    assert (NEW in listed) == (answer == 200)


@pytest.mark.proves("import-jobs")
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_sheet_is_for_whoever_brought_it_and_for_nobody_else(place: Place, who: str) -> None:
    client = place.browser(who)
    hidden = 303 if who == "stranger" else 404
    owner = who == "owner"
    for page in ("", "rejects/"):
        answer = client.get(f"{place.address}{page}")
        assert answer.status_code == (200 if owner else hidden), page
        assert ("V304" in answer.content.decode()) == owner, page
    assert (place.address in client.get("/en/office/imports/").content.decode()) == owner
    if not owner:
        made = client.post(f"{place.address}make/", again() | {"leave_out": "on"})
        ended = client.post(f"{place.address}end/", again())
        assert (made.status_code, ended.status_code) == (hidden, hidden)
        run_job(place.row.pk)
        assert (place.stage(), place.files()) == ("looked", 0)


@pytest.mark.parametrize("who", ["owner", "colleague", "stranger"])
def test_addresses_that_only_do_something_show_nothing(place: Place, who: str) -> None:
    for page in ("make/", "end/"):
        assert place.browser(who).get(f"{place.address}{page}").status_code in {303, 405}


@pytest.mark.proves("import-jobs")
def test_the_page_says_what_the_command_says_and_no_cell(place: Place) -> None:
    text = place.browser("owner").get(place.address).content.decode()
    assert f"{PEOPLE - 1} rows would become files; 0 are already known; 1 have a problem." in text
    assert '<code class="code" dir="ltr">V304</code>' in text
    assert "Your role does not search for people" in text
    assert "No file has been created yet." in text
    for one in CELLS:
        assert one not in text


@pytest.mark.proves("import-jobs")
def test_the_list_of_rejected_rows_has_number_code_and_column_and_no_cell(place: Place) -> None:
    answer = place.browser("owner").get(f"{place.address}rejects/")
    assert answer["Content-Disposition"] == 'attachment; filename="rejected-rows.csv"'
    assert "no-store" in answer["Cache-Control"]
    head, line, *rest = answer.content.decode().splitlines()
    assert (head, rest) == ("row,code,column,what,do", [])
    assert line.startswith("5,V304,telephone,")
    for one in CELLS:
        assert one not in answer.content.decode()


def test_files_are_made_on_wish_and_the_page_goes_on_without_a_script(place: Place) -> None:
    client = place.browser("owner")
    refused = client.post(f"{place.address}make/", again())
    assert refused.status_code == 422
    assert "Some rows have a problem." in refused.content.decode()
    sent = client.post(f"{place.address}make/", again() | {"leave_out": "on"})
    assert (sent.status_code, sent["Location"]) == (303, place.address)
    waiting = client.get(place.address)
    assert waiting["Refresh"] == "5"
    assert "It is waiting for its turn." in waiting.content.decode()
    run_job(place.row.pk)
    answer = client.get(place.address)
    assert "Refresh" not in answer
    done = answer.content.decode()
    assert "The files were created" in done
    run = Import.objects.get(made_by=place.world.owner.person)
    assert f"/en/office/imports/{run.pk}/" in done
    assert place.files() == PEOPLE - 1
    # Which rows were rejected is kept nowhere.
    assert "V304" not in done
    assert "V304" not in client.get(f"{place.address}rejects/").content.decode()


def test_given_up_it_says_so_and_another_may_be_brought(place: Place) -> None:
    client = place.browser("owner")
    assert client.post(f"{place.address}end/", again()).status_code == 303
    text = client.get(place.address).content.decode()
    assert "The import ended." in text
    assert "You cancelled it." in text
    assert client.post(f"{place.address}make/", again()).status_code == 422
    assert client.post(NEW, form()).status_code == 303


def test_what_refuses_the_whole_sheet_is_told(place: Place) -> None:
    client = place.browser("colleague")
    sent = client.post(NEW, form(b"other,columns\n1,2\n"))
    run_job(ImportJob.objects.get(made_by=place.world.colleague.person).pk)
    text = client.get(sent["Location"]).content.decode()
    assert "The sheet was refused." in text
    assert '<code class="code" dir="ltr">X' in text
    assert "make/" not in text


def test_a_shipped_mapping_needs_no_file_and_an_own_one_does(place: Place) -> None:
    client = place.browser("colleague")
    missing = client.post(NEW, form(mapping_file=None))
    assert missing.status_code == 422
    assert not ImportJob.objects.filter(made_by=place.world.colleague.person).exists()
    sent = client.post(NEW, form(mapping_file=None, mapping_choice="htcds"))
    assert sent.status_code == 303


@pytest.mark.proves("import-jobs")
def test_nothing_is_taken_in_without_the_token_of_the_form(place: Place) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = place.browser("colleague").cookies
    assert client.post(NEW, form()).status_code == 403
    assert not ImportJob.objects.filter(made_by=place.world.colleague.person).exists()


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_are_there_in_every_language(place: Place, language: str) -> None:
    client = place.browser("owner")
    for page in (NEW, place.address, "/en/office/imports/"):
        assert client.get(page.replace("/en/", f"/{language}/")).status_code == 200
