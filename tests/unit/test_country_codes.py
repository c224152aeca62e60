"""Codes of countries: a closed list, held against the regions by which figures are published."""

import pytest

from manumit.countries import INVENTED, country_codes, is_country
from manumit.web.statistics.definitions import regions

ASSIGNED = 249
"""Of ISO 3166-1, alpha-2."""


def test_the_list_is_that_of_the_regions_but_for_two() -> None:
    """AQ has no nationals; AN was withdrawn in 2010 and stands in older records alone."""
    assert country_codes() - regions().keys() == {"AQ"}
    assert regions().keys() - country_codes() == {"AN"}
    assert len(country_codes()) == ASSIGNED
    assert {type(one) for one in country_codes()} == {str}


@pytest.mark.proves("imports")
@pytest.mark.parametrize(
    "code",
    ["AA", *(f"Q{one}" for one in "MNOPQRSTUVWXYZ"), *(f"X{one}" for one in "ABCDEFGHIJKLMN"),
     *(f"X{one}" for one in "OPQRSTUVWYZ"), "EU", "UK", "ro", "R", "ROU", ""],
)  # fmt: skip
def test_what_iso_gives_to_no_country_is_none(code: str) -> None:
    assert code not in country_codes()
    assert not is_country(code)


def test_the_country_of_training_is_known_to_rooms_and_not_in_the_list() -> None:
    assert all(map(is_country, INVENTED))
    assert not INVENTED & country_codes()
    assert is_country("NO")
    assert is_country("NA")
