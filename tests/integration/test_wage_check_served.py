"""Who holds the database, the logs or the disk learns nothing of what somebody reckoned.

Each search is first shown a leak that it has to find.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from free_port import free_port
from served import first_line, serving
from web_over_http import HttpClient, raw
from web_traces import administrator, every_file, every_row

ADDRESS = "/en/sums/"
COOKIES = {"csrftoken", "visit", "kept-sums"}
# Numbers and days that nothing else holds.
FORM = {
    "law": "xx", "about_age": "adult", "from": "2023-02-07", "until": "2023-04-19",
    "pay_period": "month", "per": "month", "rest_day": "sunday", "amount": "1387.61",
    "work_0_hours": "9.37", "paid_0_for": "2023-02-08", "paid_0_amount": "761.13",
    "pay_complete": "yes",
}  # fmt: skip
FILE = """schema: manumit/account/1
worker: W-77613
law: xx
asked_on: 2023-11-23
employment: {from: 2023-02-07, until: 2023-04-19, pay_period: month, rest_day: sunday}
complete: {work: true, pay: true}
wages: [{amount: "4519.83", per: month}]
work: [{from: 2023-02-07, until: 2023-04-19, hours: "9.37"}]
"""
TOLD = frozenset({"1387.61", "761.13", "9.37", "2023-02-07", "2023-04-19", "W-77613", "4519.83"})


@dataclass
class Served:
    """A real server on which somebody has reckoned.

    Attributes:
        sums: what they came to.
        during: all rows of the database before the visit ended.
    """

    folder: Path
    client: HttpClient
    sums: frozenset[str]
    during: bytes

    def found_in(self, content: bytes) -> set[str]:
        """What was told or shown that stands in a content, as it is or in hex."""
        shown = content.decode("utf-8", "replace")
        # Hours such as 9.37 stand in every thousandth time of day, with digits around them.
        return {
            one for one in TOLD | self.sums
            if re.search(rf"(?<!\d){re.escape(one)}(?!\d)", shown) or one.encode().hex() in shown
        }  # fmt: skip


def page_of(client: HttpClient) -> str:
    return client.get(ADDRESS).content.decode()


def sums_of(page: str) -> set[str]:
    """Amounts of a statement that are no small change."""
    return {one for one in re.findall(r"<bdi>(\d{3,}\.\d\d)</bdi>", page) if one not in TOLD}


@pytest.fixture(scope="module")
def served(open_folder: Path) -> Iterator[Served]:
    folder, port = open_folder / "sums", free_port()
    with serving(folder, port) as program:
        assert "answers at" in first_line(program)
        client = HttpClient(port)
        page_of(client)
        client.post(ADDRESS, {"do": "law", "law": "xx"})
        page_of(client)
        assert client.post(ADDRESS, FORM | {"do": "reckon"}).status_code == 303
        page = page_of(client)
        for do in ("pdf", "statement", "account"):
            assert client.post(ADDRESS, {"do": do}).status_code == 200
            page_of(client)
        client.post(ADDRESS, FORM | {"do": "reckon", "amount": "1387.61x"})
        sent = client.upload(ADDRESS, {"do": "upload"}, "W-77613.yaml", FILE)
        assert sent.status_code == 200
        sums = sums_of(page) | sums_of(sent.content.decode())
        assert len(sums) > 5
        during = every_row(administrator(folder))
        shown = "amount=1387.61&worker=W-77613"
        head = f"GET {ADDRESS}?{shown} HTTP/9.9\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        assert re.match(rb"HTTP/1.1 4\d\d ", raw(port, head.encode()))
        page_of(client)
        client.post(ADDRESS, {"do": "end"})
        yield Served(folder, client, frozenset(sums), during)


PLANTED = (
    "CREATE TABLE planted AS SELECT 'at 1387.61'::text AS x",
    "CREATE TABLE planted AS SELECT 'at 1387.61'::bytea AS x",
    "CREATE TABLE planted AS SELECT jsonb_build_object('a', '1387.61') AS x",
)


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("how", PLANTED, ids=["text", "bytea", "json"])
def test_what_is_planted_in_the_database_is_found(served: Served, how: LiteralString) -> None:
    address = administrator(served.folder)
    with psycopg.connect(address, autocommit=True) as connection:
        try:
            connection.execute(how)
            assert served.found_in(every_row(address)) == {"1387.61"}
        finally:
            connection.execute("DROP TABLE IF EXISTS planted")


@pytest.mark.proves("wage-check-not-stored")
def test_no_table_holds_anything_of_what_was_reckoned(served: Served) -> None:
    assert b"public_sessions_visitorsession" in served.during
    assert served.found_in(served.during) == set()
    assert served.found_in(every_row(administrator(served.folder))) == set()
    with psycopg.connect(administrator(served.folder)) as connection:
        assert connection.execute(
            "SELECT count(*) FROM public_sessions_visitorsession"
        ).fetchone() == (0,)


@pytest.mark.proves("wage-check-not-stored")
@pytest.mark.parametrize("name", ["pages.log", "postgres.log", "work/upload.tmp"])
def test_what_is_planted_in_a_file_is_found(served: Served, name: str) -> None:
    path = served.folder / name
    before = path.read_bytes() if path.exists() else None
    try:
        path.write_bytes((before or b"") + b"WARNING W-77613 was paid 761.13\n")
        found = {n for n, c in every_file(served.folder).items() if served.found_in(c)}
        assert found == {name}
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.proves("wage-check-not-stored")
def test_no_log_and_no_file_holds_anything_of_what_was_reckoned(served: Served) -> None:
    files = every_file(served.folder)
    assert {"pages.log", "postgres.log"} <= set(files)
    assert {n for n, c in files.items() if served.found_in(n.encode() + c)} == set()


@pytest.mark.proves("wage-check-not-stored")
def test_no_address_no_header_and_no_cookie_holds_anything_in_clear(served: Served) -> None:
    assert set(served.client.asked) == {ADDRESS}
    lines = [f"{k}: {v}" for one in served.client.answers for k, v in one.headers]
    assert served.found_in("\n".join([*lines, "Location: /en/sums/?amount=1387.61"]).encode())
    assert served.found_in("\n".join(lines).encode()) == set()
    cookies = {one.key for answer in served.client.answers for one in answer.cookies}
    assert cookies == COOKIES
