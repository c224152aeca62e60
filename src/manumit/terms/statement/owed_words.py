"""Write sentences about lines of a wage account, and about the rules behind them."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from manumit.assessment.view import Words
from manumit.terms.law.rules import Law, Rule, Source
from manumit.terms.numbers import money, shown
from manumit.terms.wages.lines import Line, Shown
from manumit.terms.words import number_text, phrase

MONEY = frozenset(
    {"base", "daily", "due", "minimum", "now", "overtime", "owed", "pay", "premium", "rate",
     "salary", "taken", "then", "together", "worth"}
)  # fmt: skip
"""Numbers of a line that are amounts in the currency of the law."""
SHARES = frozenset({"per_year", "share"})
STEMS = dict.fromkeys(("week_begins", "second_rest_day"), "owed/rest_day_")
"""Where the texts of a fact's values are, if not under its own name."""
WORDS = {"per": "owed/per_", "unit": "owed/unit_", "of": "owed/of_"}
"""Values of a line that are words, and where their texts are."""
HUNDRED = 100


def law_name(law: Law, language: str) -> str:
    """Return the name of a jurisdiction in a language, or in English."""
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
        """Return an amount with its currency."""
        return self.words.apart(number_text(self.words, money(amount, self.law.currency)))

    def number(self, number: Fraction | int) -> str:
        """Return a number other than an amount as text."""
        return self.words.apart(self.words.number(shown(Fraction(number))))

    def day(self, day: dt.date) -> str:
        """Return a date in ISO form."""
        return self.words.apart(day.isoformat())

    def sentence(self, line: Line) -> str:
        """Return the sentence of a line with its numbers, without its amount."""
        return phrase(self.words, f"owed/line_{_text_of(line)}", **self._values(line.numbers))

    def kind(self, what: str) -> str:
        """Return the common name of several lines of one kind."""
        return self.words.name(f"owed/kind_{what}")

    def of(self, kind: str) -> str:
        """Return the name of a kind of deduction or of pay in kind; free text stays as it is."""
        return self._word("owed/of_", kind)

    def fact(self, name: str) -> str:
        """Return the name of a fact about the work or the worker that a rule depends on."""
        if self.words.library.texts.all_of(f"owed/fact_{name}", "label", "en"):
            return self.words.name(f"owed/fact_{name}")
        return self.words.apart(self.law.facts[name].asks)

    def fact_value(self, name: str, value: str) -> str:
        """Return the name of a value of such a fact; as the rules write it if there is no text."""
        return self._word(STEMS.get(name, f"owed/{name}_"), value)

    def source(self, rule: Rule) -> Source:
        """Return the source in which a rule can be read."""
        return self.law.sources[rule.source]

    def validity(self, rule: Rule) -> str:
        """Return from when and until when a rule holds."""
        first = self.day(rule.valid_from)
        if rule.valid_until is None:
            return phrase(self.words, "owed/from_on", first=first)
        return phrase(self.words, "owed/from_until", first=first, last=self.day(rule.valid_until))

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
    """Return the text id of a line, which depends on whether day and rule are known."""
    if line.what == "not_allowed" and line.rule is not None:
        return "not_allowed_rule"
    if line.numbers.get("on") == "unknown":
        return f"{line.what}_unknown"
    if "weeks" in line.numbers:
        return f"{line.what}_averaged"
    return line.what
