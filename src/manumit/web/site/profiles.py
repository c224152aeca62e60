"""Profiles: which rooms an institution of a kind shows. Data, read before the settings are."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.packaged import packaged_yaml

ALL = "all"


@dataclass(frozen=True, slots=True)
class Profile:
    """What an institution shows; it hides rooms, and gives nobody a right.

    Attributes:
        kind: of institution, which decides the roles that it may give.
        second_role: of the second person, who approves beside the administrator.
        rooms: names of the rooms that are shown beside those that always are.
    """

    kind: str
    second_role: str
    rooms: frozenset[str]


@functools.cache
def profiles() -> Mapping[str, Profile]:
    """Return every profile of the shipped file by its name."""
    document = packaged_yaml(__package__, "data/profiles.yaml")
    groups: dict[str, list[str]] = document["groups"]
    found = {}
    for name, one in document["profiles"].items():
        rooms = [room for group in one["groups"] for room in groups[group]]
        found[name] = Profile(one["kind"], one["second_role"], frozenset([*rooms, *one["rooms"]]))
    return found


def every_room() -> frozenset[str]:
    """Return every room that a profile may hide."""
    return profiles()[ALL].rooms
