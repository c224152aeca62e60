"""Pictures of a visit: sealed, hashed, of the office of the visit alone, and who opened them.

The expectations are written by hand. An office works on its visits together, so that it adds,
opens and removes pictures together; other offices read the visit and learn of no picture; another
inspectorate, an intake and everybody else find nothing (404); a stranger is led to sign in (303).
"""

import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

import inspections_world as iw
from cases_world import request
from erasing import erase, place_hold
from everybody import done_by_everybody
from inspections_world import World, world
from manumit.errors import InputError
from manumit.web.inspections import verbs as visits
from manumit.web.inspections.models import Violation, Visit
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.models import Attachment
from manumit.web.visit_pictures import law, reading, verbs
from manumit.web.visit_pictures.models import VisitPicture
from manumit.web.visit_pictures.verbs import PictureInput
from office import signed_in
from registers_world import actor
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

CAMERA, ABOUT = "Camera-of-an-inspector-zq", "The door is locked from outside zq"
MODEL = 0x0110
"""Tag of the camera's name (EXIF 2.32)."""
WHO = ("owner", "colleague", "other_office", "other", "intake", "shelter", "court", "admin",
       "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 303)
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name       owner coll office
    "pictures": (200, 200, 404, *NOBODY),
    "new":      (200, 200, 403, *NOBODY),
    "picture":  (200, 200, 404, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "new":      (303, 303, 403, *NOBODY),
    "withdraw": (303, 303, 404, *NOBODY),
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """A visit under way with a violation and a picture of it; one that is only planned."""

    visit: Visit
    violation: Violation
    picture: VisitPicture
    planned: Visit


def photograph(colour: str = "red") -> bytes:
    """A JPEG as a telephone makes it, with the name of the camera inside."""
    exif = Image.Exif()
    exif[MODEL] = CAMERA
    made = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(made, "JPEG", exif=exif)
    return made.getvalue()


def entered(**other: object) -> PictureInput:
    """A picture as it comes from the form."""
    whole = PictureInput(
        name="IMG_0001.jpg", content=photograph(), shows="housing", about=ABOUT, violation=None
    )
    return replace(whole, **other)  # type: ignore[arg-type] # each test names its own


def made(w: World) -> Rows:
    """All of them."""
    at = iw.place(w.inspector)
    visit = iw.begun(w.inspector, at)
    violation = iw.found(w.inspector, visit.pk)
    picture = verbs.add_picture(
        w.inspector, visit.pk, entered(violation=violation.pk), request=request()
    )
    return Rows(visit, violation, picture, iw.planned(w.inspector, at))


_begun, _who, _rows = begun(world, made)


def address(rows: Rows, name: str) -> str:
    """Of a page."""
    of_visit = f"/en/office/visits/{rows.visit.pk}/pictures/"
    one = f"/en/office/visits/pictures/{rows.picture.pk}/"
    return {
        "pictures": of_visit,
        "new": f"{of_visit}new/",
        "picture": one,
        "content": f"{one}content/",
        "withdraw": f"{one}withdraw/",
    }[name]


def form(**other: object) -> dict[str, object]:
    """What a telephone sends."""
    file = SimpleUploadedFile("IMG_0001.jpg", photograph(), "image/jpeg")
    sent = {"file": file, "shows": "danger", "about": ABOUT, "request": str(uuid.uuid4())}
    return sent | other


def files() -> list[Path]:
    """Sealed files on disk."""
    folder = settings.MANUMIT_FILES
    assert folder is not None
    return [one for one in Path(folder).rglob("*") if one.is_file()]


# What is kept


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_a_picture_is_sealed_without_what_the_camera_wrote(w: World, rows: Rows) -> None:
    assert CAMERA.encode() in photograph()
    opened = reading.picture_content(w.inspector, rows.picture.pk)
    assert CAMERA.encode() not in opened.content
    assert Image.open(io.BytesIO(opened.content)).size == (64, 48)
    assert opened.name == f"{rows.visit.reference}-1.jpg"
    assert files()
    for path in files():
        assert opened.content[:64] not in path.read_bytes()


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_its_digests_are_of_what_is_kept_and_of_what_came(w: World, rows: Rows) -> None:
    seen = reading.picture(w.inspector, rows.picture.pk)
    opened = reading.picture_content(w.inspector, rows.picture.pk)
    assert seen.digest == hashlib.sha256(opened.content).hexdigest()
    assert seen.received == hashlib.sha256(photograph()).hexdigest() != seen.digest
    assert (seen.about, seen.row.violation) == (ABOUT, rows.violation)


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_who_added_and_opened_it_is_on_its_page_and_in_the_ledger(w: World, rows: Rows) -> None:
    colleague = w.inspectorate.second
    signed_in(colleague).post(address(rows, "content"))
    seen = reading.picture(w.inspector, rows.picture.pk)
    assert [(one.act, one.person) for one in seen.custody] == [
        ("attach", w.inspector.person),
        ("read_attachment", colleague.person),
    ]
    assert list(disagreements({}, w.inspectorate.institution.pk)) == []
    page = signed_in(w.inspector).get(address(rows, "picture")).content.decode()
    assert seen.digest in page
    assert "opened an attachment" in page


# What is refused, with nothing kept


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"content": b"%PDF-1.4 no picture"}, "V407"),
        ({"content": b"some text"}, "H802"),
        ({"content": b""}, "V402"),
        ({"content": photograph()[:200]}, "V403"),
        ({"shows": "faces"}, "H801"),
        ({"violation": uuid.UUID(int=1)}, "H803"),
        ({"about": "x" * 1_001}, "H804"),
    ],
)
def test_what_cannot_be_kept_leaves_nothing(
    w: World, rows: Rows, other: dict[str, object], code: str
) -> None:
    before = (len(files()), Attachment.objects.count(), VisitPicture.objects.count())
    with pytest.raises(InputError) as wrong:
        verbs.add_picture(w.inspector, rows.visit.pk, entered(**other), request=request())
    assert [one.code for one in wrong.value.problems] == [code]
    assert (len(files()), Attachment.objects.count(), VisitPicture.objects.count()) == before


def test_a_visit_that_is_planned_or_reviewed_takes_none(w: World, rows: Rows) -> None:
    with pytest.raises(InputError, match="T202"):
        verbs.add_picture(w.inspector, rows.planned.pk, entered(), request=request())
    assert not reading.pictures_of(w.inspector, rows.planned.pk).may_add
    assert reading.pictures_of(w.inspector, rows.visit.pk).may_add


def test_a_visit_has_so_many_at_most(w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "MOST", 2)
    verbs.add_picture(w.inspector, rows.visit.pk, entered(), request=request())
    with pytest.raises(InputError, match="H805"):
        verbs.add_picture(w.inspector, rows.visit.pk, entered(), request=request())


def test_sent_twice_it_is_kept_once(w: World, rows: Rows) -> None:
    sent = request()
    first, again = (
        verbs.add_picture(w.inspector, rows.visit.pk, entered(), request=sent) for _ in range(2)
    )
    assert first == again
    assert first.number == 2
    with pytest.raises(InputError, match="T201"):
        verbs.add_picture(w.inspectorate.second, rows.visit.pk, entered(), request=sent)


def test_a_refused_picture_leaves_the_visit_as_it_is_and_is_explained(w: World, rows: Rows) -> None:
    file = SimpleUploadedFile("notes.txt", b"some text", "text/plain")
    answer = signed_in(w.inspector).post(address(rows, "new"), form(file=file))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is no picture in JPEG or PNG." in page
    assert "Choose the picture again." in page
    assert iw.now(rows.visit).version == rows.visit.version


# How it ends


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_removed_it_is_gone_for_good_and_the_visit_says_so(
    w: World,
    rows: Rows,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    colleague = w.inspectorate.second
    before = len(files())
    sent = {"reason": "shows_a_person", "request": str(uuid.uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(colleague).post(address(rows, "withdraw"), sent).status_code == 303
    assert not Attachment.objects.filter(pk=rows.picture.sealed_file).exists()
    assert len(files()) == before - 1
    with pytest.raises(InputError, match="H806"):
        reading.picture_content(w.inspector, rows.picture.pk)
    with pytest.raises(InputError, match="H806"):
        verbs.withdraw_picture(w.inspector, rows.picture.pk, reason="not_needed")
    page = signed_in(w.inspector).get(address(rows, "picture")).content.decode()
    assert "it shows a person who need not be seen" in page
    assert ABOUT in page


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_a_legal_hold_keeps_it(w: World, rows: Rows) -> None:
    place_hold(rows.visit.subject_id, "proceedings")
    with pytest.raises(InputError, match="V302"):
        verbs.withdraw_picture(w.inspector, rows.picture.pk, reason="not_needed")
    assert reading.picture_content(w.inspector, rows.picture.pk).content


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_it_ends_with_the_visit(w: World, rows: Rows) -> None:
    erase(rows.visit.subject_id, "asked_by_the_person", None)
    assert not Attachment.objects.filter(pk=rows.picture.sealed_file).exists()
    with pytest.raises((InputError, Refused)):
        reading.picture_content(w.inspector, rows.picture.pk)


# Who


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_what_every_page_shows_to_everybody(w: World, rows: Rows) -> None:
    found = {
        name: tuple(signed_in(actor(w, who)).get(address(rows, name)).status_code for who in WHO)
        for name in SHOWS
    }
    assert found == SHOWS


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_who_does_what_and_for_all_others_nothing_changes(w: World, rows: Rows) -> None:
    def standing() -> tuple[object, ...]:
        withdrawn = VisitPicture.objects.filter(withdrawn_at=None).count()
        return VisitPicture.objects.count(), withdrawn

    def sent(name: str, who: str) -> HttpResponseBase:
        fields = form() if name == "new" else {"reason": "not_needed"}
        fields["request"] = str(uuid.uuid4())
        return signed_in(actor(w, who)).post(address(rows, name), fields)

    for name, answers in DOES.items():
        found = done_by_everybody(WHO, partial(sent, name), standing)
        assert tuple(found.values()) == answers, name


@pytest.mark.proves("pictures-of-visits-are-of-one-office")
def test_only_the_office_of_the_visit_opens_it(w: World, rows: Rows) -> None:
    def opened(who: Actor | None) -> int:
        return signed_in(who).post(address(rows, "content")).status_code

    assert [opened(actor(w, who)) for who in WHO] == [200, 200, 404, *NOBODY]
    refused = Event.objects.using("ledger").filter(kind="visit_picture", outcome="refused")
    assert refused.count() == len(WHO) - 3, "all but two who may, and a stranger without an account"


def test_the_page_of_the_visit_leads_there_once_it_took_place(w: World, rows: Rows) -> None:
    desk = signed_in(w.inspector)
    link = f'href="{address(rows, "pictures")}"'
    assert link in desk.get(f"/en/office/visits/{rows.visit.pk}/").content.decode()
    elsewhere = signed_in(w.elsewhere).get(f"/en/office/visits/{rows.visit.pk}/")
    assert elsewhere.status_code == 200
    assert link not in elsewhere.content.decode()
    planned = desk.get(f"/en/office/visits/{rows.planned.pk}/").content.decode()
    assert f"/visits/{rows.planned.pk}/pictures/" not in planned


def test_a_reported_visit_takes_pictures_and_a_reviewed_one_none(w: World, rows: Rows) -> None:
    visit = iw.begun(w.inspector, rows.visit.workplace)
    visits.answer_checklist(w.inspector, visit.pk, {}, request=request())
    for who, step in ((w.inspector, "report"), (w.inspectorate.second, "review")):
        visits.move_visit(who, visit.pk, step, seen=iw.now(visit).version, request=request())
        may = reading.pictures_of(w.inspector, visit.pk).may_add
        assert may is (step == "report")
