"""The ids of every address are tried by the attack that runs in ``make test-all`` only."""

import re

from fuzzed import KINDS, OFFICE


def test_each_id_of_an_address_has_planted_ones_to_try() -> None:
    asked = {name for route in OFFICE for name in re.findall(r"<uuid:(\w+)>", route)}
    assert "file" in asked
    assert asked - KINDS.keys() == set()
