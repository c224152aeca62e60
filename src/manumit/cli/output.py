"""How the command speaks: results on standard output, problems on standard error, exit codes.

0 done; 1 the input has problems; 2 the command was used wrongly; 130 stopped by the user.
"""

import functools
import sys
from collections.abc import Callable, Iterable
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


def explained[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Turns problems of the input and Ctrl-C into messages; nobody is shown a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InputError as error:
            fail(error.problems)
        except BrokenPipeError:
            raise  # click ends quietly when a reader such as `head` has had enough
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            fail([CommandCode.NOT_WRITABLE.problem(Place(), reason=reason)])
        except KeyboardInterrupt:
            click.echo("Stopped. Nothing was written.", err=True)
            sys.exit(STOPPED)

    return run


def fail(problems: Iterable[Problem]) -> NoReturn:
    """Prints each problem on a line of its own and ends with exit code 1."""
    for problem in problems:
        click.echo(str(problem), err=True)
    sys.exit(INPUT_PROBLEM)


def write_or_print(text: str, out: Path | None) -> None:
    """Prints a text, or puts it in a file in one step: an older file stays whole until then."""
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    with private_workdir(out) as folder:
        draft = folder / out.name
        draft.write_text(text, "utf-8")
        move_into_place(draft, out)
    click.echo(f"Written: {out}", err=True)
