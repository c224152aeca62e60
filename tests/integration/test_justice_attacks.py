"""Somebody has the whole database, or the log, or a role: what they learn of a proceeding.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from pytest_django import Settings

import justice_world as jw
from cases_world import key_ring, request
from dumped import everything, leaked
from justice_world import SECRETS, World, world
from manumit.errors import InputError
from manumit.web.justice import selectors, services
from manumit.web.justice.models import (
    NonPunishment,
    Proceeding,
    Sanction,
)
from manumit.web.justice.policies import sanction_policy
from manumit.web.justice.services import NonPunishmentRequest
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.site.embedded import Addresses
from office import signed_in

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Who owns every table."""
    with psycopg.connect(addresses.owner, autocommit=True) as connected:
        yield connected


def carried(w: World) -> tuple[Proceeding, Sanction, NonPunishment]:
    """Everything that the room can leave behind, here and where it was passed on to."""
    case, entry = jw.final(w.prosecutor), jw.publish(w.inspector, jw.ready(w.inspector))
    for body in (w.court, w.ident, w.inspectorate, w.firm):
        jw.submitted(w.prosecutor, case, body)
    services.pass_on(w.inspector, sanction_policy, entry.pk, w.firm.office.pk, request=request())
    asked = NonPunishmentRequest(worker=jw.OFFENDER, basis="proceedings_exist", against=jw.AGAINST)
    check = services.open_non_punishment_check(w.prosecutor, asked, request=request())
    return case, entry, check


@pytest.mark.proves("sanctions-register")
def test_no_name_number_or_reference_stands_in_any_table_not_even_of_a_public_entry(
    w: World, thief: psycopg.Connection
) -> None:
    case, entry, check = carried(w)
    seen = selectors.one_proceeding(w.prosecutor, case.pk)
    asked = selectors.one_check(w.prosecutor, check.pk)
    public = selectors.one_sanction(w.inspector, entry.pk).shown
    opened = {
        seen.shown.name, seen.charges[0].evidence[0].leads_to, asked.shown.name, asked.against,
        *(one.owed_to for one in seen.sentences), public.name,
    }  # fmt: skip
    assert {*SECRETS} - {jw.NUMBER} <= opened
    thief.execute("CREATE TABLE public.planted (words text, bytes bytea)")
    try:
        for one in SECRETS:
            thief.execute("INSERT INTO public.planted VALUES (%s, %s)", [one, one.encode()])
        assert leaked(everything(thief), *SECRETS) == set(SECRETS)
    finally:
        thief.execute("DROP TABLE public.planted")
    assert leaked(everything(thief), *SECRETS) == set()


@pytest.mark.proves("sanctions-register")
def test_nothing_of_the_room_names_a_file_of_a_person() -> None:
    targets = {
        one.related_model._meta.label
        for model in apps.get_app_config("justice").get_models()
        for one in model._meta.get_fields()
        if one.is_relation
        and one.related_model is not None
        and not isinstance(one.related_model, str)
    }
    assert not [label for label in targets if label.startswith(("cases.", "remedies."))]
    assert "vault.PersonKey" in targets


@pytest.mark.proves("sanctions-register")
def test_nothing_of_it_is_logged_or_said_in_an_error(
    w: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case, entry, check = carried(w)
    views = [
        selectors.one_proceeding(w.prosecutor, case.pk),
        selectors.one_sanction(w.inspector, entry.pk),
        selectors.one_check(w.prosecutor, check.pk),
        jw.against(),
    ]
    with pytest.raises(InputError) as caught:
        services.open_proceeding(
            w.prosecutor, services.Respondent(name=jw.ACCUSED, number=jw.NUMBER), request=request()
        )
    text = " ".join([caplog.text, str(caught.value), *map(repr, views), *map(str, views)])
    assert leaked(text.casefold(), *SECRETS) == set()


@pytest.mark.proves("sanctions-register")
def test_each_reading_and_each_act_stands_in_the_ledger(w: World) -> None:
    case, entry, check = carried(w)
    pages = signed_in(w.prosecutor)
    for act, kind, reading in (
        ("list_files", "proceeding", lambda: pages.get("/en/office/proceedings/")),
        ("read_file", "proceeding", lambda: selectors.one_proceeding(w.court.first, case.pk)),
        ("read_file", "sanction", lambda: selectors.one_sanction(w.inspector, entry.pk)),
        ("read_file", "non_punishment", lambda: selectors.one_check(w.prosecutor, check.pk)),
        ("search", "sanction", lambda: selectors.look_up(w.procurement.first, "KE", "X-1")),
    ):
        before = Event.objects.count()
        reading()
        (event,) = Event.objects.order_by("number")[before:]
        assert (event.act, event.kind, event.outcome) == (act, kind, "allowed")
    with pytest.raises(Refused):
        selectors.one_proceeding(w.shelter.first, case.pk)
    assert Event.objects.order_by("-number")[0].outcome == "refused"
