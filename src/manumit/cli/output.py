"""Write results to standard output and problems to standard error, and set exit codes.

0 done; 1 the input has problems; 2 the command was used wrongly; 130 stopped by the user.
"""

import functools
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from manumit.errors import Detail, ErrorCode, InputError, Place, Problem
from manumit.exchange import move_into_place, private_workdir

INPUT_PROBLEM = 1
STOPPED = 130


class CommandCode(ErrorCode):
    """Problems of the command itself (C1..)."""

    NOT_WRITABLE = Detail(
        "C101",
        "The output cannot be written ({reason}).",
        "Check that its folder exists, that you may write there, and that the disk has room.",
    )
    SAME_FILE = Detail(
        "C102",
        "The output would overwrite the input.",
        "Give it a name of its own.",
    )
    NOT_FOR_A_TERMINAL = Detail(
        "C103",
        "A PDF cannot be read in a terminal.",
        "Give it a file: --out FILE.pdf.",
    )


@contextmanager
def _ended_cleanly() -> Iterator[None]:
    """Make a closed terminal or a kill end the run as Ctrl-C does: folders are removed."""

    def stop(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    older = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in older.items():
            signal.signal(number, handler)


def explained[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Turn problems of the input and Ctrl-C into messages, so that no traceback is shown."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with _ended_cleanly():
                return command(*args, **kwargs)
        except InputError as error:
            fail(error.problems)
        except BrokenPipeError:
            raise  # click ends quietly when a reader such as `head` closes the pipe
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            fail([CommandCode.NOT_WRITABLE.problem(Place(), reason=reason)])
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped. Nothing was written.", err=True)
            sys.exit(STOPPED)

    return run


def fail(problems: Iterable[Problem]) -> NoReturn:
    """Print each problem on a line of its own and end with exit code 1."""
    for problem in problems:
        click.echo(str(problem), err=True)
    sys.exit(INPUT_PROBLEM)


def write_or_print(
    text: str, out: Path | None, *, private: bool = True, inputs: tuple[Path, ...] = ()
) -> None:
    """Print a text, or put it in a file in one step: an older file stays whole until then.

    Args:
        text: what to write.
        out: the file, or None for standard output.
        private: the file is about a person, and a new one may be read by this user only.
        inputs: files that must not be overwritten.
    """
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        _write(text.encode(), out, private=private, inputs=inputs)


def write_or_pipe(
    data: bytes, out: Path | None, *, private: bool = True, inputs: tuple[Path, ...] = ()
) -> None:
    """Write bytes to standard output, or to a file as :func:`write_or_print` does."""
    if out is not None:
        _write(data, out, private=private, inputs=inputs)
    elif sys.stdout.isatty():
        fail([CommandCode.NOT_FOR_A_TERMINAL.problem(Place())])
    else:
        click.echo(data, nl=False)


def _write(data: bytes, out: Path, *, private: bool, inputs: tuple[Path, ...]) -> None:
    if out.resolve() in {one.resolve() for one in inputs}:
        fail([CommandCode.SAME_FILE.problem(Place.in_file(out))])
    with private_workdir(out) as folder:
        draft = folder / out.name
        draft.write_bytes(data)
        move_into_place(draft, out, private=private)
    click.echo(f"Written: {out}", err=True)
