"""Records that search on every page finds by their reference."""

from manumit.web.justice.policies import (
    non_punishment_policy,
    penalty_policy,
    proceeding_policy,
    sanction_policy,
)
from manumit.web.ui.room.search import register_codes


def register_search() -> None:
    """Register the room's sources."""
    for policy in (proceeding_policy, penalty_policy, sanction_policy, non_punishment_policy):
        name = policy.resource
        register_codes(f"justice/{name}", policy, "reference", f"justice:{name}", name)
