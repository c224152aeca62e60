"""A slip: a random number and two codes of digits, of which only derived values are stored.

The number is not stored: its token leads to the row, under a key of the ring. The codes go through
scrypt with a salt of the row (RFC 7914), and the result is encrypted with the person's key: the
tables alone allow no tries, and with the ring each try is slow.
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
from manumit.web.kernel.vault.rotation import RotationTarget
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.worker_access.models import AccessSlip

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
    """The number and codes, shown once; its ``repr`` shows nothing.

    Attributes:
        number: leads to the row.
        code: gives the neutral answer.
        danger: gives "nothing new", and raises a notice.
    """

    number: str
    code: str
    danger: str


def draw() -> Slip:
    """Return a new random slip."""
    code = danger = _digits(CODE)
    while sum(one != other for one, other in zip(code, danger, strict=True)) < FEWEST_DIFFERENT:
        danger = _digits(CODE)
    return Slip(_digits(NUMBER), code, danger)


def _digits(how_many: int) -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(how_many))


def digits_of(text: str) -> str:
    """Return the digits of an entry, of any script; spaces and signs between them don't count."""
    return "".join(str(unicodedata.digit(c)) for c in text[:LONGEST] if c.isdecimal())


def token(number: str, key: RingKey) -> bytes:
    """Return the token by which a number is found."""
    return hmac.digest(key.index, f"own slip|{number}".encode(), "sha256")[:_TOKEN]


def tokens(number: str) -> list[bytes]:
    """Return the tokens of a number under every key of the ring.

    Raises:
        InputError: V101 to V106.
    """
    return [token(number, key) for key in key_ring().keys.values()]


def seal_codes(row: AccessSlip, slip: Slip) -> None:
    """Encrypt the derived codes of a slip into its row, which still has to be saved.

    Raises:
        InputError: V101 to V107, V301.
    """
    salt = secrets.token_bytes(_SALT)
    row.ring_key = key_ring().current.id
    row.token = token(slip.number, key_ring().current)
    found = {
        "salt": salt.hex(),
        "code": _scrypt(slip.code, salt),
        "danger": _scrypt(slip.danger, salt),
    }
    seal_text(row, "codes", json.dumps(found))


def check_codes(row: AccessSlip | None, code: str) -> tuple[bool, bool]:
    """Return whether an entry is the code of a slip, and whether it is the emergency code.

    The same work is done where there is no slip at all.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    held = _NOBODY if row is None else json.loads(open_text(row, "codes") or "")
    found = _scrypt(code, bytes.fromhex(held["salt"]))
    same = [hmac.compare_digest(found, held[one]) for one in ("code", "danger")]
    return same[0], same[1]


def _scrypt(code: str, salt: bytes) -> str:
    """Sixteen megabytes and some fifty milliseconds for each try."""
    return hashlib.scrypt(code.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32).hex()


_NOBODY = {"salt": secrets.token_hex(_SALT), "code": "0" * 64, "danger": "0" * 64}


def _left(current: str) -> Iterable[uuid.UUID | int]:
    """Slips can't be re-encrypted: the number behind a token is not stored."""
    del current
    return ()


def _relock(key: uuid.UUID | int) -> None:
    raise LookupError(key)


def _under(key_id: str) -> bool:
    return AccessSlip.objects.filter(ring_key=key_id, state="on").exists()


LOCKED = RotationTarget(_left, _relock, _under)
"""A key of the ring is not retired while a slip that is on is found by it; slips end soon."""
