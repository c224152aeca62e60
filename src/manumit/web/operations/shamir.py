"""Shamir's sharing of a secret over GF(256): any `needed` of the shares give it, fewer nothing.

A. Shamir, "How to share a secret", Communications of the ACM 22 (1979). The field is that of AES
(FIPS 197, section 4). Why this is our own code: docs/decisions/0018. It is made for a few dozen
bytes on a machine apart; how long it takes may tell something of the secret to who can measure it.
"""

import functools
import operator
import secrets
from collections.abc import Mapping

MOST = 255
"""Shares: every number but 0, which is where the secret lies."""
_REDUCED = 0x11B
_GENERATOR = 3


def times(a: int, b: int) -> int:
    """The product of two bytes in the field."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= _REDUCED
        b >>= 1
    return product


def _tables() -> tuple[bytes, bytes]:
    powers, logarithms, one = bytearray(255), bytearray(256), 1
    for exponent in range(255):
        powers[exponent], logarithms[one] = one, exponent
        one = times(one, _GENERATOR)
    return bytes(powers), bytes(logarithms)


_POWERS, _LOGARITHMS = _tables()


def over(a: int, b: int) -> int:
    """The quotient of two bytes in the field.

    Raises:
        ZeroDivisionError: the second is 0.
    """
    if b == 0:
        raise ZeroDivisionError
    return 0 if a == 0 else _POWERS[(_LOGARITHMS[a] - _LOGARITHMS[b]) % 255]


def split(secret: bytes, *, shares: int, needed: int) -> dict[int, bytes]:
    """Shares by number, from 1.

    Args:
        secret: anything.
        shares: how many; up to 255.
        needed: how many give it back; from 2 to ``shares``.

    Raises:
        ValueError: the numbers can't be.
    """
    if not 1 < needed <= shares <= MOST:
        raise ValueError(needed, shares)
    # A polynomial of chance for each byte; the byte is its value at 0.
    polynomials = [bytes([byte]) + secrets.token_bytes(needed - 1) for byte in secret]
    return {
        number: bytes(_value_at(number, one) for one in polynomials)
        for number in range(1, shares + 1)
    }


def _value_at(x: int, coefficients: bytes) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = times(value, x) ^ coefficient
    return value


def join(shares: Mapping[int, bytes]) -> bytes:
    """The secret that shares give: the right one only if they are as many as needed and unchanged.

    Args:
        shares: by number; all of one length.

    Raises:
        ValueError: they are not of one length, there are none, or a number is 0.
    """
    lengths = {len(one) for one in shares.values()}
    if len(lengths) != 1 or 0 in shares:
        raise ValueError(lengths)
    weights = {number: _weight(number, shares) for number in shares}
    return bytes(
        functools.reduce(
            operator.xor, (times(weights[number], share[place]) for number, share in shares.items())
        )
        for place in range(lengths.pop())
    )


def _weight(number: int, numbers: Mapping[int, bytes]) -> int:
    """Lagrange's factor of a share for the value at 0; minus is plus in this field."""
    weight = 1
    for other in numbers:
        if other != number:
            weight = times(weight, over(other, other ^ number))
    return weight
