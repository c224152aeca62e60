"""The command ``manumit``."""

from importlib import import_module
from importlib.metadata import entry_points, version

import click

OWN = ("assess", "compare", "costs", "demo", "estimate", "finding", "htcds", "instruments",
       "interview", "mappings", "owed")  # fmt: skip
"""Commands of the library: each is its module's command of that name."""


class Commands(click.Group):
    """Loads a command when it is asked for: one that needs no tables does not wait for them.

    The platform adds its commands from above (entry points): the library does not know it.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the alphabet."""
        del ctx
        return sorted({*OWN, *entry_points(group="manumit.commands").names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        del ctx
        if cmd_name in OWN:
            found: click.Command = getattr(import_module(f"manumit.cli.{cmd_name}"), cmd_name)
            return found
        for point in entry_points(group="manumit.commands", name=cmd_name):
            added: click.Command = point.load()
            return added
        return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("manumit"), prog_name="manumit")
def main() -> None:
    """From what a labour institution sees to findings that explain themselves.

    Findings are signs, not decisions: a person of the competent body decides, with a reason. Exit
    codes: 0 done, 1 the input has problems, 2 the command was used wrongly, 130 stopped.
    """
