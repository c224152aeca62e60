"""An invented law of a few rules, and what it makes of an account: each by its file, as read."""

from pathlib import Path
from typing import Any

import yaml

from manumit.terms import Law, Owed, owed, read_account, read_law

COMMON = {"from": "2000-01-01", "article": "art. 1", "source": "act", "sure": "invented"}
HEAD = {
    "schema": "manumit/wage-law/1", "id": "zz", "names": {"en": "Nowhere"}, "currency": "XXD",
    "checked": "2026-01-01", "check_every_months": "12", "week_begins": "monday",
    "sources": {"act": {"title": "Act", "address": "https://example.org"}},
}  # fmt: skip


def law_of(folder: Path, *rules: dict[str, Any], **head: Any) -> Law:
    """The law with some rules; ``head`` adds to its first lines, or replaces them."""
    path = folder / "law.yaml"
    numbered = [{"id": f"zz.r{at}", **COMMON, **one} for at, one in enumerate(rules)]
    path.write_text(yaml.safe_dump({**HEAD, **head, "rules": numbered}), "utf-8")
    return read_law(path)


def owed_by(law: Law, folder: Path, **account: Any) -> Owed:
    """What an account comes to; all work and all pay is recorded unless it says otherwise."""
    content = {
        "schema": "manumit/account/1", "law": law.id, "complete": {"work": True, "pay": True},
        "work": [], **account,
    }  # fmt: skip
    path = folder / "account.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return owed(read_account(path, law), law)
