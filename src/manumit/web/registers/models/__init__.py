"""The tables of the registers. Names are in sealed columns."""

from manumit.web.registers.models.connections import (
    Link,
    Merge,
    WorkplaceMerge,
)
from manumit.web.registers.models.entries import Entry, Organisation, Workplace

__all__ = [
    "Entry",
    "Link",
    "Merge",
    "Organisation",
    "Workplace",
    "WorkplaceMerge",
]
