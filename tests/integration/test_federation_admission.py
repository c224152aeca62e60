"""Which installations are admitted, with which keys, and for how long an envelope counts.

R-ids: domain.md.
"""

import dataclasses
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import World, agreed, file_of, request, world
from federation_world import (
    THERE,
    Away,
    administrator,
    admitted,
    code_of,
    exchanging,
    proposed,
    sent_away,
)
from manumit.web.cases.process import REFERRAL
from manumit.web.federation import inbox, peers
from manumit.web.federation.keys import card_text, grouped, new_pair, own_keys
from manumit.web.federation.lists import messages
from manumit.web.federation.models import (
    PeerKeys,
)
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.verdicts import Refused
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


@pytest.mark.proves("federation")
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
        assert away.send(raw) == "applied"
    else:
        assert code_of(lambda: inbox.receive(raw)) == "Y307"


@pytest.mark.proves("federation")
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


@pytest.mark.proves("federation")
def test_who_writes_into_the_database_admits_nobody(w: World) -> None:
    """A row alone is not believed: this installation's own key has signed for each peer."""
    pair = new_pair()
    row = proposed(w.admin, pair)
    away = Away(row, pair, "shelter")
    keys = PeerKeys.objects.get(peer=row)
    for forged in (b"\0" * 64, pair.signing.sign(b"x")):
        PeerKeys.objects.filter(pk=keys.pk).update(vouched=forged)
        assert code_of(lambda: away.says("directory", away.directory())) == "Y305"


@pytest.mark.proves("federation")
@pytest.mark.parametrize("actor", ["owner", "second", "elsewhere", "stranger"])
def test_a_card_is_pasted_by_an_administrator_alone(w: World, actor: str) -> None:
    who: Any = {
        "owner": w.owner, "second": w.colleague, "elsewhere": w.ident.first, "stranger": None
    }[actor]  # fmt: skip
    with pytest.raises(Refused):
        proposed(who, new_pair())


@pytest.mark.proves("federation")
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


@pytest.mark.proves("federation")
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


@pytest.mark.proves("federation")
def test_without_tls_only_a_demonstration_writes_to_itself(w: World, settings: Settings) -> None:
    settings.MANUMIT = dataclasses.replace(settings.MANUMIT, mode=Mode.PRODUCTION)
    assert code_of(lambda: proposed(w.admin, new_pair())) == "Y105"


@pytest.mark.proves("federation")
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


@pytest.mark.proves("federation")
def test_new_keys_are_taken_from_nobody_else(w: World, away: Away) -> None:
    """The card of new keys is signed by them: nobody takes another's keys for their own."""
    third = admitted(w.admin, w.owner, "shelter", address=THIRD)
    assert third.says("key_rotation", {"card": card_text(away.pair, THERE)}) == "refused"
    assert third.says("key_rotation", {"card": "x"}) == "refused"


@pytest.mark.proves("federation")
def test_every_step_that_is_told_is_one_of_the_process() -> None:
    """The table and the process name the same steps; what is not told is said here by name."""
    steps = {one.name for one in REFERRAL.transitions}
    sent = set(messages().by_step)
    assert sent <= steps
    assert {one.name for one in messages().kinds.values() if not one.step} == {"reported"}
    assert steps - sent == {"expire"}  # each side's clock does it by itself


@pytest.mark.proves("federation")
def test_an_institution_elsewhere_has_no_office_of_this_side(w: World, away: Away) -> None:
    assert Institution.objects.exclude(admitted_by=None).get() == away.mirror
    assert not Office.objects.filter(institution=away.mirror, pk=w.owner.office).exists()
    agreed(w.owner, file_of(w.owner), away.body)
