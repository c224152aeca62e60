"""Somebody has the whole database, or another's key of a page: what they learn of a person.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

from cases_world import (
    ANSWER,
    MESSAGE,
    REASONING,
    SECRETS,
    World,
    agreed,
    attached,
    file_of,
    finding_of,
    key_ring,
    person,
    referred,
    request,
    spoken_for,
    world,
)
from dumped import everything, leaked
from erasing import erase
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import Contact, ContactKind, Field
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.search import search_people
from manumit.web.cases.services import Judgement
from manumit.web.cases.timeline import access_log
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.search import Query
from manumit.web.kernel.vault.tokens import Number, NumberKind
from manumit.web.site.embedded import Addresses

pytestmark = pytest.mark.usefixtures("committing")
BORN = "1999-05-02"
SAID = "manumit/evidence/1"
"""Stands in every document of evidence; in no table."""


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Who owns every table."""
    with psycopg.connect(addresses.owner, autocommit=True) as connected:
        yield connected


def carried(here: World) -> tuple[CaseFile, Referral, CaseFile]:
    """Everything that a person can leave behind: here and at the institution referred to."""
    file = file_of(here.owner)
    spoken_for(here.owner, file)
    attached(here.owner, file)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification")
    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    (copied,) = selectors.findings(here.ident.first, own.pk)
    judgement = Judgement(
        step="presume", reason="reasonable_grounds", reasoning=REASONING, finding=copied.id
    )
    services.decide(here.ident.first, own.pk, judgement, seen=1, request=request())
    services.answer(here.ident.first, sent.pk, ANSWER, seen=3, request=request())
    return file, sent, own


def seen_by_those_who_may(here: World, file: CaseFile, sent: Referral, own: CaseFile) -> str:
    """The same words, through the doors that they are meant to be seen through."""
    identity = selectors.identity(here.owner, file.pk)
    names = identity.fields[Field.NAMES][0].value
    contacts = identity.fields[Field.CONTACTS][0].value
    safe = identity.fields[Field.SAFE_CONTACT][0].value
    opened = selectors.referral(here.owner, sent.pk)
    (decided,) = selectors.decisions(here.ident.first, own.pk)
    (guardian,) = selectors.mandates(here.owner, file.pk)
    (document,) = selectors.attachments(here.owner, file.pk)
    assert isinstance(contacts, tuple)
    return " ".join(
        [
            str(names),
            *(one.value for one in contacts if isinstance(one, Contact)),
            str(getattr(safe, "note", "")),
            str(opened.message),
            str(opened.answer),
            str(decided.reasoning),
            str(guardian.name),
            selectors.attachment(here.owner, document.id).handed_by,
            selectors.attachment_content(here.owner, document.id).content.decode(),
            BORN,
            str(selectors.evidence(here.owner, file.evidence.get().pk).document["schema"]),
        ]
    )


@pytest.mark.proves("cases-are-sealed")
def test_no_name_statement_or_answer_stands_in_any_table(
    here: World, thief: psycopg.Connection
) -> None:
    file, sent, own = carried(here)
    sought = (*SECRETS, BORN, SAID)
    assert all(one in seen_by_those_who_may(here, file, sent, own) for one in sought)
    thief.execute("CREATE TABLE public.planted (words text, bytes bytea)")
    try:
        for one in sought:
            thief.execute("INSERT INTO public.planted VALUES (%s, %s)", [one, one.encode()])
        assert leaked(everything(thief), *sought) == set(sought)
    finally:
        thief.execute("DROP TABLE public.planted")
    assert leaked(everything(thief), *sought) == set()


@pytest.mark.proves("cases-are-sealed")
def test_no_finding_and_no_answer_to_a_question_stands_in_any_table(
    here: World, thief: psycopg.Connection
) -> None:
    file, _, _ = carried(here)
    made = file.findings.get()
    document = selectors.finding(here.owner, made.pk).document
    shown = selectors.evidence(here.owner, file.evidence.get().pk).document
    for sealed in (document, shown):
        words = json.dumps(sealed)[:80]
        assert leaked(json.dumps(sealed).casefold(), words) == {words}
        assert leaked(everything(thief), words) == set()


@pytest.mark.proves("cases-are-sealed")
def test_nothing_of_it_is_logged_or_said_in_an_error(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file, sent, own = carried(here)
    views = [
        selectors.identity(here.owner, file.pk),
        selectors.referral(here.owner, sent.pk),
        *selectors.decisions(here.ident.first, own.pk),
    ]
    wrong = Contact(ContactKind.TELEPHONE, "not-a-number-zq")
    with pytest.raises(InputError) as caught:
        services.change_identity(
            here.owner, file.pk, {Field.CONTACTS: (wrong,)}, seen={}, request=request()
        )
    shown = " ".join([caplog.text, str(caught.value), *map(repr, views), *map(str, views)])
    assert "not-a-number" not in shown
    assert leaked(shown.casefold(), *SECRETS) == set()


@pytest.mark.proves("cases-are-sealed")
def test_after_an_erasure_nothing_of_the_person_opens_and_the_others_copy_stays(
    here: World,
) -> None:
    file, sent, own = carried(here)
    erase(file.subject_id, "asked_by_the_person", here.owner.person)
    for act in (
        lambda: selectors.file(here.owner, file.pk),
        lambda: selectors.identity(here.owner, file.pk),
        lambda: selectors.referral(here.ident.first, sent.pk),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.verdict.hidden
    assert selectors.identity(here.ident.first, own.pk).fields  # an institution of its own


# What was not passed on


@pytest.mark.proves("referral-content")
def test_the_recipient_sees_only_what_was_passed_and_nothing_that_changed_later(
    here: World,
) -> None:
    file = file_of(here.owner)
    finding_of(here.owner, file)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.SAFE_CONTACT,))
    services.change_identity(
        here.owner,
        file.pk,
        {Field.NAMES: ("Another Namezq",)},
        seen={Field.NAMES: 1},
        request=request(),
    )
    own = services.accept(here.shelter.first, sent.pk, seen=2, request=request())
    assert own is not None
    passed = selectors.referral(here.shelter.first, sent.pk).passed
    assert passed is not None
    assert set(passed.identity) == {Field.SAFE_CONTACT}
    assert (passed.evidence, passed.finding) == (None, None)
    assert set(selectors.identity(here.shelter.first, own.pk).fields) == {Field.SAFE_CONTACT}
    assert selectors.findings(here.shelter.first, own.pk) == []


def test_a_part_that_is_not_there_is_not_passed_and_nothing_is_sent(here: World) -> None:
    file = services.open_file(here.owner, age=Age.ADULT, request=request())
    agreed(here.owner, file, here.shelter)
    for parts in ((FilePart.IDENTITY,), (FilePart.EVIDENCE,), (FilePart.FINDING,)):
        with pytest.raises(InputError, match="K402"):
            referred(here.owner, file, here.shelter, parts=parts)
    assert selectors.inbox(here.shelter.first) == []


def test_no_referral_goes_to_the_own_institution_or_to_one_that_serves_no_such_purpose(
    here: World,
) -> None:
    file = file_of(here.owner)
    for to, purpose in (
        (here.inspectorate, "referral"),
        (here.shelter, "identification"),
        (here.ident, "criminal_proceedings"),
    ):
        with pytest.raises(InputError, match="K401"):
            referred(here.owner, file, to, purpose, parts=())


def test_a_finding_of_another_file_is_not_passed_nor_decided_beside(here: World) -> None:
    file, other = file_of(here.owner), file_of(here.owner)
    foreign = finding_of(here.owner, other)
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification", parts=(FilePart.IDENTITY,))
    own = services.accept(here.ident.first, sent.pk, seen=2, request=request())
    assert own is not None
    judgement = Judgement(
        step="presume", reason="reasonable_grounds", reasoning=MESSAGE, finding=foreign.pk
    )
    with pytest.raises(InputError, match="K301"):
        services.decide(here.ident.first, own.pk, judgement, seen=1, request=request())


# What a search tells


@pytest.mark.proves("file-holders")
def test_a_search_finds_the_own_files_and_of_others_only_that_there_are_some(here: World) -> None:
    shelter = here.shelter
    file = file_of(shelter.first)
    query = Query(names=["Rohima Khatunxq"])  # as another clerk would write it
    (hit,) = search_people(shelter.first, query).hits
    assert (hit.file, hit.pseudonym) == (file.pk, file.pseudonym)
    other = person(shelter.office, "support")
    for searcher in (shelter.second, other):
        found = search_people(searcher, query)
        assert (found.hits, found.elsewhere) == ((), True)
    # A single name tells of nobody else's file.
    assert not search_people(shelter.second, Query(names=["Khatunxq"])).elsewhere
    number = Query(numbers=[Number(NumberKind.TELEPHONE, "01711 555 7431")])
    assert [one.file for one in search_people(shelter.first, number).hits] == [file.pk]


# The ledger


@pytest.mark.proves("file-holders")
def test_the_ledger_has_an_event_for_each_reading(here: World) -> None:
    file, sent, own = carried(here)
    made, shown = file.findings.get(), file.evidence.get()
    readings: dict[str, Callable[[], object]] = {
        "list_files": lambda: selectors.files(here.owner),
        "read_file": lambda: selectors.file(here.owner, file.pk),
        "read_identity": lambda: selectors.identity(here.owner, file.pk),
        "read_history": lambda: access_log(here.owner, file.pk),
    }
    statements: list[Callable[[], object]] = [
        lambda: selectors.finding(here.owner, made.pk),
        lambda: selectors.evidence(here.owner, shown.pk),
        lambda: selectors.referral(here.owner, sent.pk),
        lambda: selectors.decisions(here.ident.first, own.pk),
    ]
    for act, reading in [*readings.items(), *(("read_statement", one) for one in statements)]:
        before = Event.objects.count()
        reading()
        (event,) = Event.objects.order_by("number")[before:]
        assert (event.act, event.outcome) == (act, "allowed")
        assert event.actor in (here.owner.person, here.ident.first.person)


def test_no_pseudonym_is_a_word_or_the_same_in_two_institutions(here: World) -> None:
    file, _, own = carried(here)
    assert file.pseudonym != own.pseudonym
    assert not set("AEIOUY") & set(file.pseudonym + own.pseudonym)
