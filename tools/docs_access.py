"""The generated page of who sees and does what: the program's own table, for readers to compare."""

from collections.abc import Iterator

from tools.docs_pages import code, codes, plain, table

from manumit.web.kernel.access.grants import SEE, ByRelation, grants
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.access.roles import Role, roles


def access_page() -> list[str]:
    """Every role, what it is told to be, and every grant; then what excludes what."""
    lines = [
        "# Who sees and does what",
        "",
        (
            "The program's own table, from its files of roles and grants. What is not named is "
            "refused. The table that it is tested against was written by hand: "
            "`tests/spec/access_expectations.txt`. What the words mean: "
            "[Access](../explanation/access.md)."
        ),
        "",
    ]
    for role in roles().by_key.values():
        lines += _role(role)
    return [*lines, *_excluding(), *_openings()]


def _role(role: Role) -> list[str]:
    held = "every kind" if role.held_in is None else codes(sorted(role.held_in)) or "none"
    factor = "yes" if role.second_factor else "no"
    return [
        f"## {code(role.key)}",
        "",
        plain(role.description),
        "",
        *table(
            ["", ""],
            [
                ["Kinds of institution", held],
                ["Account", "yes" if role.account else "none"],
                ["Second factor", factor if role.account else ""],
                ["May", plain("; ".join(role.may))],
                ["Sees", plain("; ".join(role.sees))],
                ["Never sees", plain("; ".join(role.never_sees))],
                ["Who says so", plain(role.basis)],
            ],
        ),
        *table(["what", "what is done", "how they stand to it"], _grants(role)),
    ]


def _grants(role: Role) -> Iterator[list[str]]:
    for resource, actions in grants().actions.items():
        for action in actions:
            held = grants().of(role.key, resource, action)
            if held:
                yield [code(resource), code(action), _relations(action, held)]


def _relations(action: str, held: ByRelation) -> str:
    if action != SEE:
        return codes(held)
    return "; ".join(f"{code(one)}: {', '.join(sorted(seen))}" for one, seen in held.items())


def _excluding() -> list[str]:
    rows = ([codes(sorted(pair)), plain(why)] for pair, why in roles().excluding.items())
    return [
        "## Roles that one person may not hold together",
        "",
        *table(["roles", "why"], sorted(rows)),
    ]


def _openings() -> list[str]:
    rules = opening_rules()
    rows = (
        [code(reason), "at once" if at_once else "when confirmed"]
        for reason, at_once in rules.reasons.items()
    )
    return ["## Reasons for an emergency opening", "", *table(["reason", "opens"], rows)]
