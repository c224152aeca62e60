"""Pages of one body alone: emergencies of a shelter, decisions of the identification body."""

import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from cases_world import (
    NAMES,
    REASONING,
    SECRETS,
    World,
    agreed,
    file_of,
    finding_of,
    key_ring,
    person,
    referred,
    world,
)
from manumit.web.cases import services
from manumit.web.cases.models import FindingVersion
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.models import BreakGlass
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def browser(found: Actor) -> Client:
    return signed_in(found)


# Emergencies: of a shelter, where a colleague holds the file.


def test_an_emergency_is_asked_for_confirmed_and_noticed(w: World) -> None:
    shelter = w.shelter
    held = file_of(shelter.first)
    dpo = person(shelter.office, "dpo")
    third = person(shelter.office, "support")
    file = f"/en/office/files/{held.pk}/"
    asker = browser(shelter.second)
    assert asker.post(f"{file}identity/").status_code == 404
    assert asker.get(f"{file}emergency/").status_code == 200
    form = {"reason": "holder_absent", "for_hours": 2, "request": uuid.uuid4()}
    assert asker.post(f"{file}emergency/", form).status_code == 303
    assert asker.post(f"{file}identity/").status_code == 404  # nothing opens before
    opening = BreakGlass.objects.get(file=held.pk)
    address = f"/en/office/openings/{opening.pk}/"
    assert asker.post(f"{address}confirm/").status_code in (403, 404)
    assert browser(w.prosecution.first).post(f"{address}confirm/").status_code == 404
    assert browser(third).post(f"{address}confirm/").status_code == 303
    assert NAMES[0] in asker.post(f"{file}identity/").content.decode()
    officer = browser(dpo)
    shown = officer.get("/en/office/openings/").content.decode()
    assert "Mark as read" in shown
    assert [one for one in (*SECRETS, held.pseudonym) if one in shown] == []
    assert officer.post(f"{address}notice/").status_code == 303
    assert officer.get(f"{file}seen/").status_code == 200
    assert officer.get(file).status_code == 404
    assert browser(shelter.first).post(f"{address}revoke/").status_code == 303
    assert asker.post(f"{file}identity/").status_code == 404


# Decisions: of the identification body alone.


def test_only_the_identification_body_decides(w: World) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.ident, "identification")
    row = referred(w.owner, file, w.ident, "identification")
    own = services.accept(w.ident.first, row.pk, seen=row.version, request=uuid.uuid4())
    assert own is not None
    address = f"/en/office/files/{own.pk}/decisions/new/"
    finding = FindingVersion.objects.get(file=own)
    form: dict[str, object] = {
        "outcome": "presume:reasonable_grounds",
        "finding": finding.pk,
        "reasoning": REASONING,
        "seen": own.version,
        "request": uuid.uuid4(),
    }
    for who in (w.owner, w.shelter.first, w.prosecution.first, w.admin):
        assert browser(who).post(address, form).status_code == 404
    client = browser(w.ident.first)
    without = client.post(address, form | {"reasoning": " "})
    assert without.status_code == 422
    assert client.post(address, form).status_code == 303
    assert client.post(address, form).status_code in (303, 404, 422)  # sent again: nothing twice
    own.refresh_from_db()
    assert (own.state, own.decisions.count()) == ("presumed", 1)
    shown = client.get(f"/en/office/files/{own.pk}/decisions/").content.decode()
    assert REASONING in shown
    colleague = browser(w.ident.second).get(f"/en/office/files/{own.pk}/decisions/")
    assert REASONING not in colleague.content.decode()
    assert "Assistance is due" in client.get(f"/en/office/files/{own.pk}/").content.decode()
