"""A visitor who takes the interview through Django's test client, and reads what a person reads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

QUESTION = re.compile(
    r'name="code" value="(?P<code>\w+)">'
    r'<input type="hidden" name="question" value="(?P<number>\d+)"'
)
type Answerer = Callable[[str], str]


@dataclass
class Visitor:
    """One browser. ``answer`` is the latest response."""

    language: str = "en"
    client: Any = field(default_factory=Client)  # or one that speaks HTTP
    answer: Any = None  # the test client's response has no type of its own

    @property
    def address(self) -> str:
        return f"/{self.language}/questions/"

    def look(self) -> str:
        self.answer = self.client.get(self.address)
        assert self.answer.status_code == 200
        return self.page

    def send(self, do: str, **fields: str) -> Any:
        """Sends a form, and nothing more."""
        self.answer = self.client.post(self.address, {"do": do, **fields})
        return self.answer

    def do(self, do: str, **fields: str) -> str:
        """Sends a form and follows to the page that it leads to: always the same address."""
        sent = self.send(do, **fields)
        assert (sent.status_code, sent["Location"]) == (303, self.address)
        return self.look()

    def begin(self, hearing: str = "alone", **fields: str) -> str:
        self.look()
        self.do("begin", **fields)
        return self.do("hearing", hearing=hearing)

    def reply(self, reply: str) -> str:
        """Answers the question that the page shows."""
        code, number = self.question
        return self.do("reply", code=code, question=number, reply=reply)

    def talk(self, answerer: Answerer, *, most: int = 200) -> str:
        """Answers until there is a finding."""
        for _ in range(most):
            if self.results:
                return self.page
            self.reply(answerer(self.question[0]))
        raise AssertionError(most)

    # What the page says

    @property
    def page(self) -> str:
        return unescape(str(self.answer.content, "utf-8"))

    @property
    def question(self) -> tuple[str, str]:
        found = QUESTION.search(self.page)
        assert found is not None, self.heading
        return found["code"], found["number"]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        assert found is not None
        return re.sub(r"<[^>]*>", "", found[1]).strip()

    @property
    def results(self) -> list[str]:
        """States of labour law, forced labour, trafficking; empty where no finding is shown."""
        return re.findall(r'<li class="result is-(\w+)">', self.page)

    @property
    def replies(self) -> list[str]:
        """The replies in an overview, in their order."""
        return re.findall(r'<p class="reply reply-(\w+)"', self.page)

    @property
    def kept(self) -> str:
        """What the browser holds of the interview."""
        return str(self.client.cookies["kept-questions"].value)


def always(reply: str, **others: str) -> Answerer:
    """The same reply to every code, an adult, with exceptions."""
    known: Mapping[str, str] = {"AGE01": "yes", **others}
    return lambda code: known.get(code, reply)


def answered() -> Visitor:
    """A visitor who has answered two questions."""
    visitor = Visitor()
    visitor.begin()
    visitor.reply("yes")
    visitor.reply("dont_know")
    return visitor
