"""GeoJSON (RFC 7946): one feature a row, its sheet named in `layer`, what the file is from in `obslog`."""

from __future__ import annotations

import json
from typing import Any

from obslog.exchange.files import json_in
from obslog.exchange.rows.layers import LAYERS
from obslog.exchange.rows.sheets import Cell, Column, Kind, Parcel, Place, Row, Sheet
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError, WordError


def write(parcel: Parcel) -> bytes:
    """The file. Every column of a sheet stands in each of its features: null is unknown, or an open bound."""
    features = [_feature(sheet, row) for sheet in parcel.sheets for row in sheet.rows]
    about = {name: shown(text) for name, text in parcel.about().items()}
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    head = json.dumps(about, ensure_ascii=False)
    return f'{{"type": "FeatureCollection", "obslog": {head}, "features": [\n{lines}\n]}}\n'.encode()


def _feature(sheet: Sheet, row: Row) -> dict[str, Any]:
    cells = {column.name: _json(row.cells.get(column.name)) for column in sheet.columns}
    title = {"title": shown(row.title)} if row.title else {}
    return {
        "type": "Feature",
        "id": row.id,
        "geometry": geometry(row.place),
        "properties": {"layer": sheet.name, **title, **cells},
    }


def _json(cell: Cell) -> Cell:
    return shown(cell) if isinstance(cell, str) else cell


def geometry(place: Place) -> dict[str, Any] | None:
    """A place as a GeoJSON geometry."""
    from obslog.places.ground import to_geojson

    if place is None:
        return None
    if isinstance(place, tuple):
        return {"type": "Point", "coordinates": list(place)}
    return to_geojson(place)


def place_of(obj: object) -> Place:
    """The place of a GeoJSON geometry: a position or ground. Raises `WordError`."""
    from obslog.places.ground import parse_geojson_geometry

    if obj is None:
        return None
    if isinstance(obj, dict) and obj.get("type") == "Point":
        position = obj.get("coordinates")
        if not isinstance(position, list) or len(position) < 2:
            raise WordError("position", str(position)[:80], "it is [longitude, latitude]")
        lon, lat = position[:2]
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (lon, lat))
        if not numbers or not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise WordError("position", str(position)[:80], "longitude and latitude in degrees")
        return float(lon), float(lat)
    return parse_geojson_geometry(obj)


def read(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file that obslog wrote. Raises `FileRefusedError`."""
    document = json_in(data, name)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise FileRefusedError(name, "it is no GeoJSON feature collection")
    rows: dict[str, list[Row]] = {}
    for number, feature in enumerate(document["features"], 1):
        said = feature.get("properties") if isinstance(feature, dict) else None
        layer = LAYERS.get(str(said.get("layer"))) if isinstance(said, dict) else None
        if layer is None or not isinstance(said, dict):
            raise FileRefusedError(name, f"feature {number}: it names no layer of obslog")
        try:
            cells = {column.name: cell_in(column, said.get(column.name)) for column in layer.columns}
            place = place_of(feature.get("geometry"))
        except WordError as error:
            raise FileRefusedError(name, f"feature {number}: {error}") from None
        kept = {key: cell for key, cell in cells.items() if cell is not None}
        title = meant(str(said.get("title") or ""))
        rows.setdefault(layer.name, []).append(Row(str(feature.get("id")), kept, place, title))
    return tuple(Sheet(key, LAYERS[key].columns, tuple(found)) for key, found in rows.items())


_TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,), Kind.INSTANT: (str,), Kind.WHOLE: (int,), Kind.REAL: (int, float), Kind.FLAG: (bool,),
}  # fmt: skip


def cell_in(column: Column, value: object) -> Cell:
    """The cell of a column from a value in JSON. Raises `WordError`."""
    if value is None or value == "":
        return None
    odd = isinstance(value, bool) and column.kind is not Kind.FLAG
    if odd or not isinstance(value, _TYPES[column.kind]):
        raise WordError(column.name, str(value)[:80], f"it is a {column.kind}")
    if isinstance(value, str):
        return meant(value)
    return float(value) if column.kind is Kind.REAL else value  # type: ignore[arg-type, return-value]
