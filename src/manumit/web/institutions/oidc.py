"""Sign-in at one government provider: the request, and validation of the answer.

OpenID Connect Core 1.0, authorization code flow, with PKCE (RFC 7636), state, nonce, and the
response's issuer (RFC 9207). Knows no member and no page.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

# Signed with a key that only the provider has: never "none", never a shared secret.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECONDS_TO_ANSWER = 5
SECONDS_OF_CLOCKS = 60
SECONDS_TO_COME_BACK = 10 * 60
LARGEST = 512 * 1024
LONGEST_SUBJECT = 255  # characters; OpenID Connect Core, section 2


class ProviderError(Exception):
    """The provider's answer is not valid; carries one word of reason, no personal data."""


@dataclass(frozen=True, slots=True, repr=False)
class Provider:
    """The provider of an installation; its ``repr`` hides the secret.

    Attributes:
        issuer: its address, as it names itself; https, but for a test on the same machine.
        client: what this installation is called there.
        secret: shared with it.
        names: what it is called on the page, by language tag.
        acr: its words for a sign-in that takes the place of our second factor; none by default.
    """

    issuer: str
    client: str
    secret: str
    names: Mapping[str, str]
    acr: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class SignInAttempt:
    """The values that the provider's answer must match."""

    state: str
    nonce: str
    verifier: str
    at: float


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The person whom the provider authenticated.

    Attributes:
        subject: the provider's own name for the person, which never changes hands.
        email: in small letters; empty where it gave none.
        verified: whether it says that the address is the person's.
        strong: whether the sign-in holds an ``acr`` that the institution accepts.
    """

    subject: str
    email: str
    verified: bool
    strong: bool


def is_safe(address: str, *, on_this_machine: bool = False) -> bool:
    """Return whether a provider's address may be contacted.

    Args:
        address: with its scheme.
        on_this_machine: whether http is allowed too, to a provider on the same machine.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.fragment or not address.isascii() or " " in address:
        return False
    here = on_this_machine and parts.scheme == "http" and host in LOOPBACK
    return parts.scheme == "https" or here


def begin_sign_in(provider: Provider, back: str) -> tuple[str, SignInAttempt]:
    """Return the URL to redirect the browser to, and the values its answer must match.

    Args:
        provider: of the installation.
        back: our address, as it is registered there.

    Raises:
        ProviderError: the provider doesn't answer, or isn't the one that was named.
    """
    asked = SignInAttempt(
        secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64), time.time()
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest())
    query = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid email",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "prompt": "login",  # computers are shared: do not reuse the previous user's session
    }
    if provider.acr:
        query["acr_values"] = " ".join(sorted(provider.acr))
    page = _address(provider, _metadata(provider), "authorization_endpoint")
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}", asked


def identity(
    provider: Provider, asked: SignInAttempt, back: str, answer: Mapping[str, str]
) -> Identity:
    """Validate the provider's answer and return the identity.

    Args:
        provider: of the installation.
        asked: what was asked in this very session.
        back: the same address as in :func:`begin_sign_in`.
        answer: the query of the redirect back.

    Raises:
        ProviderError: anything is wrong with any part of it.
    """
    if not _same(answer.get("state"), asked.state):
        raise ProviderError("state")
    if not 0 <= time.time() - asked.at <= SECONDS_TO_COME_BACK:
        raise ProviderError("late")
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise ProviderError("issuer")
    if not answer.get("code"):
        raise ProviderError("no_code")
    metadata = _metadata(provider)
    tokens = _exchange_code(provider, metadata, asked, back, answer["code"])
    claims = _claims(provider, metadata, tokens.get("id_token"))
    if not _same(claims.get("nonce"), asked.nonce):
        raise ProviderError("nonce")
    about = claims
    if "email" not in claims and "userinfo_endpoint" in metadata:
        about = _user_info(provider, metadata, tokens.get("access_token"), claims["sub"])
    email = about.get("email")
    return Identity(
        subject=claims["sub"],
        # Lower-casing maps some foreign letters to ASCII: it is another address.
        email=email.lower() if isinstance(email, str) and email.isascii() else "",
        verified=about.get("email_verified") is True,
        strong=isinstance(claims.get("acr"), str) and claims["acr"] in provider.acr,
    )


def _same(given: object, expected: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), expected.encode())


def _metadata(provider: Provider) -> Mapping[str, Any]:
    """Return the provider's metadata (OpenID Connect Discovery 1.0, section 4.3)."""
    found = _fetch_json(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderError("issuer")
    return found


def _address(provider: Provider, metadata: Mapping[str, Any], name: str) -> str:
    found = metadata.get(name)
    here = provider.issuer.startswith("http:")
    if not isinstance(found, str) or not is_safe(found, on_this_machine=here):
        raise ProviderError("address")
    return found


def _exchange_code(
    provider: Provider, metadata: Mapping[str, Any], asked: SignInAttempt, back: str, code: str
) -> Mapping[str, Any]:
    """Return the provider's tokens for a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": asked.verifier,
    }
    headers = {}
    methods = metadata.get("token_endpoint_auth_methods_supported")
    # The default is Basic (Discovery, section 3).
    if not isinstance(methods, list) or "client_secret_basic" in methods:
        pair = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client, "client_secret": provider.secret}
    page = _address(provider, metadata, "token_endpoint")
    return _fetch_json(provider, page, headers, urlencode(form).encode())


def _claims(provider: Provider, metadata: Mapping[str, Any], token: object) -> Mapping[str, Any]:
    """Return the claims of an ID token after validation (section 3.1.3.7)."""
    if not isinstance(token, str):
        raise ProviderError("no_token")
    keys = _fetch_json(provider, _address(provider, metadata, "jwks_uri"))
    try:
        named = jwt.get_unverified_header(token).get("kid")
        usable = [
            one
            for one in jwt.PyJWKSet.from_dict(dict(keys)).keys
            if one.public_key_use in (None, "sig") and named in (None, one.key_id)
        ]
        if len(usable) != 1:
            raise ProviderError("key")
        claims: dict[str, Any] = jwt.decode(
            token,
            usable[0].key,
            algorithms=ALGORITHMS,
            audience=provider.client,
            issuer=provider.issuer,
            leeway=SECONDS_OF_CLOCKS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, TypeError, ValueError, AttributeError):
        raise ProviderError("token") from None  # the cause would quote it
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else provider.client) != provider.client:
        raise ProviderError("audience")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ProviderError("subject")
    return claims


def _user_info(
    provider: Provider, metadata: Mapping[str, Any], token: object, subject: str
) -> Mapping[str, Any]:
    """Return the provider's user info (section 5.3)."""
    page = _address(provider, metadata, "userinfo_endpoint")
    found = _fetch_json(provider, page, {"Authorization": f"Bearer {token}"})
    if found.get("sub") != subject:
        raise ProviderError("subject")
    return found


class _NoRedirects(HTTPRedirectHandler):
    """Refuse redirects: an answer must come from the address that was asked."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Return None, which makes a redirect an error."""


_OPENER = build_opener(_NoRedirects)


def _fetch_json(
    provider: Provider, page: str, headers: Mapping[str, str] | None = None,
    sent: bytes | None = None,
) -> Mapping[str, Any]:  # fmt: skip
    """Return a JSON object from the provider."""
    if not is_safe(page, on_this_machine=provider.issuer.startswith("http:")):
        raise ProviderError("address")
    all_headers = {"Accept": "application/json", "User-Agent": "office", **(headers or {})}
    request = Request(page, data=sent, headers=all_headers)  # noqa: S310 - https, see above
    try:
        with _OPENER.open(request, timeout=SECONDS_TO_ANSWER) as answer:
            raw = answer.read(LARGEST + 1)
        found = json.loads(raw) if len(raw) <= LARGEST else None
    except (OSError, HTTPException, ValueError, RecursionError):
        raise ProviderError("no_answer") from None  # the cause would quote the answer
    if not isinstance(found, dict):
        raise ProviderError("no_answer")
    return found
