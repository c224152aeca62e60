"""Safe labels: their holder sees them on the screen; nobody else, and no paper, ever does."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

import cases_world
from cases_world import NAMES, World, agreed, file_of, finding_of, key_ring, referred, request
from erasing import erase
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.models import CaseFile
from manumit.web.cases.tasks import FILES
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.kernel.ledger.models import Event
from manumit.web.labels.models import FileLabel
from manumit.web.labels.reading import label_of
from manumit.web.labels.verbs import label_file
from manumit.web.tasks.services import NewTask, write_task
from office import signed_in
from remedies_world import drafted

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
LABEL = "Harbourzq Lampzq"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return cases_world.world()


def labelled(actor: Actor, label: str = LABEL) -> CaseFile:
    file = file_of(actor)
    label_file(actor, file.pk, label, request=request())
    return file


def browser(who: Actor) -> Client:
    return signed_in(who)


def shown(client: Client, path: str, **sent: str) -> str:
    answer = client.post(path, sent) if sent else client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.proves("no-information-to-others")
def test_the_holder_sees_it_and_a_colleague_who_sees_the_file_does_not(w: World) -> None:
    file = labelled(w.owner)
    mine, theirs = browser(w.owner), browser(w.colleague)
    for path in (f"/en/office/files/{file.pk}/", "/en/office/files/?view=office"):
        assert "Lampzq" in shown(mine, path)
        page = shown(theirs, path)
        assert file.pseudonym in page
        assert "Lampzq" not in page
    # The title of a window is read by people behind the member.
    title = shown(mine, f"/en/office/files/{file.pk}/").partition("</title>")[0]
    assert "Lampzq" not in title


def test_a_line_of_work_carries_it(w: World) -> None:
    file = labelled(w.owner)
    wish = NewTask("call", today(), w.owner.person)
    write_task(w.owner, FILES, file.pk, wish, request=request())
    for path in ("/en/office/", "/en/office/work/"):
        assert "Lampzq" in shown(browser(w.owner), path)
        assert "Lampzq" not in shown(browser(w.colleague), path)


@pytest.mark.proves("no-information-to-others")
def test_a_claim_is_called_as_the_file_of_the_worker_for_who_holds_both(w: World) -> None:
    file = labelled(w.owner)
    claim = drafted(w.owner, file)
    mine, theirs = browser(w.owner), browser(w.colleague)
    path = "/en/office/claims/?view=open"
    assert claim.reference in (page := shown(mine, path))
    assert "Lampzq" in page
    assert claim.reference in (page := shown(theirs, path))
    assert "Lampzq" not in page
    exported = mine.post("/en/office/claims/", {"reason": "report"}).content.decode()
    assert claim.reference in exported
    assert "Lampzq" not in exported


@pytest.mark.proves("no-information-to-others")
def test_search_finds_it_for_the_holder_alone_and_the_ledger_does_not_hold_it(w: World) -> None:
    file = labelled(w.owner)
    assert file.pseudonym in shown(browser(w.owner), "/en/office/find/", q="lampzq harb")
    assert file.pseudonym not in shown(browser(w.owner), "/en/office/find/", q="lampzq kettle")
    assert file.pseudonym not in shown(browser(w.colleague), "/en/office/find/", q="lampzq harb")
    assert "ampzq" not in "".join(map(str, Event.objects.values_list()))


@pytest.mark.proves("no-information-to-others")
def test_no_export_referral_or_row_of_the_database_has_it(w: World) -> None:
    file = labelled(w.owner)
    client = browser(w.owner)
    assert "Lampzq" in shown(client, "/en/office/files/")
    exported = client.post("/en/office/files/", {"reason": "report"})
    assert file.pseudonym in exported.content.decode()
    assert "Lampzq" not in exported.content.decode()

    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    sent = referred(w.owner, file, w.shelter)
    received = shown(browser(w.shelter.first), f"/en/office/referrals/{sent.pk}/")
    assert "Lampzq" not in received

    with connection.cursor() as cursor:
        cursor.execute("SELECT labels_filelabel::text FROM labels_filelabel")
        rows = str(cursor.fetchall())
    assert str(file.pk) in rows
    assert "Lampzq" not in rows
    assert LABEL.encode().hex() not in rows


def test_the_last_one_stands_and_one_form_sent_twice_counts_once(w: World) -> None:
    file, once = labelled(w.owner), request()
    for _ in range(2):
        label_file(w.owner, file.pk, "Blue Kettle", request=once)
    assert label_of(w.owner, file.pk) == "Blue Kettle"
    assert label_of(w.colleague, file.pk) == ""
    assert FileLabel.objects.count() == 2


def test_words_of_the_name_and_the_employer_are_refused_and_leave_nothing(w: World) -> None:
    file = file_of(w.owner)
    work = EmploymentDetails(
        organisations={EmployerRole.EMPLOYER: NamedEntry("Seaviewzq Fisheries")},
        source="told_by_worker",
    )
    services.record_employment(w.owner, file.pk, work, request=request())
    name = NAMES[0].split()[0]
    for word in (name, name[:4], "Seaviewzq", "fisheries"):
        with pytest.raises(InputError) as wrong:
            label_file(w.owner, file.pk, f"Lamp {word}", request=request())
        assert wrong.value.problems[0].code == "K612"
    assert not FileLabel.objects.exists()


def test_two_words_are_offered_and_saved_with_one_press(w: World) -> None:
    file, client = file_of(w.owner), browser(w.owner)
    path = f"/en/office/files/{file.pk}/label/"
    offered = shown(client, path).partition('name="label" value="')[2].partition('"')[0]
    assert len(offered.split()) == 2
    assert client.post(path, {"label": "Lamp 7", "request": str(request())}).status_code == 422
    assert client.post(path, {"label": offered, "request": str(request())}).status_code == 303
    assert label_of(w.owner, file.pk) == offered


@pytest.mark.proves("no-information-to-others")
def test_only_its_holder_changes_the_label_of_a_file(w: World) -> None:
    file = labelled(w.owner)
    path = f"/en/office/files/{file.pk}/label/"
    everybody = {
        403: (w.colleague,), 404: (w.other_office, w.shelter.first, w.prosecution.first, w.admin),
    }  # fmt: skip
    for status, people in everybody.items():
        for one in people:
            client = browser(one)
            assert client.get(path).status_code == status, one.role
            sent = {"label": "Blue Kettle", "request": str(request())}
            assert client.post(path, sent).status_code == status, one.role
    assert Client().post(path, {"label": "Blue Kettle"}).status_code == 303
    assert label_of(w.owner, file.pk) == LABEL


def test_an_erased_person_leaves_no_label(w: World) -> None:
    file = labelled(w.owner)
    erase(file.subject_id, "asked_by_the_person", w.owner.person)
    assert "Lampzq" not in shown(browser(w.owner), "/en/office/files/?view=office")
