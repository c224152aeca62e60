"""Promised and actual terms of work: what is owed, line by line, each line with its article."""

from manumit.terms.account import Account
from manumit.terms.law.file import read_law, shipped_law, shipped_laws
from manumit.terms.law.rules import Law, Rule
from manumit.terms.wages.account_file import account_from, law_of, read_account
from manumit.terms.wages.lines import Line, Period
from manumit.terms.wages.owed import Owed, Statement, owed
from manumit.terms.wages.size import Size, size_of

__all__ = [
    "Account",
    "Law",
    "Line",
    "Owed",
    "Period",
    "Rule",
    "Size",
    "Statement",
    "account_from",
    "law_of",
    "owed",
    "read_account",
    "read_law",
    "shipped_law",
    "shipped_laws",
    "size_of",
]
