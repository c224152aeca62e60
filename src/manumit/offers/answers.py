"""Check an offer by the answers to six questions, for somebody who has no text of it."""

from dataclasses import dataclass

from manumit.errors import Place
from manumit.offers.check import (
    ALWAYS_UNCHECKED,
    Checked,
    OfferFlag,
    Span,
    Unchecked,
    days,
    in_order,
    names_a_sum,
    passages,
    read_parts,
)
from manumit.offers.codes import OfferCode
from manumit.offers.rulebook import rulebook
from manumit.offers.words import sentences

QUESTIONS = ("who", "job", "where", "pay", "asked", "papers")
ASKED = ("money", "from_pay", "deposit", "papers", "test")
"""What somebody may have to pay, hand over or do; each leads to a rule."""
VISAS = ("work", "visit", "unknown")
CONTRACTS = ("before", "after", "none", "unknown")
PERIODS = ("hour", "day", "week", "month", "year")
LONGEST = 400
"""Characters of one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswers:
    """Answers to the six questions; what is empty is unknown, never no.

    Attributes:
        contact: telephone, mail or site of the recruiter; it is looked up and not read.
        pay: the amount, as it was stated; ``currency`` and ``period`` say of what and for how long.
        asked: of :data:`ASKED`; ``asked_words``: the same in words.
        visa: of :data:`VISAS`.
        contract: of :data:`CONTRACTS`.
    """

    who: str = ""
    contact: str = ""
    job: str = ""
    where: str = ""
    pay: str = ""
    currency: str = ""
    period: str = ""
    asked: frozenset[str] = frozenset()
    asked_words: str = ""
    visa: str = ""
    contract: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """Return the answers in words, by question."""
        words = (self.who, self.job, self.where, self.pay, self.asked_words)
        return dict(zip(QUESTIONS, words, strict=False))

    @property
    def chosen(self) -> dict[str, str]:
        """Return the chosen answers that lead to a rule, each with its question."""
        asked = set(self.asked)
        if names_a_sum(sentences(self.asked_words), rulebook().by_answer["money"]):
            asked.add("money")  # an amount under "what do you have to pay" is money to be paid
        chosen = dict.fromkeys(sorted(asked), "asked")
        return chosen | dict.fromkeys((self.visa, self.contract), "papers")


def check_answers(answers: OfferAnswers) -> Checked:
    """Check the answers: each chosen one against its rule, each text against all rules.

    Raises:
        InputError: O203, no question is answered; O201, an answer is too long.
    """
    chosen = (answers.asked, answers.visa, answers.contract)
    if not any((*answers.texts.values(), answers.contact, *chosen)):
        raise OfferCode.EMPTY.error(Place())
    for question, text in (*answers.texts.items(), ("contact", answers.contact)):
        if len(text) > LONGEST:
            raise OfferCode.TOO_LONG.error(Place(field=question), most=LONGEST)
    book = rulebook()
    by_rule: dict[str, list[str]] = {}
    for answer, question in answers.chosen.items():
        if answer in book.by_answer:
            by_rule.setdefault(book.by_answer[answer], []).append(question)
    spans: dict[str, list[Span]] = {}
    for question, text in answers.texts.items():
        for rule, found in passages(sentences(text), question).items():
            spans.setdefault(rule, []).extend(found)
    flags = (
        OfferFlag(book.rules[rule], tuple(spans.get(rule, ())), tuple(by_rule.get(rule, ())))
        for rule in {*by_rule, *spans}
    )
    whole = ". ".join(text for text in answers.texts.values() if text)
    languages, unread = read_parts(whole) if whole else ((), ())
    unchecked = ALWAYS_UNCHECKED
    if answers.pay and not (answers.currency and answers.period):
        unchecked = (*unchecked, Unchecked.PAY_INCOMPLETE)
    return Checked(in_order(flags), languages, unread, days(), unchecked)
