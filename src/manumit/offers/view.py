"""Write the result of a check as text or JSON, with the passages that it rests on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from manumit.assessment.view import Words
from manumit.instruments.texts import language_name
from manumit.offers.check import Checked, OfferFlag, Span, UnreadPart
from manumit.offers.rulebook import LegalSource, rulebook

SCHEMA = "manumit/offer-check/1"
AROUND = 40
"""Characters of the text on either side of a passage."""
MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with what is around it, on one line."""

    before: str
    marked: str
    after: str


def passage(text: str, span: Span) -> Passage:
    """Return a passage with whole words around it."""
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    before, after = text[start : span.start], text[span.end : end]
    if start:
        before = "…" + before[before.find(" ") + 1 :]
    if end < len(text):
        after = after[: after.rfind(" ")] + "…"
    return Passage(*(_line(part) for part in (before, text[span.start : span.end], after)))


def _line(text: str) -> str:
    """Return a text on one line, with the blanks at its ends.

    Control characters are blanks too: a terminal would obey those of a hostile advert.
    """
    return "".join(" " if one.isspace() or category(one) == "Cc" else one for one in text)


def law_text(words: Words, source: LegalSource) -> str:
    """Return a law with its article, and whether it was quoted from memory."""
    text = "law_memory" if source.sure == "memory" else "law"
    return words.name(f"offer/{text}").format(title=source.title, article=source.article)


def unread_text(words: Words, part: UnreadPart) -> str:
    """Return what was not read, and how much."""
    count, of = words.number(str(part.count)), words.number(str(part.of))
    return words.name(f"offer/unread_{part.why}").format(count=count, of=of)


def languages_text(words: Words, checked: Checked) -> str:
    """Return the names of the languages that were recognised."""
    return ", ".join(map(language_name, checked.languages)) or words.name("offer/no_language")


def check_as_text(checked: Checked, text: str, words: Words) -> str:
    """Return the result for a reader: what to ask about, why, what to do, what was not checked."""
    return "\n".join(_lines(checked, text, words)) + "\n"


def _lines(checked: Checked, text: str, words: Words) -> Iterator[str]:
    yield words.name("offer/title")
    yield ""
    if not checked.flags:
        yield from (words.name("offer/none"), "")
    for flag in checked.flags:
        yield from _flag_lines(flag, text, words)
    if checked.unread:
        yield words.name("offer/unread")
        yield from (f"- {unread_text(words, part)}" for part in checked.unread)
        yield ""
    yield words.name("offer/unchecked")
    yield from (f"- {words.name(f'offer/unchecked_{one}')}" for one in checked.unchecked)
    yield ""
    yield words.name("offer/compared").format(
        count=len(rulebook().rules),
        day=checked.checked[0],
        languages=languages_text(words, checked),
    )


def _flag_lines(flag: OfferFlag, text: str, words: Words) -> Iterator[str]:
    rule = flag.rule
    yield f"{words.name(f'offer/{rule.strength}')}: {words.name(f'offer/rule_{rule.id}')}"
    for span in flag.spans[:MOST_PASSAGES]:
        marked = passage(text, span).marked
        yield f"  {words.name('offer/passage').format(passage=marked)}"
    if len(flag.spans) > MOST_PASSAGES:
        more = words.number(str(len(flag.spans) - MOST_PASSAGES))
        yield f"  {words.name('offer/more_passages').format(count=more)}"
    why = words.library.texts.one(f"offer/rule_{rule.id}", "explanation", words.language)
    yield f"  {why.value}"
    yield from (f"  {law_text(words, source)}" for source in rule.sources)
    yield f"  {words.name(f'offer/do_{rule.id}')}"
    yield ""


def check_as_json(checked: Checked, *, indent: int | None = None) -> str:
    """Return the result for a program, with places in the text and without its words."""
    data = {
        "schema": SCHEMA,
        "flags": [_flag_data(flag) for flag in checked.flags],
        "languages": list(checked.languages),
        "not_read": [{"why": p.why, "count": p.count, "of": p.of} for p in checked.unread],
        "rules_checked_on": list(checked.checked),
        "not_checked": list(checked.unchecked),
    }
    return json.dumps(data, ensure_ascii=False, indent=indent)


def _flag_data(flag: OfferFlag) -> dict[str, object]:
    return {
        "rule": flag.rule.id,
        "basis": flag.rule.basis,
        "strength": flag.rule.strength,
        "law": [
            {"title": s.title, "article": s.article, "sure": s.sure} for s in flag.rule.sources
        ],
        "spans": [{"start": span.start, "end": span.end} for span in flag.spans],
    }
