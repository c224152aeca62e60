"""No view gets a row but through a policy, a selector or a service (design, section 3)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "manumit" / "web"
MANAGER = re.compile(r"\b(\w+)\.(?:objects|_default_manager|_base_manager)\b(?!\.none\(\))")


def direct(name: str, text: str) -> set[tuple[str, str]]:
    """Models whose rows a module gets by itself."""
    return {(name, found[1]) for found in MANAGER.finditer(text)}


def test_a_planted_view_is_found() -> None:
    planted = "def show(request, key):\n    return CaseFile.objects.get(pk=key)\n"
    assert direct("cases/views.py", planted) == {("cases/views.py", "CaseFile")}


def test_no_view_gets_a_row_by_itself() -> None:
    views = [
        path
        for path in WEB.glob("*/**/*.py")
        if re.search(
            r"views|pages|templatetags|middleware|forms", str(path.relative_to(WEB).with_suffix(""))
        )
        and not {"migrations", "selectors"} & {*path.parts}
    ]
    assert len(views) > 8
    found = {
        one for path in views for one in direct(str(path.relative_to(WEB)), path.read_text("utf-8"))
    }
    assert found == set()
