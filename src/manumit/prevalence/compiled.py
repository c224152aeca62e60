"""Inner loops compiled by numba, and the threads that share them out.

This is the only module that names numba, which has no types: a compiled function keeps the
signature that it was written with. Only modules that compute import it, and only the commands that
estimate import those, since numba takes longer to import than the rest of the library together.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import numba


def compiled[F: Callable[..., object]](function: F) -> F:
    """Return the function compiled on first use, kept on disk for the next process.

    The compiled code holds no lock of the interpreter, so threads run it side by side. Where no
    folder for the compiled code can be written, each process compiles anew.
    """
    try:
        fast = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        fast = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("F", fast)


def share_out(work: Callable[[int, int], None], rows: int, *, block: int = 16) -> None:
    """Call ``work(first, last)`` for blocks that cover ``range(rows)``, on all processors.

    Each call writes only the rows that it is given, so the result does not depend on how many
    threads there are.
    """
    workers = min(os.cpu_count() or 1, -(-rows // block))
    if workers < 2:  # noqa: PLR2004 - one worker needs no pool
        work(0, rows)
        return
    firsts = range(0, rows, block)
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work, first, min(first + block, rows)) for first in firsts]:
            done.result()
