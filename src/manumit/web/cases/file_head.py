"""The head of every page of a file: what it is called, its status, what is next, and its tabs.

A page that is read together with a person has none: what a file is called, and a warning, are for
the members who work on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.web.cases.file_list import FileStep, steps_left
from manumit.web.cases.file_parts import FileLink, FileNote, notes_of, with_links
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import (
    attachment_policy,
    draft_policy,
    file_policy,
    finding_policy,
    ledger_policy,
    referral_policy,
    statement_policy,
)
from manumit.web.cases.selectors import FileView
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.policies import Policy, break_glass_policy
from manumit.web.remedies.policies import claim_policy
from manumit.web.ui.room.days import day_text, day_tone
from manumit.web.ui.room.declared import Reader, Tone
from manumit.web.ui.room.remembered import remembered

OVERVIEW = "cases:file"
# The pages of a file, by whom may see what they show.
PARTS: tuple[FileLink, ...] = (
    ("overview", "case_file.see", "cases_tab/overview", OVERVIEW),
    ("overview", "person.see", "cases/identity", "cases:identity"),
    ("overview", "statement.see", "cases/characteristics", "cases:characteristics"),
    ("interviews", "evidence.see", "cases/interview", "cases:interviews"),
    ("evidence", "attachment.see", "cases/attachments", "cases:attachments"),
    ("work", "statement.see", "cases/employments", "cases:employments"),
    ("work", "statement.see", "cases/accounts", "cases:accounts"),
    ("findings", "finding.see", "cases/findings", "cases:findings"),
    ("findings", "decision.see", "cases/decisions", "cases:decisions"),
    ("consent", "consent.see", "cases/consents", "cases:consents"),
    ("consent", "referral.see", "cases/referrals", "cases:referrals"),
    ("consent", "consent.see", "cases/mandates", "cases:mandates"),
    ("claims", "claim.see", "cases/claims", "cases:claims"),
    ("claims", "non_punishment.send", "cases/checks", "cases:checks"),
    ("plan", "support_plan.see", "cases/protection", "cases:protection"),
    ("plan", "reflection.see", "cases/protection", "cases:protection"),
    ("access", "ledger_entries.see", "cases/seen", "cases:seen"),
    ("access", "worker_access.see", "worker_access/access", "worker_access:access"),
)
LEADS_TO: Mapping[str, tuple[str, str]] = {
    "interview": ("evidence.see", "cases:interviews"),
    "interview_open": ("evidence.see", "cases:interviews"),
    "receive": ("referral.see", "cases:referrals"),
    "accept": ("referral.see", "cases:referrals"),
    "service": ("referral.see", "cases:referrals"),
    "outcome": ("referral.see", "cases:referrals"),
    "decide": ("decision.decide", "cases:decide"),
    "refer": ("referral.send", "guided:start"),
}
"""Where a next step is done, and the right that it needs."""

COUNTED: Mapping[str, tuple[Policy[Any], str]] = {
    "interviews": (draft_policy, "pk"),
    "evidence": (attachment_policy, "pk"),
    "work": (statement_policy, "account"),
    "findings": (finding_policy, "pk"),
    "consent": (referral_policy, "pk"),
}
"""What a tab counts: rows that its reader sees, by the column in which they differ."""


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page of a file, as a link of its head.

    Attributes:
        text: id of its text.
        view: its address has the key of the file as ``file``.
        here: whether it is the page that is shown.
    """

    text: str
    view: str
    here: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a file that its reader may open.

    Attributes:
        name: ``cases_tab/<name>`` is its text.
        count: of what is in it; None where nothing is counted.
        pages: its pages; it leads to the first.
        here: whether the page that is shown is in it.
    """

    name: str
    count: int | None
    pages: tuple[FilePage, ...]
    here: bool

    @property
    def text(self) -> str:
        """Return the id of its text."""
        return f"cases_tab/{self.name}"


@dataclass(frozen=True, slots=True)
class LeftStep:
    """A step of a file that is left, as its reader sees it.

    Attributes:
        text: what is to be done, in words.
        day, tone: the day on which it is due, in words; empty where none is set.
        href: where it is done; empty where the reader has no such page.
    """

    text: str
    day: str
    tone: Tone
    href: str

    @property
    def late(self) -> bool:
        """Return whether its day has passed."""
        return self.tone == "danger"


@dataclass(frozen=True, slots=True, repr=False)
class FileHead:
    """The top of every page of a file; its ``repr`` hides what the file is called.

    Attributes:
        file: as its reader sees it.
        called: the reader's own name for it; empty if none.
        mine: whether the reader holds it.
        warnings: of danger to the person; on the overview alone, for other pages follow what was
            done together with the person, who may not be alone.
        next: the next step; None for a closed file.
        tabs: in their order.
        may_ask: whether the reader may ask to see the file in an emergency.
    """

    file: FileView
    called: str
    mine: bool
    warnings: tuple[FileNote, ...]
    next: LeftStep | None
    tabs: tuple[Tab, ...]
    may_ask: bool

    @property
    def tab(self) -> Tab | None:
        """Return the tab of the page that is shown."""
        return next((one for one in self.tabs if one.here), None)


def head_of(seen: FileView, reader: Reader, tab: str, view: str) -> FileHead:
    """Return the head of a page of a file, whose reading the caller has recorded.

    Args:
        seen: the file, as the reader sees it.
        reader: who reads, in which language.
        tab: which one the page is in.
        view: of the page.
    """
    actor = reader.actor
    return FileHead(
        file=seen,
        called=remembered(actor, [seen.pseudonym]).get(seen.pseudonym, ""),
        mine=actor.person in seen.holders,
        warnings=tuple(notes_of(actor, seen, danger=True)) if view == OVERVIEW else (),
        next=next(iter(left_steps(seen, reader)), None),
        tabs=tuple(_tabs(seen, actor, tab, view)),
        may_ask=bool(break_glass_policy.can_new(actor, "ask", seen.relation)),
    )


def left_steps(seen: FileView, reader: Reader) -> list[LeftStep]:
    """Return the steps of a file that are left, the first day first; none in a closed file."""
    if seen.closed:
        return []
    return [
        LeftStep(
            reader.say(step.text),
            day_text(step.due, reader),
            day_tone(step.due, reader),
            _where(step, seen, reader),
        )
        for step in steps_left([seen.id], reader)[seen.id]
    ]


def _where(step: FileStep, seen: FileView, reader: Reader) -> str:
    if step.code == "task":
        about = reader.address("tasks:about", kind=file_policy.resource, row=seen.id)
        return about if "task.see" in seen.may else ""
    need, view = LEADS_TO.get(step.code, ("", ""))
    return reader.address(view, file=seen.id) if need in seen.may else ""


def _tabs(seen: FileView, actor: Actor, tab: str, view: str) -> Iterator[Tab]:
    """Yield the tabs with a page that the reader may see, each page once."""
    may_see_who = bool(ledger_policy.can_new(actor, SEE, seen.relation))
    allowed = seen.may | ({"ledger_entries.see"} if may_see_who else set())
    pages: dict[str, dict[str, FilePage]] = {}
    for name, need, text, leads in with_links(PARTS):
        if need in allowed:
            page = FilePage(text, leads, here=leads == view)
            pages.setdefault(name, {})[leads] = page
    for name, found in pages.items():
        yield Tab(name, _count(name, seen, actor), tuple(found.values()), here=name == tab)


def _count(tab: str, seen: FileView, actor: Actor) -> int | None:
    """Return how much a tab holds for its reader; None where nothing of it is counted."""
    if tab == "claims" and "claim.see" in seen.may:
        person = CaseFile.objects.filter(pk=seen.id).values("subject")
        return claim_policy.scope(actor).filter(subject__in=person).count()
    policy, column = COUNTED.get(tab, (None, ""))
    if policy is None or f"{policy.resource}.{SEE}" not in seen.may:
        return None
    return policy.scope(actor).filter(file=seen.id).values(column).distinct().count()
