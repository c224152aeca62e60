"""A report that is being written: kept encrypted in the browser, with nothing on the server."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from django.http import HttpRequest

from manumit.web.public.report.questions import BY_ID, FIRST
from manumit.web.public.sessions.services import OpenSession, open_session, read_kept

PURPOSE = "more"
SEND, DANGER = "send", "danger_now"
PAGES = (*BY_ID, SEND, DANGER)
MOST = 24


@dataclass(frozen=True, slots=True, repr=False)
class ReportDraft:
    """What was answered so far; ``repr`` shows none of it.

    Attributes:
        values: answers by name; several topics in one, separated by commas.
        show: the page to show.
        request: idempotency key of the report.
        taken: whether the answers of the interview go along.
        editing: whether the page after this one is the last again.
    """

    values: Mapping[str, str]
    show: str
    request: str
    taken: bool = False
    editing: bool = False

    @classmethod
    def begin(cls, show: str = FIRST, *, taken: bool = False) -> Self:
        """Return an empty report."""
        return cls({}, show, str(uuid.uuid4()), taken)

    def get(self, name: str) -> str:
        """Return an answer, or an empty text."""
        return self.values.get(name, "")

    def having(self, show: str, **values: str) -> "ReportDraft":
        """Return the report with other answers of some names and another page; empty ones go."""
        merged = {**self.values, **values}
        kept = {name: value for name, value in merged.items() if value}
        return replace(self, values=kept, show=show, editing=False)

    def to_text(self) -> str:
        """Return what :meth:`from_text` reads."""
        parts = [dict(self.values), self.show, self.request, int(self.taken), int(self.editing)]
        return json.dumps(parts, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the report that :meth:`to_text` wrote.

        Raises:
            ValueError: another version of the program wrote it.
        """
        values, show, request, taken, editing = json.loads(text)
        if not isinstance(values, dict) or len(values) > MOST or show not in PAGES:
            raise ValueError(show)
        if not all(isinstance(one, str) for pair in values.items() for one in pair):
            raise ValueError(show)
        return cls(values, show, str(uuid.UUID(request)), bool(taken), bool(editing))


@dataclass(frozen=True, slots=True, repr=False)
class CurrentDraft:
    """A report with its session."""

    visit: OpenSession
    draft: ReportDraft


def current_draft(request: HttpRequest) -> CurrentDraft | None:
    """Return the report of a request, or None if there is none that can be read."""
    visit = open_session(request)
    text = None if visit is None else read_kept(request, visit, PURPOSE)
    if visit is None or text is None:
        return None
    try:
        return CurrentDraft(visit, ReportDraft.from_text(text))
    except (ValueError, TypeError):
        return None
