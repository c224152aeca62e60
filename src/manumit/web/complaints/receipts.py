"""Receipts: five words that only the worker knows, and codes that prove a receipt and no more.

The words are drawn here and shown once. What is stored is a digest under the index key of the ring:
who holds a copy of the database without the ring can try no words.
"""

import base64
import datetime as dt
import functools
import hashlib
import hmac
import math
import re
import secrets
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources

from django.conf import settings
from django.utils.crypto import salted_hmac

from manumit.web.kernel.vault.ring import RingKey, key_ring

WORDS = 5
FEWEST_BITS = 50
LANGUAGES = ("en", "fr", "es", "ar")
_SPLIT = re.compile(r"[\s,.;:،؛·\-]+")
# Arabic letters that people write in several ways; a receipt is typed from memory.
_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"})
_PURPOSE = b"manumit complaint receipt 1|"
_FORM_PURPOSE = b"manumit complaint receipt of a form 1|"
_STORED_PURPOSE = b"manumit complaint form as stored 1|"
_SALT = "manumit proof of receipt 1"
_NONCE, _MAC = 3, 5
"""Bytes of the random part of a proof code (and of its day), and of its signature."""


@functools.cache
def word_list(language: str) -> tuple[str, ...]:
    """Return the words of a language; those of English where it has none of its own."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    file = resources.files(__package__ or "").joinpath(f"receipt_words/{name}.txt")
    return tuple(one for one in file.read_text("utf-8").splitlines() if not one.startswith("#"))


def bits(language: str) -> float:
    """Return the entropy of a receipt in a language."""
    return WORDS * math.log2(len(word_list(language)))


def new_receipt(language: str) -> tuple[str, ...]:
    """Draw the words of a new receipt."""
    return tuple(secrets.choice(word_list(language)) for _ in range(WORDS))


def receipt_of(form: uuid.UUID, language: str) -> tuple[str, ...]:
    """Return the words of the receipt that belongs to a form: sent again, it shows the same words.

    They are as hard to guess as drawn ones for anybody who lacks the index key of the ring. Without
    this, an answer that was lost on the way would leave the worker with no words, or wrong ones.

    Raises:
        InputError: V101 to V106.
    """
    key, listed = key_ring().current.index, word_list(language)

    def number(place: int) -> int:
        bound = _FORM_PURPOSE + form.bytes + bytes([place])
        return int.from_bytes(hmac.digest(key, bound, "sha256"))

    return tuple(listed[number(place) % len(listed)] for place in range(WORDS))


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of a form, and the language in which they were shown the first time."""

    language: str
    words: tuple[str, ...] = field(repr=False)


def words_stored(
    stored: bytes | memoryview | None, form: uuid.UUID, language: str
) -> FormWords | None:
    """Return the words of a form that open what was stored; None where none do.

    Sent again from a page in another language, a form shows the words of the first time: those of
    the language of the page would be stored nowhere, and lead to no answer.

    Args:
        stored: the digest that the source has; None where the worker wanted no words.
        form: whose words they are.
        language: to try first.

    Raises:
        InputError: V101 to V106.
    """
    for one in (language, *LANGUAGES):
        words = receipt_of(form, one)
        if stored is not None and bytes(stored) in possible_digests(" ".join(words)):
            return FormWords(one, words)
    return None


def stored_form(form: uuid.UUID) -> uuid.UUID:
    """Return what is stored of a form whose receipt follows from it: the form itself is nowhere.

    A reader of the table could otherwise send another's form, and be shown the words.
    """
    return uuid.UUID(bytes=hashlib.sha256(_STORED_PURPOSE + form.bytes).digest()[:16], version=4)


def fold(text: str) -> str:
    """Return typed words as they are compared: without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one)).translate(_SAME)
    return " ".join(part for part in _SPLIT.split(kept) if part)


def digest(words: Iterable[str]) -> bytes:
    """Return what is stored of a receipt.

    Raises:
        InputError: V101 to V106.
    """
    return _digest(fold(" ".join(words)), key_ring().current)


def possible_digests(text: str) -> tuple[bytes, ...]:
    """Return the digests of what somebody typed, one for each key of the ring.

    Raises:
        InputError: V101 to V106.
    """
    return tuple(_digest(fold(text), key) for key in key_ring().keys.values())


def _digest(folded: str, key: RingKey) -> bytes:
    return hmac.digest(key.index, _PURPOSE + folded.encode(), "sha256")


def new_proof(day: dt.date) -> str:
    """Return a code that proves that something was received on a day.

    Nothing is stored, and the code leads to no complaint: it signs the day and a random part.
    """
    body = secrets.token_bytes(_NONCE) + day.toordinal().to_bytes(_NONCE, "big")
    packed = base64.b32encode(body + _sign(body)).decode().rstrip("=")
    return "-".join(packed[at : at + 4] for at in range(0, len(packed), 4))


def day_of_proof(code: str) -> dt.date | None:
    """Return the day that a proof code states; None for any other text."""
    plain = "".join(one for one in code.upper() if one.isascii() and one.isalnum())
    try:
        raw = base64.b32decode(plain + "=" * (-len(plain) % 8))
        body, mac = raw[: 2 * _NONCE], raw[2 * _NONCE :]
        # The last letter of base 32 has bits to spare: only the one spelling is right.
        whole = base64.b32encode(raw).decode().rstrip("=") == plain
        if not whole or not hmac.compare_digest(mac, _sign(body)):
            return None
        return dt.date.fromordinal(int.from_bytes(body[_NONCE:], "big"))
    except (ValueError, OverflowError):
        return None


def _sign(body: bytes) -> bytes:
    secret = settings.SECRET_KEY
    return salted_hmac(_SALT, body, secret=secret, algorithm="sha256").digest()[:_MAC]
