"""What the page of a result shows: few passages, the law of each, and what was not checked."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.assessment.view import Words
from manumit.offers import Checked, OfferFlag, Unchecked
from manumit.offers.rulebook import FlagStrength, LegalSource, rulebook
from manumit.offers.view import Passage, languages_text, passage, unread_text
from manumit.web.ui.room.days import day_in_words

MOST_IN_FULL = 6
"""Flags with their law and advice; the rest by name and passage, on a page for a slow line."""
MOST_PASSAGES = 2
LONGEST_MARKED = 200
CHILD = frozenset({"child", "child_at_work"})


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """One thing that is out.

    Attributes:
        id: of its rule, for its texts.
        more: passages that are not shown.
        questions: ids of the texts of questions whose chosen answer says so.
        full: whether law and advice are shown.
    """

    id: str
    strong: bool
    passages: tuple[Passage, ...]
    more: int
    questions: tuple[str, ...]
    law: tuple[LegalSource, ...]
    full: bool


@dataclass(frozen=True, slots=True)
class ShownResult:
    """The page of a result; it holds no count of what was found or not found.

    Attributes:
        rules, checked: how many rules it was compared with, and when they were last checked.
        child: whether an offer is for a child, so that child protection is named first.
    """

    flags: tuple[ShownFlag, ...]
    unread: tuple[str, ...]
    unchecked: tuple[str, ...]
    rules: int
    checked: str
    languages: str
    child: bool


def shown_result(
    found: Checked, texts: Mapping[str, str], words: Words, *, recruiter: str
) -> ShownResult:
    """Return what the page shows.

    Args:
        found: the result.
        texts: the texts that were checked, by question; the empty one for a pasted text.
        words: of the language of the page.
        recruiter: id of the text that says why the recruiter was not checked; empty where one
            was found in the published list.
    """
    return ShownResult(
        flags=tuple(
            _shown(flag, texts, full=at < MOST_IN_FULL) for at, flag in enumerate(found.flags)
        ),
        unread=tuple(unread_text(words, part) for part in found.unread),
        unchecked=tuple(
            recruiter if one is Unchecked.RECRUITER else f"offer/unchecked_{one}"
            for one in found.unchecked
            if recruiter or one is not Unchecked.RECRUITER
        ),
        rules=len(rulebook().rules),
        checked=day_in_words(dt.date.fromisoformat(found.checked[0]), words),
        languages=languages_text(words, found),
        child=any(flag.rule.id in CHILD for flag in found.flags),
    )


def _shown(flag: OfferFlag, texts: Mapping[str, str], *, full: bool) -> ShownFlag:
    shown = flag.spans[: MOST_PASSAGES if full else 1]
    return ShownFlag(
        id=flag.rule.id,
        strong=flag.rule.strength is FlagStrength.STRONG,
        passages=tuple(_short(passage(texts[span.question], span)) for span in shown),
        more=len(flag.spans) - len(shown),
        questions=tuple(f"offer/question_{one}" for one in flag.questions),
        law=flag.rule.sources if full else (),
        full=full,
    )


def _short(one: Passage) -> Passage:
    if len(one.marked) <= LONGEST_MARKED:
        return one
    return Passage(one.before, f"{one.marked[:LONGEST_MARKED]}…", "")
