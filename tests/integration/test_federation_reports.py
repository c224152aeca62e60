"""A service that was given, and what came of a referral, told to the sender elsewhere; and an end.

R-ids: domain.md.
"""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import World, agreed, request, world
from erasing import erase
from federation_world import Away, administrator, admitted, exchanging, from_away, sent_away
from manumit.web.cases import selectors as seen_by
from manumit.web.cases import services
from manumit.web.cases.clocks import Due
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.services import ReportInput
from manumit.web.federation import outbox, peers, selectors
from manumit.web.federation.models import Counterpart, IncomingMessage, OutgoingMessage
from manumit.web.federation.outbox import send, send_due
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.days import today
from manumit.web.operations import retention

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
THIRD = "http://127.0.0.1:8523/between/"
KINDS = ("message_told", "message_came")


def body(step: str = "service", code: str = "housing", **more: Any) -> dict[str, Any]:
    """What a peer reports."""
    return {"step": step, "code": code, "on": today().isoformat()} | more


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    exchanging(tmp_path, settings)
    return world()


@pytest.fixture(name="away")
def _away(w: World) -> Away:
    """A shelter elsewhere, admitted by the inspectorate here."""
    return admitted(w.admin, w.owner, "shelter")


@pytest.fixture(name="other")
def _other(w: World) -> Away:
    """An inspectorate elsewhere, admitted by the shelter here."""
    made = admitted(administrator(w.shelter), w.shelter.first, "inspectorate", address=THIRD)
    for key in OutgoingMessage.objects.filter(peer=made.row).values_list("pk", flat=True):
        send(key, made.deliver)
    return made


def sent(w: World, away: Away, *, accepted: bool = True) -> tuple[Referral, uuid.UUID]:
    """Somebody who was referred to the other side, and taken on there; and its word there."""
    _, row = sent_away(w.owner, away)
    about = away.last("referral").about
    assert about is not None
    if accepted:
        assert away.says("accepted", {"role": "support"}, about) == "applied"
    return row, about


def reports(w: World, row: Referral) -> list[tuple[str, str | None]]:
    """What the sender reads of them."""
    found = seen_by.referral(w.owner, row.pk).reports
    return [(one.step.value, None if one.content is None else one.content.code) for one in found]


def running(w: World, row: Referral) -> set[str]:
    """Clocks of the sender that still run."""
    clocks = seen_by.referral(w.owner, row.pk).line.clocks
    return {one.step.value for one in clocks if one.done is None}


# In: what the recipient elsewhere reports


@pytest.mark.proves("federation")
def test_a_report_stops_the_clock_of_the_sender(w: World, away: Away) -> None:
    """R-52: of several outcomes each comes, and the last one stands."""
    row, about = sent(w, away)
    assert running(w, row) == {"service", "outcome"}
    assert away.says("reported", body(code="", on=""), about) == "applied"
    assert running(w, row) == {"outcome"}
    assert away.says("reported", body("outcome", "unknown"), about) == "applied"
    assert away.says("reported", body("outcome", "need_met"), about) == "applied"
    assert running(w, row) == set()
    assert reports(w, row) == [("service", None), ("outcome", "unknown"), ("outcome", "need_met")]


@pytest.mark.proves("federation")
def test_a_code_of_no_list_here_is_taken_without_it(w: World, away: Away) -> None:
    """That there is a report is known, and nothing of the strange word is kept."""
    row, about = sent(w, away)
    assert away.says("reported", body(code="of_a_later_list"), about) == "code_not_known"
    assert away.says("reported", body("outcome", "housing"), about) == "code_not_known"
    assert reports(w, row) == [("service", None), ("outcome", None)]
    assert running(w, row) == set()


@pytest.mark.proves("federation")
def test_a_report_that_comes_again_is_one(w: World, away: Away) -> None:
    """Replayed, sent anew under another number, and after what was kept of it has ended."""
    row, about = sent(w, away)
    raw = away.envelope("reported", body(), about)
    assert [away.send(raw), away.send(raw)] == ["applied"] * 2
    again = uuid.uuid4()
    assert away.says("reported", body("outcome", "need_met"), about, id=again) == "applied"
    assert away.says("reported", body("outcome", "need_met"), about, id=again) == "applied"
    IncomingMessage.objects.filter(kind="reported").delete()
    assert away.send(raw) == "out_of_sequence"
    assert away.says("reported", body("outcome", "need_met"), about, id=again) == "applied"
    assert reports(w, row) == [("service", "housing"), ("outcome", "need_met")]


@pytest.mark.proves("federation")
def test_a_report_before_the_person_is_taken_on_waits(w: World, away: Away) -> None:
    row, about = sent(w, away, accepted=False)
    key = uuid.uuid4()
    assert away.says("reported", body(), about, id=key) == "held"
    assert away.says("accepted", {"role": "support"}, about) == "applied"
    assert away.says("reported", body(), about, id=key) == "applied"
    assert reports(w, row) == [("service", "housing")]


@pytest.mark.proves("federation")
def test_after_a_withdrawal_or_a_decline_nothing_is_reported(w: World, away: Away) -> None:
    """R-52: after it nobody is told how it went on."""
    row, about = sent(w, away)
    seen = Referral.objects.get(pk=row.pk).version
    services.withdraw_referral(
        w.owner, row.pk, reason="consent_withdrawn", seen=seen, request=request()
    )
    assert away.says("reported", body(), about) == "superseded"
    _, declined = sent(w, away, accepted=False)
    assert away.says("declined", {"role": "support", "reason": "no_place"}, declined) == "applied"
    assert away.says("reported", body(), declined) == "superseded"
    assert not ReferralReport.objects.exists()


@pytest.mark.proves("federation")
def test_what_consent_does_not_cover_any_more_is_not_taken(w: World, away: Away) -> None:
    row, about = sent(w, away)
    Consent.objects.filter(subject=row.person_id).update(
        withdrawn_at=timezone.now(), withdrawn_by=w.owner.person, withdrawn_voice="person"
    )
    assert away.says("reported", body(), about) == "not_covered"
    assert not ReferralReport.objects.exists()


@pytest.mark.proves("federation")
@pytest.mark.parametrize(
    "more",
    [
        {"step": "receive"}, {"step": "x"}, {"step": 5}, {"code": ["housing"]}, {"code": ""},
        {"on": ""}, {"on": "today"}, {"on": "20261127"}, {"on": "2026-W48-5"}, {"on": 5},
        {"on": "1999-01-01"}, {"on": "2999-01-01"}, {"code": "x" * 41}, {"text": "more"},
        {"role": "support"},
    ],
)  # fmt: skip
def test_a_report_that_is_none_leaves_nothing(w: World, away: Away, more: dict[str, Any]) -> None:
    """Strange bytes are read as strange."""
    row, about = sent(w, away)
    assert away.says("reported", body(**more), about) == "refused"
    assert running(w, row) == {"service", "outcome"}
    assert not ReferralReport.objects.exists()


@pytest.mark.proves("federation")
def test_who_only_sent_a_referral_and_who_has_no_word_for_it_report_nothing(
    w: World, away: Away, other: Away
) -> None:
    _, about = sent(w, away)
    assert other.says("reported", body(), about) == "unknown"
    like, word = dict(away.last("referral").body), uuid.uuid4()
    assert other.says("referral", from_away(other, w.shelter, like), word) == "applied"
    row = Referral.objects.get(sent_to=w.shelter.institution)
    services.accept(w.shelter.first, row.pk, seen=row.version, request=request())
    assert other.says("reported", body(), word) == "refused"
    assert not ReferralReport.objects.exists()


@pytest.mark.proves("federation")
def test_a_kind_of_a_later_version_is_refused_and_waits_for_nothing(away: Away) -> None:
    """What an older installation says to a report: the word ends the message at its sender."""
    assert away.says("of_a_later_version", {}, uuid.uuid4()) == "refused"
    assert away.says("directory", away.directory()) == "applied"


# Out: what people here report


@pytest.fixture(name="here")
def _here(w: World, away: Away, other: Away) -> tuple[Referral, CaseFile]:
    """Somebody whom the other side referred to the shelter here, and whom it took on."""
    sent_away(w.owner, away)
    like = dict(away.last("referral").body)
    assert other.says("referral", from_away(other, w.shelter, like), uuid.uuid4()) == "applied"
    row = Referral.objects.get(sent_to=w.shelter.institution)
    file = services.accept(w.shelter.first, row.pk, seen=row.version, request=request())
    assert file is not None
    return row, file


def report(w: World, row: Referral, step: Due = Due.SERVICE, code: str = "housing") -> None:
    """What the shelter did."""
    content = ReportInput(step=step, code=code, on_day=today())
    services.report(w.shelter.first, row.pk, content, request=request())


def to(other: Away) -> Any:
    """A line on which only one of the peers can be reached."""
    return lambda address, raw: other.deliver(address, raw) if address == THIRD else b""


def heard(other: Away) -> list[dict[str, Any]]:
    """Reports that the other side heard."""
    OutgoingMessage.objects.filter(ended_at=None).update(next_try=timezone.now())
    send_due(to(other))
    return [dict(one.body) for one in other.heard if one.kind == "reported"]


@pytest.mark.proves("federation")
def test_which_it_was_leaves_only_if_the_person_agreed(
    w: World, other: Away, here: tuple[Referral, CaseFile]
) -> None:
    """R-52: what the sender may not read is not sent; all in order, after the step it rests on."""
    row, file = here
    report(w, row)
    agreed(w.shelter.first, file, other.body, "disclosure")
    report(w, row, Due.OUTCOME, "need_met")
    assert heard(other) == [
        {"step": "service", "code": "", "on": ""}, body("outcome", "need_met")
    ]  # fmt: skip
    assert [one.kind for one in other.heard[-3:]] == ["accepted", "reported", "reported"]
    assert len(heard(other)) == 2


@pytest.mark.proves("federation")
def test_who_takes_it_back_before_it_is_sent_is_told_of_without_it(
    w: World, other: Away, here: tuple[Referral, CaseFile]
) -> None:
    """Asked at each attempt, and once more when the envelope leaves."""
    row, file = here
    agreed(w.shelter.first, file, other.body, "disclosure")
    report(w, row)
    other.mute = True
    assert heard(other) == []
    services.withdraw_consent(
        w.shelter.first, file.pk, purpose="disclosure", recipient=other.mirror.pk
    )
    other.mute = False
    assert heard(other) == [{"step": "service", "code": "", "on": ""}]


@pytest.mark.proves("federation")
def test_who_takes_it_back_once_the_envelope_is_made_stops_that_envelope(
    w: World, other: Away, here: tuple[Referral, CaseFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt says only that there is a report."""
    row, file = here
    agreed(w.shelter.first, file, other.body, "disclosure")
    report(w, row)
    delivered, stopped = outbox._deliver, list[bool]()

    def taken_back(ready: Any, deliver: Any) -> bool:
        if ready.which:
            services.withdraw_consent(
                w.shelter.first, file.pk, purpose="disclosure", recipient=other.mirror.pk
            )
            stopped.append(True)
        return delivered(ready, deliver)

    monkeypatch.setattr(outbox, "_deliver", taken_back)
    assert heard(other) == []
    assert stopped == [True]
    assert heard(other) == [{"step": "service", "code": "", "on": ""}]


@pytest.mark.proves("federation")
def test_nothing_is_reported_once_the_referral_is_withdrawn(
    w: World, other: Away, here: tuple[Referral, CaseFile]
) -> None:
    row, _ = here
    report(w, row)
    services.withdraw_consent_at_recipient(w.shelter.first, row.pk)
    assert heard(other) == []
    assert OutgoingMessage.objects.get(kind="reported").result == "superseded"


@pytest.mark.proves("federation")
def test_an_older_installation_holds_nothing_up(
    w: World, other: Away, here: tuple[Referral, CaseFile]
) -> None:
    """It refuses what it does not know; the page says so, and what comes after is told."""
    row, _ = here
    other.answers["reported"] = "refused"
    report(w, row)
    assert len(heard(other)) == 1
    seen = Referral.objects.get(pk=row.pk).version
    services.answer(w.shelter.first, row.pk, "Told", seen=seen, request=request())
    assert len(heard(other)) == 1
    assert other.heard[-1].kind == "answered"
    found = selectors.delivery(w.shelter.first, row.pk)
    assert found is not None
    assert {one.kind: one.result for one in found.messages}["reported"] == "refused"


# An end of what was told and what came


def ended(days: int) -> int:
    """Rows that retention ends after some days."""
    periods = retention.read_periods()
    now = timezone.now() + dt.timedelta(days=days)
    done = retention.end_records(periods, now, dry_run=False)
    return sum(len(one.ended) for one in done if one.kind in KINDS)


@pytest.mark.proves("federation")
def test_while_a_referral_runs_nothing_of_it_ends(w: World, away: Away) -> None:
    _, about = sent(w, away)
    assert away.says("reported", body(), about) == "applied"
    ended(3000)
    assert not OutgoingMessage.objects.filter(kind="directory").exclude(ended_at=None).exists()
    assert OutgoingMessage.objects.filter(kind="referral").exists()
    assert "accepted" in IncomingMessage.objects.values_list("kind", flat=True)


@pytest.mark.proves("federation")
def test_what_is_over_ends_and_is_not_told_anew(w: World, away: Away) -> None:
    """And what is replayed, or sent anew, does nothing."""
    row, about = sent(w, away)
    old = away.envelope("accepted", {"role": "support"}, about)
    withdrawal = away.envelope("withdrawn", {"role": "clock", "reason": "consent_withdrawn"}, about)
    assert away.send(withdrawal) == "applied"
    send_due(away.deliver)
    assert ended(759) == 0
    assert ended(761) > 0
    assert not OutgoingMessage.objects.exists()
    assert not IncomingMessage.objects.exists()
    count = len(away.heard)
    send_due(away.deliver)
    assert len(away.heard) == count
    assert away.send(old) == "out_of_sequence"
    assert away.send(withdrawal) == "out_of_sequence"
    assert away.says("accepted", {"role": "support"}, about) == "superseded"
    assert away.says("referral", dict(away.last("referral").body), about) == "superseded"
    found = selectors.delivery(w.owner, row.pk)
    assert found is not None
    assert found.settled
    assert found.messages == ()


def test_who_is_erased_after_all_was_told_is_shown_there_no_more(w: World, away: Away) -> None:
    row, about = sent(w, away, accepted=False)
    assert away.says("declined", {"role": "support", "reason": "no_place"}, about) == "applied"
    send_due(away.deliver)
    assert Counterpart.objects.get(local=row.pk).settled_at is not None
    erase(row.person_id, "asked_by_the_person", w.owner.person)
    send_due(away.deliver)
    assert away.last("withdrawn").about == about
    count = len(away.heard)
    send_due(away.deliver)
    assert len(away.heard) == count, "told once"
    assert Counterpart.objects.get(local=row.pk).settled_at is not None


@pytest.mark.proves("federation")
def test_what_was_not_confirmed_does_not_end(w: World, away: Away) -> None:
    """R-52: a withdrawal waits for as long as the other side is away."""
    row, _ = sent(w, away)
    away.mute = True
    seen = Referral.objects.get(pk=row.pk).version
    services.withdraw_referral(
        w.owner, row.pk, reason="consent_withdrawn", seen=seen, request=request()
    )
    send_due(away.deliver)
    ended(3000)
    assert Counterpart.objects.get(local=row.pk).settled_at is None
    assert set(OutgoingMessage.objects.filter(referral=row.pk).values_list("kind", flat=True)) == {
        "referral", "withdrawn"
    }  # fmt: skip
    away.mute = False
    OutgoingMessage.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    assert away.last("withdrawn").body["reason"] == "consent_withdrawn"
    send_due(away.deliver)
    assert Counterpart.objects.get(local=row.pk).settled_at is not None


@pytest.mark.proves("federation")
def test_a_side_that_was_restored_is_told_again_of_what_is_settled(w: World, away: Away) -> None:
    row, _ = sent(w, away)
    seen = Referral.objects.get(pk=row.pk).version
    services.withdraw_referral(
        w.owner, row.pk, reason="consent_withdrawn", seen=seen, request=request()
    )
    send_due(away.deliver)
    send_due(away.deliver)
    assert Counterpart.objects.get(local=row.pk).settled_at is not None

    def forgot(_: str, raw: bytes) -> bytes:
        statement = away.opened(raw).statement
        forgotten = {"result": "behind", "heard": 0, "number": statement.number}
        return away.envelope("acknowledgement", forgotten, statement.about, id=statement.id)

    peers.queue_message(away.row, "directory")
    send_due(forgot)
    ended(3000)  # of what waits again nothing ends
    count = len(away.heard)
    OutgoingMessage.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    heard = [one.kind for one in away.heard[count:]]
    assert "withdrawn" in heard
    assert "referral" not in heard  # never what was taken back
