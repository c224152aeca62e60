"""Triggers are registered once at the start; two with one function in the database stop it."""

import pytest
from pgtrigger.registry import _registry as registered

from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.trigger_registry import register_declared_triggers


def test_every_declared_trigger_is_registered_and_again_changes_nothing() -> None:
    before = dict(registered.data)
    declared = {f"{Event._meta.label}:{one.name}" for one in Event._meta.triggers}  # type: ignore[attr-defined]
    assert declared
    assert declared <= set(before)
    register_declared_triggers()
    assert registered.data == before


def test_two_triggers_with_one_function_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = next(iter(registered.data.values()))
    monkeypatch.setitem(registered.data, "planted.Model:other", planted)
    with pytest.raises(KeyError, match=planted[1].get_pgid(planted[0])):
        register_declared_triggers()
