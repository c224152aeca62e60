"""The database that replaces one in which tests have committed rows."""

import pytest
from django.db import connection

from manumit.web.institutions.models import Institution
from manumit.web.site.embedded import Addresses
from renewed_database import renew


@pytest.mark.usefixtures("committing")
def test_nothing_that_was_committed_is_left_and_the_application_goes_on(
    addresses: Addresses,
) -> None:
    for _ in range(2):
        Institution.objects.create(kind="inspectorate", country="KE", names={"en": "Labour"})
        assert Institution.objects.exists()
        renew(addresses)
        assert not Institution.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('manumit.embedded')")
        assert cursor.fetchone() == ("manumit_app", "on")
