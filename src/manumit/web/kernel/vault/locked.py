"""Texts encrypted under the key ring itself, each for one purpose; no person's key is needed.

What lies in a session or belongs to a member has no subject. :mod:`.sealed` is for what has one.
"""

import base64

from manumit.web.kernel.vault.ring import key_ring
from manumit.web.sealing import decrypt, encrypt


def lock_text(text: bytes, *, purpose: bytes, bound_to: bytes) -> str:
    """Return the id of the current key, a colon, and the ciphertext in base64.

    Args:
        text: what to lock.
        purpose: for which the key is derived, so that no key serves two.
        bound_to: where it belongs; it opens nowhere else.

    Raises:
        InputError: V101 to V106.
    """
    key = key_ring().current
    sealed = encrypt(text, key=key.derived(purpose), bound_to=bound_to)
    return f"{key.id}:{base64.b64encode(sealed).decode()}"


def unlock_text(locked: str, *, purpose: bytes, bound_to: bytes) -> bytes:
    """Return what :func:`lock_text` was given.

    Raises:
        InputError: V101 to V107; the last where the key is gone.
        SealError: it was changed, or belongs elsewhere.
    """
    key_id, _, sealed = locked.partition(":")
    key = key_ring().key(key_id).derived(purpose)
    return decrypt(base64.b64decode(sealed), key=key, bound_to=bound_to)
