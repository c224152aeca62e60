"""How names, areas and numbers of two entries are compared."""

import pytest

from manumit.web.registers.contents import WorkplaceDetails, normal_form
from manumit.web.workplaces.matching import near_reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société  Générale", "SOCIETE GENERALE"),
        ("رقم ٤٥-٦", "رقم 45 6"),
        ("مُؤسسة النّور", "موسسه النور"),
        ("أحمد", "احمد"),
        ("A/12-B", "a 12 b"),
    ],
)
def test_spellings_of_one_name_have_one_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


def test_different_words_stay_different() -> None:
    assert normal_form("Nairobi West") != normal_form("Nairobi East")
    assert normal_form("A12") != normal_form("A21")


def _place(name: str, area: str = "", number: str = "", address: str = "") -> WorkplaceDetails:
    return WorkplaceDetails(name=name, area=area, number=number, address=address)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (_place("Mill", number="K-77"), _place("Farm", number="k 77"), ["same_number"]),
        (_place("Mill Ltd", "Thika"), _place("MILL", "thika"), ["same_name_and_place"]),
        (_place("Al Noor Hotel", "Doha"), _place("Al Nour Hotel", "Doha"), ["other_spelling"]),
        # Another area, or another number of the register, says that they are two.
        (_place("Al Noor Hotel", "Doha"), _place("Al Nour Hotel", "Rayyan"), []),
        (_place("Al Noor Hotel", number="1"), _place("Al Nour Hotel", number="2"), []),
        # Nothing to go by but a common word.
        (_place("Sunrise Hotel", "Doha"), _place("Palace Hotel", "Doha"), []),
        (
            _place("Mill", "Thika", "K77"),
            _place("Mill", "Thika", "K-77"),
            ["same_number", "same_name_and_place"],
        ),
    ],
)
def test_reasons_are_those_that_an_officer_can_check(
    one: WorkplaceDetails, other: WorkplaceDetails, reasons: list[str]
) -> None:
    assert near_reasons(one, other)[0] == reasons
    assert near_reasons(other, one)[0] == reasons
