"""Who may say yes for a person, what danger stands for and how long, and what an age changes."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    ALOUD,
    GUARDIAN,
    World,
    agreed,
    file_of,
    in_days,
    key_ring,
    person,
    referred,
    world,
)
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import CaseFile, Mandate
from manumit.web.cases.services import ConsentStatement, Speaker
from manumit.web.cases.timeline import access_log
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Voice
from manumit.web.kernel.ledger.models import Event
from manumit.web.tasks.sweeps import run_sweeps

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def waived(
    here: World, file: CaseFile, reason: str = "danger_to_life", until: dt.datetime | None = None
) -> None:
    services.waive_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        reason=reason,
        until=until or in_days(2),
    )


def refused(here: World, file: CaseFile) -> None:
    services.refuse_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        spoken=ALOUD,
    )


def shown(actor: Actor, referral: uuid.UUID) -> bool:
    return selectors.referral(actor, referral).message is not None


# danger


def test_an_adults_no_is_not_overridden_by_danger_to_a_child(here: World) -> None:
    file = file_of(here.owner)
    refused(here, file)
    with pytest.raises(InputError, match="N110"):
        waived(here, file, "child_in_danger")
    with pytest.raises(InputError, match="T107"):
        referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))


def test_danger_stands_in_place_of_consent_for_three_days_and_no_longer(here: World) -> None:
    file = file_of(here.owner)
    with pytest.raises(InputError, match="N109"):
        waived(here, file, until=in_days(3.1))
    waived(here, file, until=in_days(2.9))


@pytest.mark.proves("referral-content")
def test_a_no_ends_what_danger_had_opened_until_it_is_decided_anew(here: World) -> None:
    file = file_of(here.owner)
    waived(here, file)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert shown(here.shelter.first, sent.pk)
    refused(here, file)
    assert not shown(here.shelter.first, sent.pk)
    assert selectors.sent(here.owner, file.pk)[0].state == "withdrawn"
    waived(here, file)
    assert not shown(here.shelter.first, sent.pk)  # what was withdrawn stays so
    again = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert shown(here.shelter.first, again.pk)


def test_whoever_is_there_ends_it_when_the_danger_is_over(here: World) -> None:
    file = file_of(here.owner)
    waived(here, file)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))

    def end(actor: Actor | None) -> None:
        services.end_waiver(
            actor, file.pk, purpose="referral", recipient=here.shelter.institution.pk
        )

    for other in (here.other_office, here.shelter.first, here.admin, None):
        with pytest.raises(Refused):
            end(other)
    assert shown(here.shelter.first, sent.pk)
    end(here.colleague)
    assert not shown(here.shelter.first, sent.pk)
    with pytest.raises(InputError, match="N111"):
        end(here.owner)


@pytest.mark.proves("referral-content")
def test_the_data_protection_officer_is_told_and_nobody_else(here: World) -> None:
    officer = person(here.inspectorate.office, "dpo")
    elsewhere = person(here.shelter.office, "dpo")
    file = file_of(here.owner)
    waived(here, file)
    for other in (here.owner, here.colleague, here.admin, here.shelter.first, elsewhere, None):
        assert selectors.waiver_notices(other) == []
    (line,) = selectors.waiver_notices(officer)
    assert (line.reason, line.purpose, line.recipient, line.decided_by, line.ended_at) == (
        "danger_to_life",
        "referral",
        here.shelter.institution.pk,
        here.owner.person,
        None,
    )
    for other in (here.owner, elsewhere, None):
        with pytest.raises(Refused):
            services.acknowledge_waiver(other, line.id)
    services.acknowledge_waiver(officer, line.id)
    assert selectors.waiver_notices(officer) == []
    assert "read_notice" in [one.act for one in access_log(here.owner, file.pk)]


# age


@pytest.mark.proves("referral-content")
def test_what_an_adult_agreed_to_covers_nothing_once_they_are_known_to_be_a_child(
    here: World,
) -> None:
    file = file_of(here.owner)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    assert shown(here.shelter.first, sent.pk)
    services.change_age(here.owner, file.pk, Age.UNSURE)
    assert not shown(here.shelter.first, sent.pk)
    with pytest.raises(InputError, match="consent_without_guardian"):
        referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    (line,) = selectors.consents(here.owner, file.pk)
    assert (line.verdict.allowed, line.verdict.reason) == (False, "consent_without_guardian")
    assert dict(run_sweeps(["referrals"]))["referrals"]
    assert selectors.sent(here.owner, file.pk)[0].state == "withdrawn"


@pytest.mark.parametrize("before", [Age.CHILD, Age.UNSURE])
def test_who_counts_as_a_child_becomes_an_adult_only_with_a_reason(
    here: World, before: Age
) -> None:
    file = file_of(here.owner, before)
    for reason in ("", "looks_grown_up", "consent_withdrawn"):
        with pytest.raises(InputError, match="K304"):
            services.change_age(here.owner, file.pk, Age.ADULT, reason=reason)
    assert selectors.file(here.owner, file.pk).child
    services.change_age(here.owner, file.pk, Age.ADULT, reason="document_of_identity")
    assert not selectors.file(here.owner, file.pk).child
    found = Event.objects.filter(resource=file.pk, act="change").last()
    assert found is not None
    assert found.reason == "document_of_identity"
    with pytest.raises(InputError, match="K304"):  # a reason for nothing
        services.change_age(here.owner, file.pk, Age.CHILD, reason="document_of_identity")


# who speaks for a person


def guardian(kind: Voice = Voice.GUARDIAN, basis: str = "guardian_by_court") -> Speaker:
    return Speaker(
        kind=kind, name=GUARDIAN, basis=basis, begins=timezone.now() - dt.timedelta(days=1)
    )


def spoken_by(mandate: Mandate | uuid.UUID, voice: Voice = Voice.GUARDIAN) -> ConsentStatement:
    key = mandate.pk if isinstance(mandate, Mandate) else mandate
    return replace(ALOUD, voice=voice, representative=key)


def gives(here: World, file: CaseFile, spoken: ConsentStatement) -> None:
    services.give_consent(
        here.owner,
        file.pk,
        purpose="referral",
        recipient=here.shelter.institution.pk,
        until=in_days(5),
        spoken=spoken,
    )


@pytest.mark.proves("referral-content")
def test_a_guardian_speaks_by_a_mandate_of_this_file_that_holds_now(here: World) -> None:
    file, other = file_of(here.owner, Age.CHILD), file_of(here.owner, Age.CHILD)
    recorded = services.record_mandate(here.owner, file.pk, guardian(), request=uuid.uuid4())
    foreign = services.record_mandate(here.owner, other.pk, guardian(), request=uuid.uuid4())
    later = replace(guardian(), begins=in_days(1))
    over = replace(guardian(), until=timezone.now() - dt.timedelta(minutes=1))
    lawyer = guardian(Voice.LAWYER, "power_of_attorney")
    made = [
        services.record_mandate(here.owner, file.pk, one, request=uuid.uuid4())
        for one in (later, over, lawyer)
    ]
    wrongs: list[Mandate | uuid.UUID] = [uuid.uuid4(), here.admin.person, foreign, *made]
    for wrong in wrongs:
        with pytest.raises(InputError, match="N105"):
            gives(here, file, spoken_by(wrong))
    gives(here, file, spoken_by(recorded))
    assert referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,)).state == "sent"
    services.end_mandate(here.owner, recorded.pk)
    with pytest.raises(InputError, match="N105"):
        gives(here, file, spoken_by(recorded))
    with pytest.raises(InputError, match="K307"):
        services.end_mandate(here.owner, recorded.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 201},
        {"basis": ""},
        {"basis": "power_of_attorney"},
        {"kind": Voice.PERSON},
        {"until": timezone.now() - dt.timedelta(days=2)},
    ],
)
def test_a_mandate_without_its_basis_is_not_recorded(here: World, wrong: dict[str, object]) -> None:
    file = file_of(here.owner, Age.CHILD)
    speaker = replace(guardian(), **wrong)  # type: ignore[arg-type] # each is of its field's type
    with pytest.raises(InputError, match="K306"):
        services.record_mandate(here.owner, file.pk, speaker, request=uuid.uuid4())
    assert selectors.mandates(here.owner, file.pk) == []


def test_who_holds_the_file_records_ends_and_reads_a_mandate(here: World) -> None:
    file, once = file_of(here.owner, Age.CHILD), uuid.uuid4()
    others = (here.colleague, here.other_office, here.shelter.first, here.admin, None)
    for other in others:
        with pytest.raises(Refused):
            services.record_mandate(other, file.pk, guardian(), request=once)
    made = services.record_mandate(here.owner, file.pk, guardian(), request=once)
    assert services.record_mandate(here.owner, file.pk, guardian(), request=once) == made
    for other in others:
        with pytest.raises(Refused):
            services.end_mandate(other, made.pk)
    (seen,) = selectors.mandates(here.owner, file.pk)
    assert (seen.id, seen.name, seen.kind, seen.basis, seen.holds) == (
        made.pk,
        GUARDIAN,
        "guardian",
        "guardian_by_court",
        True,
    )
    assert GUARDIAN not in repr(seen)
    (masked,) = selectors.mandates(here.colleague, file.pk)
    assert masked.name is None
    for other in others[1:]:
        with pytest.raises(Refused):
            selectors.mandates(other, file.pk)
    (event,) = Event.objects.filter(resource=made.pk, act="create")
    assert (event.actor, event.reason) == (here.owner.person, "guardian_by_court")
