"""Text from outside made fit to show, and names made fit to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Categories that steer a terminal or hide text: controls, format characters, surrogates, private use,
#: unassigned, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

#: Letters that no decomposition takes apart, as they are commonly written without their stroke.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
_QUOTES = re.compile("['’‘`´ʼʻʾʿ]")
_JOINTS = re.compile(r"[\s_\-‐‑‒–—―−]+")
_HISS = re.compile(r"(?:s|x|z|ch|sh)\Z", re.IGNORECASE)


def safe(text: str) -> str:
    """The text with what could steer a terminal or hide text written out (`\\x1b`, `\\u202e`).

    Takes out Unicode categories Cc Cf Cs Co Cn Zl Zp; everything else stays as it is. One line in, one line
    out. Call it at every sink: terminal, log line, report, spreadsheet.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(c) if unicodedata.category(c) in _UNSAFE else c for c in text)


def _written_out(c: str) -> str:
    code = ord(c)
    if c in _NAMED:
        return _NAMED[c]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def fold(text: str) -> str:
    """What spellings of one name share: no case, accents or apostrophes; blanks and dashes as one blank.

    `Jabal an-Nusayrīyah` and `JABAL AN NUSAYRIYAH` fold alike. Folding twice changes nothing.
    """
    plain = _without_accents(_without_accents(text).casefold()).translate(_STROKES)
    return _JOINTS.sub(" ", _QUOTES.sub("", plain)).strip()


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def plural(name: str, n: int | None) -> str:
    """The name of a type after a number: `fighter` for 1, else `fighters`; None is an open number.

    Designations (An-124, Su-34), names (Grigorovich, Kilo) and words ending in -craft or -wing have one form for
    all numbers, as the trade writes them.
    """
    last = name.rpartition(" ")[2]
    named = last[:1].isupper() and not last.isupper()
    if (
        n == 1
        or not last
        or named
        or any(c.isdigit() for c in last)
        or last.lower().endswith(("craft", "wing"))
    ):
        return name
    if _HISS.search(last):
        return f"{name}es"
    if last.endswith("y") and last[-2:-1] not in set("aeiou"):
        return f"{name[:-1]}ies"
    return f"{name}s"


def listed(words: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"
