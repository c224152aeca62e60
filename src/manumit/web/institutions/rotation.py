"""Re-encryption of second-factor secrets when the key ring rotates."""

import uuid
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from manumit.errors import InputError, Place, Problem
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.rotation import RotationTarget
from manumit.web.sealing import SealError

SECRETS = ("secret", "seed")
"""Of apps, and of codes for an emergency; a passkey has none."""


def _keys() -> Iterator[tuple[int, set[str]]]:
    """Yield each authenticator's id with the key ids that its secrets are locked under."""
    for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data").iterator():
        yield pk, {data[name].partition(":")[0] for name in SECRETS if name in data}


def _left(current: str) -> list[uuid.UUID | int]:
    return [pk for pk, keys in _keys() if keys - {current}]


def _under(key_id: str) -> bool:
    return any(key_id in keys for _, keys in _keys())


@transaction.atomic
def _relock(pk: uuid.UUID | int) -> None:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is not None:  # not removed by another process
        try:
            found = {name: decrypt(row.data[name]) for name in SECRETS if name in row.data}
        except SealError:
            raise VaultCode.CANT_OPEN.error(Place(field="mfa_authenticator.data")) from None
        row.data |= {name: encrypt(secret) for name, secret in found.items()}
        row.save(update_fields=["data"])


def sign_in_problems() -> list[Problem]:
    """Return V110 where the ring does not open the second factors that members sign in with."""
    row = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-pk").first()
    try:
        for name in SECRETS:
            if row is not None and name in row.data:
                decrypt(row.data[name])
    except (InputError, SealError):
        place = Place(field="MANUMIT_KEY_RING")
        return [VaultCode.OTHER_RING.problem(place, what="the second factors")]
    return []


SECOND_FACTORS = RotationTarget(_left, _relock, _under)
