"""Texts and numbers of a report in one language; text in another language is isolated."""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from manumit.assessment.view import FIRST_STRONG_ISOLATE, POP_ISOLATE, UNREVIEWED_MARK, Words, plain
from manumit.exchange import Statement
from manumit.exchange.statements import bounded
from manumit.instruments import Library, Text
from manumit.instruments.texts import FALLBACK_LANGUAGE

_ENGLISH = ' lang="en" dir="ltr"'
_LATIN = re.compile(r"[A-Za-z]")
_FOREIGN = re.compile(
    f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}"
)


class ReportWords(Words):
    """Looks up texts for a report; English inside another language is put between isolates.

    Where a whole language is an unreviewed draft the page has one notice at the beginning, and
    single texts bear no mark; otherwise each text that nobody has reviewed bears one.

    Attributes:
        draft: whether the language is such a draft.
        rtl: whether it is written from right to left.
    """

    def __init__(
        self, library: Library, language: str, translations: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(library, language)
        title = library.texts.label("report/title", language)
        self.draft = title.needs_notice
        self.unreviewed = self.draft
        self.rtl = library.texts.direction(language) == "rtl"
        self._own = dict(translations or {})
        if language != FALLBACK_LANGUAGE:
            self._own |= {english: own.value for english, own in self.remarks().items()}

    def apart(self, foreign: str) -> str:
        """Return a text of a file: translated, or isolated as English inside another language."""
        own = self._own.get(foreign)
        if own is not None:
            return own
        if self.language == FALLBACK_LANGUAGE or not foreign:
            return foreign
        if not (_LATIN.search(foreign) or self.rtl):
            return foreign
        return f"{FIRST_STRONG_ISOLATE}{foreign}{POP_ISOLATE}"

    def name(self, text_id: str) -> str:
        """Return the label of an id; English standing in for it is isolated."""
        text = self.library.texts.label(text_id, self.language)
        self.unreviewed |= text.needs_notice
        return self._told(text, text.value)

    def marked(self, text: Text, **values: object) -> str:
        """Return a string with its ``{names}`` filled in, and its review mark if it needs one."""
        self.unreviewed |= text.needs_notice
        return self._told(text, text.value.format(**values) if values else text.value)

    def _told(self, text: Text, value: str) -> str:
        if text.missing:
            return self.apart(plain(value) + UNREVIEWED_MARK)
        return value + UNREVIEWED_MARK if text.needs_notice and not self.draft else value

    def optional(self, text_id: str, kind: str) -> str:
        """Return a text of another kind than the label, or an empty string."""
        found = self.library.texts.all_of(text_id, kind, self.language)
        return self.marked(found[0]) if found else ""

    def whole(self, number: int) -> str:
        """Return a whole number as the language writes it."""
        return self.number(str(number))

    def tenths(self, number: float) -> str:
        """Return a number with one decimal."""
        return self.number(f"{number:.1f}")

    def statement(self, statement: Statement, threshold: int) -> str:
        """Return a statement on the file with a rounded count: tables do not protect it."""
        template = self.say(statement.text) if statement.fixed else self._own.get(statement.text)
        words = self
        if template is None:
            template, words = statement.text, ReportWords(self.library, FALLBACK_LANGUAGE)
        text = statement.filled(
            template,
            words._coarse(statement, threshold),
            words.whole(statement.total),
            words.apart(statement.reason),
        )
        return text if words is self else self.apart(text)

    def _coarse(self, statement: Statement, threshold: int) -> str:
        """Return a count rounded to a multiple of at least twice the threshold, of two digits."""
        count, total = statement.count, statement.total
        if count in (0, total) or not total:
            return self.whole(count)
        if statement.bound:
            return bounded(statement, self.whole(count), self.name)
        step = max(10 * -(-2 * threshold // 10), 10 ** (len(str(count)) - 2))
        rounded = self.whole(max(step, round(count / step) * step))
        return self.name("report/about_count").format(count=rounded)


def to_html(text: str) -> Markup:
    """Return text as HTML; isolated parts are marked as English if they have Latin letters."""

    def alone(found: re.Match[str]) -> str:
        return f"<bdi{_ENGLISH if _LATIN.search(found[1]) else ''}>{found[1]}</bdi>"

    marked = _FOREIGN.sub(alone, str(escape(text)))
    return Markup(plain(marked))  # noqa: S704 - escaped above
