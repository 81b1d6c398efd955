"""CSV: one sheet, UTF-8, every text quoted, no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
from io import StringIO

from obslog.exchange.files import text_in
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Kind, Parcel, Row, Sheet, cell_of, text_of
from obslog.exchange.rows.wkt import place_of_wkt, wkt
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, RefusedError, WordError

#: A cell that begins so is run by spreadsheets; the apostrophe is in it so that it can be taken off again.
_RISKY = ("=", "+", "-", "@", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LARGEST_CELL = 1 << 24
_EXTRA = ("geometry", "title")


def guarded(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before what begins like a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RISKY) else text


def write(parcel: Parcel) -> bytes:
    """The file. Raises `RefusedError` where there are several sheets."""
    if len(parcel.sheets) != 1:
        raise RefusedError(
            "a CSV file holds one sheet: give one --what, or name a file ending in .xlsx or .gpkg"
        )
    sheet = parcel.sheets[0]
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([*(column.name for column in sheet.columns), *_EXTRA])
    for row in sheet.rows:
        cells = []
        for column in sheet.columns:
            cell = row.cells.get(column.name)
            cells.append(
                guarded(shown(cell))
                if isinstance(cell, str)
                else text_of(cell)
                if isinstance(cell, bool)
                else ""
                if cell is None
                else cell
            )
        writer.writerow([*cells, wkt(row.place), guarded(shown(row.title))])
    return out.getvalue().encode()


def table(data: bytes, name: str) -> list[list[str]]:
    """The cells of any CSV file, line by line; the delimiter is told by the first line. Raises `FileRefusedError`."""
    return [cells for _, cells in numbered(data, name)]


def numbered(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """As `table`, each with the number of the line that it ends on: a quoted cell may hold several lines."""
    text = text_in(data, name)
    if "\0" in text:
        raise FileRefusedError(name, f"line {text[: text.index(chr(0))].count(chr(10)) + 1}: it holds a NUL")
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count) if any(sign in first for sign in ",;\t|") else ","
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        lines.extend((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        raise FileRefusedError(name, f"line {reader.line_num}: it is no CSV ({error})") from None
    return lines


def read(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheet of a file that obslog wrote. Raises `FileRefusedError`."""
    lines = table(data, name)
    header = lines[0] if lines else []
    layer = next((x for x in LAYERS.values() if [*(c.name for c in x.columns), *_EXTRA] == header), None)
    if layer is None:
        raise FileRefusedError(name, "line 1: its columns are not those that obslog writes")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(header):
            raise FileRefusedError(name, f"line {number}: it has {len(line)} cells, not {len(header)}")
        try:
            cells = {
                column.name: cell_of(column.kind, _plain(column.kind, text), column.name)
                for column, text in zip(layer.columns, line[: len(layer.columns)], strict=True)
            }
            place = place_of_wkt(line[-2])
        except WordError as error:
            raise FileRefusedError(name, f"line {number}: {error}") from None
        kept = {key: cell for key, cell in cells.items() if cell is not None}
        row_id = str(kept.get(layer.columns[0].name, number))
        rows.append(Row(row_id, kept, place, meant(unguarded(line[-1]))))
    return (Sheet(layer.name, layer.columns, tuple(rows)),)


def _plain(kind: Kind, text: str) -> str:
    return meant(unguarded(text)) if kind in (Kind.TEXT, Kind.INSTANT) else text
