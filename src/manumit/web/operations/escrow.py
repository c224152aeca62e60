"""Files that several people can bring back together, and none alone.

The files lie in one sealed file, of which there may be any number of copies. The key to it is
shared among holders: each has a sheet of four short lines.
"""

import base64
import hashlib
import io
import secrets
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from manumit.errors import Place
from manumit.web.operations import shamir
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.parts import write_new
from manumit.web.sealing import KEY_BYTES, SealError, decrypt, encrypt, new_key

SEALED = "escrow.sealed"
_MAGIC = b"manumit escrow 1\n"
_FORMAT = 1
_SET_BYTES = 4
_PROOF_BYTES = 7  # so that a share fills its last letter, and each letter counts
_CHECK_BYTES = 4
_HEAD_BYTES = 3 + _SET_BYTES
_SHARE_BYTES = _HEAD_BYTES + KEY_BYTES + _PROOF_BYTES + _CHECK_BYTES
_GROUP, _GROUPS = 4, 5  # letters; groups in a line


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """What one holder has; its ``repr`` shows nothing.

    Attributes:
        set_id: four bytes of chance, the same for all shares that were made together.
        needed: how many give the key.
        number: which; from 1.
        content: a share of the key and of its proof.
    """

    set_id: bytes
    needed: int
    number: int
    content: bytes

    def text(self) -> str:
        """As it is printed or copied by hand: base32 (RFC 4648) in groups of four letters."""
        head = bytes([_FORMAT, self.needed, self.number]) + self.set_id
        letters = base64.b32encode(_checked(head + self.content)).decode().rstrip("=")
        groups = [letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP)]
        lines = [" ".join(groups[i : i + _GROUPS]) for i in range(0, len(groups), _GROUPS)]
        title = f"# manumit: share {self.number} of set {self.set_id.hex()}, {self.needed} needed"
        return "\n".join([title, *lines, ""])

    @classmethod
    def read(cls, text: str, place: Place) -> "Share":
        """A share as it was copied; spaces, lines and small letters do not matter.

        Raises:
            InputError: E303.
        """
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        letters = "".join("".join(lines).split()).upper()
        try:
            raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except ValueError:
            raise OperationsCode.BAD_SHARE.error(place) from None
        body = raw[:-_CHECK_BYTES]
        if len(raw) != _SHARE_BYTES or _checked(body) != raw or body[0] != _FORMAT:
            raise OperationsCode.BAD_SHARE.error(place)
        return cls(body[3:_HEAD_BYTES], body[1], body[2], body[_HEAD_BYTES:])


def _checked(body: bytes) -> bytes:
    return body + hashlib.sha256(b"manumit share\n" + body).digest()[:_CHECK_BYTES]


def split_files(files: Sequence[Path], to: Path, *, shares: int, needed: int) -> None:
    """Writes the sealed file and a file for each share into a folder; all or nothing.

    Args:
        files: small ones: keys.
        to: a folder that is there.
        shares: how many holders.
        needed: how many of them bring the files back.

    Raises:
        InputError: E104, E106, E301, E302.
    """
    if not 1 < needed <= shares <= shamir.MOST:
        raise OperationsCode.BAD_NUMBERS.error(Place(field="--needed"))
    packed = _packed(files)
    key, set_id = new_key(), secrets.token_bytes(_SET_BYTES)
    parts = shamir.split(key + _proof(key, set_id), shares=shares, needed=needed)
    sealed = _MAGIC + set_id + encrypt(packed, key=key, bound_to=_MAGIC + set_id)
    sheets = {
        f"share-{number}.txt": Share(set_id, needed, number, content).text().encode()
        for number, content in parts.items()
    }
    write_new(to, {SEALED: sealed, **sheets})


def _packed(files: Sequence[Path]) -> bytes:
    if not files or len({file.name for file in files}) != len(files):
        raise OperationsCode.NO_FILES.error(Place())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for file in files:
            if not file.is_file():
                raise OperationsCode.NO_FILES.error(Place.in_file(file))
            entry, content = tarfile.TarInfo(file.name), file.read_bytes()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _proof(key: bytes, set_id: bytes) -> bytes:
    """Shared along with the key: shares that were made up do not give it."""
    return hashlib.sha256(b"manumit escrow proof\n" + set_id + key).digest()[:_PROOF_BYTES]


def join_files(sealed: Path, shares: Sequence[Path], to: Path) -> list[str]:
    """Brings the files back into a folder, for this user only; all or nothing.

    Args:
        sealed: the file that was made together with the shares.
        shares: a file for each; typed from paper or not.
        to: a folder that is there.

    Returns:
        the names of the files.

    Raises:
        InputError: E104, E106, E303 to E307.
    """
    read = [
        Share.read(one.read_text("utf-8", errors="replace"), Place.in_file(one)) for one in shares
    ]
    set_id, key = _joined(read)
    raw, place = sealed.read_bytes(), Place.in_file(sealed)
    head = _MAGIC + set_id
    if not raw.startswith(head):
        raise OperationsCode.NOT_THIS_ESCROW.error(place)
    try:
        packed = decrypt(raw[len(head) :], key=key, bound_to=head)
    except SealError:
        raise OperationsCode.NOT_THIS_ESCROW.error(place) from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        found = {
            Path(entry.name).name: content.read()
            for entry in archive
            if (content := archive.extractfile(entry)) is not None
        }
    write_new(to, found)
    return sorted(found)


def _joined(shares: Sequence[Share]) -> tuple[bytes, bytes]:
    """The set and the key of it, never a wrong one."""
    by_number = {share.number: share.content for share in shares}
    sets = {(share.set_id, share.needed) for share in shares}
    if len(sets) > 1 or any(by_number[one.number] != one.content for one in shares):
        raise OperationsCode.MIXED_SHARES.error(Place())
    if not sets:
        raise OperationsCode.TOO_FEW_SHARES.error(Place(), needed=2, given=0)
    set_id, needed = sets.pop()
    if len(by_number) < needed:
        raise OperationsCode.TOO_FEW_SHARES.error(Place(), needed=needed, given=len(by_number))
    if 0 in by_number:
        raise OperationsCode.WRONG_SHARES.error(Place())
    secret = shamir.join(by_number)
    key = secret[:KEY_BYTES]
    if not secrets.compare_digest(secret[KEY_BYTES:], _proof(key, set_id)):
        raise OperationsCode.WRONG_SHARES.error(Place())
    return set_id, key
