"""Three releases of a growing population of which no two tell anything, and all three do.

All counts are invented. A reader of the second release knows that A was at most 11 before; one of
the third that B was at most 37, so that A was at least 3 of the 40 in both.
"""

from manumit.disclosure import Dimension, PublishedRelease, PublishedTable, Rule

CATEGORY = Dimension("category", ("A", "B", "C", "D"))


def blanked_table(counts: tuple[int, ...], hidden: str) -> PublishedRelease:
    """Return a table with its total, of which the cells of these letters are suppressed."""
    shown = (
        None if label in hidden else count
        for label, count in zip(CATEGORY.categories, counts, strict=True)
    )
    table = PublishedTable("by category", (CATEGORY,), (*shown, sum(counts)))
    return PublishedRelease((table,), Rule())


def successive_releases() -> tuple[PublishedRelease, PublishedRelease, PublishedRelease]:
    """Return the three releases, oldest first."""
    return (
        blanked_table((5, 35, 50, 60), "AB"),
        blanked_table((11, 35, 70, 60), "BC"),
        blanked_table((11, 37, 90, 75), "AD"),
    )
