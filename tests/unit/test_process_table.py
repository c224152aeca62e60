"""Tables of processes: what is refused when it is read, and what the two first ones say."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from manumit.web.cases.process import PERSON_AS_VICTIM, REASONS, REFERRAL
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.declared import declared_processes
from manumit.web.kernel.process.diagram import mermaid
from manumit.web.kernel.process.table import Process, Transition
from manumit.web.kernel.reasons import Reason, ReasonList, read_reasons
from process_trial.process import ERRAND

SUPPORT = frozenset({"support"})


def small(*transitions: Transition, states: tuple[str, ...] = ("new", "done")) -> Process:
    return Process("thing", states, "new", frozenset({"done"}), transitions)


FINISH = Transition("finish", ("new",), "done", SUPPORT)


def test_a_complete_table_is_taken() -> None:
    assert small(FINISH).pairs() == (("new", "done"),)


@pytest.mark.parametrize(
    ("transitions", "states", "error"),
    [
        ((FINISH,), ("new", "done", "lost"), "nothing leads to 'lost'"),
        (
            (FINISH, Transition("wait", ("new",), "stuck", SUPPORT)),
            ("new", "done", "stuck"),
            "nothing leads out of 'stuck'",
        ),
        ((replace(FINISH, roles=frozenset()),), ("new", "done"), "nobody takes the step 'finish'"),
        ((replace(FINISH, sources=()),), ("new", "done"), "the step 'finish' begins nowhere"),
        ((FINISH, FINISH), ("new", "done"), "'finish' occurs twice"),
        ((FINISH,), ("new", "done", "done"), "'done' occurs twice"),
        ((replace(FINISH, target="gone"),), ("new", "done"), "there is no state 'gone'"),
        (
            (replace(FINISH, reasons=ReasonList("none", ())),),
            ("new", "done"),
            "asks for a reason of an empty list",
        ),
        ((replace(FINISH, name="f" * 41),), ("new", "done"), "is too long"),
    ],
)
def test_an_incomplete_table_is_refused_with_the_place(
    transitions: tuple[Transition, ...], states: tuple[str, ...], error: str
) -> None:
    with pytest.raises(ValueError, match=error):
        small(*transitions, states=states)


# By hand, from domain.md section 3 and rules.
DECIDED_BY_IDENT = {
    ("possible", "presume", "presumed"),
    ("presumed", "identify", "identified"),
    ("presumed", "not_identify", "not_identified"),
    ("identified", "review", "presumed"),
    ("not_identified", "review", "presumed"),
}
REFERRED = {
    ("drafted", "send", "sent"),
    ("sent", "receive", "received"),
    ("sent", "accept", "accepted"),
    ("sent", "decline", "declined"),
    ("received", "accept", "accepted"),
    ("received", "decline", "declined"),
    ("accepted", "answer", "answered"),
    ("drafted", "withdraw", "withdrawn"),
    ("sent", "withdraw", "withdrawn"),
    ("received", "withdraw", "withdrawn"),
    ("accepted", "withdraw", "withdrawn"),
    ("answered", "withdraw", "withdrawn"),  # a withdrawal ends what an answered one shows too
    ("drafted", "expire", "expired"),
    ("sent", "expire", "expired"),
    ("received", "expire", "expired"),
    ("accepted", "expire", "expired"),
}
ROLES_OF_THE_FIELD = {
    "lawyer", "guardian", "worker", "inspect", "intake", "licence", "pes", "attache", "advice",
    "support", "ident", "justice", "court", "union", "business", "assoc", "finance", "health",
    "plan", "stats", "procure", "public",
}  # fmt: skip


def ways(process: Process) -> set[tuple[str, str, str]]:
    return {(s, one.name, one.target) for one in process.transitions for s in one.sources}


def test_a_person_as_victim_is_decided_on_by_the_competent_body_with_a_reason() -> None:
    assert ways(PERSON_AS_VICTIM) == DECIDED_BY_IDENT
    for one in PERSON_AS_VICTIM.transitions:
        assert one.roles == {"ident"}, one.name
        assert one.reasons is not None, one.name
        assert one.rule in {"R-47", "R-48"}, one.name
    assert PERSON_AS_VICTIM.initial == "possible"
    assert PERSON_AS_VICTIM.ends == {"identified", "not_identified"}


def test_a_referral_goes_the_declared_ways() -> None:
    assert ways(REFERRAL) == REFERRED
    declines = REFERRAL.transition("decline")
    assert declines is not None
    assert declines.reasons is not None
    expires = REFERRAL.transition("expire")
    assert expires is not None
    assert expires.roles == {CLOCK}


def test_no_step_is_taken_by_immigration_or_by_a_role_that_does_not_exist() -> None:
    for process in (PERSON_AS_VICTIM, REFERRAL):
        assert process.roles() <= ROLES_OF_THE_FIELD | {CLOCK}
        assert "immig" not in process.roles()


def test_no_reason_blames_a_person_for_not_cooperating() -> None:
    words = {word for listed in REASONS.values() for word in listed.codes()}
    assert not [w for w in words if "cooperat" in w or "testif" in w or "testimony" in w]
    assert not [word for word in words if "consent_of_victim" in word or "agreed" in word]


def test_every_table_of_the_installation_is_found() -> None:
    assert {one.resource for one in declared_processes()} >= {
        "person_as_victim",
        "referral",
        "errand",
    }


def test_a_reason_can_be_chosen_in_its_time_only() -> None:
    begins, ends = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
    listed = ReasonList("some", (Reason("old", "R-47", begins, ends),))
    days = [begins - dt.timedelta(1), begins, ends - dt.timedelta(1), ends]
    assert [listed.has("old", day) for day in days] == [False, True, True, False]
    assert not listed.has("other", begins)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("schema: manumit/other/1\ndated: 2026-01-01\nsource: x\nlists: {}\n", "no dated list"),
        ("schema: manumit/reasons/1\nsource: x\nlists: {}\n", "no dated list"),
        (
            "schema: manumit/reasons/1\ndated: 2026-01-01\nsource: x\nlists: {a: {b: {rule: R}}}\n",
            "lacks its rule or its first day",
        ),
    ],
)
def test_a_file_of_reasons_without_date_source_or_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, error: str
) -> None:
    name = f"reasons_{uuid.uuid4().hex}"
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "reasons.yaml").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match=error):
        read_reasons(name)


def test_a_picture_shows_each_way_once_and_is_the_same_each_time() -> None:
    drawn = mermaid(ERRAND)
    assert drawn == mermaid(ERRAND)
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> under_way: begin",
        "    open --> dropped: drop",
        "    under_way --> under_way: note",
        "    under_way --> closed: close (reason)",
        "    under_way --> dropped: drop",
        "    closed --> under_way: review",
        "    closed --> [*]",
        "    dropped --> [*]",
    ]
