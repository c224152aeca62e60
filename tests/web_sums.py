"""Somebody who reckons on the pages, without a browser."""

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


class Visitor:
    """One browser."""

    def __init__(self, language: str = "en") -> None:
        self.client: Any = Client()
        self.address = f"/{language}/sums/"
        self.answer: Any = None

    def look(self) -> str:
        self.answer = self.client.get(self.address)
        assert self.answer.status_code == 200
        return self.page

    def send(self, do: str, **sent: Any) -> Any:
        self.answer = self.client.post(self.address, {"do": do, **sent})
        return self.answer

    def do(self, do: str, **sent: Any) -> str:
        answer = self.send(do, **sent)
        assert (answer.status_code, answer["Location"]) == (303, self.address), self.page
        return self.look()

    def upload(self, content: bytes) -> Any:
        file = SimpleUploadedFile("of somebody.yaml", content)
        return self.send("upload", account=file)

    @property
    def page(self) -> str:
        return unescape(self.answer.content.decode())

    def value(self, name: str) -> str:
        found = re.search(rf'id="{name}" name="{name}" value="([^"]*)"', self.page)
        assert found is not None, name
        return found[1]


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
