"""Another installation says whatever it likes, well signed: what that does here.

R-ids: domain.md.
"""

import dataclasses
import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from cases_world import (
    ANSWER,
    MESSAGE,
    NAMES,
    World,
    file_of,
    in_days,
    referred,
    request,
    world,
)
from erasing import erase
from federation_world import (
    THERE,
    Away,
    administrator,
    admitted,
    code_of,
    exchanging,
    from_away,
    passed,
    sent_away,
)
from manumit.web.cases import selectors as seen_by
from manumit.web.cases import services
from manumit.web.cases.holders import without_holder
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.federation import inbox, peers, selectors
from manumit.web.federation.models import (
    Counterpart,
    IncomingMessage,
    IncomingSequence,
    OutgoingMessage,
)
from manumit.web.federation.outbox import envelope_for_file, send, send_due
from manumit.web.institutions.models import Post
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.register.special import special_codes
from manumit.web.kernel.vault.sealed import open_text

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
THIRD = "http://127.0.0.1:8523/between/"


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    exchanging(tmp_path, settings)
    return world()


@pytest.fixture(name="away")
def _away(w: World) -> Away:
    """A shelter elsewhere, admitted by the inspectorate here."""
    return admitted(w.admin, w.owner, "shelter")


@pytest.fixture(name="like")
def _like(w: World, away: Away) -> dict[str, Any]:
    """The body of a good referral."""
    sent_away(w.owner, away)
    return dict(away.last("referral").body)


@pytest.fixture(name="other")
def _other(w: World) -> Away:
    """An inspectorate elsewhere, admitted by the shelter here."""
    made = admitted(administrator(w.shelter), w.shelter.first, "inspectorate", address=THIRD)
    for key in OutgoingMessage.objects.filter(peer=made.row).values_list("pk", flat=True):
        send(key, made.deliver)
    return made


def state(row: Referral) -> str:
    """As it stands now."""
    found: str = Referral.objects.values_list("state", flat=True).get(pk=row.pk)
    return found


# Out


@pytest.mark.proves("federation")
def test_what_leaves_is_what_the_person_agreed_to(w: World, away: Away) -> None:
    """R-52: the parts that a local referral copies, and no id of this side."""
    file, row = sent_away(w.owner, away)
    sent = away.last("referral")
    assert sent.body["message"] == MESSAGE
    assert json.loads(sent.body["passed"])["identity"]["names"] == [list(NAMES)]
    encoded = json.dumps([sent.body, str(sent.about), str(sent.id)], default=str)
    for local in (file.pk, row.pk, file.subject_id, w.owner.person, w.owner.institution,
                  w.owner.office, file.pseudonym):  # fmt: skip
        assert str(local) not in encoded


def test_what_is_needed_travels_only_where_it_is_stated(w: World, away: Away) -> None:
    """A peer of an earlier version refuses a field that it does not know."""
    file, _ = sent_away(w.owner, away)
    assert away.last("referral").body.keys() & {"need", "urgency"} == set()
    referred(w.owner, file, away.body, need="housing", urgency="tonight")
    send_due(away.deliver)
    body = away.last("referral").body
    assert (body["need"], body["urgency"]) == ("housing", "tonight")


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ({}, ("", "")),
        ({"need": "health", "urgency": "this_week"}, ("health", "this_week")),
        ({"urgency": "no_hurry"}, ("", "no_hurry")),
        ({"need": "of_a_later_list", "urgency": "within_the_hour"}, ("", "")),
    ],
)
def test_an_unknown_need_or_urgency_is_not_stated(
    w: World, other: Away, like: dict[str, Any], stated: dict[str, str], kept: tuple[str, str]
) -> None:
    """An earlier peer states none, and a later one may have other codes: never "no hurry"."""
    body = from_away(other, w.shelter, like, **stated)
    assert other.says("referral", body, uuid.uuid4()) == "applied"
    row = Referral.objects.get(sent_to=w.shelter.institution)
    assert (open_text(row, "need"), row.urgency) == kept


@pytest.mark.proves("federation")
def test_each_peer_hears_other_words_for_the_same(w: World, away: Away) -> None:
    """Two peers that lay what they know side by side find no office and no institution in it."""
    again = admitted(w.admin, w.owner, "identification", address=THIRD)
    send_due(lambda address, raw: (away if address == THERE else again).deliver(address, raw))
    one, two = (x.last("directory").body for x in (away, again))
    assert one["names"] == two["names"]
    assert one["institution"] != two["institution"]
    assert one["offices"][0]["office"] != two["offices"][0]["office"]


@pytest.mark.proves("federation")
def test_steps_that_are_taken_there_are_taken_here(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    about = away.last("referral").about
    assert away.says("received", {"role": "support"}, about) == "applied"
    assert Referral.objects.get(pk=row.pk).state == "received"
    assert away.says("accepted", {"role": "support"}, about) == "applied"
    body = {"role": "support", "text": ANSWER, "outcome": "presumed"}
    assert away.says("answered", body, about) == "applied"
    seen = seen_by.referral(w.owner, row.pk)
    assert (seen.line.state, seen.answer, seen.line.outcome) == ("answered", ANSWER, "presumed")


@pytest.mark.proves("federation")
def test_a_step_that_comes_too_early_waits_and_one_too_late_is_over(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    about = away.last("referral").about
    answer = {"role": "support", "text": ANSWER, "outcome": ""}
    assert away.says("answered", answer, about) == "held"
    assert state(row) == "sent"
    assert away.says("declined", {"role": "support", "reason": "no_place"}, about) == "applied"
    assert away.says("accepted", {"role": "support"}, about) == "superseded"
    assert state(row) == "declined"


@pytest.mark.proves("federation")
def test_a_reason_of_a_later_list_is_not_lost(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    body = {"role": "support", "reason": "of_a_later_list"}
    assert away.says("declined", body, away.last("referral").about) == "applied"
    assert seen_by.referral(w.owner, row.pk).declined == "not_offered_here"


@pytest.mark.proves("federation")
def test_consent_is_asked_at_each_attempt(w: World, away: Away) -> None:
    """R-52: what could not be sent while consent held is not sent once it does not."""
    away.mute = True
    file, row = sent_away(w.owner, away)
    assert OutgoingMessage.objects.get(kind="referral").tries == 1
    Consent.objects.filter(subject=file.subject_id).update(
        withdrawn_at=timezone.now(), withdrawn_by=w.owner.person, withdrawn_voice="person"
    )
    away.mute = False
    OutgoingMessage.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    assert OutgoingMessage.objects.get(kind="referral").result == "not_covered"
    assert [one.kind for one in away.heard] == ["directory"]
    assert state(row) == "sent"


@pytest.mark.proves("federation")
def test_consent_that_has_run_out_ends_it_on_both_sides(w: World, away: Away) -> None:
    file, row = sent_away(w.owner, away)
    later = timezone.now() + dt.timedelta(days=30)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        assert services.end_overdue() >= 1
    assert state(row) in ("expired", "withdrawn")
    assert away.says("accepted", {"role": "support"}, away.last("referral").about) == "superseded"
    del file


@pytest.mark.proves("federation")
def test_a_withdrawal_comes_first_and_its_receipt_is_shown(w: World, away: Away) -> None:
    """R-52: told before all that waits; what the other side confirmed, and no more, is said."""
    _, row = sent_away(w.owner, away)
    services.withdraw_referral(
        w.owner, row.pk, reason="consent_withdrawn", seen=2, request=request()
    )
    away.mute = True
    send_due(away.deliver)
    found = selectors.delivery(w.owner, row.pk)
    assert found is not None
    assert found.confirmed_gone is None
    away.mute = False
    OutgoingMessage.objects.update(next_try=timezone.now())
    sent_away(w.owner, away)
    assert [one.kind for one in away.heard[-2:]] == ["withdrawn", "referral"]
    found = selectors.delivery(w.owner, row.pk)
    assert found is not None
    assert found.confirmed_gone is not None


@pytest.mark.proves("federation")
def test_a_key_file_that_is_missing_loses_nothing(w: World, away: Away, settings: Settings) -> None:
    whole = settings.MANUMIT
    away.mute = True
    sent_away(w.owner, away)
    settings.MANUMIT = dataclasses.replace(whole, between_keys=Path("/nowhere/keys.json"))
    OutgoingMessage.objects.update(next_try=timezone.now())
    assert send_due(away.deliver) == 0
    settings.MANUMIT, away.mute = whole, False
    OutgoingMessage.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    assert away.last("referral").body["message"] == MESSAGE


@pytest.mark.proves("federation")
def test_what_a_file_carries_is_the_same_and_so_is_its_answer(w: World, away: Away) -> None:
    """By hand: the envelope lasts for days, and the acknowledgement ends the message."""
    sent_away(w.owner, away)
    away.mute = True
    _, row = sent_away(w.owner, away)
    away.mute = False
    waiting = OutgoingMessage.objects.get(referral=row.pk)
    sealed = envelope_for_file(waiting.pk)
    assert sealed is not None
    statement = away.opened(sealed).statement
    assert statement.ends - statement.made == 14 * 86400
    assert inbox.receive_acknowledgement(away.deliver(THERE, sealed))
    assert OutgoingMessage.objects.get(pk=waiting.pk).result == "applied"
    assert code_of(lambda: inbox.receive_acknowledgement(away.deliver(THERE, sealed))) == "Y401"


@pytest.mark.proves("federation")
def test_an_acknowledgement_of_an_earlier_attempt_ends_nothing(w: World, away: Away) -> None:
    """Nor one of another message, or of another peer."""
    away.mute = True
    _, row = sent_away(w.owner, away)
    waiting = OutgoingMessage.objects.get(referral=row.pk)
    good = {"result": "applied", "heard": 9, "number": 1}
    third = admitted(w.admin, w.owner, "shelter", address=THIRD)
    assert waiting.number > 1
    for sender, body in ((away, good), (third, good | {"number": waiting.number})):
        raw = sender.envelope("acknowledgement", body, id=waiting.pk)
        assert code_of(inbox.receive_acknowledgement, raw) in {"Y309", "Y401"}
    assert OutgoingMessage.objects.get(pk=waiting.pk).ended_at is None


@pytest.mark.proves("federation")
def test_who_is_erased_here_is_shown_there_no_more(w: World, away: Away) -> None:
    file, _ = sent_away(w.owner, away)
    erase(file.subject_id, "asked_by_the_person", w.owner.person)
    send_due(away.deliver)
    assert away.last("withdrawn").body == {"role": "clock", "reason": "consent_ended"}


# In


@pytest.mark.proves("federation")
def test_what_comes_is_a_referral_like_any_other(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    """R-52: seen by the office it is for, closed until somebody takes the person on."""
    about = uuid.uuid4()
    assert other.says("referral", from_away(other, w.shelter, like), about) == "applied"
    row = Referral.objects.get(sent_to=w.shelter.institution)
    first = seen_by.referral(w.shelter.first, row.pk)
    assert first.message == MESSAGE
    assert first.passed is not None
    assert first.passed.identity == {}
    file = services.accept(w.shelter.first, row.pk, seen=row.version, request=request())
    assert isinstance(file, CaseFile)
    assert not without_holder(timezone.now()).filter(institution=other.mirror).exists()
    for stranger in (w.owner, w.ident.first, w.prosecution.first):
        with pytest.raises(Refused):
            seen_by.referral(stranger, row.pk)
    send_due(lambda address, raw: other.deliver(address, raw) if address == THIRD else b"")
    assert other.last("accepted").about == about
    assert other.says(
        "withdrawn", {"role": "inspect", "reason": "consent_withdrawn"}, about
    ) == "applied"  # fmt: skip
    assert seen_by.inbox(w.shelter.first)[0].purpose is None


@pytest.mark.proves("federation")
def test_nothing_is_applied_twice(w: World, other: Away, like: dict[str, Any]) -> None:
    raw = other.envelope("referral", from_away(other, w.shelter, like), uuid.uuid4())
    assert [other.send(raw) for _ in range(3)] == ["applied"] * 3
    assert Referral.objects.filter(sent_to=w.shelter.institution).count() == 1
    assert IncomingMessage.objects.filter(peer=other.row, kind="referral").count() == 1


@pytest.mark.proves("federation")
def test_a_number_that_was_passed_is_not_taken(w: World, other: Away, like: dict[str, Any]) -> None:
    """A message that somebody held back comes after later ones: it has to be sent anew."""
    held = other.envelope("referral", from_away(other, w.shelter, like), uuid.uuid4())
    assert other.says("directory", other.directory()) == "applied"
    assert other.send(held) == "out_of_sequence"
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


@pytest.mark.proves("federation")
def test_who_knows_of_later_messages_than_we_do_is_believed(other: Away) -> None:
    """A backup was restored here: nothing is taken before what was forgotten is told again."""
    heard = IncomingSequence.objects.get(peer=other.row).heard
    assert other.says("directory", other.directory(), confirmed=heard + 5) == "behind"
    assert IncomingSequence.objects.get(peer=other.row).behind_at is not None


@pytest.mark.proves("federation")
def test_what_is_taken_back_before_it_comes_shows_nothing(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    about = uuid.uuid4()
    body = {"role": "inspect", "reason": "consent_withdrawn"}
    assert other.says("withdrawn", body, about) == "applied"
    assert other.says("referral", from_away(other, w.shelter, like), about) == "superseded"
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


@pytest.mark.proves("federation")
@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"purpose": "statistics"}, "refused"),
        ({"purpose": "x"}, "refused"),
        ({"role": "immig"}, "refused"),
        ({"role": "support"}, "refused"),
        ({"office": str(uuid.uuid4())}, "refused"),
        ({"institution": str(uuid.uuid4())}, "refused"),
        ({"parts": ["finding"]}, "refused"),
        ({"parts": ["x"]}, "refused"),
        ({"parts": [["finding"]]}, "refused"),
        ({"message": "x" * 10_001}, "refused"),
        ({"message": "a\0b"}, "refused"),
        ({"message": 5}, "refused"),
        ({"passed": "{}"}, "refused"),
        ({"passed": "[" * 3000}, "refused"),
        ({"valid_until": 5}, "not_covered"),
        ({"valid_until": 2**32}, "refused"),
        ({"valid_until": "soon"}, "refused"),
        ({"consent": {}}, "refused"),
        ({"extra": 1}, "refused"),
        ({"need": 5}, "refused"),
        ({"urgency": None}, "refused"),
    ],
)
def test_a_referral_that_is_not_one_leaves_nothing(
    w: World, other: Away, like: dict[str, Any], more: dict[str, Any], word: str
) -> None:
    """Refused with a word, and nothing is half written: no key, no file, no consent."""
    before = (CaseFile.objects.count(), Consent.objects.count(), Counterpart.objects.count())
    assert other.says("referral", from_away(other, w.shelter, like, **more), uuid.uuid4()) == word
    after = (CaseFile.objects.count(), Consent.objects.count(), Counterpart.objects.count())
    assert after == before


@pytest.mark.proves("federation")
@pytest.mark.parametrize(
    "more",
    [
        {"status": "refused"}, {"until": 5}, {"voice": "clerk"}, {"text_version": 0},
        {"language": "en; DROP"}, {"as_child": 1}, {"status": "not_required", "reason": "x"},
    ],
)  # fmt: skip
def test_consent_that_holds_nothing_lets_nothing_in(
    w: World, other: Away, like: dict[str, Any], more: dict[str, Any]
) -> None:
    """R-52: unknown is never yes."""
    consent_body = {**like["consent"], **more}
    body = from_away(other, w.shelter, like, consent=consent_body)
    assert other.says("referral", body, uuid.uuid4()) == "refused"


@pytest.mark.proves("federation")
def test_a_child_s_own_yes_is_not_enough_here_either(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    """R-46: the guardian speaks, whatever the other side took for an answer."""
    body = from_away(other, w.shelter, like, passed=passed(like, age="child"))
    assert other.says("referral", body, uuid.uuid4()) in ("not_covered", "refused")
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


@pytest.mark.proves("federation")
def test_what_reveals_migration_status_is_not_taken(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    """R-12, R-34: the other side may keep it; this side states no legal basis, and does not."""
    inside = json.loads(like["passed"])
    inside["evidence"]["evidence"][0]["code"] = min(special_codes())
    body = from_away(other, w.shelter, like, passed=json.dumps(inside))
    assert other.says("referral", body, uuid.uuid4()) == "status_not_kept"


# Whose word counts


@pytest.mark.proves("federation")
def test_one_peer_answers_no_referral_to_another(w: World, away: Away) -> None:
    """Admitted is not enough: it was not sent to them, and they have no word for it."""
    _, row = sent_away(w.owner, away)
    again = admitted(w.admin, w.owner, "shelter", address=THIRD)
    about = away.last("referral").about
    for kind, body in (
        ("accepted", {"role": "support"}),
        ("declined", {"role": "support", "reason": "no_place"}),
        ("answered", {"role": "support", "text": "x", "outcome": ""}),
    ):
        assert again.says(kind, body, about) == "unknown"
    assert again.says("withdrawn", {"role": "clock", "reason": "consent_withdrawn"}, about)
    assert state(row) == "sent"


@pytest.mark.proves("federation")
def test_a_recipient_takes_no_step_of_the_sender(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    about = away.last("referral").about
    like = dict(away.last("referral").body)
    assert away.says("referral", like, about) == "superseded"
    body = {"role": "support", "reason": "need_met_otherwise"}
    assert away.says("withdrawn", body, about) == "refused"
    assert away.says("accepted", {"role": "inspect"}, about) == "refused"
    assert away.says("accepted", {"role": "immig"}, about) == "refused"
    assert state(row) == "sent"


@pytest.mark.proves("federation")
def test_no_peer_becomes_another_institution_later(away: Away) -> None:
    assert away.says("directory", away.directory(kind="prosecution")) == "refused"
    assert away.says("directory", away.directory(institution=str(uuid.uuid4()))) == "refused"
    assert away.says("directory", away.directory(offices=[])) == "refused"
    assert away.says("directory", away.directory(names={"en": "New"})) == "applied"
    assert away.mirror.names == {"en": "New"}


@pytest.mark.proves("federation")
def test_immigration_is_no_institution_of_a_peer(w: World) -> None:
    """R-34: no account there, and none by way of another installation."""
    made = admitted(w.admin, w.owner, "immigration", announced=False)
    assert made.says("directory", made.directory()) == "refused"


@pytest.mark.proves("federation")
def test_nobody_signs_in_at_an_institution_elsewhere(w: World, away: Away) -> None:
    """Whatever the program believes: the database refuses the post."""
    office = away.body.office
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            member_id=w.owner.person, office=office, role="support", until=in_days(1)
        )


@pytest.mark.proves("federation")
def test_only_who_admitted_it_exchanges_with_it(w: World, away: Away) -> None:
    """In an installation of several institutions the others neither see it nor refer to it."""
    file = file_of(w.shelter.first)
    offered = [one.office for one in seen_by.recipients(w.shelter.first, file.pk, "referral")]
    assert away.body.office.pk not in offered
    assert selectors.peers(w.shelter.first) == []
    with pytest.raises(Refused):
        selectors.peer(w.shelter.first, away.row.pk)


@pytest.mark.proves("federation")
def test_who_is_suspended_is_neither_heard_nor_told_nor_offered(w: World, away: Away) -> None:
    file, row = sent_away(w.owner, away)
    peers.suspend(w.owner, away.row.pk, seen=2, request=request())
    about = away.last("referral").about
    assert code_of(lambda: away.says("accepted", {"role": "support"}, about)) == "Y306"
    assert state(row) == "sent"
    offered = [one.office for one in seen_by.recipients(w.owner, file.pk, "referral")]
    assert away.body.office.pk not in offered
    services.withdraw_consent(w.owner, file.pk, purpose="referral", recipient=away.mirror.pk)
    heard = len(away.heard)
    send_due(away.deliver)
    assert len(away.heard) == heard
