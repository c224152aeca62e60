"""The command ``manumit``."""

from importlib.metadata import entry_points, version

import click

from manumit.cli.assess import assess
from manumit.cli.compare import compare
from manumit.cli.costs import costs
from manumit.cli.demo import demo
from manumit.cli.finding import finding
from manumit.cli.instruments import instruments
from manumit.cli.interview import interview
from manumit.cli.mappings import mappings
from manumit.cli.owed import owed


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("manumit"), prog_name="manumit")
def main() -> None:
    """From what a labour institution sees to findings that explain themselves.

    Findings are signs, not decisions: a person of the competent body decides, with a reason. Exit
    codes: 0 done, 1 the input has problems, 2 the command was used wrongly, 130 stopped.
    """


for command in (assess, compare, costs, demo, finding, instruments, interview, mappings, owed):
    main.add_command(command)
# The platform adds its commands from above: the library does not know it.
for found in entry_points(group="manumit.commands"):
    main.add_command(found.load())
