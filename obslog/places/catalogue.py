"""The catalogue of object types that ships with obslog, read from `data/types.csv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from obslog.model.types import ObjectType, TypeTree


@cache
def load_types() -> TypeTree:
    """The tree of types that ships with obslog; read once, then the same object."""
    table = (files("obslog.data") / "types.csv").read_text(encoding="utf-8")
    return TypeTree(_object_type(row) for row in csv.DictReader(table.splitlines()))


def _object_type(row: dict[str, str]) -> ObjectType:
    """One row of the table; a cell left empty is a value not known."""
    return ObjectType(
        name=row["id"],
        parent=row["parent"] or None,
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        nato=row["nato"] or None,
        length_m=_metres(row["length_m"]),
        span_m=_metres(row["span_m"]),
        height_m=_metres(row["height_m"]),
        span_kind=row["span_kind"],
        note=row["note"],
        source=row["source"],
        checked=row["checked"] == "yes",
    )


def _metres(cell: str) -> float | None:
    """A dimension in metres, or None for an empty cell."""
    return float(cell) if cell else None
