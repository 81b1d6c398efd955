"""Text from the log as other programs may show it: nothing hidden in it, and readable back without loss."""

from __future__ import annotations

import re

from obslog.model.text import safe

_WRITTEN = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt\\]))")
_NAMED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


def shown(text: str) -> str:
    """`safe()` that can be taken back: what steers or hides is written out (`\\u202e`), a backslash doubled."""
    return safe(text.replace("\\", "\\\\"))


def meant(text: str) -> str:
    """The text that `shown` was given."""
    return _WRITTEN.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    number = found[1] or found[2] or found[3]
    if number is None:
        return _NAMED[found[4]]
    return chr(int(number, 16)) if int(number, 16) <= 0x10FFFF else found[0]
