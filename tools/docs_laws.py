"""The page that says what each shipped law on pay covers."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from tools.docs_pages import plain, table

from manumit.terms import Law, shipped_law, shipped_laws
from manumit.terms.law.rules import Sure
from manumit.terms.law_examples import examples_of
from manumit.terms.wages.coverage import KINDS, undeclared_kinds

INTRO = (
    "For whom and from when each law that comes with manumit holds all rules of a kind. Inside, "
    "no rule means that nothing is owed. Where a kind is covered for some people or some time, an "
    "account outside is refused with the reason (W113, W114). Where the file is silent on a kind "
    "that may apply to an account, the sum is a least: more may be owed, and the kind is named. "
    "How a rule was found stands beside it: `read` in the law at its official place or a stored "
    "copy of it, `copy` elsewhere, `secondary` in somebody's account of it, `memory` nowhere. No "
    "lawyer has reviewed any of these files yet."
)


def laws_page() -> list[str]:
    """Every shipped law: coverage, what it leaves out, how its rules were found, examples."""
    lines = ["# What each law on pay covers", "", INTRO, "", *_overview()]
    for name in shipped_laws():
        lines += _law(shipped_law(name))
    return lines


def _overview() -> Iterator[str]:
    """All laws side by side: each kind of rules that may add to what is owed."""
    laws = [shipped_law(name) for name in shipped_laws()]
    yield (
        "*all*: for everybody, to this day. *part*: for some people, or some time. An empty cell: "
        "the file is silent on the kind."
    )
    yield ""
    yield from table(
        ["", *(f"`{law.id}`" for law in laws)],
        ([kind.replace("_", " "), *(_extent(law, kind) for law in laws)] for kind in KINDS),
    )


def _extent(law: Law, kind: str) -> str:
    """How far a law covers a kind."""
    cover = [one for one in law.coverage if one.kind == kind]
    if any(not one.where and one.of is None and one.valid_until is None for one in cover):
        return "all"
    return "part" if cover else ""


def _law(law: Law) -> Iterator[str]:
    path = Path(str(files("manumit.terms"))) / "law" / f"{law.id}.yaml"
    examples = [one for source in examples_of(path) for one in source.data["examples"]]
    sure = (f"{one} {n}" for one in Sure if (n := sum(r.sure is one for r in law.rules)))
    yield from (f"## {plain(law.names['en'])} (`{law.id}`)", "")
    if law.note:
        yield from (plain(law.note), "")
    yield (
        f"Amounts in {law.currency}. {len(law.rules)} rules ({', '.join(sure)}), last compared "
        f"with their sources on {law.checked}. Worked examples: {len(examples)}."
    )
    yield ""
    yield from table(
        ["what", "for whom", "from", "until", "where the law says it", "how it was found"],
        (
            [
                plain(
                    one.kind.replace("_", " ") + (f": {one.of.replace('_', ' ')}" if one.of else "")
                ),
                plain(_who(one.where)),
                str(one.valid_from),
                "" if one.valid_until is None else str(one.valid_until),
                plain(one.article),
                str(one.sure),
            ]
            for one in law.coverage
        ),
    )
    left_out = [kind.replace("_", " ") for kind in undeclared_kinds(law)]
    left_out += [one.text for one in law.not_covered]
    if left_out:
        yield from (f"Not covered: {plain('; '.join(left_out))}.", "")


def _who(where: Mapping[str, frozenset[str]]) -> str:
    if not where:
        return "everybody"
    return "; ".join(
        f"{name.replace('_', ' ')}: {', '.join(sorted(values)).replace('_', ' ')}"
        for name, values in sorted(where.items())
    )
