"""GeoPackage 1.3 (OGC 12-128r17): one layer a sheet, instants as DATETIME with their text beside them."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager

from obslog.exchange.files import reason
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Cell, Column, Kind, Parcel, Place, Row, Sheet
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError

_GPKG, _VERSION = 0x47504B47, 10300
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""
_SYSTEMS = (
    (
        "Undefined cartesian SRS",
        -1,
        "NONE",
        -1,
        "undefined",
        "undefined cartesian coordinate reference system",
    ),
    (
        "Undefined geographic SRS",
        0,
        "NONE",
        0,
        "undefined",
        "undefined geographic coordinate reference system",
    ),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude coordinates in decimal degrees"),
)
_SQL = {
    Kind.TEXT: "TEXT", Kind.WHOLE: "INTEGER", Kind.REAL: "DOUBLE", Kind.FLAG: "BOOLEAN", Kind.INSTANT: "DATETIME",
}  # fmt: skip
_ABOUT, _TEXT = "obslog_about", "_text"
#: How many steps of the database a file may cost to read.
_STEPS = 200_000_000


def write(parcel: Parcel) -> bytes:
    """The file. The same data gives the same bytes with one version of SQLite."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"PRAGMA application_id = {_GPKG}")
        base.execute(f"PRAGMA user_version = {_VERSION}")
        base.executescript(_TABLES)
        base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        for sheet in parcel.sheets:
            _layer(base, sheet, parcel.made_from)
        base.execute(f"CREATE TABLE {_ABOUT} (fid INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT)")
        pairs = [(name, shown(text)) for name, text in parcel.about().items()]
        base.executemany(f"INSERT INTO {_ABOUT} (name, value) VALUES (?, ?)", pairs)
        base.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'attributes', ?, ?, ?, NULL, NULL, NULL, NULL, NULL)",
            (_ABOUT, _ABOUT, "what this file is from", _milliseconds(parcel.made_from)),
        )
        return base.serialize()


def _layer(base: sqlite3.Connection, sheet: Sheet, made_from: str) -> None:
    names = _columns(sheet)
    wanted = ", ".join(f'"{name}" {kind}' for name, kind in names)
    base.execute(
        f'CREATE TABLE "{sheet.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom BLOB, {wanted})'
    )
    slots = ", ".join("?" * (len(names) + 1))
    quoted = ", ".join(f'"{name}"' for name, _ in names)
    boxes = [box for row in sheet.rows if (box := _box(row.place)) is not None]
    for row in sheet.rows:
        base.execute(
            f'INSERT INTO "{sheet.name}" (geom, {quoted}) VALUES ({slots})',
            (_blob(row.place), *_values(sheet, row)),
        )
    extent = (
        (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )
        if boxes
        else (None,) * 4
    )
    base.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, 4326)",
        (sheet.name, sheet.name, "", _milliseconds(made_from), *extent),
    )
    points = bool(sheet.rows) and all(row.place is None or isinstance(row.place, tuple) for row in sheet.rows)
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)",
        (sheet.name, "POINT" if points else "GEOMETRY"),
    )


def _columns(sheet: Sheet) -> list[tuple[str, str]]:
    """Names and types; an instant has its text beside it, since programs write DATETIME anew in their own zone."""
    names = []
    for column in sheet.columns:
        names.append((column.name, _SQL[column.kind]))
        if column.kind is Kind.INSTANT:
            names.append((column.name + _TEXT, "TEXT"))
    return [*names, ("title", "TEXT")]


def _values(sheet: Sheet, row: Row) -> list[Cell]:
    values: list[Cell] = []
    for column in sheet.columns:
        cell = row.cells.get(column.name)
        if column.kind is Kind.INSTANT:
            values += [_milliseconds(str(cell)) if cell is not None else None, cell]
        else:
            values.append(shown(cell) if isinstance(cell, str) else cell)
    return [*values, shown(row.title) or None]


def _milliseconds(text: str) -> str:
    """An instant as a GeoPackage writes it: three digits of a second, ending in Z."""
    from datetime import UTC, datetime

    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _box(place: Place) -> tuple[float, float, float, float] | None:
    if place is None:
        return None
    if isinstance(place, tuple):
        return place[0], place[1], place[0], place[1]
    points = [point for polygon in place.polygons for point in polygon[0]]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def _blob(place: Place) -> bytes | None:
    """A place as a GeoPackage geometry: header, box for what is no point, and well-known binary."""
    box = _box(place)
    if place is None or box is None:
        return None
    head = b"GP" + struct.pack("<BBi", 0, 1 if isinstance(place, tuple) else 3, 4326)
    if isinstance(place, tuple):
        return head + struct.pack("<BIdd", 1, 1, *place)
    parts = [
        struct.pack("<BII", 1, 3, len(polygon)) + b"".join(_ring(ring) for ring in polygon)
        for polygon in place.polygons
    ]
    body = parts[0] if len(parts) == 1 else struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)
    return head + struct.pack("<dddd", box[0], box[2], box[1], box[3]) + body


def _ring(ring: tuple[tuple[float, float], ...]) -> bytes:
    return struct.pack("<I", len(ring)) + b"".join(struct.pack("<dd", *point) for point in ring)


def place_of_blob(blob: object) -> Place:
    """The place of a GeoPackage geometry. Raises `WordError` for none that is a point or polygons in two dimensions."""
    from shapely import force_2d, from_wkb
    from shapely.errors import GEOSException
    from shapely.geometry import mapping

    from obslog.exchange.rows.geojson import place_of
    from obslog.exchange.rows.wkt import lists

    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise WordError("geometry", str(blob)[:20], "it is no GeoPackage geometry")
    if blob[3] & 0x10:
        return None
    sizes = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
    start = 8 + sizes.get((blob[3] >> 1) & 7, 0)
    try:
        shape = force_2d(from_wkb(blob[start:]))
    except GEOSException:
        raise WordError("geometry", blob[:8].hex(), "it is no well-known binary") from None
    if shape.is_empty or shape.geom_type not in ("Point", "Polygon", "MultiPolygon"):
        raise WordError("geometry", str(shape.geom_type), "it is a point, a polygon or several")
    return place_of(lists(mapping(shape)))


@contextmanager
def opened(data: bytes, name: str) -> Iterator[sqlite3.Connection]:
    """A file from outside as a database in memory that can only be read, and stops after so many steps.

    Raises `FileRefusedError` where it is none.
    """
    if data[:16] != b"SQLite format 3\0":
        raise FileRefusedError(name, "it is no GeoPackage")
    # A file in write-ahead mode would look for its log beside it: in memory it has none.
    data = data[:18] + b"\x01\x01" + data[20:]
    base = sqlite3.connect(":memory:", isolation_level=None)
    steps = [0]

    def stop() -> int:
        steps[0] += 10_000
        return int(steps[0] > _STEPS)

    allowed = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}

    def may(action: int, *_: str | None) -> int:
        return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY

    try:
        base.execute("PRAGMA trusted_schema = OFF")
        base.deserialize(data)
        base.execute("PRAGMA query_only = ON")
        base.set_authorizer(may)
        base.set_progress_handler(stop, 10_000)
        yield base
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise FileRefusedError(name, f"it is no GeoPackage that can be read ({reason(error)[:80]})") from None
    finally:
        base.close()


def layers_in(base: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """The layers of features in a GeoPackage: table, geometry column, srs; only real tables, no views."""
    found = base.execute(
        "SELECT g.table_name, g.column_name, g.srs_id, m.sql FROM gpkg_geometry_columns g JOIN sqlite_master m "
        "ON m.name = g.table_name AND m.type = 'table' ORDER BY 1"
    )
    return [
        (str(table), str(column), int(srs))
        for table, column, srs, sql in found
        if not str(sql).upper().startswith("CREATE VIRTUAL")
    ]


def rows_in(base: sqlite3.Connection, table: str) -> Iterator[dict[str, object]]:
    """The rows of one of those tables, by column."""
    quoted = table.replace('"', '""')
    cursor = base.execute(f'SELECT * FROM "{quoted}"')
    names = [column[0] for column in cursor.description]
    for values in cursor:
        yield dict(zip(names, values, strict=True))


def read(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that obslog wrote. Raises `FileRefusedError`."""
    found: dict[str, Sheet] = {}
    with opened(data, name) as base:
        for table, geometry, _ in layers_in(base):
            layer = LAYERS.get(table)
            if layer is None:
                raise FileRefusedError(name, f"layer {table!r} is none that obslog writes")
            rows = []
            for number, given in enumerate(rows_in(base, table), 1):
                try:
                    cells = {column.name: _cell(column, given) for column in layer.columns}
                    place = place_of_blob(given[geometry])
                except (WordError, KeyError) as error:
                    raise FileRefusedError(name, f"layer {table}, row {number}: {error}") from None
                kept = {key: cell for key, cell in cells.items() if cell is not None}
                row_id = str(kept.get(layer.columns[0].name, number))
                rows.append(Row(row_id, kept, place, meant(str(given.get("title") or ""))))
            found[table] = Sheet(layer.name, layer.columns, tuple(rows))
    return tuple(found[name] for name in LAYERS if name in found)


def _cell(column: Column, given: dict[str, object]) -> Cell:
    value = given[column.name + _TEXT] if column.kind is Kind.INSTANT else given[column.name]
    if value is None:
        return None
    if column.kind is Kind.FLAG and value in (0, 1):
        return bool(value)
    if column.kind is Kind.WHOLE and isinstance(value, int):
        return value
    if column.kind is Kind.REAL and isinstance(value, (int, float)):
        return float(value)
    if column.kind in (Kind.TEXT, Kind.INSTANT) and isinstance(value, str):
        return meant(value) if column.kind is Kind.TEXT else value
    raise WordError(column.name, str(value)[:80], f"it is a {column.kind}")
