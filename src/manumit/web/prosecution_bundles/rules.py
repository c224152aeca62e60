"""The room's dated rules, from ``rules.yaml``."""

import functools
from dataclasses import dataclass

from manumit.packaged import packaged_yaml


@dataclass(frozen=True, slots=True)
class BundleRules:
    """The content of ``rules.yaml``.

    Attributes:
        bundle_for: kinds of institution for which a bundle is made.
        never_in_bundle: what is never in one.
    """

    bundle_for: frozenset[str]
    never_in_bundle: tuple[str, ...]


@functools.cache
def rules() -> BundleRules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return BundleRules(frozenset(read["bundle_for"]), tuple(read["never_in_bundle"]))
