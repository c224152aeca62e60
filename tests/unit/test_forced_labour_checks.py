"""The loader refuses a forced-labour definition that would rest on one answer or on weakness."""

from collections.abc import Iterator

import pytest

from manumit.errors import Problem
from manumit.instruments import Basis, Item, ItemSet, Standing, shipped_library
from manumit.instruments.building import Registry
from manumit.instruments.safeguards import check_safeguards

OURS = Basis(Standing.OURS)


def changed(menace: tuple[str, ...], involuntary: tuple[str, ...]) -> Iterator[Problem]:
    shipped = shipped_library().registry
    registry = Registry(
        sources=shipped.sources,
        lists=shipped.lists,
        rules=shipped.rules,
        conclusions=shipped.conclusions,
        item_sets=dict(shipped.item_sets),
        interviews=shipped.interviews,
        origin=shipped.origin,
    )
    for set_id, codes in (("menace", menace), ("involuntariness", involuntary)):
        registry.item_sets[set_id] = ItemSet(set_id, OURS, (Item("XX01", codes, OURS),))
    return check_safeguards(registry)


@pytest.mark.proves("safeguards-of-instruments")
@pytest.mark.parametrize(
    ("menace", "involuntary", "code"),
    [
        (("CD01", "EX04"), ("EX04",), "I110"),
        (("RV01",), ("EX04",), "I111"),
        (("CD01",), ("VD03",), "I111"),
        (("ILO01",), (), "I111"),
        (("CD12",), (), "I111"),
    ],
)
def test_it_is_refused(menace: tuple[str, ...], involuntary: tuple[str, ...], code: str) -> None:
    assert code in {problem.code for problem in changed(menace, involuntary)}


def test_a_sound_definition_passes() -> None:
    assert {p.code for p in changed(("CD01",), ("EX04",))} <= {"I106"}
