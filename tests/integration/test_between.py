"""Another installation says whatever it likes, well signed: what that does here.

R-ids: domain.md.
"""

import dataclasses
import datetime as dt
import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from between_world import (
    THERE,
    Away,
    administrator,
    admitted,
    exchanging,
    from_away,
    passed,
    proposed,
    sent_away,
)
from cases_world import ANSWER, MESSAGE, NAMES, World, agreed, file_of, in_days, request, world
from manumit.errors import InputError
from manumit.web.between import inbox, peers, selectors
from manumit.web.between.keys import card_text, grouped, new_pair, own_keys
from manumit.web.between.lists import messages
from manumit.web.between.models import Counterpart, Incoming, Inward, Outgoing, PeerKeys
from manumit.web.between.outbox import envelope_for_file, send, send_due
from manumit.web.cases import selectors as seen_by
from manumit.web.cases import services
from manumit.web.cases.holders import without_holder
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.cases.process import REFERRAL
from manumit.web.institutions.models import Institution, Office, Post
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.register.special import special_codes
from manumit.web.kernel.vault.erasure import erase
from manumit.web.site.deployment import Mode

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
    for key in Outgoing.objects.filter(peer=made.row).values_list("pk", flat=True):
        send(key, made.deliver)
    return made


def code_of(act: Callable[..., object], *arguments: object) -> str:
    """By what it is refused."""
    with pytest.raises(InputError) as caught:
        act(*arguments)
    return caught.value.problems[0].code


def state(row: Referral) -> str:
    """As it stands now."""
    found: str = Referral.objects.values_list("state", flat=True).get(pk=row.pk)
    return found


# Out


def test_what_leaves_is_what_the_person_agreed_to(w: World, away: Away) -> None:
    """R-52: the parts that a local referral copies, and no id of this side."""
    file, row = sent_away(w.owner, away)
    told = away.last("referral")
    assert told.body["message"] == MESSAGE
    assert json.loads(told.body["passed"])["identity"]["names"] == [list(NAMES)]
    said = json.dumps([told.body, str(told.about), str(told.id)], default=str)
    for local in (file.pk, row.pk, file.subject_id, w.owner.person, w.owner.institution,
                  w.owner.office, file.pseudonym):  # fmt: skip
        assert str(local) not in said


def test_each_peer_hears_other_words_for_the_same(w: World, away: Away) -> None:
    """Two peers that lay what they know side by side find no office and no institution in it."""
    again = admitted(w.admin, w.owner, "identification", address=THIRD)
    send_due(lambda address, raw: (away if address == THERE else again).deliver(address, raw))
    one, two = (x.last("directory").body for x in (away, again))
    assert one["names"] == two["names"]
    assert one["institution"] != two["institution"]
    assert one["offices"][0]["office"] != two["offices"][0]["office"]


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


def test_a_step_that_comes_too_early_waits_and_one_too_late_is_over(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    about = away.last("referral").about
    answer = {"role": "support", "text": ANSWER, "outcome": ""}
    assert away.says("answered", answer, about) == "held"
    assert state(row) == "sent"
    assert away.says("declined", {"role": "support", "reason": "no_place"}, about) == "applied"
    assert away.says("accepted", {"role": "support"}, about) == "superseded"
    assert state(row) == "declined"


def test_a_reason_of_a_later_list_is_not_lost(w: World, away: Away) -> None:
    _, row = sent_away(w.owner, away)
    body = {"role": "support", "reason": "of_a_later_list"}
    assert away.says("declined", body, away.last("referral").about) == "applied"
    assert seen_by.referral(w.owner, row.pk).declined == "not_offered_here"


def test_consent_is_asked_at_each_attempt(w: World, away: Away) -> None:
    """R-52: what could not be sent while consent held is not sent once it does not."""
    away.mute = True
    file, row = sent_away(w.owner, away)
    assert Outgoing.objects.get(kind="referral").tries == 1
    Consent.objects.filter(subject=file.subject_id).update(
        withdrawn_at=timezone.now(), withdrawn_by=w.owner.person, withdrawn_voice="person"
    )
    away.mute = False
    Outgoing.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    assert Outgoing.objects.get(kind="referral").result == "not_covered"
    assert [one.kind for one in away.heard] == ["directory"]
    assert state(row) == "sent"


def test_consent_that_has_run_out_ends_it_on_both_sides(w: World, away: Away) -> None:
    file, row = sent_away(w.owner, away)
    later = timezone.now() + dt.timedelta(days=30)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        assert services.end_overdue() >= 1
    assert state(row) in ("expired", "withdrawn")
    assert away.says("accepted", {"role": "support"}, away.last("referral").about) == "superseded"
    del file


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
    Outgoing.objects.update(next_try=timezone.now())
    sent_away(w.owner, away)
    assert [one.kind for one in away.heard[-2:]] == ["withdrawn", "referral"]
    found = selectors.delivery(w.owner, row.pk)
    assert found is not None
    assert found.confirmed_gone is not None


def test_a_key_file_that_is_missing_loses_nothing(w: World, away: Away, settings: Settings) -> None:
    whole = settings.MANUMIT
    away.mute = True
    sent_away(w.owner, away)
    settings.MANUMIT = dataclasses.replace(whole, between_keys=Path("/nowhere/keys.json"))
    Outgoing.objects.update(next_try=timezone.now())
    assert send_due(away.deliver) == 0
    settings.MANUMIT, away.mute = whole, False
    Outgoing.objects.update(next_try=timezone.now())
    send_due(away.deliver)
    assert away.last("referral").body["message"] == MESSAGE


def test_what_a_file_carries_is_the_same_and_so_is_its_answer(w: World, away: Away) -> None:
    """By hand: the envelope lasts for days, and the acknowledgement ends the message."""
    sent_away(w.owner, away)
    away.mute = True
    _, row = sent_away(w.owner, away)
    away.mute = False
    waiting = Outgoing.objects.get(referral=row.pk)
    sealed = envelope_for_file(waiting.pk)
    assert sealed is not None
    said = away.opened(sealed).statement
    assert said.ends - said.made == 14 * 86400
    assert inbox.receive_acknowledgement(away.deliver(THERE, sealed))
    assert Outgoing.objects.get(pk=waiting.pk).result == "applied"
    assert code_of(lambda: inbox.receive_acknowledgement(away.deliver(THERE, sealed))) == "Y401"


def test_an_acknowledgement_of_an_earlier_attempt_ends_nothing(w: World, away: Away) -> None:
    """Nor one of another message, or of another peer."""
    away.mute = True
    _, row = sent_away(w.owner, away)
    waiting = Outgoing.objects.get(referral=row.pk)
    good = {"result": "applied", "heard": 9, "number": 1}
    third = admitted(w.admin, w.owner, "shelter", address=THIRD)
    assert waiting.number > 1
    for sender, body in ((away, good), (third, good | {"number": waiting.number})):
        raw = sender.envelope("acknowledgement", body, id=waiting.pk)
        assert code_of(inbox.receive_acknowledgement, raw) in {"Y309", "Y401"}
    assert Outgoing.objects.get(pk=waiting.pk).ended_at is None


def test_who_is_erased_here_is_shown_there_no_more(w: World, away: Away) -> None:
    file, _ = sent_away(w.owner, away)
    erase(file.subject_id, "asked_by_the_person", w.owner.person)
    send_due(away.deliver)
    assert away.last("withdrawn").body == {"role": "clock", "reason": "consent_ended"}


# In


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


def test_nothing_is_applied_twice(w: World, other: Away, like: dict[str, Any]) -> None:
    raw = other.envelope("referral", from_away(other, w.shelter, like), uuid.uuid4())
    assert [other.told(raw) for _ in range(3)] == ["applied"] * 3
    assert Referral.objects.filter(sent_to=w.shelter.institution).count() == 1
    assert Incoming.objects.filter(peer=other.row, kind="referral").count() == 1


def test_a_number_that_was_passed_is_not_taken(w: World, other: Away, like: dict[str, Any]) -> None:
    """A message that somebody held back comes after later ones: it has to be sent anew."""
    held = other.envelope("referral", from_away(other, w.shelter, like), uuid.uuid4())
    assert other.says("directory", other.directory()) == "applied"
    assert other.told(held) == "out_of_sequence"
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


def test_who_knows_of_later_messages_than_we_do_is_believed(other: Away) -> None:
    """A backup was restored here: nothing is taken before what was forgotten is told again."""
    heard = Inward.objects.get(peer=other.row).heard
    assert other.says("directory", other.directory(), confirmed=heard + 5) == "behind"
    assert Inward.objects.get(peer=other.row).behind_at is not None


def test_what_is_taken_back_before_it_comes_shows_nothing(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    about = uuid.uuid4()
    body = {"role": "inspect", "reason": "consent_withdrawn"}
    assert other.says("withdrawn", body, about) == "applied"
    assert other.says("referral", from_away(other, w.shelter, like), about) == "superseded"
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


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


@pytest.mark.parametrize(
    "more",
    [
        {"said": "refused"}, {"until": 5}, {"voice": "clerk"}, {"text_version": 0},
        {"language": "en; DROP"}, {"as_child": 1}, {"said": "not_required", "reason": "x"},
    ],
)  # fmt: skip
def test_consent_that_holds_nothing_lets_nothing_in(
    w: World, other: Away, like: dict[str, Any], more: dict[str, Any]
) -> None:
    """R-52: unknown is never yes."""
    said = {**like["consent"], **more}
    body = from_away(other, w.shelter, like, consent=said)
    assert other.says("referral", body, uuid.uuid4()) == "refused"


def test_a_child_s_own_yes_is_not_enough_here_either(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    """R-46: the guardian speaks, whatever the other side took for an answer."""
    body = from_away(other, w.shelter, like, passed=passed(like, age="child"))
    assert other.says("referral", body, uuid.uuid4()) in ("not_covered", "refused")
    assert not Referral.objects.filter(sent_to=w.shelter.institution).exists()


def test_what_reveals_migration_status_is_not_taken(
    w: World, other: Away, like: dict[str, Any]
) -> None:
    """R-12, R-34: the other side may keep it; this side states no legal basis, and does not."""
    inside = json.loads(like["passed"])
    inside["evidence"]["evidence"][0]["code"] = min(special_codes())
    body = from_away(other, w.shelter, like, passed=json.dumps(inside))
    assert other.says("referral", body, uuid.uuid4()) == "status_not_kept"


# Whose word counts


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


def test_no_peer_becomes_another_institution_later(away: Away) -> None:
    assert away.says("directory", away.directory(kind="prosecution")) == "refused"
    assert away.says("directory", away.directory(institution=str(uuid.uuid4()))) == "refused"
    assert away.says("directory", away.directory(offices=[])) == "refused"
    assert away.says("directory", away.directory(names={"en": "New"})) == "applied"
    assert away.mirror.names == {"en": "New"}


def test_immigration_is_no_institution_of_a_peer(w: World) -> None:
    """R-34: no account there, and none by way of another installation."""
    made = admitted(w.admin, w.owner, "immigration", told=False)
    assert made.says("directory", made.directory()) == "refused"


def test_nobody_signs_in_at_an_institution_elsewhere(w: World, away: Away) -> None:
    """Whatever the program believes: the database refuses the post."""
    office = away.body.office
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            member_id=w.owner.person, office=office, role="support", until=in_days(1)
        )


def test_only_who_admitted_it_exchanges_with_it(w: World, away: Away) -> None:
    """In an installation of several institutions the others neither see it nor refer to it."""
    file = file_of(w.shelter.first)
    offered = [one.office for one in seen_by.recipients(w.shelter.first, file.pk, "referral")]
    assert away.body.office.pk not in offered
    assert selectors.peers(w.shelter.first) == []
    with pytest.raises(Refused):
        selectors.peer(w.shelter.first, away.row.pk)


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


# Times, and who is admitted


@pytest.mark.parametrize(
    ("made", "ends", "taken"),
    [
        (0, 3600, True), (500, 3600, True), (700, 4200, False), (-3600, -500, True),
        (-7200, -700, False), (0, 15 * 86400, False), (0, 0, False),
    ],
)  # fmt: skip
def test_an_envelope_has_its_time(away: Away, made: int, ends: int, taken: bool) -> None:
    """Clocks may differ by ten minutes; nothing lasts longer than what is carried by hand."""
    now = int(time.time())
    raw = away.envelope("directory", away.directory(), made=now + made, ends=now + ends)
    if taken:
        assert away.told(raw) == "applied"
    else:
        assert code_of(lambda: inbox.receive(raw)) == "Y307"


def test_two_people_admit_and_the_second_asks_the_other_side(w: World) -> None:
    """ADR 25: never who pasted the card; and the digits are typed, not looked at."""
    pair = new_pair()
    row = proposed(w.admin, pair)
    away = Away(row, pair, "shelter")
    assert code_of(lambda: away.says("directory", away.directory())) == "Y305"
    digits = grouped(pair.public.digits)
    with pytest.raises(Refused):
        peers.admit(w.admin, row.pk, digits, seen=1, request=request())
    wrong = grouped(new_pair().public.digits)

    def admit(typed: str) -> None:
        peers.admit(w.owner, row.pk, typed, seen=1, request=request())

    for typed in (wrong, "", digits[:-1], digits + "1"):
        assert code_of(admit, typed) == "Y204"  # fmt: skip
    for nobody in (w.shelter.first, administrator(w.shelter), None):
        with pytest.raises(Refused):
            peers.admit(nobody, row.pk, digits, seen=1, request=request())
    spoken = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert peers.admit(w.owner, row.pk, spoken, seen=1, request=request()).state == "admitted"


def test_who_writes_into_the_database_admits_nobody(w: World) -> None:
    """A row alone is not believed: this installation's own key has signed for each peer."""
    pair = new_pair()
    row = proposed(w.admin, pair)
    away = Away(row, pair, "shelter")
    keys = PeerKeys.objects.get(peer=row)
    for forged in (b"\0" * 64, pair.signing.sign(b"x")):
        PeerKeys.objects.filter(pk=keys.pk).update(vouched=forged)
        assert code_of(lambda: away.says("directory", away.directory())) == "Y305"


@pytest.mark.parametrize("actor", ["owner", "second", "elsewhere", "stranger"])
def test_a_card_is_pasted_by_an_administrator_alone(w: World, actor: str) -> None:
    who: Any = {
        "owner": w.owner, "second": w.colleague, "elsewhere": w.ident.first, "stranger": None
    }[actor]  # fmt: skip
    with pytest.raises(Refused):
        proposed(who, new_pair())


def test_no_card_is_taken_twice_or_changed(w: World) -> None:
    pair = new_pair()
    proposed(w.admin, pair)
    assert code_of(lambda: proposed(w.admin, pair)) == "Y203"
    assert code_of(lambda: proposed(w.admin, own_keys().current)) == "Y202"
    text = json.loads(card_text(new_pair(), THERE))
    changed = json.dumps(text | {"address": THIRD})

    def propose(card: str) -> None:
        peers.propose(w.admin, "x", card, request=request())

    for card in (changed, "{}", "[]", "x", json.dumps(text | {"more": 1})):
        assert code_of(propose, card) == "Y201"  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/between/", "https://u:p@example.org/between/", "ftp://x/between/",
        "https://example.org/between/?x=1", "https://example.org/else/", "https:///between/",
        "https://example.org:0x50/between/",
    ],
)  # fmt: skip
def test_an_address_is_a_host_and_nothing_else(w: World, address: str) -> None:
    assert code_of(lambda: proposed(w.admin, new_pair(), address)) == "Y105"


def test_without_tls_only_a_demonstration_writes_to_itself(w: World, settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(settings.MANUMIT, mode=Mode.PRODUCTION)
    assert code_of(lambda: proposed(w.admin, new_pair())) == "Y105"


def test_new_keys_count_beside_the_ones_before_for_a_while(w: World, away: Away) -> None:
    """Told by the keys before; after thirty days those count no more."""
    before, after = away.pair, new_pair()
    assert away.says("key_rotation", {"card": card_text(after, THERE)}) == "applied"
    for pair in (before, after):
        away.pair = pair
        assert away.says("directory", away.directory()) == "applied"
    PeerKeys.objects.filter(key=before.public.id).update(until=timezone.now())
    away.pair = before
    assert code_of(lambda: away.says("directory", away.directory())) == "Y305"
    away.pair = after
    sent_away(w.owner, away)
    assert away.last("referral").number > 0


def test_new_keys_are_taken_from_nobody_else(w: World, away: Away) -> None:
    """The card of new keys is signed by them: nobody takes another's keys for their own."""
    third = admitted(w.admin, w.owner, "shelter", address=THIRD)
    assert third.says("key_rotation", {"card": card_text(away.pair, THERE)}) == "refused"
    assert third.says("key_rotation", {"card": "x"}) == "refused"


def test_every_step_that_is_told_is_one_of_the_process() -> None:
    """The table and the process name the same steps; what is not told is said here by name."""
    steps = {one.name for one in REFERRAL.transitions}
    told = set(messages().by_step)
    assert told <= steps
    assert {one.name for one in messages().kinds.values() if not one.step} == {"reported"}
    assert steps - told == {"expire"}  # each side's clock does it by itself


def test_an_institution_elsewhere_has_no_office_of_this_side(w: World, away: Away) -> None:
    assert Institution.objects.exclude(admitted_by=None).get() == away.mirror
    assert not Office.objects.filter(institution=away.mirror, pk=w.owner.office).exists()
    agreed(w.owner, file_of(w.owner), away.body)
