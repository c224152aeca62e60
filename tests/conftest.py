"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    *("examples", "tiers", "grouping", "quarantine", "outcomes"),
    *("together", "web_database", "renewed_database", "production_world", "named_texts"),
]

# Time limits per example measure the machine, not the code (it may be shared and slow).
# What has to pass before a change lands draws the same examples each time; MANUMIT_EXPLORE=1 (`make
# explore`) draws new ones, and what it finds becomes a test or a mend of its own.
# Every setting that Hypothesis would choose by the variable CI is named, so that what fails there
# fails here too.
EXPLORES = os.environ.get("MANUMIT_EXPLORE") == "1"
FOUND = Path(__file__).parents[1] / ".hypothesis" / "examples"
settings.register_profile(
    "manumit",
    settings.get_profile("default"),
    database=DirectoryBasedExampleDatabase(FOUND) if EXPLORES else None,
    deadline=None,
    derandomize=not EXPLORES,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("manumit")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Print each failure when it happens: a run that is cut off has named what failed before."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresAtOnce(config))


class FailuresAtOnce:
    """Prints the name and the last lines of each failed test, once."""

    def __init__(self, config: pytest.Config) -> None:
        """Finds the terminal of the run."""
        self._terminal = config.pluginmanager.get_plugin("terminalreporter")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print one failure."""
        if report.failed and self._terminal is not None:
            why = "\n".join(report.longreprtext.splitlines()[-6:])
            self._terminal.write_line(f"\n{report.nodeid} failed in {report.when}\n{why}")
