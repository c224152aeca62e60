"""Countries by their two letters: a closed, dated list (``country_codes.yaml``)."""

from functools import cache

from manumit.packaged import packaged_yaml

INVENTED = frozenset({"XX", "ZZ"})
"""Countries of training and their neighbour: ISO 3166-1 gives these codes to none."""


@cache
def country_codes() -> frozenset[str]:
    """Return codes of ISO 3166-1 alpha-2 that are assigned to a country or territory."""
    return frozenset(packaged_yaml(__package__, "country_codes.yaml")["codes"])


def is_country(code: str) -> bool:
    """Return whether it is one of ISO 3166-1 (alpha-2), or one of the two that training invents."""
    return code in country_codes() or code in INVENTED
