"""Writes the tables of keys in docs/ui.md from what the UI itself declares, so that the manual cannot be wrong.

python docs/list_keys.py            writes them
python docs/list_keys.py --check    exits with 1 where the manual says something else
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

MANUAL = Path(__file__).resolve().parent / "ui.md"
BEGIN, END = "<!-- keys, written by docs/list_keys.py -->", "<!-- end of keys -->"
#: Area -> its heading; what is not here follows in the order of the alphabet.
HEADINGS = {
    "everywhere": "Everywhere",
    "home": "Home",
    "queue": "Queue",
    "scene": "Scene, any pane outside a text field",
    "image": "Image: moving and showing",
    "marking": "Image: marking",
    "tally": "Tally",
    "areas": "Areas",
    "last_look": "Last look",
    "compare": "Compare",
    "change": "Change",
    "verdicts": "Change: verdicts",
    "timeline": "Timeline",
    "chart": "Timeline: chart",
    "types": "Timeline: types",
    "matrix": "Types by date",
    "matrix_grid": "Types by date: grid",
    "passes": "Passes",
    "sky": "Passes: the sky",
    "requirements": "Requirements",
    "open_requirements": "Requirements: open",
    "requirements_list": "Requirements: open and done",
    "evidence": "Requirements: what they rest on",
    "asking": "A requirement, written or changed",
    "requirement": "One requirement",
    "opportunities": "One requirement: opportunities",
    "held": "One requirement: archive",
    "matches": "One requirement: matches",
    "ordering": "One requirement: orders",
    "plan": "Plan",
    "gaps": "Gaps",
    "lacks": "Gaps: lists",
    "import": "Import",
    "places": "Import: folders",
    "files": "Import: files",
    "reading": "Any text to be read",
    "rows": "Any list",
}
#: Areas of questions, whose keys are said in their boxes.
_LEFT_OUT = ("choice", "closing", "line", "dialog", "type_search", "help", "tick")


def tables() -> str:
    """One table an area: keys, what they do, the id by which they can be changed."""
    import obslog.tui
    from obslog.tui.keys import CATALOGUE
    from obslog.tui.screens.help import key_names

    for module in pkgutil.walk_packages(obslog.tui.__path__, "obslog.tui."):
        importlib.import_module(module.name)
    areas = [area for area in HEADINGS if area in CATALOGUE]
    areas += sorted(area for area in CATALOGUE if area not in HEADINGS and area not in _LEFT_OUT)
    parts = []
    for area in areas:
        heading = HEADINGS.get(area, area.replace("_", " ").capitalize())
        parts += [f"### {heading}", "", "| keys | what they do | id |", "|---|---|---|"]
        for spec in CATALOGUE[area].values():
            # A table of Markdown ends a cell at a bar, within code too.
            keys = " ".join(f"`{name}`" for name in key_names(spec.keys).split()).replace("|", "\\|")
            what = spec.help.replace("|", "\\|")
            parts.append(f"| {keys} | {what} | `{spec.id}` |")
        parts.append("")
    return "\n".join(parts)


def written(page: str) -> str:
    """The page with the tables of today."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{MANUAL}: the marks of the tables are gone")
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def main() -> int:
    """Write or check; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    page = MANUAL.read_text(encoding="utf-8")
    fresh = written(page)
    if check and fresh != page:
        print("docs/ui.md lists other keys than the UI has: python docs/list_keys.py")
        return 1
    if not check:
        MANUAL.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
