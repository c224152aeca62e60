"""Countries by their two letters: a closed, dated list (``country_codes.yaml``)."""

from functools import cache
from importlib.resources import files

import yaml

INVENTED = frozenset({"XX", "ZZ"})
"""Countries of training and their neighbour: ISO 3166-1 gives these codes to none."""


@cache
def country_codes() -> frozenset[str]:
    """Codes of ISO 3166-1 alpha-2 that are assigned to a country or territory."""
    text = files(__package__).joinpath("country_codes.yaml").read_text("utf-8")
    return frozenset(yaml.safe_load(text)["codes"])


def is_country(code: str) -> bool:
    """Whether it is one of ISO 3166-1 (alpha-2), or one of the two that training invents."""
    return code in country_codes() or code in INVENTED
