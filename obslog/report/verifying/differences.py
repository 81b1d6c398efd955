"""Where the text of a report differs from what the log says: a line a difference, named by the part that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape

from obslog.model.text import safe

#: Lines against lines that are compared at the most: a hostile file must not keep anyone waiting.
_MOST_WORK = 25_000_000
#: So much of a line is shown on either side of what differs, in characters.
_AROUND = 30
_LONGEST = 160
_DATA = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]*")
_TAG = re.compile(r"<[^<>]*>")
#: A tag of which only the end or the beginning is there.
_CUT_TAG = re.compile(r"\A[^<>]*>|<[^<>]*\Z")
#: A label of HTML, and those of Markdown; a heading of each.
_ID = re.compile(r'\bid="([A-Z][0-9]{1,4}|note-[0-9]{1,4})"')
_LABEL = re.compile(r"^\s*-?\s*\*\*([A-Z][0-9]{1,4})\*\*|^\[(\^[0-9]{1,4})\]")
_HEADING = re.compile(r"<h[1-4][^<>]*>(.{1,300})</h|^#{1,6} (.{1,300})")
#: A label belongs to the lines that follow it so closely.
_NEAR = 3


def differences(written: str, again: str) -> Iterator[str]:
    """What the report says otherwise than the log; nothing where they are the same."""
    if written == again:
        return
    mine, theirs = written.split("\n"), again.split("\n")
    start = 0
    while start < min(len(mine), len(theirs)) and mine[start] == theirs[start]:
        start += 1
    end = 0
    while end < min(len(mine), len(theirs)) - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    said, true = mine[start : len(mine) - end], theirs[start : len(theirs) - end]
    if len(said) * len(true) > _MOST_WORK:
        yield f"line {start + 1}: from here on {len(said)} lines differ from what the log says in {len(true)}"
        return
    matcher = SequenceMatcher(None, said, true, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        for step in range(max(b - a, d - c) if kind != "equal" else 0):
            one = said[a + step] if a + step < b else None
            other = true[c + step] if c + step < d else None
            yield _told(mine, min(start + a + step, len(mine) - 1), one, other)


def _told(lines: Sequence[str], number: int, said: str | None, true: str | None) -> str:
    where = f"line {number + 1}{_part(lines, number)}"
    if said is None:
        return f"{where}: the log says {_shown(true or '')}, which the report leaves out"
    if true is None:
        return f"{where}: the report says {_shown(said)}, which does not follow from the log"
    if _DATA.search(said) and _DATA.search(true) and _DATA.sub("", said) == _DATA.sub("", true):
        return f"{where}: the picture is not the one that the log's image gives"
    one, other = _apart(_DATA.sub("(picture)", said), _DATA.sub("(picture)", true))
    told, true_words = _quoted(one), _quoted(other)
    if told == true_words:
        # They differ in the markup alone.
        told, true_words = f'"{safe(one[:_LONGEST])}"', f'"{safe(other[:_LONGEST])}"'
    return f"{where}: the report says {told}, the log says {true_words}"


def _part(lines: Sequence[str], number: int) -> str:
    """What a line stands in: a label on it or close above, such as ` (C3)`, else the heading above it."""
    for back in range(min(number, _NEAR) + 1):
        line = lines[number - back]
        found = _ID.search(line) or _LABEL.search(line)
        if found:
            return f" ({next(part for part in found.groups() if part)})"
    for line in reversed(lines[:number]):
        heading = _HEADING.search(line)
        if heading:
            return f" (under {_quoted(heading[1] or heading[2])})"
    return ""


def _apart(one: str, other: str) -> tuple[str, str]:
    """The parts of two lines in which they differ, with a little of what stands around."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return tuple(  # type: ignore[return-value]
        text[max(0, start - _AROUND) : len(text) - max(0, end - _AROUND)] for text in (one, other)
    )


def _shown(line: str) -> str:
    return _quoted(_DATA.sub("(picture)", line))


def _quoted(text: str) -> str:
    """The words of a line without its markup, cut to a readable length; what is markup alone as it stands."""
    plain = unescape(_TAG.sub(" ", _CUT_TAG.sub("", text)))
    plain = " ".join(plain.split()) or text.strip()
    if len(plain) > _LONGEST:
        plain = plain[:_LONGEST] + "…"
    return f'"{safe(plain)}"'
