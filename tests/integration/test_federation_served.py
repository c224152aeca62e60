"""Two real servers with a database each refer somebody, and somebody sits on the line.

Nothing that was acknowledged is lost, nothing is done twice, and the line tells nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cases_world import ANSWER, NAMES, SECRETS
from dumped import everything, leaked
from federation_two import Side, post
from manumit.web.site.embedded import Addresses

pytestmark = [pytest.mark.slow]


@dataclass
class Two:
    """An inspectorate that refers, and a shelter that is referred to; they admitted each other."""

    inspectorate: Side
    shelter: Side

    def exchange(self) -> None:
        """Both send what waits."""
        self.inspectorate.do("send")
        self.shelter.do("send")

    def referred(self) -> tuple[str, str]:
        """Somebody who was referred: the referral as each side calls it."""
        before = {one["id"] for one in self.shelter.do("came")}
        there = self.inspectorate.do("refer")
        self.exchange()
        (here,) = {one["id"] for one in self.shelter.do("came")} - before
        return there, here


@pytest.fixture(scope="module")
def two(addresses: Addresses, open_folder: Path) -> Iterator[Two]:
    del addresses  # with it the tables were made that are copied here
    sides = [Side(open_folder / name) for name in ("a", "b")]
    found = Two(*sides)
    try:
        cards = [
            found.inspectorate.do("setup", "inspectorate", "inspect"),
            found.shelter.do("setup", "shelter", "support"),
        ]
        for side, other in zip(sides, reversed(cards), strict=True):
            side.do("admit", other["card"], other["digits"])
        found.exchange()
        found.exchange()
        yield found
    finally:
        for side in sides:
            side.stop()


@pytest.mark.proves("federation")
def test_a_person_is_referred_taken_on_and_answered(two: Two) -> None:
    """R-52: from one house to another and back, and only what the person agreed to."""
    there, here = two.referred()
    assert two.inspectorate.do("deliveries", there)[0] == ["referral", "applied", 1]
    file = two.shelter.do("accept", here)
    assert any(NAMES[0] in one for one in two.shelter.do("names", file))
    two.exchange()
    assert two.inspectorate.do("state", there)["state"] == "accepted"
    two.shelter.do("answer", here)
    two.exchange()
    assert two.inspectorate.do("state", there) == {"state": "answered", "answer": ANSWER}


@pytest.mark.proves("federation")
def test_a_service_and_an_outcome_reach_the_sender(two: Two) -> None:
    """R-52: each stops its clock there; which it was, only once the person agreed to that."""
    there, here = two.referred()
    file = two.shelter.do("accept", here)
    two.shelter.do("report", here, "service", "housing")
    two.exchange()
    assert two.inspectorate.do("reports", there) == [["service", None, True]]
    two.shelter.do("agree_to_telling", file)
    two.shelter.do("report", here, "outcome", "need_met")
    two.shelter.line.lose_answers = two.inspectorate.line.lose_answers = True
    two.exchange()
    two.shelter.line.lose_answers = two.inspectorate.line.lose_answers = False
    two.exchange()
    assert two.inspectorate.do("reports", there) == [
        ["service", None, True], ["outcome", "need_met", True]
    ]  # fmt: skip
    messages = [one[:2] for one in two.shelter.do("deliveries", here)]
    assert messages[:-1].count(["reported", "applied"]) == 2


@pytest.mark.proves("federation")
def test_a_withdrawal_is_told_first_and_its_receipt_is_shown(two: Two) -> None:
    """R-52: withdrawn at any time, and the other side shows nothing any more."""
    there, here = two.referred()
    two.inspectorate.do("withdraw_consent", there)
    two.inspectorate.do("send")
    assert two.inspectorate.do("deliveries", there)[-2:] == [
        ["withdrawn", "applied", 1], ["gone", True, 0]
    ]  # fmt: skip
    (line,) = [one for one in two.shelter.do("came") if one["id"] == here]
    assert (line["state"], line["shown"]) == ("withdrawn", None)


@pytest.mark.proves("federation")
def test_who_takes_back_at_the_recipient_is_heard_by_the_sender(two: Two) -> None:
    there, here = two.referred()
    two.shelter.do("take_back_here", here)
    two.exchange()
    assert two.inspectorate.do("state", there)["state"] == "withdrawn"


@pytest.mark.proves("federation")
def test_a_person_who_says_no_before_it_is_sent_is_never_told_of(two: Two) -> None:
    """R-52: consent is asked again at the moment of sending, and before each attempt."""
    count = two.shelter.do("count")
    there = two.inspectorate.do("refer")
    two.inspectorate.do("derive")
    two.inspectorate.do("withdraw_consent", there)
    two.exchange()
    assert two.shelter.do("count") == count
    assert {one[1] for one in two.inspectorate.do("deliveries", there)[:-1]} == {"superseded"}


@pytest.mark.proves("federation")
def test_what_was_taken_is_taken_once_though_the_answer_was_lost(two: Two) -> None:
    """The other side has it, this side does not know: sent again, it is the same message."""
    count = two.shelter.do("count")
    two.shelter.line.lose_answers = True
    there = two.inspectorate.do("refer")
    two.inspectorate.do("send")
    assert two.shelter.do("count") == count + 1
    assert two.inspectorate.do("deliveries", there)[0] == ["referral", "", 1]
    two.shelter.line.lose_answers = False
    two.inspectorate.do("send")
    assert two.inspectorate.do("deliveries", there)[0] == ["referral", "applied", 2]
    assert two.shelter.do("count") == count + 1


@pytest.mark.proves("federation")
def test_a_server_that_is_killed_loses_nothing(two: Two) -> None:
    count = two.shelter.do("count")
    two.shelter.kill()
    there = two.inspectorate.do("refer")
    two.inspectorate.do("send")
    assert two.inspectorate.do("deliveries", there)[0][1] == ""
    two.shelter.start()
    two.inspectorate.do("send")
    assert two.inspectorate.do("deliveries", there)[0][1] == "applied"
    assert two.shelter.do("count") == count + 1


@pytest.mark.proves("federation")
def test_bytes_that_were_recorded_do_nothing_when_they_come_again(two: Two) -> None:
    """Replay, of everything that ever went over the line, in any order; and each changed byte."""
    two.referred()
    count = two.shelter.do("count")
    recorded = list(two.shelter.line.asked)
    before = [(one["id"], one["state"]) for one in two.shelter.do("came")]
    for raw in [*reversed(recorded), *recorded]:
        assert post(two.shelter.port, raw)[0] == 200
    for place in (0, 30, 60, len(recorded[-1]) // 2, len(recorded[-1]) - 1):
        changed = bytearray(recorded[-1])
        changed[place] ^= 1
        assert post(two.shelter.port, bytes(changed)) == (400, b"")
    assert post(two.inspectorate.port, recorded[-1]) == (400, b"")  # for somebody else
    assert two.shelter.do("count") == count
    assert [(one["id"], one["state"]) for one in two.shelter.do("came")] == before


@pytest.mark.proves("federation")
def test_a_backup_that_is_restored_is_noticed_and_made_good(two: Two) -> None:
    """What the shelter had taken and forgot is told again; and what it recorded, replayed, not."""
    kept = two.shelter.backed_up()
    count = two.shelter.do("count")
    there, _ = two.referred()
    withdrawn, _ = two.referred()
    two.inspectorate.do("withdraw_consent", withdrawn)
    two.inspectorate.do("send")
    two.shelter.restored(kept)
    assert two.shelter.do("count") == count
    another = two.inspectorate.do("refer")
    for _ in range(3):
        two.inspectorate.do("send")
    assert two.inspectorate.do("line")["behind"]
    assert two.shelter.do("count") == count + 2  # never what was taken back meanwhile
    for one in (there, another):
        assert two.inspectorate.do("deliveries", one)[0][1] == "applied"


@pytest.mark.proves("federation")
def test_a_sender_that_is_restored_goes_on_above_what_was_heard(two: Two) -> None:
    kept = two.inspectorate.backed_up()
    two.referred()
    count = two.shelter.do("count")
    two.inspectorate.restored(kept)
    there = two.inspectorate.do("refer")
    for _ in range(3):
        two.inspectorate.do("send")
    assert two.inspectorate.do("line")["jumped"]
    assert two.inspectorate.do("deliveries", there)[0][1] == "applied"
    assert two.shelter.do("count") == count + 1


@pytest.mark.proves("federation")
def test_new_keys_are_told_by_the_ones_before(two: Two) -> None:
    key = two.inspectorate.do("renew", str(two.inspectorate.folder / "federation.json"))
    two.inspectorate.do("send")
    assert two.shelter.do("knows", key)
    there, here = two.referred()
    two.shelter.do("accept", here)
    two.exchange()
    assert two.inspectorate.do("state", there)["state"] == "accepted"


@pytest.mark.proves("federation")
def test_neither_the_line_nor_the_logs_nor_a_database_tell_of_anybody(two: Two) -> None:
    """What was planted is found where it stands in clear: in what the people read."""
    there, here = two.referred()
    two.shelter.do("answer", here) if two.shelter.do("accept", here) else None
    two.exchange()
    assert two.inspectorate.do("state", there)["answer"] == ANSWER
    sizes = {len(one) for side in (two.inspectorate, two.shelter) for one in side.line.asked}
    assert len(sizes) == 1
    heard = [one for side in (two.inspectorate, two.shelter)
             for one in (*side.line.asked, *side.line.answered)]  # fmt: skip
    for side in (two.inspectorate, two.shelter):
        with psycopg.connect(side.found.owner, autocommit=True) as thief:
            dump = everything(thief)
        assert leaked(dump, "inspectorate") == {"inspectorate"}
        assert leaked(dump, *SECRETS) == set()
        log = side.log.read_text() + (side.data / "postgres.log").read_text()
        assert leaked(log.casefold(), *SECRETS, there, here) == set()
    for raw in heard:
        assert not any(one.encode() in raw for one in (*SECRETS, there, here, "referral"))


@pytest.mark.proves("federation")
def test_who_is_suspended_is_heard_no_more_and_told_nothing(two: Two) -> None:
    count = two.shelter.do("count")
    two.shelter.do("suspend")
    there = two.inspectorate.do("refer")
    two.inspectorate.do("send")
    assert two.inspectorate.do("deliveries", there)[0][1] == ""
    assert two.shelter.do("count") == count
    assert two.shelter.do("send") == 0
