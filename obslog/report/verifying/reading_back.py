"""A report file read back: which form it has, which head it names, how it was made. The file is not trusted."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from obslog.model.errors import FileRefusedError

#: A report larger than this is not read, bytes.
LARGEST = 512 << 20
_META = re.compile(r'<meta name="obslog:(head|recipe)" content="([^"<>]{1,20000})">')
_GENERATOR = re.compile(r'<meta name="generator" content="obslog ([^"<>]{1,40})">')
_ENDING = re.compile(
    r"As of journal head ([0-9]+:[0-9a-f]{8,64})\. Written by obslog ([^ ]{1,40})\. Recipe: `([^`\n]{1,20000})`\.?\s*\Z"
)


@dataclass(frozen=True)
class WrittenReport:
    """What a file says of itself: `form` (html, json, md), the `head` and `recipe` as written (None: not there), the
    version of obslog that wrote it, and its text."""

    form: str
    text: str
    head: str | None
    recipe: str | None
    version: str | None


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a report file. Raises `FileRefusedError` where it cannot be read."""
    shown = os.fspath(path)
    try:
        with Path(path).open("rb") as source:
            data = source.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).splitlines()[0].lower()
        raise FileRefusedError(shown, f"cannot be read: {why}") from None
    if len(data) > LARGEST:
        raise FileRefusedError(shown, f"is larger than {LARGEST >> 20} MB: it is no report of obslog")
    return data


def understand(path: str | os.PathLike[str], data: bytes) -> WrittenReport:
    """What the bytes of a report say of themselves. Raises `FileRefusedError` for what cannot be read back."""
    shown = os.fspath(path)
    if data.startswith(b"%PDF"):
        raise FileRefusedError(shown, "is not a PDF that this log wrote, and a PDF cannot be read back")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise FileRefusedError(shown, "is not text in UTF-8: it is no report of obslog") from None
    return _read(shown, text)


def _read(shown: str, text: str) -> WrittenReport:
    if text.lstrip().startswith("{"):
        return _json(shown, text)
    if "<html" in text[:2000].lower():
        found = {name: unescape(value) for name, value in _META.findall(text[:40_000])}
        wrote = _GENERATOR.search(text[:40_000])
        if wrote is None:
            raise FileRefusedError(shown, "is not a report that obslog wrote")
        return WrittenReport("html", text, found.get("head"), found.get("recipe"), unescape(wrote[1]))
    ending = _ENDING.search(text[-24_000:])
    if ending is None:
        raise FileRefusedError(
            shown, "is not a report that obslog wrote: HTML, JSON and Markdown can be checked"
        )
    return WrittenReport("md", text, ending[1], ending[3], ending[2])


def _json(shown: str, text: str) -> WrittenReport:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise FileRefusedError(shown, "is not a report that obslog wrote: its JSON cannot be read") from None
    if not isinstance(value, dict) or not str(value.get("format", "")).startswith(
        ("obslog-report/", "obslog-summary/")
    ):
        raise FileRefusedError(shown, "is not a report that obslog wrote")
    recipe = value.get("recipe")
    return WrittenReport(
        "json",
        text,
        _text(value.get("as_of")),
        None if recipe is None else json.dumps(recipe),
        _text(value.get("obslog")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
