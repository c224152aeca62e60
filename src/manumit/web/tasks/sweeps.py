"""Changes that follow from dates alone: each room registers its sweeps; anyone may run them.

A sweep changes what its dates say and nothing else, each row in a transaction of its own, so that
a second run changes nothing. Nothing waits for a sweep to be right: pages ask the days themselves.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from manumit.errors import Place
from manumit.web.tasks.codes import TaskCode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep.

    Attributes:
        name: a code, to run it alone.
        run: does it, and says how many rows it changed.
    """

    name: str
    run: Callable[[], int]


_sweeps: dict[str, Sweep] = {}


def register_sweeps(*sweeps: Sweep) -> None:
    """Register sweeps, so that the clock and the command run them.

    Raises:
        ValueError: another has the name.
    """
    for one in sweeps:
        if _sweeps.setdefault(one.name, one) is not one:
            raise ValueError(f"two sweeps are called '{one.name}'")


def sweeps() -> Mapping[str, Sweep]:
    """Return every sweep by its name."""
    return dict(sorted(_sweeps.items()))


def run_sweeps(names: Collection[str] = ()) -> Iterator[tuple[str, int | None]]:
    """Run sweeps; one that fails does not stop the others.

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
            raise TaskCode.NO_SWEEP.error(Place(), name=name, names=", ".join(known))
    for name in names or known:
        try:
            changed = known[name].run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others run
            log.error("the sweep %s failed: %s", name, type(error).__name__)  # noqa: TRY400 - as above
            yield name, None
        else:
            yield name, changed
