"""Each role that somebody can hold has a guide, in the words of the pages as they are now."""

import re
from pathlib import Path

import pytest

from browser.packs import library, plain
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.roles import roles

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = sorted(path for path in (DOCS / "how-to/guides").glob("*.md"))
OF_A_ROLE = [path for path in GUIDES if path.name != "index.md"]
PARTS = ("What you never see", "When something goes wrong")


def roles_of(path: Path) -> list[str]:
    """Whom a guide is for, as its first line says."""
    text = re.match(r"<!-- roles: (.*) -->\n", path.read_text("utf-8"))
    assert text is not None, path.name
    return text[1].split(", ")


def own_grants(role: str) -> set[tuple[str, str]]:
    """What a role is granted beside that which everybody with an account is."""
    return set(grants().by_role.get(role, {})) - grants().everybodys


def quoted(text: str) -> list[str]:
    """What stands in italics, which is how a guide quotes a page."""
    joined = re.sub(r"\*\*[^*]+\*\*", "", plain(text))
    return re.findall(r"\*([^*]+)\*", joined)


def words() -> set[str]:
    """Every English string of the pages that is no explanation."""
    strings = library().texts.strings
    return {
        plain(text.value)
        for (language, _, kind), texts in strings.items()
        if language == "en" and kind == "label"
        for text in texts
    }


def test_each_role_with_a_grant_that_an_institution_gives_has_one_guide() -> None:
    held = {
        key
        for key, role in roles().by_key.items()
        if role.account and role.held_in != frozenset() and own_grants(key)
    }
    described = [role for path in OF_A_ROLE for role in roles_of(path)]
    assert len(held) > 15
    assert sorted(described) == sorted(held)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_quotes_words_that_stand_on_the_pages(path: Path) -> None:
    found = quoted(path.read_text("utf-8"))
    assert len(found) > 3
    assert [one for one in found if one not in words()] == []


def test_words_that_stand_on_no_page_are_found() -> None:
    assert quoted("*Open a file*, then *Rescue the\nvictim*") == [
        "Open a file",
        "Rescue the victim",
    ]
    assert "Open a file" in words()
    assert "Rescue the victim" not in words()


@pytest.mark.parametrize("path", OF_A_ROLE, ids=lambda path: path.stem)
def test_a_guide_says_what_is_never_seen_and_what_to_do_when_it_goes_wrong(path: Path) -> None:
    text = path.read_text("utf-8")
    for part in PARTS:
        section = text.partition(f"## {part}")[2].partition("\n## ")[0]
        assert section.count("\n| ") >= 3, part


def test_each_guide_is_in_the_index() -> None:
    index = (DOCS / "how-to/guides/index.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\(([\w-]+\.md)\)", index)) == [one.name for one in OF_A_ROLE]
