"""The command ``manumit``."""

import sys
from importlib import import_module
from importlib.metadata import entry_points, version
from typing import Any

import click

OWN = ("assess", "claim", "compare", "costs", "demo", "estimate", "finding", "htcds", "instruments",
       "interview", "law", "mappings", "offer", "orders", "owed", "recruiters")  # fmt: skip
"""Commands of the library: each is its module's command of that name."""


STOPPED = 130


class Commands(click.Group):
    """Load a command when it is called, so that none waits for tables that it does not need.

    The platform adds its commands by entry points: the library does not import it.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends with exit code 130, also while the command is loading."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped. Nothing was written.", err=True)
            sys.exit(STOPPED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names, in alphabetical order."""
        del ctx
        return sorted({*OWN, *entry_points(group="manumit.commands").names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
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
