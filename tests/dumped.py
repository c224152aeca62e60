"""Everything that stands in a database, for whoever has all of it."""

import base64

import psycopg


def everything(thief: psycopg.Connection) -> str:
    """All rows of all tables, as text: bytes stand in it as hexadecimal digits."""
    tables = thief.execute(
        "SELECT quote_ident(table_name) FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
    ).fetchall()
    rows = [
        row
        for (table,) in tables
        for row in thief.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608 - ours
    ]
    return "\n".join(str(row[0]) for row in rows).casefold()


def leaked(dump: str, *sought: str) -> set[str]:
    """What of it stands there in clear, as hexadecimal digits, as base 64, or without spaces."""
    return {
        one
        for one in sought
        if one.casefold() in dump
        or one.encode().hex() in dump
        or one.replace(" ", "").casefold() in dump
        or any(form in dump for form in _base64(one.encode()))
    }


def _base64(text: bytes) -> list[str]:
    """Return what base 64 has of a text wherever it begins, without the signs that vary."""
    return [
        base64.b64encode(bytes(at) + text)
        .decode()[-(-at * 4 // 3) : (at + len(text)) * 4 // 3]
        .casefold()
        for at in range(3)
    ]
