"""Tokens of the index: keyed digests of numbers and of the sounds of names."""

import datetime as dt
import enum
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from manumit.errors import Place
from manumit.names.sound import skeletons
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.ring import RingKey

TOKEN_BYTES = 8
LONGEST = 200
FEWEST_DIGITS = 6
TELEPHONE_DIGITS = 8
"""The last ones: with and without the code of the country a number is the same."""


class NumberKind(enum.StrEnum):
    """Kinds of exact values."""

    DOCUMENT = "document"
    TELEPHONE = "telephone"
    EMAIL = "email"
    BORN = "born"


@dataclass(frozen=True, slots=True, repr=False)
class Number:
    """A number, address or date that a person is found by; its ``repr`` shows nothing.

    Attributes:
        value: as written; a date of birth as ``YYYY-MM-DD``.
    """

    kind: NumberKind
    value: str


def normalised(number: Number) -> str:
    """Return the value as it is compared.

    Raises:
        InputError: V304, V305.
    """
    text = unicodedata.normalize("NFKC", number.value).strip().casefold()
    if len(text) > LONGEST:
        raise VaultCode.TOO_LONG.error(Place(field=number.kind))
    found = _NORMAL[number.kind]("".join(map(_plain_digit, text)))
    if not found:
        raise VaultCode.NOTHING_TO_FIND.error(Place(field=number.kind))
    return found


def _plain_digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdecimal() else character


def _document(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _telephone(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    return digits[-TELEPHONE_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""


def _email(text: str) -> str:
    return text if "@" in text[1:-1] else ""


def _born(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


_NORMAL = {
    NumberKind.DOCUMENT: _document,
    NumberKind.TELEPHONE: _telephone,
    NumberKind.EMAIL: _email,
    NumberKind.BORN: _born,
}


def tokens(names: Iterable[str], numbers: Sequence[Number], key: RingKey) -> frozenset[bytes]:
    """Return all tokens of a person or a query under one key.

    Raises:
        InputError: V304, V305.
    """
    heard: set[str] = set()
    for name in names:
        if len(name) > LONGEST:
            raise VaultCode.TOO_LONG.error(Place(field="names"))
        heard |= skeletons(name)
    terms = {f"name|{one}" for one in heard}
    terms |= {f"{one.kind}|{normalised(one)}" for one in numbers}
    if not terms:
        raise VaultCode.NOTHING_TO_FIND.error(Place(field="names"))
    return frozenset(hmac.digest(key.index, one.encode(), "sha256")[:TOKEN_BYTES] for one in terms)
