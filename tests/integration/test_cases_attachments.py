"""Documents of a file: who may add, read and withdraw them, and that nothing of them lies in clear.

The table is written by hand from domain.md, section 2: an institution sees documents of its own
files, and of those whoever holds the file; nobody else learns that there is one. ``y``: it is done;
``-``: refused, as if it did not exist, nothing has changed, and the ledger says who was refused.
"""

import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from cases_world import (
    HANDED_BY,
    NAMES,
    SHOWN,
    Body,
    World,
    agreed,
    attached,
    file_of,
    in_days,
    key_ring,
    person,
    referred,
    request,
    world,
)
from erasing import place_hold
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.documents import KINDS, WITHDRAWN
from manumit.web.cases.models import CaseAttachment, CaseFile
from manumit.web.cases.services import AttachmentInput
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.cleaning import clean_file
from manumit.web.kernel.vault.models import Attachment
from manumit.web.ui.languages import library

pytestmark = pytest.mark.usefixtures("committing")
CAMERA = "Camera-of-the-shelter-zq"
AUTHOR = 0x013B

# Two files: of the inspectorate, which referred its person to the shelter (consent holds) and to
# the prosecution (consent was withdrawn); everybody's standing is towards that file.
#                    owner colleague other_office other_inst referred withdrawn stranger dpo admin
OF_THE_FILE = """
    attachments        y       -          -           -         -         -        -     -    -
    attachment         y       -          -           -         -         -        -     -    -
    attachment_content y       -          -           -         -         -        -     -    -
    add_attachment     y       -          -           -         -         -        -     -    -
    withdraw_attachment y      -          -           -         -         -        -     -    -
"""
WHO = (
    "owner", "colleague", "other_office", "other_institution", "referred", "withdrawn", "stranger",
    "dpo", "admin",
)  # fmt: skip
# What each institution does with documents of files of its own: "evidence with custody log" is no
# prosecutor's to end, and an identification body sees the file and adds nothing to it.
#               see add withdraw
OF_OWN_FILES = """
    inspect      y   y   y
    advice       y   y   y
    support      y   y   y
    ident        y   -   -
    justice      y   y   -
"""
KINDS_OF = {
    "inspect": "inspectorate",
    "advice": "advice_centre",
    "support": "shelter",
    "ident": "identification",
    "justice": "prosecution",
}


@dataclass(frozen=True)
class Case:
    """One file with a document, referred twice."""

    here: World
    folder: Path
    file: CaseFile
    row: CaseAttachment
    everybody: Mapping[str, Actor | None]

    def sealed(self) -> list[Path]:
        """What lies in the folder of sealed files."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture(name="case")
def _case(tmp_path: Path, settings: Settings) -> Case:
    key_ring(tmp_path, settings)
    here = world()
    file = file_of(here.owner)
    row = attached(here.owner, file)
    agreed(here.owner, file, here.shelter)
    sent = referred(here.owner, file, here.shelter, parts=(FilePart.IDENTITY,))
    services.accept(here.shelter.first, sent.pk, seen=2, request=request())
    agreed(here.owner, file, here.prosecution, "criminal_proceedings")
    gone = referred(
        here.owner, file, here.prosecution, "criminal_proceedings", parts=(FilePart.IDENTITY,)
    )
    services.accept(here.prosecution.first, gone.pk, seen=2, request=request())
    services.withdraw_consent(
        here.owner,
        file.pk,
        purpose="criminal_proceedings",
        recipient=here.prosecution.institution.pk,
    )
    everybody = {
        "owner": here.owner,
        "colleague": here.colleague,
        "other_office": here.other_office,
        "other_institution": here.ident.first,
        "referred": here.shelter.first,
        "withdrawn": here.prosecution.first,
        "stranger": None,
        "dpo": person(here.inspectorate.office, "dpo"),
        "admin": here.admin,
    }
    return Case(here, tmp_path / "files", file, row, everybody)


def brought(**other: object) -> AttachmentInput:
    values = {
        "kind": "contract", "name": "a.txt", "content": SHOWN.encode(), "on_day": None,
        "handed_by": HANDED_BY,
    }  # fmt: skip
    return AttachmentInput(**{**values, **other})  # type: ignore[arg-type] # of a test's own choice


def verbs(case: Case, who: Actor | None) -> dict[str, Callable[[], object]]:
    return {
        "attachments": lambda: selectors.attachments(who, case.file.pk),
        "attachment": lambda: selectors.attachment(who, case.row.pk),
        "attachment_content": lambda: selectors.attachment_content(who, case.row.pk),
        "add_attachment": lambda: services.add_attachment(
            who, case.file.pk, brought(), request=request()
        ),
        "withdraw_attachment": lambda: services.withdraw_attachment(
            who, case.row.pk, reason="not_needed"
        ),
    }


def rows(table: str) -> dict[str, list[str]]:
    return {name: cells for name, *cells in map(str.split, table.strip().splitlines())}


def standing() -> list[tuple[object, ...]]:
    return list(CaseAttachment.objects.order_by("pk").values_list("pk", "withdrawn_at"))


@pytest.mark.proves("documents-are-sealed")
@pytest.mark.parametrize("who", WHO)
def test_only_whoever_holds_the_file_does_anything_with_its_documents(case: Case, who: str) -> None:
    actor = case.everybody[who]
    for name, cells in rows(OF_THE_FILE).items():
        before, refused = standing(), Event.objects.filter(outcome="refused").count()
        act = verbs(case, actor)[name]
        if cells[WHO.index(who)] == "y":
            assert act(), name
        elif name == "attachments":
            assert act() == [], name  # a list of nothing; its page answers 404
        else:
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.verdict.hidden, name
            assert standing() == before, name
            assert Event.objects.filter(outcome="refused").count() == refused + 1, name


@pytest.mark.proves("documents-are-sealed")
@pytest.mark.parametrize("role", KINDS_OF)
def test_what_each_institution_does_with_documents_of_its_own_files(
    tmp_path: Path, settings: Settings, role: str
) -> None:
    key_ring(tmp_path, settings)
    body = Body.made(KINDS_OF[role], role)
    file = services.open_file(body.first, age=Age.ADULT, request=request())
    see, add, withdraw = rows(OF_OWN_FILES)[role]
    may = selectors.file(body.first, file.pk).may
    found = {one.partition(".")[2] for one in may if one.startswith("attachment.")}
    expected = {
        name for name, cell in (("see", see), ("add", add), ("withdraw", withdraw)) if cell == "y"
    }
    assert found == expected
    if add == "y":
        row = attached(body.first, file)
        assert selectors.attachment_content(body.first, row.pk).content == SHOWN.encode()
    else:
        with pytest.raises(Refused):
            attached(body.first, file)


def test_a_second_holder_sees_what_the_first_added(case: Case) -> None:
    services.share_file(case.here.owner, case.file.pk, case.here.colleague.person)
    (line,) = selectors.attachments(case.here.colleague, case.file.pk)
    assert selectors.attachment_content(case.here.colleague, line.id).content == SHOWN.encode()


@pytest.mark.proves("documents-are-sealed")
def test_no_document_goes_with_a_referral(case: Case) -> None:
    for body in (case.here.shelter, case.here.prosecution):
        own = CaseFile.objects.get(institution=body.institution)
        assert selectors.attachments(body.first, own.pk) == []
        assert not CaseAttachment.objects.filter(file=own).exists()


# What is kept


def test_a_document_is_kept_as_it_is_shown_and_says_what_was_said_of_it(case: Case) -> None:
    owner = case.here.owner
    shown = selectors.attachment(owner, case.row.pk)
    assert (shown.name, shown.handed_by, shown.file) == (f"{NAMES[0]}.txt", HANDED_BY, case.file.pk)
    (line,) = selectors.attachments(owner, case.file.pk)
    assert (line.number, line.kind, line.media_type) == (1, "messages", "text/plain")
    assert line.size == len(SHOWN)
    assert str(line.on_day) == "2026-06-30"
    assert line.made_by == owner.person
    assert line.made_at.date() == timezone.now().date() != line.on_day
    unknown = services.add_attachment(owner, case.file.pk, brought(), request=request())
    assert (unknown.number, unknown.on_day) == (2, None)
    assert ("attachment", "2") in [(one.kind, one.code) for one in timeline(owner, case.file.pk)]


@pytest.mark.proves("documents-are-sealed")
def test_a_photograph_tells_nothing_but_what_it_shows(case: Case) -> None:
    owner, raw = case.here.owner, photograph()
    assert CAMERA.encode() in raw
    row = services.add_attachment(
        owner, case.file.pk, brought(content=raw, kind="photograph"), request=request()
    )
    opened = selectors.attachment_content(owner, row.pk)
    assert opened.content == clean_file(raw, "image/jpeg")
    assert CAMERA.encode() not in opened.content
    assert (opened.media_type, row.size) == ("image/jpeg", len(opened.content))
    assert opened.name == f"{case.file.pseudonym}-2.jpg"


def photograph() -> bytes:
    written, exif = io.BytesIO(), Image.Exif()
    exif[AUTHOR] = CAMERA
    Image.new("RGB", (40, 20), (200, 30, 30)).save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_a_form_that_is_sent_twice_adds_one_document(case: Case) -> None:
    owner, once = case.here.owner, request()
    first = services.add_attachment(owner, case.file.pk, brought(), request=once)
    before = len(case.sealed())
    again = services.add_attachment(
        owner, case.file.pk, brought(content=b"something else"), request=once
    )
    assert again == first
    assert len(case.sealed()) == before
    other = file_of(owner)
    with pytest.raises(InputError, match="K501"):
        services.add_attachment(owner, other.pk, brought(), request=once)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "medical_certificate"}, "K701"),
        ({"handed_by": " \n"}, "K702"),
        ({"handed_by": "x" * 10_001}, "K405"),
        ({"on_day": in_days(3).date()}, "K703"),
        ({"content": b"MZ\x90\x00"}, "V402"),
    ],
)
def test_what_is_not_taken_leaves_nothing(case: Case, wrong: dict[str, object], code: str) -> None:
    before, files = standing(), case.sealed()
    events = Event.objects.count()
    with pytest.raises(InputError, match=code):
        services.add_attachment(case.here.owner, case.file.pk, brought(**wrong), request=request())
    assert (standing(), case.sealed()) == (before, files)
    assert Event.objects.count() == events
    assert Attachment.objects.filter(subject=case.file.subject_id).count() == 1


def test_every_code_of_the_lists_has_its_words_in_every_language() -> None:
    strings = library().texts.strings
    for language in ("en", "fr", "es", "ar"):
        for prefix, listed in (("document", KINDS), ("reason", WITHDRAWN)):
            for code in listed.codes():
                assert (language, f"cases_{prefix}/{code}", "label") in strings, (language, code)
    assert all(one.rule for listed in (KINDS, WITHDRAWN) for one in listed.reasons)


# Withdrawn


@pytest.mark.proves("documents-are-sealed")
def test_what_a_withdrawn_document_showed_is_gone_and_that_there_was_one_stays(case: Case) -> None:
    owner = case.here.owner
    held = case.sealed()
    assert len(held) == 1
    services.withdraw_attachment(owner, case.row.pk, reason="shows_somebody_else")
    assert case.sealed() == []
    assert not Attachment.objects.filter(subject=case.file.subject_id).exists()
    (line,) = selectors.attachments(owner, case.file.pk)
    assert (line.withdrawn_by, line.withdrawn_reason) == (owner.person, "shows_somebody_else")
    assert line.withdrawn_at is not None
    view = selectors.attachment(owner, case.row.pk)
    assert (view.name, view.handed_by) == (None, HANDED_BY)
    for act in (
        lambda: selectors.attachment_content(owner, case.row.pk),
        lambda: services.withdraw_attachment(owner, case.row.pk, reason="not_needed"),
    ):
        with pytest.raises(InputError, match="K705"):
            act()
    event = Event.objects.get(act="withdraw_attachment", resource=case.row.pk)
    assert (event.actor, event.reason) == (owner.person, "shows_somebody_else")
    # The next one does not take the number of the one that went.
    assert attached(owner, case.file).number == 2


@pytest.mark.proves("documents-are-sealed")
def test_a_withdrawal_needs_a_reason_of_the_list_and_ends_no_evidence_under_a_hold(
    case: Case,
) -> None:
    owner = case.here.owner
    for reason in ("", "because", "came_of_age"):
        with pytest.raises(InputError, match="K704"):
            services.withdraw_attachment(owner, case.row.pk, reason=reason)
    place_hold(case.file.subject_id, "proceedings")
    with pytest.raises(InputError, match="V302"):
        services.withdraw_attachment(owner, case.row.pk, reason="person_asks")
    assert selectors.attachment_content(owner, case.row.pk).content == SHOWN.encode()
    assert not Event.objects.filter(act="withdraw_attachment", resource=case.row.pk).exists()


# What tells of it


def test_nothing_of_it_is_logged_said_in_an_error_or_shown_by_a_view(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    owner = case.here.owner
    shown = selectors.attachment(owner, case.row.pk)
    opened = selectors.attachment_content(owner, case.row.pk)
    assert SHOWN.encode() in opened.content
    with pytest.raises(InputError) as caught:
        services.add_attachment(
            owner, case.file.pk, brought(content=SHOWN.encode("utf-16")), request=request()
        )
    found = [caplog.text, str(caught.value)]
    found += [f"{one!r} {one}" for one in (shown, opened, brought(), case.row)]
    for sought in (SHOWN, HANDED_BY, NAMES[0]):
        assert sought not in " ".join(found)


# The ledger


@pytest.mark.proves("documents-are-sealed")
def test_each_reading_is_an_act_and_who_saw_the_file_tells_of_it(case: Case) -> None:
    owner = case.here.owner
    for act, reading in (
        ("read_statement", lambda: selectors.attachment(owner, case.row.pk)),
        ("read_attachment", lambda: selectors.attachment_content(owner, case.row.pk)),
    ):
        before = Event.objects.count()
        reading()
        (event,) = Event.objects.order_by("number")[before:]
        assert (event.act, event.kind, event.resource) == (act, "attachment", case.row.pk)
        assert (event.outcome, event.actor) == ("allowed", owner.person)
    with pytest.raises(Refused):
        selectors.attachment_content(case.here.colleague, case.row.pk)
    with pytest.raises(Refused):
        services.add_attachment(case.here.colleague, case.file.pk, brought(), request=request())
    services.withdraw_attachment(owner, case.row.pk, reason="unreadable")
    shown = [
        (one.act, one.outcome)
        for one in access_log(owner, case.file.pk)
        if one.kind == "attachment"
    ]
    assert shown == [
        ("attach", "allowed"), ("read_statement", "allowed"), ("read_attachment", "allowed"),
        ("refuse", "refused"), ("refuse", "refused"), ("withdraw_attachment", "allowed"),
    ]  # fmt: skip
