"""An authority switches its own register over: upload, columns, check, one act for all rows."""

import csv
import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

import registers_world
from cases_world import key_ring, request
from everybody import done_by_everybody
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.operations.database import excluded_tables
from manumit.web.registers import selectors
from manumit.web.registers.models import Workplace, WorkplaceMerge
from manumit.web.registers.policies import workplace_policy
from manumit.web.ui.languages import words
from manumit.web.workplaces import imports, reading
from manumit.web.workplaces.imports import (
    RegisterFile,
    UnreadableFileError,
    work_on_waiting_imports,
)
from manumit.web.workplaces.isolated import read_register
from manumit.web.workplaces.models import NearMatch, RegisterImport
from manumit.web.workplaces.names import PLAN, Plan
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

GOOD = (
    "Establishments of 2026;;;\n"
    "Reg. No;Name of establishment;District;Workers\n"
    "K/1;Acacia Millzq;Thika;٤٥\n"
    "K/2;Baobab Quarryzq;Voi;\n"
    ";Mrs Homezq;Voi;1\n"
)
PLACES = {"number": "Reg. No", "name": "Name of establishment", "area": "District",
          "workers": "Workers"}  # fmt: skip
BAD = GOOD + "K/2;;Voi;many\n"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture(name="_here")
def _in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read files in this process; that it is another one is tested once."""

    def here(_m: str, _b: Path, files: dict[str, bytes], _o: str, **_k: Any) -> dict[str, Any]:
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return read_register(folder, Plan(**json.loads(files[PLAN])))

    monkeypatch.setattr(imports, "run_on_files", here)


def uploaded(who: Actor | None, text: str = GOOD) -> RegisterImport:
    file = RegisterFile("Their own name.csv", text.encode())
    return imports.upload_register(who, file, request=request())


def checked(who: Actor | None, text: str = GOOD, **columns: str) -> RegisterImport:
    row = uploaded(who, text)
    imports.choose_columns(who, row.pk, PLACES | columns, "premises")
    work_on_waiting_imports()
    row.refresh_from_db()
    return row


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


def browser(who: Actor | None) -> Client:
    return signed_in(who)


def test_who_uploads_reads_takes_along_or_cancels_a_register_is_in_the_ledger(w: World) -> None:
    """What is in the file was seen, though nothing of it is imported."""
    row = checked(w.inspector, GOOD.replace("Thika", "=Thika"))
    reading.register_import(w.inspector, row.pk)
    reading.rejected_rows(w.inspector, row.pk, words("en"))
    imports.cancel_import(w.inspector, row.pk)
    found = Event.objects.filter(kind="import", resource=row.pk).order_by("number")
    assert list(found.values_list("act", flat=True)) == [
        "change", "read_statement", "export", "change"
    ]  # fmt: skip


def test_a_register_is_imported_as_one_act_in_a_process_of_its_own(w: World) -> None:
    row = checked(w.inspector)
    events = Event.objects.filter(act="create", kind="workplace").count()
    imports.start_import(w.inspector, row.pk)
    assert work_on_waiting_imports() == 1
    assert work_on_waiting_imports() == 0
    row.refresh_from_db()
    assert (row.stage, row.created, row.near) == ("imported", 3, 0)
    assert Event.objects.filter(act="create", kind="workplace").count() == events + 1
    names = {one.name for one in selectors.selectable_entries(
        w.inspectorate.second, workplace_policy)}  # fmt: skip
    assert names == {"Acacia Millzq", "Baobab Quarryzq", "Mrs Homezq"}
    found = Workplace.objects.get(recorded_by=w.inspector.person, closed=False, pk=_key(w, "K/1"))
    located = selectors.workplace(w.inspector, found.pk).located
    assert (located.number, located.area, located.workers) == ("K/1", "Thika", 45)
    # Nothing sealed is left, and no backup ever held it.
    assert row.sheet is row.plan is row.found is row.wrapped is None
    assert RegisterImport._meta.db_table in excluded_tables()


def _key(w: World, number: str) -> uuid.UUID:
    for row in Workplace.objects.all():
        if selectors.workplace(w.inspector, row.pk).located.number == number:
            return row.pk
    raise AssertionError(number)


@pytest.mark.usefixtures("_here")
def test_an_import_finds_what_the_register_has_already(w: World) -> None:
    for _ in range(2):
        row = checked(w.inspector)
        imports.start_import(w.inspector, row.pk)
        work_on_waiting_imports()
    row.refresh_from_db()
    assert (row.created, row.near) == (3, 3)
    reasons = {tuple(one) for one in NearMatch.objects.values_list("reasons", flat=True)}
    assert reasons == {("same_number", "same_name_and_place"), ("same_name_and_place",)}


@pytest.mark.usefixtures("_here")
def test_one_wrong_row_imports_none_and_is_named_in_words(w: World) -> None:
    row = checked(w.inspector, BAD)
    with pytest.raises(InputError) as caught:
        imports.start_import(w.inspector, row.pk)
    assert code(caught) == "H704"
    at = f"/en/office/register/{row.pk}/"
    page = browser(w.inspector).get(at).content.decode()
    for sentence in ("Row 6", "Name of establishment", "is missing", "already in row 4",
                 "not a number of workers", "Rows with a problem: 1 of 4"):  # fmt: skip
        assert sentence in page
    table = browser(w.inspector).get(f"{at}rejected-rows.csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(table)))
    assert [line[:2] for line in lines[1:]] == [
        ["6", "Name of establishment"], ["6", "Reg. No"], ["6", "Workers"]
    ]  # fmt: skip
    assert all(line[3] and line[4] for line in lines)
    assert not Workplace.objects.exists()
    # Other columns can be chosen for the same file.
    imports.choose_columns(w.inspector, row.pk, {"name": "District"}, "site")
    work_on_waiting_imports()
    assert reading.register_import(w.inspector, row.pk).ready


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        ("", "empty", "The file is empty."),
        ("Name\n", "no_rows", "The file has column names but no rows."),
        ("Name;Name\nA;B\n", "column_twice", "Two columns of the file have the same name."),
    ],
)
def test_a_file_that_is_no_table_leaves_nothing(
    w: World, text: str, reason: str, sentence: str
) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        uploaded(w.inspector, text)
    assert (caught.value.reason, RegisterImport.objects.count()) == (reason, 0)
    sent = {"request": str(uuid.uuid4()), "sheet": SimpleUploadedFile("r.csv", text.encode())}
    page = browser(w.inspector).post("/en/office/register/new/", sent)
    assert page.status_code == 422
    assert sentence in page.content.decode()


@pytest.mark.usefixtures("_here")
def test_columns_that_cannot_be_are_refused(w: World) -> None:
    row = uploaded(w.inspector)
    for columns in ({}, {"area": "District"}, {"name": "Workers", "area": "Workers"},
                    {"name": "None such"}):  # fmt: skip
        with pytest.raises(InputError) as caught:
            imports.choose_columns(w.inspector, row.pk, columns, "premises")
        assert code(caught) == "H703"
    with pytest.raises(InputError) as caught:
        imports.choose_columns(w.inspector, row.pk, PLACES, "castle")
    assert code(caught) == "R101"


@pytest.mark.usefixtures("_here")
def test_one_at_a_time_and_nothing_is_left_of_what_is_cancelled_or_late(w: World) -> None:
    row = uploaded(w.inspector)
    with pytest.raises(InputError) as caught:
        uploaded(w.inspector)
    assert code(caught) == "H702"
    imports.cancel_import(w.inspector, row.pk)
    late = checked(w.inspector)
    RegisterImport.objects.filter(pk=late.pk).update(until=timezone.now())
    imports.expire_imports()
    for one, ending in ((row, "cancelled"), (late, "time")):
        one.refresh_from_db()
        assert (one.stage, one.ending, one.sheet, one.wrapped) == ("ended", ending, None, None)
        page = browser(w.inspector).get(f"/en/office/register/{one.pk}/").content.decode()
        assert "Nothing was saved" in page
    with pytest.raises(InputError) as caught:
        imports.start_import(w.inspector, late.pk)
    assert code(caught) == "H705"
    assert not Workplace.objects.exists()


@pytest.mark.usefixtures("_here")
def test_who_has_lost_the_post_meanwhile_imports_nothing(w: World) -> None:
    row = checked(w.inspector)
    imports.start_import(w.inspector, row.pk)
    Post.objects.filter(member=w.inspector.person).update(until=timezone.now())
    work_on_waiting_imports()
    row.refresh_from_db()
    assert (row.ending, Workplace.objects.count()) == ("right", 0)


WHO = ("owner", "colleague", "other_office", "other", "intake", "court", "admin", "stranger")
OWN = {"owner": 303, **dict.fromkeys(WHO[1:-1], 404), "stranger": 303}


def everybody(w: World) -> dict[str, Actor | None]:
    return {
        "owner": w.inspector,
        "colleague": w.inspectorate.second,
        "other_office": w.elsewhere,
        "other": w.other_inspectorate.first,
        "intake": w.intake.first,
        "court": w.court.first,
        "admin": w.admin,
        "stranger": None,
    }


def standing() -> object:
    return list(RegisterImport.objects.order_by("pk").values_list("pk", "stage", "ending"))


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("name", ["columns", "import", "cancel"])
def test_an_import_is_for_its_uploader_alone(w: World, name: str) -> None:
    row = uploaded(w.inspector) if name == "columns" else checked(w.inspector)
    at = f"/en/office/register/{row.pk}/" + ("" if name == "columns" else f"{name}/")
    sent = {f"column_{meant}": column for meant, column in PLACES.items()}
    clients = {who: browser(actor) for who, actor in everybody(w).items()}

    def send(who: str) -> HttpResponseBase:
        form = {**sent, "place_default": "premises", "request": str(uuid.uuid4())}
        return clients[who].post(at, form)

    assert done_by_everybody(WHO, send, standing) == OWN
    shown = {who: clients[who].get(f"/en/office/register/{row.pk}/").status_code for who in WHO}
    assert shown == OWN | {"owner": 200}


@pytest.mark.usefixtures("_here")
def test_inspectors_alone_upload_a_register(w: World) -> None:
    clients = {who: browser(actor) for who, actor in everybody(w).items()}

    def send(who: str) -> HttpResponseBase:
        file = SimpleUploadedFile("register.csv", GOOD.encode())
        form = {"request": str(uuid.uuid4()), "sheet": file}
        return clients[who].post("/en/office/register/new/", form)

    inspectors = dict.fromkeys(("colleague", "other_office", "other"), 303)
    assert done_by_everybody(WHO, send, standing) == OWN | inspectors
    for who in (w.intake.first, w.court.first, w.admin, None):
        with pytest.raises(Refused):
            uploaded(who)


@pytest.mark.parametrize("decision", ["keep_one", "different"])
def test_an_office_decides_about_its_near_matches(w: World, decision: str) -> None:
    places = [registers_world.place(w.inspector, name=name) for name in ("Hallzq", "Hall zq")]
    match = registers_world.near_match(w.inspector, *places)
    at = f"/en/office/near-matches/{match.pk}/"
    clients = {who: browser(actor) for who, actor in everybody(w).items()}

    def send(who: str) -> HttpResponseBase:
        return clients[who].post(at, {"request": str(uuid.uuid4()), "decision": decision})

    def decided() -> object:
        return WorkplaceMerge.objects.count(), NearMatch.objects.get().decided_by

    offices = {"owner": 303, "colleague": 303, "other_office": 403}
    # An intake has registers of its own, and learns of no other's.
    assert done_by_everybody(WHO, send, decided) == OWN | offices
    shown = {who: clients[who].get(at).status_code for who in WHO}
    assert shown == OWN | {"owner": 200, "colleague": 200, "other_office": 403}
    listed = clients["colleague"].get("/en/office/near-matches/").content.decode()
    assert at in listed
    assert at not in clients["other_office"].get("/en/office/near-matches/").content.decode()
    assert (
        "/office/near-matches/" in clients["owner"].get("/en/office/workplaces/").content.decode()
    )


@pytest.mark.usefixtures("_here")
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_pages_are_whole_in_each_language(w: World, language: str) -> None:
    wrong = checked(w.inspector, BAD)
    places = [registers_world.place(w.inspector, name=name) for name in ("Hallzq", "Hall zq")]
    match = registers_world.near_match(w.inspector, *places)
    client = browser(w.inspector)
    for at in ("register/new/", f"register/{wrong.pk}/", "near-matches/",
               f"near-matches/{match.pk}/", f"workplaces/{places[0].pk}/"):  # fmt: skip
        page = client.get(f"/{language}/office/{at}")
        assert page.status_code == 200
        assert 'lang="en" dir="ltr">' not in page.content.decode().partition("<main")[2], at
