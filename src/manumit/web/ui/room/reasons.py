"""Reasons for exporting a list."""

EXPORT_REASONS = ("handover", "audit", "court", "report", "offline")
"""Codes; texts ``room_list_reason/<code>``."""


def ledger_code(reason: str) -> str:
    """Return the code under which the ledger keeps a reason."""
    return f"list_{reason}"
