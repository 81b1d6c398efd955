"""Numbers, instants, outlines and keyed texts as sidecars write them; what cannot be read is None."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from obslog.imagery.ground import LonLat, geometry_of_ring
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.places import Geometry
from obslog.model.when import Basis, When

_INSTANT = re.compile(
    r"\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T ,_]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9})\d*)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?\s*",
    re.IGNORECASE | re.ASCII,
)
_PAIR = re.compile(r"\s*([A-Za-z_][\w:.\-]*)\s*[=:\t]\s*(.*?)\s*;?\s*")
_MAX_LINES = 200_000


def number(value: object, least: float = -math.inf, most: float = math.inf) -> float | None:
    """A finite number within `least`..`most` from a text or number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and least <= found <= most else None


def instant(value: object, utc: bool = True) -> When | None:
    """The instant in a text such as `2024-12-13T08:12:11.5Z` or `20241213 081211`; None if there is none.

    `utc` says that the provider writes UTC where no zone is stated. A date alone is that day.
    """
    if not isinstance(value, str) or len(value) > 80:
        return None
    match = _INSTANT.fullmatch(value)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    text = f"{year}-{month}-{day}"
    if hour is not None:
        text += f"T{hour}:{minute}:{second or '00'}"
        text += f".{fraction[:6]}" if fraction else ""
        if zone and zone[0] in "+-":
            text += zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        elif zone or utc:
            text += "Z"
    try:
        return replace(parse_edtf(text, Basis.SIDECAR), text=value.strip())
    except WordError:
        return None


def ring(points: Sequence[LonLat]) -> Geometry | None:
    """The ground inside a ring of (longitude, latitude) degrees; None where that is no area on the Earth."""
    kept = [(lon, lat) for lon, lat in points if math.isfinite(lon) and math.isfinite(lat)]
    if len(kept) != len(points) or not 3 <= len(kept) <= 20_000:
        return None
    if any(abs(lon) > 540 or abs(lat) > 90 for lon, lat in kept):
        return None
    try:
        return geometry_of_ring(kept)
    except ValueError:
        return None


def keyed(text: str) -> dict[str, Any]:
    """The values of a text of `key = value` lines, as Maxar's IMD, Landsat's MTL and PVL files write them.

    `BEGIN_GROUP = X` or `GROUP = X` to its end makes a dict under `X`; lists in brackets over several lines
    become lists of texts; quotes are taken off. Keys keep their case. A broken line is passed over.
    """
    root: dict[str, Any] = {}
    stack = [root]
    held: list[str] | None = None
    held_key = ""
    for line in text.splitlines()[:_MAX_LINES]:
        if held is not None:
            held.append(line)
            if ")" in line:
                stack[-1].setdefault(held_key, _listed(" ".join(held)))
                held = None
            continue
        match = _PAIR.fullmatch(line)
        if match is None:
            continue
        key, value = match.groups()
        word = key.upper()
        if word in ("BEGIN_GROUP", "GROUP", "BEGIN_OBJECT", "OBJECT"):
            if len(stack) < 32:
                inner = stack[-1].setdefault(value.strip('"'), {})
                stack.append(inner if isinstance(inner, dict) else {})
        elif word in ("END_GROUP", "END_OBJECT"):
            if len(stack) > 1:
                stack.pop()
        elif value.startswith("(") and ")" not in value:
            held, held_key = [value], key
        else:
            stack[-1].setdefault(key, _listed(value) if value.startswith("(") else value.strip('"'))
    return root


def _listed(text: str) -> list[str]:
    inner = text[text.find("(") + 1 : text.rfind(")")]
    return [part.strip().strip('"') for part in inner.split(",") if part.strip()]


def found_text(root: Any, *paths: str) -> str | None:
    """The stripped text of the first of some element paths (of one XML element) that has any."""
    for path in paths:
        element = root.find(path)
        if element is not None and isinstance(element.text, str) and element.text.strip():
            return str(element.text.strip())
    return None
