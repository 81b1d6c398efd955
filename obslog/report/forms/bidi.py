"""Text of two directions: the runs that read from right to left, so that a form can set each of them apart."""

from __future__ import annotations

import re

# Strong right-to-left letters (Unicode bidirectional classes R and AL live in these blocks).
_RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
#: A run: right-to-left letters with the blanks and signs between them, digits left out at its ends.
_RUN = re.compile(rf"[{_RTL}](?:[^A-Za-z\u00c0-\u058f]*[{_RTL}])?")
_ANY = re.compile(f"[{_RTL}]")


def has_rtl(text: str) -> bool:
    """Whether any letter of the text reads from right to left."""
    return not text.isascii() and _ANY.search(text) is not None


def runs(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, in order, each with whether it reads from right to left; joined they are the text.

    Without a mark of isolation a number after an Arabic name is shown before it (Unicode Annex 9, rule W2).
    """
    pieces, done = [], 0
    for found in _RUN.finditer(text):
        if found.start() > done:
            pieces.append((text[done : found.start()], False))
        pieces.append((found[0], True))
        done = found.end()
    if done < len(text) or not pieces:
        pieces.append((text[done:], False))
    return pieces
