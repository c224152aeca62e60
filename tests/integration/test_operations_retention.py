"""Records end when their time is over, and not before; a legal hold keeps them."""

import datetime as dt
import io
import secrets
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from erasing import place_hold
from manumit.errors import InputError
from manumit.web.cases.models import CaseFile, Closing, Draft, Employment
from manumit.web.group_cases.models import GroupCase, GroupMember
from manumit.web.institutions.models import Institution, Invitation, Office
from manumit.web.kernel import retention
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.kernel.retention import RetentionKind, retention_kinds
from manumit.web.kernel.vault.attachments import attach
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.models import Attachment, PersonKey
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.operations.retention import Period, RetentionResult, end_records, read_periods
from manumit.web.prosecution_bundles.models import EvidenceNote

HEAD = "schema: manumit/retention/1\ndated: 2026-11-25\nsource: a law of ours\n"
pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Settings) -> Path:
    (tmp_path / "files").mkdir(mode=0o700)
    (tmp_path / "heads").mkdir()
    make_ring(tmp_path / "ring.json")
    settings.MANUMIT_KEY_RING = tmp_path / "ring.json"
    settings.MANUMIT_FILES = tmp_path / "files"
    new_key(tmp_path / "ledger.pem")
    settings.MANUMIT = replace(
        settings.MANUMIT, ledger_heads=tmp_path / "heads", ledger_key=tmp_path / "ledger.pem"
    )
    return tmp_path


@pytest.fixture
def office() -> Office:
    institution = Institution.objects.create(kind="ngo", names={"en": "A"}, country="NO")
    return Office.objects.create(institution=institution, names={"en": "B"})


def case_file(office: Office) -> CaseFile:
    record(Act(act="create", institution=office.institution_id, role="support", kind="case_file"))
    return CaseFile.objects.create(
        subject_id=new_subject(), institution=office.institution, office=office, age="adult",
        pseudonym=secrets.token_hex(4), opened_by=uuid.uuid4(), request=uuid.uuid4(),
    )  # fmt: skip


def invitation(office: Office, expires_at: dt.datetime) -> Invitation:
    return Invitation.objects.create(
        digest=secrets.token_bytes(32), email="w@example.org", office=office, role="support",
        post_until=expires_at, expires_at=expires_at,
    )  # fmt: skip


def later() -> dt.datetime:
    """Return a moment at which every period that begins now is over."""
    return timezone.now() + dt.timedelta(days=20 * 366)


def ended(*, now: dt.datetime | None = None, dry_run: bool = False) -> dict[str, RetentionResult]:
    results = end_records(read_periods(), now or later(), dry_run=dry_run)
    return {one.kind: one for one in results}


def is_readable(subject: uuid.UUID) -> bool:
    return PersonKey.objects.get(subject=subject).wrapped is not None


def test_every_kind_has_a_period_that_says_why_and_that_nobody_has_decided_it() -> None:
    periods = read_periods()
    kinds = {"case_file", "claim", "proceeding", "penalty", "sanction", "non_punishment"}
    kinds |= {"reflection", "support_plan", "group_case"}
    kinds |= {"organisation", "workplace", "message_told", "message_came"}
    kinds |= {"visit", "inspection_order", "programme", "round"}
    kinds |= {"contact", "licence_application"}
    kinds |= {"complaint", "complaint_source"}
    assert (
        set(periods)
        == set(retention.retention_kinds())
        == kinds | {"api_token", "invitation", "session"}
    )
    assert all(one.provisional and one.basis and one.begins for one in periods.values())


def test_a_file_ends_after_its_period_with_everything_of_the_person(office: Office) -> None:
    file = case_file(office)
    row = attach(file.subject_id, "paper.txt", b"what she said")
    assert ended(now=timezone.now() + dt.timedelta(days=10 * 365 - 30))["case_file"].ended == []
    assert is_readable(file.subject_id)

    assert ended()["case_file"].ended == [file.subject_id]
    assert not is_readable(file.subject_id)
    stone = PersonKey.objects.get(subject=file.subject_id)
    assert (stone.erased_reason, stone.erased_by) == ("time_is_over", None)
    assert not Attachment.objects.filter(pk=row.pk).exists()
    with pytest.raises(InputError, match="V301"):
        subject_key(file.subject_id)
    shown = Event.objects.get(act="erase", resource=file.subject_id)
    assert (shown.institution, shown.role, shown.kind, shown.reason) == (
        office.institution_id, "platform", "case_file", "time_is_over"
    )  # fmt: skip
    # Once.
    assert ended()["case_file"].ended == []


def test_what_newer_rooms_do_with_a_file_is_work_on_it_too(office: Office) -> None:
    """Else somebody would be erased of whom a bundle was made, or a file closed, yesterday."""
    month = dt.timedelta(days=30)
    for model, moment in (
        (Employment, "made_at"), (EvidenceNote, "made_at"), (Closing, "closed_at"),
    ):  # fmt: skip
        file = case_file(office)
        made = _row(model, file, office)
        found = retention_kinds()["case_file"].rows().get(pk=file.pk)
        assert found.worked_on == getattr(made, moment)
    assert ended(now=timezone.now() + month)["case_file"].ended == []


def test_a_group_ends_once_no_file_is_part_of_it_and_not_before(office: Office) -> None:
    file = case_file(office)
    group = GroupCase(
        subject_id=new_subject(), institution=office.institution, office=office, reference="G-1",
        closed=False, opened_by=uuid.uuid4(), request=uuid.uuid4(),
    )  # fmt: skip
    _told("group_case")
    seal_text(group, "content", "a place")
    group.save(force_insert=True)
    member = GroupMember.objects.create(
        institution=office.institution, group=group, file=file, reference="M-1",
        joined_by=uuid.uuid4(), request=uuid.uuid4(),
    )  # fmt: skip
    in_two_years = timezone.now() + dt.timedelta(days=2 * 366)
    assert ended(now=in_two_years)["group_case"].ended == []
    member.left_by, member.left_at = uuid.uuid4(), timezone.now()
    _told("case_file")
    member.save(update_fields=["left_by", "left_at"])
    assert ended(now=timezone.now() + dt.timedelta(days=300))["group_case"].ended == []
    assert ended(now=in_two_years)["group_case"].ended == [group.subject_id]
    assert is_readable(file.subject_id)
    assert not is_readable(group.subject_id)


def _told(kind: str) -> None:
    record(Act(act="change", institution=uuid.uuid4(), role="support", kind=kind))


def _row(model: type[Any], file: CaseFile, office: Office) -> Any:
    shown = {"file": file, "institution": office.institution, "request": uuid.uuid4()}
    if model is Closing:
        row = Closing(**shown, ending="labour_remedy", reason="x", closed_by=uuid.uuid4())
    else:
        row = model(**shown, subject_id=file.subject_id, number=1, made_by=uuid.uuid4())
        seal_text(row, "content", "what she said")
    row.save(force_insert=True)
    return row


def test_working_on_a_file_begins_its_period_anew(office: Office) -> None:
    file = case_file(office)
    draft = Draft(
        subject_id=file.subject_id, institution=office.institution, file=file, list_id="x",
        begun_by=uuid.uuid4(), taken_up_by=uuid.uuid4(), request=uuid.uuid4(),
        taken_up_at=later() - dt.timedelta(days=30),
    )  # fmt: skip
    seal_text(draft, "content", "an answer")
    draft.save()
    assert ended()["case_file"].ended == []
    assert ended(now=later() + dt.timedelta(days=10 * 366))["case_file"].ended == [file.subject_id]


def test_a_legal_hold_keeps_a_person_and_the_report_says_so(office: Office) -> None:
    held, over = case_file(office).subject_id, case_file(office).subject_id
    place_hold(held, "proceedings")
    for dry_run in (True, False):
        found = ended(dry_run=dry_run)["case_file"]
        assert (found.held, found.ended) == ([held], [over])
    assert is_readable(held)
    assert not is_readable(over)
    assert not Event.objects.filter(resource=held).exists()


def test_a_person_of_whom_another_record_is_still_kept_is_not_erased(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = case_file(office)
    attach(file.subject_id, "paper.txt", b"evidence for a court")
    another = RetentionKind("trial_paper", Attachment.objects.all, "made_at", "subject_id")
    monkeypatch.setattr(
        retention, "_kinds", {**retention.retention_kinds(), "trial_paper": another}
    )
    longer = Period("with its making", "for the test of it", provisional=True, years=90)
    periods = {**read_periods(), "trial_paper": longer}
    (found,) = [
        one for one in end_records(periods, later(), dry_run=False) if one.kind == "case_file"
    ]
    assert (found.ended, found.still_needed) == ([], [file.subject_id])
    assert is_readable(file.subject_id)


def test_a_dry_run_says_what_would_happen_and_does_nothing(office: Office) -> None:
    file = case_file(office)
    asked = invitation(office, timezone.now())
    row = attach(file.subject_id, "paper.txt", b"what she said")
    before, moment = Event.objects.count(), later()
    dry = ended(now=moment, dry_run=True)
    assert (dry["case_file"].ended, dry["invitation"].ended) == ([file.subject_id], [asked.pk])
    assert is_readable(file.subject_id)
    assert Attachment.objects.filter(pk=row.pk).exists()
    assert Invitation.objects.filter(pk=asked.pk).exists()
    assert Event.objects.count() == before
    assert ended(now=moment) == dry
    assert not Invitation.objects.filter(pk=asked.pk).exists()


def test_invitations_end_and_the_ledger_keeps_that_they_did(office: Office) -> None:
    now = timezone.now()
    old, new = (invitation(office, now - dt.timedelta(days=days)) for days in (91, 89))
    assert ended(now=now)["invitation"].ended == [old.pk]
    assert list(Invitation.objects.all()) == [new]
    assert Event.objects.get(act="erase", kind="invitation").resource == old.pk


def test_a_kind_without_a_period_stops_everything(office: Office) -> None:
    file = case_file(office)
    periods = {kind: one for kind, one in read_periods().items() if kind != "session"}
    with pytest.raises(InputError, match=r"E402.*'session'"):
        end_records(periods, later(), dry_run=False)
    assert is_readable(file.subject_id)


def test_a_year_that_began_on_the_29th_of_february() -> None:
    period = Period("so", "for the test of it", provisional=True, years=1)
    assert period.over_before(dt.datetime(2028, 2, 29, tzinfo=dt.UTC)).date() == dt.date(
        2027, 2, 28
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "{}",
        "{case_file: {begins: at the end, basis: because of us, provisional: no}}",
        "{case_file: {begins: at the end, days: 0, basis: because of us, provisional: no}}",
        "{case_file: {begins: at the end, days: 3, basis: short, provisional: no}}",
        "{case_file: {begins: at the end, days: 3, years: 1, basis: our law, provisional: no}}",
    ],
)
def test_a_file_that_is_none_has_a_code(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "periods.yaml"
    file.write_text(f"{HEAD}periods: {wrong}\n")
    with pytest.raises(InputError, match="E401"):
        read_periods(file)


def test_the_command_reports_and_takes_the_institutions_own_file(
    office: Office, place: Path
) -> None:
    asked = invitation(office, timezone.now() - dt.timedelta(days=10))
    file = place / "periods.yaml"
    file.write_text(
        f"{HEAD}periods:\n"
        + "".join(
            f"  {kind}: {{begins: at the end, days: 7, basis: because we say so,"
            " provisional: false}\n"
            for kind in retention.retention_kinds()
        )
    )
    shown = io.StringIO()
    call_command("retention", "--dry-run", "--periods", str(file), stdout=shown)
    assert f"  ended: 1\n    {asked.pk}\n" in shown.getvalue()
    assert "Nothing was ended: this was a dry run." in shown.getvalue()
    assert "w@example.org" not in shown.getvalue()
    assert "provisional" not in shown.getvalue()
    shipped = io.StringIO()
    call_command("retention", stdout=shipped)
    assert "invitation: over before" in shipped.getvalue()
    assert "○ provisional" in shipped.getvalue()
    assert Invitation.objects.filter(pk=asked.pk).exists()
    call_command("retention", "--periods", str(file), stdout=shown)
    assert not Invitation.objects.filter(pk=asked.pk).exists()
