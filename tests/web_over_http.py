"""A browser that speaks HTTP to the real server, and records what went over the line."""

import http.client
import re
import socket
from dataclasses import dataclass, field
from html import unescape
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Answer:
    """A response, to be read as the one of Django's test client is."""

    status_code: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return next(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def cookies(self) -> list[Morsel[str]]:
        """Those that the response sets."""
        lines = (value for key, value in self.headers if key.lower() == "set-cookie")
        return [morsel for line in lines for morsel in SimpleCookie(line).values()]


@dataclass
class HttpClient:
    """One browser.

    Attributes:
        asked: addresses that were asked for.
        answers: what came back.
    """

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    asked: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form, with the token of the page that was shown last."""
        token = next(found[1] for a in reversed(self.answers) if (found := _token(a)))
        body = urlencode({"csrfmiddlewaretoken": token, **fields})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, fields: dict[str, str], name: str, content: str) -> Answer:
        """A form with a file in its field ``account``."""
        token = next(found[1] for a in reversed(self.answers) if (found := _token(a)))
        head = '--x\r\nContent-Disposition: form-data; name="'
        sent = [
            f'{head}{k}"\r\n\r\n{v}' for k, v in {"csrfmiddlewaretoken": token, **fields}.items()
        ]
        sent.append(f'{head}account"; filename="{name}"\r\n\r\n{content}')
        body = "\r\n".join([*sent, "--x--", ""])
        return self._ask("POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        sent = "; ".join(f"{one.key}={one.coded_value}" for one in self.cookies.values())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers | ({"Cookie": sent} if sent else {}))
        answered = connection.getresponse()
        answer = Answer(answered.status, tuple(answered.getheaders()), answered.read())
        connection.close()
        for morsel in answer.cookies:
            self.cookies[morsel.key] = morsel.value
            if morsel["max-age"] == "0":
                del self.cookies[morsel.key]
        self.asked.append(path)
        self.answers.append(answer)
        return answer


def _token(answer: Answer) -> re.Match[str] | None:
    return TOKEN.search(unescape(answer.content.decode("utf-8", "replace")))


def raw(port: int, request: bytes) -> bytes:
    """Sends bytes as they are; the first of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request)
        return line.recv(65_536)
