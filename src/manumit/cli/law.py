"""``manumit law``: check rules on pay, and say what each law covers."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from manumit.cli.output import explained
from manumit.terms.law.rules import Sure
from manumit.terms.law_check import LawCheck, check_law


@click.group()
def law() -> None:
    """Check rules on pay: the law of one jurisdiction as a file."""


@law.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@explained
def check(file: Path) -> None:
    """Check a law FILE: its form, coverage, gaps, conflicts, and its own worked examples.

    The examples are in a file beside it that ends with .examples.yaml. Ends with exit code 1 if
    anything is wrong, and lists everything that is.
    """
    found = check_law(file)
    click.echo("\n".join(_summary(found)))
    for problem in found.problems:
        click.echo(str(problem), err=True)
    if found.problems:
        click.get_current_context().exit(1)


def _summary(found: LawCheck) -> Iterator[str]:
    law_of_file = found.law
    sure = Counter(one.sure for one in law_of_file.rules)
    counts = ", ".join(f"{one} {sure[one]}" for one in Sure if sure[one])
    yield f"Law: {law_of_file.names['en']} ({law_of_file.id}), {law_of_file.currency}"
    yield f"Rules: {len(law_of_file.rules)} ({counts})"
    for cover in law_of_file.coverage:
        until = "" if cover.valid_until is None else f" until {cover.valid_until}"
        where = "; ".join(
            f"{name}: {', '.join(sorted(values))}" for name, values in sorted(cover.where.items())
        )
        of = "" if cover.of is None else f" of {cover.of}"
        who = f" ({where})" if where else ""
        yield f"Covers: {cover.kind}{of} from {cover.valid_from}{until}{who}"
    right = sum(one.right for one in found.examples)
    yield f"Worked examples: {len(found.examples)}, as expected: {right}"
