"""Text from outside reaches a widget through `obslog.tui.text` alone, or where markup is off."""

from __future__ import annotations

import re
from pathlib import Path

from obslog.tui.text import joined, lines, shown

TUI = Path(__file__).resolve().parents[2] / "obslog" / "tui"
#: Calls that read markup from a plain string.
SINKS = re.compile(
    r"\b(Static|Label|Button|add_row|add_column|add_option|notify|OptionList|Checkbox|Select)\("
)
TITLES = re.compile(r"border_(?:sub)?title = (?!shown\(|joined\(|lines\(|None|Text\(|" ")")
SAFE = ("shown(", "joined(", "lines(", "markup=False", '""', "''", "text_lines(", "Text(", "rich")


def call_text(source: str, start: int) -> str:
    """The arguments of a call, to its closing bracket."""
    depth = 0
    for at in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        if depth == 0:
            return source[start : at + 1]
    return source[start:]


def test_no_widget_is_given_a_string_that_it_would_read_as_markup() -> None:
    found = []
    for path in sorted(TUI.rglob("*.py")):
        if path.parent.name == "cells":
            continue  # pure, without widgets
        source = path.read_text(encoding="utf-8")
        for match in SINKS.finditer(source):
            before = source[source.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
            given = call_text(source, match.end() - 1)
            quiet = given == "()" or re.match(r"\(\s*(id|classes)=", given)
            if before.startswith(("class ", "from ", "import ", '"', "#")) or quiet:
                continue
            if not any(word in given for word in SAFE) and not re.match(
                r"\(\s*(table|grid|self\._|\*|[a-z_]+\)?,? ?$)", given
            ):
                found.append(f"{path.relative_to(TUI)}: {match.group(1)}{given[:60]}")
        found += [f"{path.relative_to(TUI)}: {m.group()}" for m in TITLES.finditer(source)]
    assert found == []


def test_what_is_shown_is_escaped_and_is_no_markup() -> None:
    evil = "[b]x[/b]\x1b]52;c;eA==\x07\u202e\n"
    for text in (shown(evil), joined(evil, (evil, "bold")), lines(evil)):
        assert "[b]x[/b]" in text.plain
        assert "\x1b" not in text.plain and "\u202e" not in text.plain and "\x07" not in text.plain
