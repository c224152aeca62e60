"""Protect tables of counts so that they can be published without identifying anybody (R-72).

The people counted can be killed for what leaks. :func:`protect` suppresses small cells of all
tables of a :class:`Release` and as many others as are needed; :func:`audit` is the attack that
checks it, :func:`difference_attack` the attack with two releases. Reports and charts take
:class:`PublishedTable` and never see a count that is suppressed. Method, limits and an example:
``docs/explanation/disclosure.md``; why: ``docs/decisions/0004``.

After Hundepool et al., *Statistical Disclosure Control*, Wiley, 2012.
"""

from manumit.disclosure.attack import Audit, Leak, LeakKind, audit, intervals
from manumit.disclosure.codes import DisclosureCode
from manumit.disclosure.difference import Difference, difference_attack
from manumit.disclosure.files import SavedRelease, check_against, read_release, release_text
from manumit.disclosure.merge import merge_small
from manumit.disclosure.model import GRAND_TOTAL, Cell, Dimension, Release, Table, cell
from manumit.disclosure.protect import Protected, protect, protect_tables
from manumit.disclosure.published import (
    ProtectionReport,
    PublishedRelease,
    PublishedTable,
    Row,
    Share,
    Value,
)
from manumit.disclosure.rule import DEFAULT_THRESHOLD, Rule, Zeros
from manumit.disclosure.sdmx import sdmx_csv

__all__ = [
    "DEFAULT_THRESHOLD",
    "GRAND_TOTAL",
    "Audit",
    "Cell",
    "Difference",
    "Dimension",
    "DisclosureCode",
    "Leak",
    "LeakKind",
    "Protected",
    "ProtectionReport",
    "PublishedRelease",
    "PublishedTable",
    "Release",
    "Row",
    "Rule",
    "SavedRelease",
    "Share",
    "Table",
    "Value",
    "Zeros",
    "audit",
    "cell",
    "check_against",
    "difference_attack",
    "intervals",
    "merge_small",
    "protect",
    "protect_tables",
    "read_release",
    "release_text",
    "sdmx_csv",
]
