"""The server that comes with the package is the same on every machine."""

import psycopg
import pytest

from manumit.web.site.embedded import Addresses


def test_a_session_that_names_no_time_zone_is_in_utc(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGTZ", raising=False)  # a client would hand it over
    with psycopg.connect(addresses.administrator) as server:
        assert server.execute("SHOW timezone").fetchone() == ("UTC",)
