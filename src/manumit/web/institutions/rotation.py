"""Secrets of second factors move to the ring's current key with everything else."""

import uuid
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.rotation import Locked
from manumit.web.sealing import SealError

SECRETS = ("secret", "seed")
"""Of apps, and of codes for an emergency; a passkey has none."""


def _keys() -> Iterator[tuple[int, set[str]]]:
    """Each authenticator with the ids of the keys that its secrets are locked under."""
    for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data").iterator():
        yield pk, {data[name].partition(":")[0] for name in SECRETS if name in data}


def _left(current: str) -> list[uuid.UUID | int]:
    return [pk for pk, keys in _keys() if keys - {current}]


def _under(key_id: str) -> bool:
    return any(key_id in keys for _, keys in _keys())


@transaction.atomic
def _relock(pk: uuid.UUID | int) -> None:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is not None:  # not removed meanwhile
        try:
            found = {name: decrypt(row.data[name]) for name in SECRETS if name in row.data}
        except SealError:
            raise VaultCode.CANT_OPEN.error(Place(field="mfa_authenticator.data")) from None
        row.data |= {name: encrypt(secret) for name, secret in found.items()}
        row.save(update_fields=["data"])


SECOND_FACTORS = Locked(_left, _relock, _under)
