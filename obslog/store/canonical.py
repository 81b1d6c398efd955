"""One spelling of every value: canonical JSON, and the refusal of what one of the databases could not
keep."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

from obslog.model.errors import WordError

_INT64 = 2**63


def canonical(value: object) -> str:
    """`value` as JSON with sorted keys, no spaces and no escapes that are not needed: one spelling only.

    Raises `ValueError` for NaN and infinities.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def check_text(text: str, where: str) -> str:
    """`text` itself, if both databases can keep it. Raises `WordError` for NUL and for lone surrogates.

    SQLite would store a NUL and then count to it; PostgreSQL refuses it; neither takes half a character.
    """
    if text.isascii():
        if "\0" in text:
            raise WordError(where, text, "holds a NUL character, which no text may; take it out")
        return text
    if "\0" in text:
        raise WordError(where, text, "holds a NUL character, which no text may; take it out")
    try:
        text.encode()
    except UnicodeEncodeError:
        shown = text.encode("utf-8", "backslashreplace").decode()
        raise WordError(where, shown, "holds half a character (a lone surrogate); write it again") from None
    return text


def check_value(value: object, where: str) -> object:
    """`value` as both databases keep it (true becomes 1), or `WordError` naming the place it was meant
    for."""
    if value is None:
        return None
    if isinstance(value, str):
        return check_text(value, where)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        if not -_INT64 <= value < _INT64:
            raise WordError(where, str(value)[:40], "is too large a number; at most 19 digits can be kept")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise WordError(where, str(value), "is not a number that can be kept")
        return value + 0.0  # minus zero becomes zero: SQLite would make it so, PostgreSQL not
    raise WordError(where, type(value).__name__, "is neither text nor a number")


def check_tree(value: Any, where: str, depth: int = 0) -> None:
    """Check every text and number within JSON-like `value`. Raises `WordError`."""
    if depth > 100:
        raise WordError(where, "...", "is nested more than 100 deep")
    if isinstance(value, dict):
        for key, item in value.items():
            check_text(str(key), where)
            check_tree(item, where, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            check_tree(item, where, depth + 1)
    else:
        check_value(value, where)


def instant_text(instant: datetime) -> str:
    """An aware instant as sortable text in UTC, always with microseconds: `2024-12-13T08:12:00.000000Z`."""
    utc = instant.astimezone(UTC)
    return f"{utc.year:04d}-{utc.month:02d}-{utc.day:02d}T{utc:%H:%M:%S.%f}Z"


def read_instant(text: str) -> datetime:
    """The aware UTC instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)
