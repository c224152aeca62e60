"""Django's own checks of models, addresses, templates and settings find nothing.

A model that they refuse stops every command, and no test of a single model shows it.
"""

from typing import Any

from django.core.checks import Error, register, run_checks
from django.core.checks.registry import registry


def test_the_checks_of_the_framework_find_nothing() -> None:
    assert run_checks() == []


def test_what_a_check_finds_is_seen() -> None:
    def planted(**_: Any) -> list[Error]:
        return [Error("planted", id="planted.E1")]

    register(planted)
    try:
        assert [one.id for one in run_checks()] == ["planted.E1"]
    finally:
        registry.registered_checks.discard(planted)
