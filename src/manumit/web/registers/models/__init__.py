"""The tables of the room. What an entry is called stands in sealed columns."""

from manumit.web.registers.models.connections import Link, Merge
from manumit.web.registers.models.entries import Entry, Organisation, Workplace

__all__ = ["Entry", "Link", "Merge", "Organisation", "Workplace"]
