"""Organisations and workplaces that search on every page finds, by reference or by name.

An entry that is or may be a natural person is found by its reference alone, and by the member who
recorded it alone: a person's name is no search term here.
"""

import functools
from collections.abc import Sequence
from typing import Any

from manumit.errors import InputError
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.registers.contents import OrganisationDetails, WorkplaceDetails
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors.lists import lines_of
from manumit.web.registers.services.entries import similar_keys
from manumit.web.ui.room.search import HITS, SearchHit, register_codes, register_names

ORGANISATION, WORKPLACE = "registers/organisation", "registers/workplace"


def _by_name(
    kind: str,
    policy: Policy[Any],
    details: type[OrganisationDetails | WorkplaceDetails],
    actor: Actor,
    text: str,
) -> Sequence[SearchHit]:
    name = policy.resource
    if not grants().of(actor.role, name, SEE):
        return ()
    try:
        keys = similar_keys(actor, policy, details(name=text), "")[:HITS]
    except InputError:  # no name that could be looked up
        return ()
    rows = policy.scope(actor).filter(pk__in=keys, closed=False)
    lines = {one.id: one for one in lines_of(actor, policy, rows)}
    return [
        SearchHit(kind, lines[key].reference, f"registers:{name}", name, key, lines[key].name)
        for key in keys
        if key in lines
    ]


def register_search() -> None:
    """Register the room's sources."""
    register_codes(
        ORGANISATION,
        organisation_policy,
        "reference",
        ORGANISATION.replace("/", ":"),
        organisation_policy.resource,
    )
    register_codes(
        WORKPLACE,
        workplace_policy,
        "reference",
        WORKPLACE.replace("/", ":"),
        workplace_policy.resource,
    )
    register_names(
        ORGANISATION,
        functools.partial(_by_name, ORGANISATION, organisation_policy, OrganisationDetails),
    )
    register_names(
        WORKPLACE, functools.partial(_by_name, WORKPLACE, workplace_policy, WorkplaceDetails)
    )
