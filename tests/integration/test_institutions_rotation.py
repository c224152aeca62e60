"""A key of the ring is retired only when no second factor hangs on it."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from pytest_django import Settings

from manumit.errors import InputError
from manumit.web.institutions.models import Member
from manumit.web.kernel.vault.ring import add_key, make_ring
from manumit.web.kernel.vault.rotation import rotate_keys

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


def test_second_factors_still_work_once_the_key_they_were_locked_under_is_retired(
    tmp_path: Path, settings: Settings
) -> None:
    ring = tmp_path / "ring.json"
    old = make_ring(ring).current.id
    settings.MANUMIT_KEY_RING = ring
    member = Member.objects.create(email="a@example.org")
    TOTP.activate(member, SECRET)
    codes = RecoveryCodes.activate(member).get_unused_codes()
    add_key(ring)
    with pytest.raises(InputError, match="V109"):
        call_command("key_ring", "retire", str(ring), old)
    assert rotate_keys().others == 2
    assert rotate_keys().others == 0
    call_command("key_ring", "retire", str(ring), old)
    app, emergency = (
        Authenticator.objects.get(user=member, type=type_).wrap()
        for type_ in ("totp", "recovery_codes")
    )
    assert old not in str(app.instance.data) + str(emergency.instance.data)
    assert decrypt(app.instance.data["secret"]) == SECRET
    assert emergency.get_unused_codes() == codes
    spoilt = app.instance
    spoilt.data["secret"] = spoilt.data["secret"][:-8] + "AAAAAAA="
    spoilt.save()
    add_key(ring)
    done = rotate_keys()
    assert (done.others, [one.code for one in done.problems]) == (1, ["V201"])
