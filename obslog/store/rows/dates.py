"""Between columns and the words that many rows share: dates, counts, candidate sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from obslog.model.counts import Count
from obslog.model.when import Basis, Precision, When
from obslog.store.canonical import canonical, instant_text, read_instant

Row = Mapping[str, Any]


#: The columns of a date as known, in the order that `when_of` takes them.
WHEN_COLUMNS = (
    "when_text", "when_edtf", "earliest", "latest", "precision", "basis", "when_zone", "when_qualifier",
    "when_warnings",
)  # fmt: skip


def when_row(when: When) -> dict[str, Any]:
    """The nine columns of a date."""
    return {
        "when_text": when.text,
        "when_edtf": when.edtf,
        "earliest": instant_text(when.earliest) if when.earliest else None,
        "latest": instant_text(when.latest) if when.latest else None,
        "precision": str(when.precision),
        "basis": str(when.basis),
        "when_zone": when.zone,
        "when_qualifier": when.qualifier or None,
        "when_warnings": canonical(when.warnings) if when.warnings else None,
    }


def when_of(values: Sequence[Any]) -> When:
    """The date that `when_row` wrote, from its columns in the order of `WHEN_COLUMNS`."""
    text, edtf, earliest, latest, precision, basis, zone, qualifier, warnings = values
    return When(
        text=text or "",
        earliest=read_instant(earliest) if earliest else None,
        latest=read_instant(latest) if latest else None,
        precision=_precision(precision or "unknown"),
        basis=_basis(basis or "unknown"),
        edtf=edtf or "",
        qualifier=qualifier or "",
        zone=zone or "unknown",
        warnings=tuple(json.loads(warnings)) if warnings else (),
    )


def when_in(row: Row) -> When:
    """The date of a row given by column names."""
    return when_of([row[name] for name in WHEN_COLUMNS])


@lru_cache(64)
def _precision(word: str) -> Precision:
    return Precision(word)


@lru_cache(64)
def _basis(word: str) -> Basis:
    return Basis(word)


def types_text(types: Iterable[str]) -> str:
    """A type, or a candidate set in one spelling: `An-26|An-32`."""
    return "|".join(sorted(set(types)))


def count_row(count: Count) -> dict[str, Any]:
    """The five columns of a count."""
    return {
        "lo": count.lo, "hi": count.hi, "count_text": count.text, "estimate": int(count.estimate),
        "unknown": int(count.unknown),
    }  # fmt: skip


@lru_cache(4096)
def count_of(lo: int, hi: int | None, text: str | None, estimate: int, unknown: int) -> Count:
    """The count that `count_row` wrote."""
    return Count(lo, hi, text or "", bool(estimate), bool(unknown))
