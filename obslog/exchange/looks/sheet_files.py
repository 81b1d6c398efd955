"""Files that hold a table, opened: CSV or a workbook as numbered lines, or the sheets of a file that obslog wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from obslog.exchange.files import json_in, read_file
from obslog.exchange.rows import csv_sheets, geojson, gpkg, kml, xlsx
from obslog.exchange.rows.csv_sheets import numbered, unguarded
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Sheet
from obslog.exchange.rows.xlsx import Value
from obslog.model.errors import FileRefusedError

Line = tuple[int, tuple[Value, ...]]
#: Endings of workbooks, and of all tables.
WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", ".tsv", ".txt", *WORKBOOKS)
_OTHERS: dict[str, Callable[[bytes, str], tuple[Sheet, ...]]] = {
    ".geojson": geojson.read, ".json": geojson.read, ".gpkg": gpkg.read, ".kml": kml.read, ".kmz": kml.read,
}  # fmt: skip


def own_sheet(path: str | Path, layer: str) -> Sheet | None:
    """That layer of a file that obslog wrote; None for a table of anybody else. Raises `FileRefusedError`."""
    name = str(path)
    ending = Path(path).suffix.lower()
    if ending not in (*TABLES, *_OTHERS):
        raise FileRefusedError(name, f"its name must end in {', '.join((*TABLES, *_OTHERS))}")
    data = read_file(path)
    if not data or not _is_own(data, name, ending):
        return None
    sheets: Sequence[Sheet]
    if ending in _OTHERS:
        sheets = _OTHERS[ending](data, name)
    else:
        sheets = (xlsx if ending in WORKBOOKS else csv_sheets).read(data, name)
    found = next((sheet for sheet in sheets if sheet.name == layer), None)
    if found is None:
        raise FileRefusedError(name, f"it holds no {layer}, only {', '.join(sheet.name for sheet in sheets)}")
    return found


def _is_own(data: bytes, name: str, ending: str) -> bool:
    if ending in WORKBOOKS:
        first = next(iter(xlsx.tables(data, name)), None)
        return first is not None and first[0] in LAYERS and bool(first[1]) and first[1][0][-1] == "title"
    if ending in (".geojson", ".json"):
        document = json_in(data, name)
        return isinstance(document, dict) and "obslog" in document and "features" in document
    if ending == ".gpkg":
        with gpkg.opened(data, name) as base:
            return bool(base.execute("SELECT 1 FROM sqlite_master WHERE name = 'obslog_about'").fetchall())
    if ending in (".kml", ".kmz"):
        links = (
            each.get("schemaUrl") or ""
            for each in kml.document(data, name).iter()
            if kml.tag(each) == "SchemaData"
        )
        return any(link.removeprefix("#schema_") in LAYERS for link in links)
    lines = numbered(data[: 1 << 16].rpartition(b"\n")[0] or data, name)
    # A sheet of ours from which columns were taken is no sheet of somebody else: its reader says so.
    return bool(lines) and "journal_head" in lines[0][1]


def lines_in(path: str | Path, sheet: str | None, header: int | None) -> tuple[list[str], list[Line]]:
    """The headers and the lines below them, with their numbers, of a table; blank lines are passed over.

    `sheet` names one of a workbook, `header` the line of the headers (None: the first that is not blank). Raises
    `FileRefusedError`.
    """
    name = str(path)
    if Path(path).suffix.lower() not in TABLES:
        raise FileRefusedError(name, "it is no table that obslog wrote: give a .csv or .xlsx")
    data = read_file(path)
    if Path(path).suffix.lower() in WORKBOOKS:
        lines = _page(data, name, sheet)
    else:
        lines = [
            (number, tuple(unguarded(cell.strip()) or None for cell in cells))
            for number, cells in numbered(data, name)
        ]
    filled = [(number, cells) for number, cells in lines if any(cell not in (None, "") for cell in cells)]
    if header is not None:
        filled = [line for line in filled if line[0] >= header]
    if not filled:
        raise FileRefusedError(name, "it holds no line with headers")
    headers = ["" if cell is None else str(cell).strip() for cell in filled[0][1]]
    for number, cells in filled[1:]:
        if len(cells) > len(headers) and any(cell not in (None, "") for cell in cells[len(headers) :]):
            raise FileRefusedError(
                name,
                f"line {number}: it has {len(cells)} cells for {len(headers)} headers (line {filled[0][0]})",
            )
    return headers, filled[1:]


def _page(data: bytes, name: str, wanted: str | None) -> list[Line]:
    pages = [(title, rows) for title, rows in xlsx.tables(data, name) if rows]
    fits = [page for page in pages if wanted in (None, page[0])]
    if len(fits) != 1 and pages:
        titles = ", ".join(title for title, _ in pages)
        raise FileRefusedError(name, f"it holds the sheets {titles}: say which (--sheet NAME)")
    if not pages:
        raise FileRefusedError(name, "it holds no lines")
    cells = [tuple(cell.strip() if isinstance(cell, str) else cell for cell in row) for row in fits[0][1]]
    return list(enumerate(cells, 1))
