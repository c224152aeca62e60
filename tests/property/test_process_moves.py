"""Random steps by random people, some on old pages, some sent twice, some by raw SQL."""

import uuid

import pytest
from django.db import DatabaseError, connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import MoveRefused, move
from process_people import Someone
from process_trial.models import Errand
from process_trial.process import ERRAND

# Written by hand from the table, and independent of the code that reads it.
WAYS = {
    ("open", "begin", "support"): "under_way",
    ("open", "drop", "support"): "dropped",
    ("open", "drop", "ident"): "dropped",
    ("under_way", "note", "support"): "under_way",
    ("under_way", "close", "support"): "closed",
    ("under_way", "drop", "support"): "dropped",
    ("under_way", "drop", "ident"): "dropped",
    ("closed", "review", "ident"): "under_way",
}
STATES = ["open", "under_way", "closed", "dropped"]
people = st.sampled_from([Someone("support"), Someone("ident"), Someone("immig")])
steps = st.sampled_from(["begin", "note", "close", "drop", "review", "fly"])


class Moves(RuleBasedStateMachine):
    """One errand, and what a reader of the table expects of it."""

    @initialize(ready=st.sampled_from([True, False, None]))
    def begin(self, ready: bool | None) -> None:
        self.errand = Errand.objects.create(ready=ready)
        self.ready, self.state, self.version = ready, "open", 1
        self.sent: list[tuple[str, Someone, int, uuid.UUID, str]] = []

    @rule(
        name=steps,
        by=people,
        behind=st.sampled_from([0, 0, 0, 1, -1]),
        reason=st.sampled_from(["", "done_with", "no_longer_said"]),
    )
    def step(self, name: str, by: Someone, behind: int, reason: str) -> None:
        target = WAYS.get((self.state, name, by.role))
        wanted = "done_with" if name == "close" else ""
        if behind or reason != wanted or (name == "close" and self.ready is not True):
            target = None
        request = uuid.uuid4()
        seen = self.version - behind
        row = Errand.objects.get(pk=self.errand.pk)
        try:
            move(ERRAND, row, name, by, seen_version=seen, request=request, reason=reason)
        except MoveRefused:
            assert target is None
        else:
            assert target is not None
            self.state, self.version = target, self.version + 1
            self.sent.append((name, by, seen, request, reason))

    @rule(which=st.integers(0, 5))
    def send_again(self, which: int) -> None:
        if which < len(self.sent):
            name, by, seen, request, reason = self.sent[which]
            row = Errand.objects.get(pk=self.errand.pk)
            again = move(ERRAND, row, name, by, seen_version=seen, request=request, reason=reason)
            assert again.version == seen + 1

    @rule(state=st.sampled_from([*STATES, "anywhere"]), ahead=st.sampled_from([0, 1, 2]))
    def raw(self, state: str, ahead: int) -> None:
        if (state, ahead) == (self.state, 0):
            return
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE process_trial_errand SET state = %s, version = %s WHERE id = %s",
                [state, self.version + ahead, self.errand.pk],
            )

    @invariant()
    def is_as_expected(self) -> None:
        if not hasattr(self, "errand"):
            return
        row = Errand.objects.get(pk=self.errand.pk)
        assert (row.state, row.version) == (self.state, self.version)
        assert row.state in STATES
        taken = Move.objects.filter(row=row.pk).order_by("version")
        assert [one.version for one in taken] == list(range(2, self.version + 1))
        assert [one.source for one in taken] == ["open", *(one.target for one in taken)][:-1]


@pytest.mark.usefixtures("committing")
def test_no_sequence_leads_to_an_undeclared_state() -> None:
    run_state_machine_as_test(Moves, settings=settings(max_examples=40, stateful_step_count=15))
