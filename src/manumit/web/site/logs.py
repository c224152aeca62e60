"""Logs without content: which code broke, never on what."""

import logging
import traceback


class RedactContent(logging.Filter):
    """Reduces every record to its kind and, for an exception, the places in the code.

    The message of an exception may quote a value, and the arguments of a record an address; so
    both are dropped, whoever wrote the record.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """The record, emptied; always True."""
        summary = f"{record.module}.{record.funcName}:{record.lineno}"
        kind = record.exc_info[0] if record.exc_info else None
        if record.exc_info and kind is not None:
            places = traceback.extract_tb(record.exc_info[2])
            where = " < ".join(f"{p.name}:{p.lineno}" for p in reversed(places))
            summary = f"{summary} {kind.__module__}.{kind.__qualname__} at {where}"
        record.msg, record.args = summary, ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
