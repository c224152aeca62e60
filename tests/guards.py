"""Which tests guard what must never leak or be wrong: access, sealing, ledger, sums, releases.

A failure of such a test counts the first time: it is never run again and never in quarantine. A
test guards where it carries ``proves("...")``, or where the name of its module says so. In a
browser only the marker counts: what a page shows of a sum or a right is tested below it.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent
WORDS = {
    "access": ("access", "attacks", "consent", "policies", "rights", "second_person", "two_people"),
    "sealing": ("erasure", "private_files", "sealed", "sealing", "vault"),
    "ledger": ("ledger", "trace", "triggers"),
    "sums": ("account", "claim", "owed", "paid", "payroll", "reckonings", "terms", "wage"),
    "releases": ("disclosure", "figures", "releasing", "statistics", "withholding"),
}
"""Parts of names of modules, by what their tests guard."""


def guarded(item: pytest.Item) -> str:
    """Return what a test guards; empty where it guards none of the five.

    Returns:
        One of the keys of ``WORDS``, or the id of the property that the test proves.
    """
    for marker in item.iter_markers("proves"):
        return str(marker.args[0])
    name = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
    if name.startswith("browser/"):
        return ""
    return guarded_by_name(Path(name).stem)


def guarded_by_name(module: str) -> str:
    """Return what the tests of a module guard by its name; empty for none of the five."""
    return next((what for what, words in WORDS.items() if any(one in module for one in words)), "")
