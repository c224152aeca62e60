"""Everything that a server on this machine has written: its tables, its logs, its files."""

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql


def administrator(folder: Path) -> str:
    """The role that may see everything."""
    return f"postgresql://postgres@/manumit?host={quote(str(folder / 'postgres'), safe='')}"


def every_row(address: str) -> bytes:
    """All rows of all tables, the server's own too, and what it does now, as text."""
    lines = []
    with psycopg.connect(address, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' OR table_name = 'pg_stat_activity'"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(schema, table))
            lines += [row[0] or "" for row in connection.execute(query)]
    return "\n".join(lines).encode()


def every_file(folder: Path) -> dict[str, bytes]:
    """All files but those of the database itself, which were read as tables."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    kept = (p for p in inside if p.relative_to(folder).parts[0] != "postgres")
    return {str(path.relative_to(folder)): path.read_bytes() for path in kept}
