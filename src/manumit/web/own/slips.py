"""A slip: a number and two codes of digits, drawn by chance, kept as what they come to.

The number stands nowhere: its token leads to the row, under a key of the ring. The codes go through
scrypt with a salt of the row (RFC 7914), and what comes out is sealed under the key of the person:
whoever has the tables alone can try nothing, whoever has the ring too tries each code slowly.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from manumit.web.kernel.vault.ring import RingKey, key_ring
from manumit.web.kernel.vault.rotation import Locked
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.own.models import Access

NUMBER, CODE = 9, 8
"""Digits: every script has them, and nobody has to spell."""
FEWEST_DIFFERENT = 5
"""Places in which the two codes differ, so that no slip of a finger gives the other."""
LONGEST = 40
"""Characters of what is read of an entry at all."""
_TOKEN = 16
_SALT = 16


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """What is shown once; its ``repr`` shows nothing.

    Attributes:
        number: leads to the row.
        code: gives the neutral answer.
        danger: gives "nothing new", and raises a notice.
    """

    number: str
    code: str
    danger: str


def draw() -> Slip:
    """A new one."""
    code = danger = _digits(CODE)
    while sum(one != other for one, other in zip(code, danger, strict=True)) < FEWEST_DIFFERENT:
        danger = _digits(CODE)
    return Slip(_digits(NUMBER), code, danger)


def _digits(how_many: int) -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(how_many))


def typed(text: str) -> str:
    """The digits of an entry, of any script; spaces and signs between them don't count."""
    return "".join(str(unicodedata.digit(c)) for c in text[:LONGEST] if c.isdecimal())


def token(number: str, key: RingKey) -> bytes:
    """What a number is found by."""
    return hmac.digest(key.index, f"own slip|{number}".encode(), "sha256")[:_TOKEN]


def tokens(number: str) -> list[bytes]:
    """The same under every key of the ring.

    Raises:
        InputError: V101 to V106.
    """
    return [token(number, key) for key in key_ring().keys.values()]


def put(row: Access, slip: Slip) -> None:
    """Seals what the codes of a slip come to into its row, which still has to be saved.

    Raises:
        InputError: V101 to V107, V301.
    """
    salt = secrets.token_bytes(_SALT)
    row.ring_key = key_ring().current.id
    row.token = token(slip.number, key_ring().current)
    found = {"salt": salt.hex(), "code": _slow(slip.code, salt), "danger": _slow(slip.danger, salt)}
    seal_text(row, "codes", json.dumps(found))


def compared(row: Access | None, code: str) -> tuple[bool, bool]:
    """Whether an entry is the code of a slip, and whether it is the one for danger.

    The same work is done where there is no slip at all.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    held = _NOBODY if row is None else json.loads(open_text(row, "codes") or "")
    found = _slow(code, bytes.fromhex(held["salt"]))
    same = [hmac.compare_digest(found, held[one]) for one in ("code", "danger")]
    return same[0], same[1]


def _slow(code: str, salt: bytes) -> str:
    """Sixteen megabytes and some fifty milliseconds for each try."""
    return hashlib.scrypt(code.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32).hex()


_NOBODY = {"salt": secrets.token_hex(_SALT), "code": "0" * 64, "danger": "0" * 64}


def _left(current: str) -> Iterable[uuid.UUID | int]:
    """None can be locked anew: the number that a token is made of stands nowhere."""
    del current
    return ()


def _relock(key: uuid.UUID | int) -> None:
    raise LookupError(key)


def _under(key_id: str) -> bool:
    return Access.objects.filter(ring_key=key_id, state="on").exists()


LOCKED = Locked(_left, _relock, _under)
"""A key of the ring is not retired while a slip that is on is found by it; slips end soon."""
