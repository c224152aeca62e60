"""A government provider on this machine, whose answers a test may spoil."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from manumit.web.institutions.oidc import Provider

CLIENT, SECRET = "the-office", "of nobody & of no use"
type Claims = dict[str, Any]


def new_key() -> RSAPrivateKey:
    """A key to sign with."""
    return generate_private_key(65537, 2048)


@dataclass
class Fake:
    """What it says of itself and of whoever signs in.

    Attributes:
        port: where it answers.
        claims: of the person, put over those that fit what was asked.
        about: what it says apart from the token; None where it doesn't.
        sign: makes the token; a test may put a forger's here.
        metadata: put over what it says of itself.
        asked: the queries that browsers came with.
        code_requests: what was sent for a code.
    """

    port: int
    key: RSAPrivateKey
    claims: Claims = field(default_factory=dict)
    about: Claims | None = None
    metadata: Claims = field(default_factory=dict)
    sign: Callable[[Claims], str] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    code_requests: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def provider(self, *acr: str) -> Provider:
        """The settings of an installation that uses it."""
        names = {"en": "National Sign-in", "fr": "Accès national"}
        return Provider(self.issuer, CLIENT, SECRET, names, frozenset(acr))

    def signs_in(self, address: str) -> dict[str, str]:
        """What a browser brings back that went to an address and signed in there."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(query)
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return {"code": code, "state": query["state"], "iss": self.issuer}

    def itself(self) -> Claims:
        """What it says of itself."""
        metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        metadata |= {} if self.about is None else {"userinfo_endpoint": f"{self.issuer}/about"}
        return metadata | self.metadata

    def keys(self) -> Claims:
        """Its public key."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "use": "sig"}]}

    def redeemed(self, form: dict[str, str], authorization: str) -> Claims | None:
        """What it gives for a code, once, to whoever asked for it."""
        self.code_requests.append(form)
        query = self.codes.pop(form["code"], None)
        pair = base64.b64encode(b"the-office:of%20nobody%20%26%20of%20no%20use").decode()
        if query is None or authorization != f"Basic {pair}":
            return None
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != query["code_challenge"]:
            return None
        if form["redirect_uri"] != query["redirect_uri"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.token(query)}

    def token(self, query: dict[str, str]) -> str:
        """What it signs."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "12-34-56", "iat": now, "exp": now + 60,
            "nonce": query["nonce"], **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})


def _handler(fake: list[Fake]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known: dict[str, Callable[[], Claims | None]] = {
                "/.well-known/openid-configuration": fake[0].itself,
                "/keys": fake[0].keys,
                "/about": lambda: fake[0].about,
            }
            path = urlsplit(self.path).path
            self._answer(known[path]() if path in known else None)

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            self._answer(fake[0].redeemed(form, self.headers.get("Authorization", "")))

        def _answer(self, found: Claims | None) -> None:
            self.send_response(400 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found or {"error": "invalid_grant"}).encode())

        def log_message(self, *_args: object) -> None:
            """Nothing."""

    return Handler


@contextmanager
def a_provider() -> Iterator[Fake]:
    """One that answers on a port of its own."""
    held: list[Fake] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(held))
    held.append(Fake(server.server_address[1], new_key()))
    # Its end is noticed at the next look: by default every half second.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield held[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
