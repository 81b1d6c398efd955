"""What leaves the log before it has a format: sheets of rows with typed columns, each row with its ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from obslog.model.errors import WordError
from obslog.model.places import Geometry

#: What a cell can hold; nothing is None, never an empty text.
Cell = str | int | float | bool | None
#: Where a row lies: a position (longitude, latitude in degrees WGS 84), ground, or nowhere.
Place = tuple[float, float] | Geometry | None


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    REAL = "real"
    FLAG = "flag"
    #: A text: ISO 8601 in UTC, ending in Z.
    INSTANT = "instant"


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells are, and what they mean."""

    name: str
    kind: Kind = Kind.TEXT
    means: str = ""


@dataclass(frozen=True)
class Row:
    """One row: `id` is unique in its sheet, `cells` hold only what is known, `title` is a name for a person."""

    id: str
    cells: Mapping[str, Cell]
    place: Place = None
    title: str = ""


@dataclass(frozen=True)
class Sheet:
    """Rows of one kind under their columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name. Raises `KeyError`."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Parcel:
    """All that leaves in one file: its sheets, the head of the journal, and what was left out and why.

    `made_from` is the instant of the newest entry of the journal, for formats that must hold a date: no file holds the
    time at which it was written.
    """

    sheets: tuple[Sheet, ...]
    head: str
    left_out: tuple[str, ...] = ()
    made_from: str = "1970-01-01T00:00:00Z"
    facts: Mapping[str, str] = field(default_factory=dict)
    #: For archives: a file by its name (a PNG, or the record of how it was made), and the PNG of a look and its area.
    files: Mapping[str, bytes] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def about(self) -> dict[str, str]:
        """What a reader must know of the file, in a few pairs."""
        from obslog.model.version import VERSION

        said = {"program": f"obslog {VERSION}", "journal_head": self.head, **self.facts}
        return said | ({"left_out": "; ".join(self.left_out)} if self.left_out else {})


def cell_of(kind: Kind, text: str, what: str = "cell") -> Cell:
    """A cell from the text that a format without types holds; an empty text is None. Raises `WordError`."""
    if text == "":
        return None
    try:
        if kind is Kind.WHOLE:
            return int(text)
        if kind is Kind.REAL:
            return float(text)
    except ValueError:
        raise WordError(what, text[:80], "a number is written 12 or 0.5") from None
    if kind is Kind.FLAG:
        if text.casefold() not in ("true", "false", "1", "0"):
            raise WordError(what, text[:80], "write true or false")
        return text.casefold() in ("true", "1")
    return text


def text_of(cell: Cell) -> str:
    """A cell as text, such that `cell_of` reads it back."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else str(cell)


def joined(names: Sequence[str]) -> str | None:
    """Several names in one cell: `a | b`, or a JSON list where a name holds what would part it; None for none."""
    import json

    if not names:
        return None
    plain = not any("|" in name or name.startswith("[") or name != name.strip() or not name for name in names)
    return " | ".join(names) if plain else json.dumps(list(names), ensure_ascii=False)


def parted(cell: Cell) -> tuple[str, ...]:
    """The names that `joined` put into one cell."""
    import json

    text = "" if cell is None else str(cell)
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(name, str) for name in found):
            return tuple(found)
    return tuple(name for part in text.split("|") if (name := part.strip()))
