"""Links between pages lead somewhere, and so do names of files, modules and tests."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
FENCES = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\[(?:[^\[\]]|\\\[|\\\])*\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCES.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page: headings as code hosts name them, and explicit targets."""
    text = prose(page)
    found = set(re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE))
    for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower()
        found.add(plain.replace(" ", "-"))
    return found


def links(page: Path) -> Iterator[str]:
    """Targets of links that stay in the repository."""
    return (target for target in LINK.findall(prose(page)) if "://" not in target)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_links_lead_somewhere(page: Path) -> None:
    for target in links(page):
        name, _, anchor = target.partition("#")
        to = page if name == "" else (page.parent / name).resolve()
        assert to.exists(), target
        assert to.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(to), target


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_the_web_is_named_by_https_only(page: Path) -> None:
    assert re.findall(r"\bhttp://\S+", prose(page)) == []


PROPERTIES = DOCS / "reference/security-properties.md"


def named(pattern: str) -> list[str]:
    return re.findall(pattern, prose(PROPERTIES))


def test_every_file_that_the_security_page_names_exists() -> None:
    paths = named(r"`((?:src|tests|tools|docs)/[\w/.-]+)(?:::\w+)?`")
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_module_that_the_security_page_names_exists() -> None:
    modules = named(r"`manumit\.([\w.]+)`")
    assert len(modules) > 5
    source = ROOT / "src" / "manumit"
    for module in modules:
        path = source / module.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), module


STATUS = re.compile(r"^Status: (accepted|superseded by decision \d+)\b", re.MULTILINE)


def test_decisions_have_a_status_context_decision_and_consequences() -> None:
    for page in sorted((DOCS / "decisions").glob("0*.md")):
        text = page.read_text("utf-8")
        number = int(page.name[:4])
        assert text.startswith(f"# {number}"), page.name
        assert STATUS.search(text.partition("\n## ")[0]), page.name
        for part in ("Context", "Decision", "Consequences"):
            assert f"\n## {part}\n" in text, (page.name, part)
