"""XLSX: a sheet for each layer with a frozen header, real dates beside their ISO text, and no formula anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from obslog.exchange.files import member, open_zip, reason
from obslog.exchange.rows.csv_sheets import guarded, unguarded
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Cell, Kind, Parcel, Row, Sheet
from obslog.exchange.rows.wkt import place_of_wkt, wkt
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, RefusedError, WordError

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: What a cell of a spreadsheet can hold (characters), and a sheet (rows).
_LONGEST, _MOST_ROWS = 32_767, 1_048_576
_ABOUT = "about"
_DATED = "_date"
#: Spreadsheets know no day before, and count 29 February 1900.
_FIRST_YEAR = 1901
_MOST_CELLS = 20_000_000

#: A cell of any sheet as it is read: dates without a zone.
Value = str | int | float | bool | datetime | date | time | None


def write(parcel: Parcel) -> bytes:
    """The file. Raises `RefusedError` where xlsxwriter is not installed, or a text is longer than a cell."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise RefusedError("XLSX needs xlsxwriter: pip install 'obslog[xlsx]', or write a .csv") from None
    out = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(out, {"in_memory": True, **plain})
    # A workbook must say when it was made: when the newest entry of the journal was.
    book.set_properties({"created": _instant(parcel.made_from), "author": "obslog"})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for sheet in parcel.sheets:
        _sheet(book.add_worksheet(sheet.name), sheet, styles)
    about = book.add_worksheet(_ABOUT)
    about.set_column(0, 0, 16)
    for line, (name, text) in enumerate(parcel.about().items()):
        _text(about, line, 0, name)
        _text(about, line, 1, text)
    book.close()
    return out.getvalue()


def _sheet(page: Worksheet, sheet: Sheet, styles: dict[str, Any]) -> None:
    if len(sheet.rows) >= _MOST_ROWS:
        raise RefusedError(f"a sheet holds {_MOST_ROWS:,} rows: write a .csv or .gpkg, or ask for less")
    names = _header(sheet)
    page.freeze_panes(1, 0)
    for place, name in enumerate(names):
        page.write_string(0, place, name, styles["head"])
        page.set_column(place, place, 20 if name.endswith(_DATED) else min(40, max(10, len(name) + 2)))
    for line, row in enumerate(sheet.rows, 1):
        cells: dict[str, Cell] = {**row.cells, "geometry": wkt(row.place), "title": row.title}
        for place, name in enumerate(names):
            cell = cells.get(name.removesuffix(_DATED)) if name.endswith(_DATED) else cells.get(name)
            if cell is None or cell == "":
                continue
            if name.endswith(_DATED):
                instant = _instant(str(cell))
                if instant is not None and instant.year >= _FIRST_YEAR:
                    page.write_datetime(line, place, instant, styles["date"])
            elif isinstance(cell, bool):
                page.write_boolean(line, place, cell)
            elif isinstance(cell, str):
                _text(page, line, place, cell)
            else:
                page.write_number(line, place, cell)


def _header(sheet: Sheet) -> list[str]:
    names = []
    for column in sheet.columns:
        names += [column.name, column.name + _DATED] if column.kind is Kind.INSTANT else [column.name]
    return [*names, "geometry", "title"]


def _text(page: Worksheet, line: int, place: int, text: str) -> None:
    kept = guarded(shown(text))
    if len(kept) > _LONGEST:
        raise RefusedError(
            f"a text of {len(kept)} characters fits no cell of a spreadsheet: write a .csv or .gpkg"
        )
    page.write_string(line, place, kept)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def tables(data: bytes, name: str) -> Iterator[tuple[str, list[tuple[Value, ...]]]]:
    """The sheets of any workbook: its name and its rows. Formulas are their last result, never run.

    Raises `FileRefusedError` for what is no workbook, a bomb, or XML with a DTD; `RefusedError` without openpyxl.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise RefusedError(
            "reading XLSX needs openpyxl: pip install 'obslog[xlsx]', or save it as CSV"
        ) from None
    with open_zip(data, name) as archive:
        for inside in archive.namelist():
            if inside.endswith((".xml", ".rels")) and b"<!DOCTYPE" in member(archive, inside, name):
                raise FileRefusedError(name, "its XML holds a DTD, which is not read")
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        left = _MOST_CELLS
        for page in book.worksheets:
            rows: list[tuple[Value, ...]] = []
            for cells in page.iter_rows(values_only=True):
                left -= len(cells)
                if left < 0:
                    raise FileRefusedError(name, f"it holds more than {_MOST_CELLS:,} cells")
                rows.append(tuple(cells))
            yield page.title, rows
    except FileRefusedError:
        raise
    # A damaged workbook fails in openpyxl with errors of many kinds.
    except Exception as error:
        raise FileRefusedError(name, f"it is no workbook that can be read ({reason(error)[:80]})") from None


def read(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that obslog wrote. Raises `FileRefusedError`."""
    found = []
    for title, rows in tables(data, name):
        if title == _ABOUT:
            continue
        layer = LAYERS.get(title)
        if layer is None or not rows or list(rows[0]) != _header(layer):
            raise FileRefusedError(name, f"sheet {title!r}: it is none that obslog writes")
        read_rows = []
        for line, values in enumerate(rows[1:], 2):
            given = dict(zip(_header(layer), values, strict=False))
            try:
                cells = {column.name: _cell(column.kind, given[column.name]) for column in layer.columns}
                place = place_of_wkt(_plain(given["geometry"]))
            except (WordError, KeyError) as error:
                raise FileRefusedError(name, f"sheet {title}, line {line}: {error}") from None
            kept = {key: cell for key, cell in cells.items() if cell is not None}
            row_id = str(kept.get(layer.columns[0].name, line))
            read_rows.append(Row(row_id, kept, place, _plain(given["title"])))
        found.append(Sheet(layer.name, layer.columns, tuple(read_rows)))
    return tuple(found)


def _plain(value: Value) -> str:
    return meant(unguarded(str(value))) if value is not None else ""


def _cell(kind: Kind, value: Value) -> Cell:
    if value is None:
        return None
    if kind is Kind.FLAG and isinstance(value, bool):
        return value
    if kind in (Kind.WHOLE, Kind.REAL) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) if kind is Kind.WHOLE else float(value)
    if kind in (Kind.TEXT, Kind.INSTANT) and isinstance(value, str):
        return _plain(value)
    raise WordError("cell", str(value)[:80], f"it is a {kind}")
