"""Sentences about lines of a reckoning, and about the rules behind them."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from manumit.assessment.view import Words
from manumit.terms.lines import Line, Shown
from manumit.terms.numbers import money, shown
from manumit.terms.rules import Law, Rule, Source
from manumit.terms.words import said

MONEY = frozenset(
    {"base", "daily", "due", "minimum", "now", "overtime", "owed", "pay", "premium", "rate",
     "salary", "taken", "then", "together", "worth"}
)  # fmt: skip
"""Numbers of a line that are amounts in the currency of the law."""
SHARES = frozenset({"per_year", "share"})
WORDS = {"per": "owed/per_", "of": "owed/of_"}
"""Values of a line that are words, and where their texts are."""
HUNDRED = 100


def law_name(law: Law, language: str) -> str:
    """What a jurisdiction is called in a language, or in English."""
    return law.names.get(language, law.names["en"])


class LineWords:
    """Sentences about lines and rules in one language.

    Args:
        words: of the language.
        law: whose currency the amounts are in.
    """

    def __init__(self, words: Words, law: Law) -> None:
        self.words, self.law = words, law

    def money(self, amount: Fraction) -> str:
        """An amount with its currency."""
        return self.words.apart(money(amount, self.law.currency))

    def number(self, number: Fraction | int) -> str:
        """A number that is no amount."""
        return self.words.apart(shown(Fraction(number)))

    def day(self, day: dt.date) -> str:
        """A date in ISO form."""
        return self.words.apart(day.isoformat())

    def sentence(self, line: Line) -> str:
        """What a line says, with its numbers; the amount stands beside it."""
        return said(self.words, f"owed/line_{_text_of(line)}", **self._values(line.numbers))

    def kind(self, what: str) -> str:
        """What several lines of one kind are called together."""
        return self.words.name(f"owed/kind_{what}")

    def of(self, kind: str) -> str:
        """What something was taken off for, or what was given in kind; own words stay as told."""
        return self._word("owed/of_", kind)

    def fact(self, name: str) -> str:
        """What a rule asks about the work or the worker."""
        if self.words.library.texts.all_of(f"owed/fact_{name}", "label", "en"):
            return self.words.name(f"owed/fact_{name}")
        return self.words.apart(self.law.facts[name].asks)

    def fact_value(self, name: str, value: str) -> str:
        """What such a fact may be; where no text has it, as the rules write it."""
        return self._word(f"owed/{name}_", value)

    def source(self, rule: Rule) -> Source:
        """Where a rule can be read."""
        return self.law.sources[rule.source]

    def validity(self, rule: Rule) -> str:
        """Since when a rule holds, and until when."""
        first = self.day(rule.valid_from)
        if rule.valid_until is None:
            return said(self.words, "owed/from_on", first=first)
        return said(self.words, "owed/from_until", first=first, last=self.day(rule.valid_until))

    def _word(self, stem: str, value: str) -> str:
        text_id = f"{stem}{value}"
        if self.words.library.texts.all_of(text_id, "label", "en"):
            return self.words.name(text_id)
        return self.words.apart(value.replace("_", " "))

    def _values(self, numbers: Mapping[str, Shown]) -> dict[str, str]:
        return {name: self._value(name, value) for name, value in numbers.items()}

    def _value(self, name: str, value: Shown) -> str:
        if isinstance(value, dt.date):
            return self.day(value)
        if isinstance(value, str):
            return self._word(WORDS[name], value) if name in WORDS else self.words.apart(value)
        if name in MONEY:
            return self.money(Fraction(value))
        return self.number(value * HUNDRED if name in SHARES else value)


def _text_of(line: Line) -> str:
    """Its text, by what is known: a payment without a day, a deduction that a rule speaks of."""
    if line.what == "not_allowed" and line.rule is not None:
        return "not_allowed_rule"
    if line.numbers.get("on") == "unknown":
        return f"{line.what}_unknown"
    return line.what
