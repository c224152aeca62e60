"""Relations are conditions of the database: writing them down reads nothing from it.

A relation that read a list first would load all open rows of an office at each check.
"""

import inspect
from collections.abc import Iterator
from typing import Any

from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.access.roles import roles
from persons import actor

READS = {"TaskPolicy": "the few files that the actor opened in an emergency"}


def every_policy(of: type[Policy[Any]] = Policy) -> Iterator[type[Policy[Any]]]:
    """Yield the policies of all rooms."""
    for one in of.__subclasses__():
        if not inspect.isabstract(one) and hasattr(one, "model"):
            yield one
        yield from every_policy(one)


def test_no_relation_reads_the_database() -> None:
    every = [one for one in every_policy() if one.__module__.startswith("manumit.")]
    found = [one for one in every if one.__name__ not in READS]
    assert len(found) > 60
    reads = []
    for who in map(actor, roles().by_key):
        for one in found:
            try:
                one().relations(who)
                one().near(who)
            except RuntimeError as error:  # pytest-django: this test may not use the database
                reads.append((one.__name__, who.role, str(error)[:60]))
    assert reads == []
