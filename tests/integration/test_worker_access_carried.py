"""What another system had recorded, in the worker's own sight of their file and in their copy.

Expectations by hand from domain.md, section 2: the worker holds their own file and sees own
records; whoever looks on at the screen learns of no check that the person is not punished.
"""

import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from cases_world import World, file_of, request
from imports_here import MAPPING, TABLE
from manumit.web.cases.models import CaseFile
from manumit.web.imports import importing
from manumit.web.imports.models import LegacyRecord
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.sealed import open_text
from worker_access_world import assessed, browser, prepared, session_of

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    return prepared(tmp_path, settings)


def imported(w: World, purpose: str = "referral") -> CaseFile:
    """The file of the first row of the example."""
    mapping = MAPPING.read_bytes().replace(b"purpose: referral", f"purpose: {purpose}".encode())
    importing.import_files(w.owner, read_in_subprocess("x.csv", TABLE.read_bytes(), mapping))
    rows = LegacyRecord.objects.filter(institution=w.owner.institution)
    return next(one.file for one in rows if "R-0001" in (open_text(one, "content") or ""))


def texts(client: Client, session: uuid.UUID) -> tuple[str, str]:
    """What the session shows of the file, and the copy to take along."""
    address = f"/en/office/own/{session}/"
    shown = client.get(f"{address}file/")
    copy = client.post(f"{address}copy/", {"request": request(), "wished": "on"})
    assert (shown.status_code, copy.status_code) == (200, 200)
    return shown.content.decode(), copy.content.decode()


def test_the_worker_sees_what_another_system_had_recorded_and_takes_it_along(w: World) -> None:
    file = imported(w)
    assessed(w.owner, file)
    for text in texts(browser(w.owner), session_of(w.owner, file)):
        for one in ("R-0001", "2023-02-01", "Presumed", "2023-03-01", "Referral for help"):
            assert one in text, one
        assert "None of this is a decision or a consent here." in text
        # Somebody else's row never.
        assert "R-0002" not in text
    read = Event.objects.filter(act="read_statement", kind="case_file", resource=file.pk)
    assert set(read.values_list("role", flat=True)) == {"worker"}


@pytest.mark.proves("worker-telephone")
def test_of_a_consent_to_a_check_nothing_stands_there(w: World) -> None:
    file = imported(w, CHECK_PURPOSE)
    assessed(w.owner, file)
    for text in texts(browser(w.owner), session_of(w.owner, file)):
        assert "R-0001" in text
        assert "Consent, as recorded there" not in text


def test_a_file_that_was_opened_by_hand_has_no_such_part(w: World) -> None:
    file = file_of(w.owner)
    assessed(w.owner, file)
    for text in texts(browser(w.owner), session_of(w.owner, file)):
        assert "another system" not in text


@pytest.mark.proves("worker-telephone")
def test_nobody_else_comes_to_it_by_the_session(w: World) -> None:
    file = imported(w)
    assessed(w.owner, file)
    session = session_of(w.owner, file)
    for who in (w.colleague, w.other_office, w.shelter.first, w.prosecution.first, w.admin, None):
        answer = browser(who).get(f"/en/office/own/{session}/file/")
        assert answer.status_code == (303 if who is None else 404)
        assert "R-0001" not in answer.content.decode()
