"""What one message, one peer or one kill must not do to the others.

R-ids: domain.md.
"""

import base64
import contextlib
import io
import json
import socket
import threading
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from cases_world import World, agreed, file_of, finding_of, referred, request, world
from federation_world import (
    THERE,
    Away,
    administrator,
    admitted,
    exchanging,
    from_away,
    sent_away,
)
from manumit.errors import InputError
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.federation import peers, transport
from manumit.web.federation.keys import card_text, new_pair, own_keys
from manumit.web.federation.models import OutgoingMessage, Peer, PeerKeys
from manumit.web.federation.outbox import send_due
from manumit.web.kernel.access.actors import Actor

THIRD = "http://127.0.0.1:8523/between/"
pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    exchanging(tmp_path, settings)
    return world()


@pytest.fixture(name="away")
def _away(w: World) -> Away:
    """A shelter elsewhere, admitted by the inspectorate here."""
    made = admitted(w.admin, w.owner, "shelter")
    send_due(made.deliver)
    return made


def to_be_sent(owner: Actor, away: Away) -> tuple[CaseFile, Referral]:
    """A person referred to the other side, who has not heard of it yet."""
    file = file_of(owner)
    finding_of(owner, file)
    agreed(owner, file, away.body)
    return file, referred(owner, file, away.body)


class KilledError(BaseException):
    """The worker ends after the other side has heard and before this side has noted it."""


@pytest.mark.proves("federation")
def test_who_is_killed_after_it_was_heard_still_tells_of_a_withdrawal(w: World, away: Away) -> None:
    """R-52: the other side has the referral, whatever this side remembers of sending it."""

    def heard_and_killed(address: str, raw: bytes) -> bytes:
        away.deliver(address, raw)
        raise KilledError

    file, row = to_be_sent(w.owner, away)
    with pytest.raises(KilledError):
        send_due(heard_and_killed)
    services.withdraw_consent(w.owner, file.pk, purpose=row.purpose, recipient=row.sent_to_id)
    send_due(away.deliver)
    assert [one.kind for one in away.heard[-2:]] == ["referral", "withdrawn"]


@pytest.mark.proves("federation")
def test_keys_under_which_nothing_can_be_locked_are_no_card(w: World) -> None:
    """Else whatever is sent to that peer would break, each time."""
    pair = new_pair()
    payload = json.loads(card_text(pair, THERE))
    del payload["signature"]
    payload["locking"] = base64.b64encode(bytes(32)).decode()
    plain = json.dumps(payload, sort_keys=True, separators=(",", ":")).encode()
    signature = pair.signing.sign(b"manumit/between/card/1\n" + plain)
    text = json.dumps(payload | {"signature": base64.b64encode(signature).decode()})
    with pytest.raises(InputError) as caught:
        peers.propose(w.admin, "x", text, request=request())
    assert caught.value.problems[0].code == "Y201"


@pytest.mark.proves("federation")
def test_what_breaks_at_one_peer_stops_no_message_to_another(w: World, away: Away) -> None:
    """R-52: whatever one peer sends, or is, the withdrawals to the others go out."""
    peer = admitted(w.admin, w.owner, "shelter", address=THIRD)
    first_two = Peer.objects.order_by("pk")
    broken, sound = [{one.row.pk: one for one in (away, peer)}[row.pk] for row in first_two]
    reached = list[str]()

    def deliver(address: str, raw: bytes) -> bytes:
        reached.append(address)
        if address == broken.row.address:
            raise ValueError(len(raw))
        return sound.deliver(address, raw)

    for one in (broken, sound):
        peers.queue_message(one.row, "directory")
    send_due(deliver)
    assert set(reached) == {THERE, THIRD}
    assert sound.heard[-1].kind == "directory"
    assert not OutgoingMessage.objects.filter(peer=sound.row, ended_at=None).exists()
    assert OutgoingMessage.objects.filter(peer=broken.row, ended_at=None).exists()


@pytest.mark.proves("federation")
@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_who_answers_a_byte_at_a_time_is_cut_off(
    begins: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Consent is held while an envelope is under way: no peer keeps anybody from taking it back."""
    monkeypatch.setattr(transport, "SECONDS_ALTOGETHER", 0.5)
    ended, all_sent = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.sendall(begins)
                for _ in range(600):
                    line.sendall(b"H")
                    if ended.wait(0.1):
                        return
            all_sent.set()

        peer = threading.Thread(target=drip, daemon=True)
        peer.start()
        with pytest.raises(transport.PeerUnreachableError):
            transport.post(f"http://127.0.0.1:{server.getsockname()[1]}/between/", b"x" * 65536)
        assert not all_sent.is_set()
        ended.set()
        peer.join(60)
        assert not peer.is_alive()


@pytest.mark.proves("federation")
def test_who_was_admitted_stays_so_however_often_keys_are_renewed(away: Away) -> None:
    """The keys that signed an admission are gone after two renewals; nobody admits anybody anew."""
    for _ in range(3):
        call_command("between", "renew", stdout=io.StringIO())
    assert away.says("directory", away.directory()) == "applied"
    forged = PeerKeys.objects.get(peer=away.row)
    PeerKeys.objects.filter(pk=forged.pk).update(vouched=bytes(64))
    call_command("between", "renew", stdout=io.StringIO())
    assert peers.admitted_keys(forged.key) is None  # a renewal believes no row either


@pytest.mark.proves("federation")
def test_no_peer_takes_the_keys_of_this_side_for_its_own(away: Away) -> None:
    """Else what this side says would be its word."""
    card = card_text(own_keys().current, THERE)
    assert away.says("key_rotation", {"card": card}) == "refused"


@pytest.mark.proves("federation")
def test_who_agreed_to_a_safe_contact_is_not_named(w: World, away: Away) -> None:
    """R-52: what comes holds the parts that it says, and no field of another."""
    sent_away(w.owner, away)
    like = dict(away.last("referral").body)
    other = admitted(administrator(w.shelter), w.shelter.first, "inspectorate", address=THIRD)
    send_due(lambda address, raw: other.deliver(address, raw) if address == THIRD else b"")
    assert json.loads(like["passed"])["identity"].keys() >= {"names", "safe_contact"}
    parts = [one for one in like["parts"] if one != "identity"]
    body = from_away(other, w.shelter, like, parts=parts)
    assert other.says("referral", body, uuid.uuid4()) == "refused"
    assert other.says("referral", from_away(other, w.shelter, like), uuid.uuid4()) == "applied"
