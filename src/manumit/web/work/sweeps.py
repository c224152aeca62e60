"""What follows from dates alone: each room says once which sweep it has, and anybody may run all.

A sweep changes what its dates say and nothing else, each row in a transaction of its own, so that
a second run changes nothing. Nothing waits for a sweep to be right: pages ask the days themselves.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from manumit.errors import Place
from manumit.web.work.codes import WorkCode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep.

    Attributes:
        name: a code, by which somebody may run it alone.
        run: does it, and says how many rows it changed.
    """

    name: str
    run: Callable[[], int]


_sweeps: dict[str, Sweep] = {}


def sweep_too(*sweeps: Sweep) -> None:
    """Lets the clock, and anybody at the command, run a sweep.

    Raises:
        ValueError: another has the name.
    """
    for one in sweeps:
        if _sweeps.setdefault(one.name, one) is not one:
            raise ValueError(f"two sweeps are called '{one.name}'")


def sweeps() -> Mapping[str, Sweep]:
    """Every sweep, by its name."""
    return dict(sorted(_sweeps.items()))


def run_sweeps(names: Collection[str] = ()) -> Iterator[tuple[str, int | None]]:
    """Runs sweeps; one that fails holds up no other.

    Args:
        names: which; none for all.

    Yields:
        name, and how many rows were changed; None where it failed, and the log says with what
        kind of error. The error itself could hold what a row holds.

    Raises:
        InputError: Y501; nothing was run.
    """
    known = sweeps()
    for name in names:
        if name not in known:
            raise WorkCode.NO_SWEEP.error(Place(), name=name, names=", ".join(known))
    for name in names or known:
        try:
            changed = known[name].run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others run
            log.error("the sweep %s failed: %s", name, type(error).__name__)  # noqa: TRY400 - as above
            yield name, None
        else:
            yield name, changed
