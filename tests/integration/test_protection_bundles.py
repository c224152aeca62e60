"""What a prosecution gets: evidence, finding, evidence notes; and never what support hears.

An attack: everything that must not be in a bundle is planted in the same file, plan, claims and
consents; the search for it first finds it in a bundle into which it was put on purpose.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

import cases_world
from cases_world import ALOUD, NAMES, TELEPHONE, agreed, key_ring, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.prosecution_bundles import selectors, services
from manumit.web.prosecution_bundles.assembling import SCHEMA
from manumit.web.prosecution_bundles.models import Bundle, CustodyEntry, EvidenceNote
from manumit.web.prosecution_bundles.rules import rules
from manumit.web.protection import services as protection
from manumit.web.protection.models import SupportPlan
from protection_world import (
    COURT,
    EVIDENCE_NOTE,
    NOTE,
    REFERENCE,
    SECOND_NOTE,
    SUPPORT_WORDS,
    World,
    followed,
    noted,
    ordered,
    running,
    world,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NEVER = (
    *SUPPORT_WORDS, *NAMES, TELEPHONE, cases_world.NOTE, cases_world.SHOWN, cases_world.HANDED_BY,
)  # fmt: skip
"""Notes of support with health and membership of a union in them, who and where the person is."""


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def planted(w: World) -> tuple[CaseFile, SupportPlan]:
    """A file with all of it, of a person who agrees to criminal proceedings."""
    file = cases_world.file_of(w.owner)
    cases_world.finding_of(w.owner, file)
    cases_world.attached(w.owner, file)
    plan = running(w.owner, file)
    followed(w.owner, plan)
    noted(w.owner, plan, NOTE)
    noted(w.owner, plan, SECOND_NOTE)
    services.write_evidence_note(w.owner, file.pk, EVIDENCE_NOTE, request=request())
    agreed(w.owner, file, w.prosecution, "criminal_proceedings")
    return file, plan


def bundle(w: World, file: CaseFile, *notes: int) -> Bundle:
    return services.make_bundle(
        w.owner, file.pk, office=w.prosecution.office.pk, notes=notes, request=request()
    )


def text_of(row: Bundle) -> str:
    return open_text(row, "content") or ""


def leaks(text: str) -> list[str]:
    return [word for word in NEVER if word in text or json.dumps(word)[1:-1] in text]


@pytest.mark.proves("prosecution-bundle")
def test_no_support_note_health_item_or_membership_is_in_a_bundle(w: World) -> None:
    file, _ = planted(w)
    # First with a leak: somebody copies what support heard into an evidence note.
    services.write_evidence_note(w.owner, file.pk, f"{NOTE}; {NAMES[0]}", request=request())
    assert leaks(text_of(bundle(w, file, 1, 2))) == [NOTE, NAMES[0]]
    made = text_of(bundle(w, file, 1))
    assert leaks(made) == []
    assert EVIDENCE_NOTE in made


def test_a_bundle_says_what_is_in_it_and_what_is_left_out(w: World) -> None:
    file, _ = planted(w)
    payload: dict[str, Any] = json.loads(text_of(bundle(w, file, 1)))
    assert payload["schema"] == SCHEMA
    assert payload["person"] == file.pseudonym
    assert payload["evidence"]["schema"] == "manumit/evidence/1"
    assert isinstance(payload["finding"], dict)
    assert [one["text"] for one in payload["notes"]] == [EVIDENCE_NOTE]
    assert payload["ordered_by_court"] == []
    assert tuple(payload["left_out"]) == rules().never_in_bundle
    assert {"support_notes", "health", "union_membership", "migration_status"} <= {
        *payload["left_out"]
    }
    assert payload.keys() == {
        "schema", "person", "age", "list", "engine", "evidence", "finding", "notes",
        "ordered_by_court", "left_out", "other_support_notes_left_out",
    }  # fmt: skip


@pytest.mark.proves("prosecution-bundle")
def test_a_note_is_in_a_bundle_once_a_court_has_ordered_it_and_no_other_is(w: World) -> None:
    file, plan = planted(w)
    ordered(w.owner, plan, 2)
    made = text_of(bundle(w, file, 1))
    assert leaks(made) == [SECOND_NOTE]
    (one,) = json.loads(made)["ordered_by_court"]
    assert (one["court"], one["reference"], one["ordered_on"]) == (COURT, REFERENCE, "2026-11-03")
    assert json.loads(made)["other_support_notes_left_out"] is True


@pytest.mark.proves("prosecution-bundle")
@pytest.mark.parametrize("field", ["court", "reference", "ordered_on", "notes", "other_note"])
def test_half_an_order_releases_nothing(w: World, field: str) -> None:
    file, plan = planted(w)
    whole: dict[str, Any] = {
        "court": COURT, "reference": REFERENCE, "ordered_on": dt.date(2026, 11, 3), "notes": [1],
    }  # fmt: skip
    wrong = {"court": " ", "reference": "", "ordered_on": None, "notes": [], "other_note": [1, 7]}
    whole["notes" if field == "other_note" else field] = wrong[field]
    with pytest.raises(InputError, match="U401"):
        protection.record_order(w.owner, plan.pk, **whole, request=request())
    assert leaks(text_of(bundle(w, file, 1))) == []


@pytest.mark.proves("prosecution-bundle")
def test_without_the_person_s_consent_there_is_no_bundle(w: World) -> None:
    """R-49, R-52: a no holds it back, also one that is said after it was made."""
    file, _ = planted(w)
    made = bundle(w, file, 1)
    cases.refuse_consent(
        w.owner, file.pk, purpose="criminal_proceedings",
        recipient=w.prosecution.institution.pk, spoken=ALOUD,
    )  # fmt: skip
    with pytest.raises(InputError, match="N201"):
        bundle(w, file, 1)
    with pytest.raises(InputError, match="N201"):
        services.export_bundle(w.owner, made.pk)
    assert Bundle.objects.count() == 1
    assert selectors.prosecutions(w.owner, file.pk) == []


def test_a_child_s_bundle_needs_the_guardian(w: World) -> None:
    file, _ = planted(w)
    cases.change_age(w.owner, file.pk, Age.UNSURE)
    with pytest.raises(InputError, match="N201"):
        bundle(w, file, 1)


def test_a_bundle_is_for_a_prosecution_alone(w: World) -> None:
    file, _ = planted(w)
    for other in (w.ident, w.inspectorate, w.other):
        agreed(w.owner, file, other, "criminal_proceedings")
        with pytest.raises(InputError, match="K905"):
            services.make_bundle(
                w.owner, file.pk, office=other.office.pk, notes=[], request=request()
            )


def test_the_custody_log_says_who_made_it_and_each_time_it_left(w: World) -> None:
    file, _ = planted(w)
    made = bundle(w, file, 1)
    for _ in range(2):
        services.export_bundle(w.owner, made.pk)
    log = selectors.bundle(w.owner, made.pk).custody
    assert [one.step for one in log] == ["made", "exported", "exported"]
    assert {one.done_by for one in log} == {w.owner.person}
    assert CustodyEntry.objects.filter(bundle=made).count() == 3


def test_a_form_that_is_sent_twice_makes_one_of_each(w: World) -> None:
    file, _ = planted(w)
    once = request()
    for _ in range(2):
        services.write_evidence_note(w.owner, file.pk, "x", request=once)
    again = request()
    keys = {
        services.make_bundle(
            w.owner, file.pk, office=w.prosecution.office.pk, notes=[1], request=again
        ).pk
        for _ in range(2)
    }
    assert EvidenceNote.objects.count() == 2
    assert len(keys) == 1


@pytest.mark.proves("prosecution-bundle")
@pytest.mark.parametrize(
    "who", ["colleague", "other_office", "ident", "prosecution", "other", "admin", "stranger"]
)
def test_nobody_else_makes_or_reads_one(w: World, who: str) -> None:
    file, _ = planted(w)
    made = bundle(w, file, 1)
    actors = {
        "colleague": w.colleague, "other_office": w.other_office, "ident": w.ident.first,
        "prosecution": w.prosecution.first, "other": w.other.first, "admin": w.admin,
        "stranger": None,
    }  # fmt: skip
    actor = actors[who]
    with pytest.raises(Refused):
        selectors.bundle(actor, made.pk)
    with pytest.raises(Refused):
        services.export_bundle(actor, made.pk)
    with pytest.raises(Refused):
        selectors.evidence_notes(actor, file.pk)
    with pytest.raises(Refused):
        services.write_evidence_note(actor, file.pk, "x", request=request())
    with pytest.raises(Refused):
        services.make_bundle(
            actor, file.pk, office=w.prosecution.office.pk, notes=[], request=request()
        )
    assert (Bundle.objects.count(), CustodyEntry.objects.count()) == (1, 1)
