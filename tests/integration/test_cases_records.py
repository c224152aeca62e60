"""A referral, and a person's own file, as a record of HTCDS: what leaves, for whom, and never else.

An attack: names, ways to reach the person, what a note says and who they are lie in the same file;
the search for it first finds it in what a sealed referral passes on.
"""

import csv
import io
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings

from cases_world import (
    MESSAGE,
    NAMES,
    NOTE,
    TELEPHONE,
    World,
    agreed,
    file_of,
    finding_of,
    in_danger,
    key_ring,
    referred,
    request,
    stated,
    world,
)
from htcds_records import by_field, expected, lines_text, records, taken_in
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.exchange.htcds import Line, Record, written_rules
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import Field
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.imports import importing
from manumit.web.imports.importing import IncomingSheet
from manumit.web.imports.reading import read_in_subprocess
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.worker_access import services as own
from manumit.web.worker_access import sessions
from worker_access_world import SAFE, assessed, session_of

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

BORN, LANGUAGE = "1999-05-02", "ben"
CODES = ("CD02", "CR03", "CD04", "CD09", "EX01")
METHODS = "vic_MethodsOfControl"
USUAL = {
    f"{METHODS}.{one}" for one in ("DebtBondage", "ExcessiveWorkingHours", "WithholdsDocuments")
}
CHOSEN_ONLY = {"prs_Birthdate", "prs_PrimaryLanguage", f"{METHODS}.ThreatsLawEnforcement"}
SECRETS = (*NAMES, TELEPHONE, NOTE, MESSAGE, BORN, LANGUAGE)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def told_file(w: World) -> CaseFile:
    """A file of somebody who said five things."""
    file = file_of(w.owner)
    taken = services.begin_draft(w.owner, file.pk, list_id="adult_labour", request=request())
    kept = services.keep_draft(
        w.owner, taken.draft, stated(taken.sitting, *CODES), seen=taken.number, request=request()
    )
    services.close_draft(w.owner, kept.draft, seen=kept.number)
    return file


def sent(w: World, parts: tuple[FilePart, ...] = tuple(FilePart)) -> Referral:
    """The same, referred to the shelter with the person's yes, and taken on there."""
    file = told_file(w)
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter, parts=parts)
    return accepted(w, row)


def accepted(w: World, row: Referral) -> Referral:
    services.accept(w.shelter.first, row.pk, seen=2, request=request())
    row.refresh_from_db()
    return row


def not_taken_on(w: World) -> Referral:
    file = told_file(w)
    agreed(w.owner, file, w.shelter)
    return referred(w.owner, file, w.shelter)


def keys(lines: tuple[Line, ...]) -> set[str]:
    return {line.key for line in lines}


def exports() -> int:
    return Event.objects.filter(act="export").count()


def leaks(text: str) -> list[str]:
    return [one for one in SECRETS if one in text]


# What leaves


@pytest.mark.proves("htcds-records")
def test_what_a_sealed_referral_passes_on_does_not_leave_in_the_file(w: World) -> None:
    row = sent(w)
    passed = selectors.referral(w.owner, row.pk)
    open_text = "\n".join([repr([*(passed.passed.identity.values() if passed.passed else ())]),
                           str(passed.message)])  # fmt: skip
    assert {*NAMES, MESSAGE} <= set(leaks(open_text)), "the search finds what is there"
    text = services.write_record(w.owner, row.pk, USUAL)
    assert leaks(text) == []
    assert row.file.pseudonym not in text
    (line,) = csv.DictReader(io.StringIO(text))
    assert line == {METHODS: "DebtBondage;ExcessiveWorkingHours;WithholdsDocuments"}


def test_who_somebody_is_and_a_threat_with_papers_leave_only_if_they_are_chosen(w: World) -> None:
    row = sent(w)
    found = selectors.record(w.owner, row.pk)
    assert keys(found.lines) == USUAL | CHOSEN_ONLY
    assert {line.key for line in found.lines if line.off} == CHOSEN_ONLY
    text = services.write_record(w.owner, row.pk, USUAL | CHOSEN_ONLY)
    (line,) = csv.DictReader(io.StringIO(text))
    assert line.keys() == {"prs_Birthdate", "prs_PrimaryLanguage", METHODS}
    assert leaks(text) == [BORN, LANGUAGE]


@pytest.mark.proves("htcds-records")
@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ((FilePart.FINDING,), set()),
        ((FilePart.SAFE_CONTACT,), set()),
        ((FilePart.IDENTITY,), {"prs_Birthdate", "prs_PrimaryLanguage"}),
        ((FilePart.EVIDENCE,), USUAL | {f"{METHODS}.ThreatsLawEnforcement"}),
    ],
)
def test_only_what_was_passed_on_can_leave(
    w: World, parts: tuple[FilePart, ...], lines: set[str]
) -> None:
    row = sent(w, parts)
    assert keys(selectors.record(w.owner, row.pk).lines) == lines
    with pytest.raises(InputError, match="K411"):
        services.write_record(w.owner, row.pk, USUAL | CHOSEN_ONLY)
    assert exports() == 0


def test_what_came_later_does_not_leave(w: World) -> None:
    row = sent(w)
    before = services.write_record(w.owner, row.pk, USUAL)
    finding_of(w.owner, row.file)
    assert services.write_record(w.owner, row.pk, USUAL) == before


# Consent


def test_each_file_is_an_act_on_the_referral_and_the_person_can_see_it(w: World) -> None:
    row = sent(w)
    for _ in range(2):
        services.write_record(w.owner, row.pk, USUAL)
    found = Event.objects.filter(act="export", kind="referral", resource=row.pk)
    assert [(one.actor, one.purpose) for one in found] == [(w.owner.person, "send")] * 2


@pytest.mark.proves("htcds-records")
def test_a_no_holds_it_back_at_once(w: World) -> None:
    """R-52: the referral ends with the consent that it rests on."""
    row = sent(w)
    services.withdraw_consent(
        w.owner, row.file_id, purpose="referral", recipient=w.shelter.institution.pk
    )
    with pytest.raises(InputError, match="K409"):
        services.write_record(w.owner, row.pk, USUAL)
    assert not selectors.record(w.owner, row.pk).may
    assert exports() == 0


@pytest.mark.proves("htcds-records")
def test_a_child_s_record_needs_the_guardian(w: World) -> None:
    """R-46."""
    row = sent(w)
    services.change_age(w.owner, row.file_id, Age.UNSURE)
    with pytest.raises(InputError, match="N201"):
        services.write_record(w.owner, row.pk, USUAL)
    assert not selectors.record(w.owner, row.pk).may


@pytest.mark.proves("htcds-records")
def test_danger_sends_a_sealed_referral_and_writes_no_file(w: World) -> None:
    """R-53 stands for passing on, and not for a file that anybody reads who finds it."""
    file = told_file(w)
    in_danger(w.owner, file, w.shelter, "referral")
    row = accepted(w, referred(w.owner, file, w.shelter))
    with pytest.raises(InputError, match="K410"):
        services.write_record(w.owner, row.pk, USUAL)
    assert not selectors.record(w.owner, row.pk).may
    assert exports() == 0


def test_of_a_referral_that_was_declined_nothing_is_written(w: World) -> None:
    row = not_taken_on(w)
    services.decline(w.shelter.first, row.pk, reason="no_place", seen=2, request=request())
    with pytest.raises(InputError, match="K409"):
        services.write_record(w.owner, row.pk, USUAL)
    assert not selectors.record(w.owner, row.pk).may


def test_of_a_referral_that_was_answered_it_still_is(w: World) -> None:
    row = sent(w)
    services.answer(w.shelter.first, row.pk, "x", seen=3, request=request())
    assert services.write_record(w.owner, row.pk, USUAL)


@pytest.mark.proves("htcds-records")
def test_before_somebody_takes_the_person_on_no_file_tells_what_the_page_does_not(w: World) -> None:
    """They see message, purpose and finding until then, and not who it is or what was said."""
    row = not_taken_on(w)
    with pytest.raises(InputError, match="K409"):
        services.write_record(w.owner, row.pk, USUAL)
    assert not selectors.record(w.owner, row.pk).may
    accepted(w, row)
    assert services.write_record(w.owner, row.pk, USUAL)


def test_for_an_office_in_which_nobody_works_here_the_file_is_the_way(w: World) -> None:
    file = told_file(w)
    Post.objects.filter(office=w.shelter.office).update(until=timezone.now())
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter)
    assert services.write_record(w.owner, row.pk, USUAL)


@pytest.mark.proves("htcds-records")
@pytest.mark.parametrize(
    "who", ["colleague", "other_office", "shelter", "ident", "prosecution", "admin", "stranger"]
)
def test_nobody_else_reads_or_writes_one(w: World, who: str) -> None:
    row = sent(w)
    actors = {
        "colleague": w.colleague, "other_office": w.other_office, "shelter": w.shelter.first,
        "ident": w.ident.first, "prosecution": w.prosecution.first, "admin": w.admin,
        "stranger": None,
    }  # fmt: skip
    with pytest.raises(Refused):
        selectors.record(actors[who], row.pk)
    with pytest.raises(Refused):
        services.write_record(actors[who], row.pk, USUAL)
    assert exports() == 0


# The person themself


def test_a_person_takes_the_lines_along_that_they_chose(w: World) -> None:
    file = told_file(w)
    assessed(w.owner, file)
    held = sessions.active_session(w.owner, session_of(w.owner, file))
    assert keys(sessions.record_lines(held)) == USUAL | CHOSEN_ONLY
    text = sessions.export_record(held, USUAL, wished=True)
    assert leaks(text) == []
    found = Event.objects.get(act="export")
    assert (found.kind, found.resource, found.role) == ("worker_session", file.pk, "worker")


@pytest.mark.proves("htcds-records")
def test_nothing_is_taken_along_without_a_wish_or_where_it_is_found(w: World) -> None:
    file = told_file(w)
    assessed(w.owner, file)
    session = session_of(w.owner, file)
    with pytest.raises(InputError, match="K969"):
        sessions.export_record(sessions.active_session(w.owner, session), USUAL, wished=False)
    own.assess(w.owner, file.pk, {**SAFE, "paper_safe": "unknown"}, request=request())
    with pytest.raises(InputError, match="K962"):
        sessions.export_record(sessions.active_session(w.owner, session), USUAL, wished=True)
    assert exports() == 0


def test_a_file_in_which_nothing_was_said_gives_who_the_person_is_and_no_more(w: World) -> None:
    file = file_of(w.owner)
    assessed(w.owner, file)
    held = sessions.active_session(w.owner, session_of(w.owner, file))
    assert keys(sessions.record_lines(held)) == {"prs_Birthdate", "prs_PrimaryLanguage"}


# There and back


def made_of(w: World, record: Record) -> CaseFile:
    """A record that was taken in. Ways to reach somebody are checked there, and written nowhere."""
    row = replace(taken_in(lines_text(record), "a.jsonl"), contacts=(), reference=str(uuid.uuid4()))
    nothing = "0" * 64
    came = IncomingSheet(name="a.jsonl", mapping="htcds", mapping_digest=nothing, rows=(row,))
    importing.import_files(w.owner, came)
    return CaseFile.objects.filter(institution=w.owner.institution).latest("opened_at")


def parts_of(w: World, file: CaseFile) -> tuple[FilePart, ...]:
    """All that there is of a file."""
    identity = selectors.identity(w.owner, file.pk).fields.keys() - {Field.SAFE_CONTACT}
    evidence = selectors.findings(w.owner, file.pk)
    return (FilePart.IDENTITY,) * bool(identity) + (FilePart.EVIDENCE,) * bool(evidence)


@given(record=records())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_comes_back_from_a_sealed_file_as_the_list_says(w: World, record: Record) -> None:
    file = made_of(w, record)
    parts = parts_of(w, file)
    wanted = expected(record)
    if FilePart.EVIDENCE not in parts:  # no list of indicators was published for what it records
        wanted = {name: one for name, one in wanted.items() if name.startswith("prs_")}
    if not parts:
        assert wanted == {}
        return
    if file.age != Age.ADULT:  # for a child a guardian would speak
        services.change_age(w.owner, file.pk, Age.ADULT, reason="document_of_identity")
    agreed(w.owner, file, w.shelter)
    row = referred(w.owner, file, w.shelter, parts=parts)
    lines = selectors.record(w.owner, row.pk).lines
    assert by_field(lines) == wanted
    assert {line.name for line in lines} <= written_rules().fields.keys()


def test_the_file_that_left_is_taken_in_by_the_shipped_mapping(w: World) -> None:
    """By the reader that the command uses: a process of its own, without keys or database."""
    row = sent(w)
    text = services.write_record(w.owner, row.pk, USUAL | CHOSEN_ONLY)
    incoming = read_in_subprocess("record.csv", text.encode(), "htcds")
    assert incoming.problems == ()
    (found,) = incoming.rows
    assert (found.born, found.language, found.names) == (BORN, LANGUAGE, ())
    importing.import_files(w.shelter.first, incoming)
    made = CaseFile.objects.filter(institution=w.shelter.institution).latest("opened_at")
    assert selectors.identity(w.shelter.first, made.pk).fields.keys() == {
        Field.BORN,
        Field.LANGUAGE,
    }
