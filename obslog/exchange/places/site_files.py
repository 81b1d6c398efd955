"""Places in files of other tools (KML, KMZ, GeoJSON, GeoPackage, CSV, XLSX) and in those that obslog wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from obslog.exchange.files import json_in, read_file
from obslog.exchange.looks.sheet_files import TABLES, lines_in, own_sheet
from obslog.exchange.rows import geojson, gpkg, kml
from obslog.exchange.rows.sheets import Place, Row, parted
from obslog.exchange.rows.wkt import place_of_wkt
from obslog.exchange.showing import shown
from obslog.model.errors import FileRefusedError, WordError
from obslog.model.places import Geometry
from obslog.model.text import fold

#: What a property or a column may be called (folded), by what it says.
_CALLED: dict[str, tuple[str, ...]] = {
    "name": ("name", "site", "title", "site name", "base", "facility", "label", "airport", "port"),
    "icao": ("icao", "icao code", "ident", "gps code"),
    "aliases": ("aliases", "alias", "alternative names", "aka", "other names", "alternatenames"),
    "area": ("area", "apron", "pier"),
    "timezone": ("timezone", "time zone", "tz"),
    "country": ("country",),
    "cadence_days": ("cadence days", "cadence"),
    "capacity": ("capacity",),
    "radius_m": ("radius m", "radius"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "long", "lng", "longitude", "x"),
    "position": ("position", "coordinates", "mgrs", "coords", "latlon", "lat lon"),
    "geometry": ("geometry", "wkt", "geom"),
}
#: More places than this in one file are no list of sites.
_MOST = 20_000
#: The systems of a GeoPackage whose numbers are degrees WGS 84.
_DEGREES = (4326, 4979)


@dataclass(frozen=True)
class Given:
    """One place of a file: where it stands there, what it says (by the words of `_CALLED`), and its ground."""

    where: str
    said: Mapping[str, str]
    place: Place

    @property
    def names(self) -> tuple[str, ...]:
        """Its other names."""
        text = self.said.get("aliases", "")
        return parted(text if "|" in text or text.startswith("[") else text.replace(";", "|"))


@dataclass(frozen=True)
class Places:
    """The places of a file, the lines refused, and how many things in it have no place (lines, folders, tours)."""

    given: tuple[Given, ...]
    refused: tuple[str, ...]
    passed_over: int = 0


def read_places(path: str | Path, name_from: str | None = None) -> Places:
    """The places in a file; `name_from` says which property or column holds the name. Raises `FileRefusedError`."""
    name = str(path)
    own = own_sheet(path, "sites")
    if own is not None:
        return Places(tuple(_own(row) for row in own.rows), ())
    ending = Path(path).suffix.lower()
    found = []
    refused = []
    passed_over = 0
    if ending in TABLES:
        things = _lines(path)
    else:
        things = _READERS[ending](read_file(path), name)
    for number, (where, properties, place) in enumerate(things):
        if number >= _MOST:
            raise FileRefusedError(name, f"it holds more than {_MOST:,} places: that is no list of sites")
        if isinstance(place, WordError):
            refused.append(f"{where}: {place}")
            continue
        said = _said(properties, name_from)
        if place is None and not said.keys() & {"icao", "position"}:
            passed_over += 1
            continue
        found.append(Given(where, said, place))
    return Places(tuple(found), tuple(refused), passed_over)


Thing = tuple[str, Mapping[str, str], Place | WordError]


def _said(properties: Mapping[str, str], name_from: str | None) -> dict[str, str]:
    folded: dict[str, str] = {}
    for key, value in properties.items():
        if value.strip():
            folded.setdefault(fold(key), value.strip())
    said = {}
    for key, called in _CALLED.items():
        found = next((folded[each] for each in called if each in folded), None)
        if found is not None:
            said[key] = found
    if name_from is not None:
        said.pop("name", None)
        if (named := folded.get(fold(name_from))) is not None:
            said["name"] = named
    return said


def _own(row: Row) -> Given:
    said = {key: str(cell) for key, cell in row.cells.items() if key in _CALLED}
    said["name"] = str(row.cells.get("site", ""))
    return Given(f"{row.cells.get('kind', 'row')} {row.title}", said, row.place)


def _placemarks(data: bytes, name: str) -> Iterator[Thing]:
    for number, mark in enumerate(
        (x for x in kml.document(data, name).iter() if kml.tag(x) == "Placemark"), 1
    ):
        properties = {}
        for element in mark.iter():
            if kml.tag(element) == "Data" and element.get("name"):
                properties[str(element.get("name"))] = kml.text_in_child(element, "value")
            elif kml.tag(element) == "SimpleData" and element.get("name"):
                properties[str(element.get("name"))] = (element.text or "").strip()
        if title := kml.text_in_child(mark, "name"):
            properties["name"] = title
        try:
            place: Place | WordError = kml.place_in(mark)
        except WordError as error:
            place = error
        yield _named(f"placemark {number}", properties), properties, place


def _features(data: bytes, name: str) -> Iterator[Thing]:
    document = json_in(data, name)
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(document, dict) and document.get("type") == "Feature":
        features = [document]
    if not isinstance(features, list):
        raise FileRefusedError(name, "it is no GeoJSON feature or collection of features")
    crs = document.get("crs")
    if crs is not None and not any(each in str(crs)[:200] for each in ("CRS84", "4326")):
        raise FileRefusedError(name, "only longitude and latitude in WGS 84 are read: reproject it first")
    for number, feature in enumerate(features, 1):
        given = feature.get("properties") if isinstance(feature, dict) else None
        properties = {
            str(key): str(value)
            for key, value in (given.items() if isinstance(given, dict) else ())
            if isinstance(value, (str, int, float)) and not isinstance(value, bool)
        }
        aliases = given.get("aliases") if isinstance(given, dict) else None
        if isinstance(aliases, list):
            properties["aliases"] = "|".join(str(each) for each in aliases)
        try:
            place: Place | WordError = geojson.place_of(
                feature.get("geometry") if isinstance(feature, dict) else 0
            )
        except WordError as error:
            kind = feature["geometry"].get("type") if isinstance(feature.get("geometry"), dict) else None
            # Roads and coastlines are no sites.
            place = None if kind in ("LineString", "MultiLineString") else error
        yield _named(f"feature {number}", properties), properties, place


def _rows(data: bytes, name: str) -> Iterator[Thing]:
    with gpkg.opened(data, name) as base:
        layers = gpkg.layers_in(base)
        odd = next((table for table, _, srs in layers if srs not in _DEGREES), None)
        if odd is not None:
            raise FileRefusedError(
                name, f"layer {shown(odd)[:40]!r} is not in WGS 84 degrees: reproject it first"
            )
        for table, column, _ in layers:
            for number, row in enumerate(gpkg.rows_in(base, table), 1):
                properties = {
                    key: str(value) for key, value in row.items() if isinstance(value, (str, int, float))
                }
                properties.pop("fid", None)
                try:
                    place: Place | WordError = gpkg.place_of_blob(row.get(column))
                except WordError as error:
                    place = error
                yield _named(f"layer {shown(table)[:40]}, row {number}", properties), properties, place


def _lines(path: str | Path) -> Iterator[Thing]:
    headers, lines = lines_in(path, None, None)
    for number, cells in lines:
        properties = {
            header: _text(cell)
            for header, cell in zip(headers, cells, strict=False)
            if cell not in (None, "")
        }
        yield f"line {number}", properties, _place(_said(properties, None))


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _place(said: Mapping[str, str]) -> Place | WordError:
    """Where a line of a table lies: WKT, or a longitude and a latitude; a position in words is read later."""
    try:
        if "geometry" in said:
            return place_of_wkt(said["geometry"])
        if "lat" in said and "lon" in said:
            try:
                lon, lat = float(said["lon"]), float(said["lat"])
            except ValueError:
                text = f"{said['lat']}, {said['lon']}"
                raise WordError("position", text[:60], "write degrees with a decimal point") from None
            return geojson.place_of({"type": "Point", "coordinates": [lon, lat]})
    except WordError as error:
        return error
    return None


def _named(where: str, properties: Mapping[str, str]) -> str:
    title = properties.get("name", "")
    return f"{where} ({shown(title)[:40]})" if title else where


def ground_in(given: Given) -> Geometry | None:
    """Its ground, where it is more than a position."""
    return given.place if isinstance(given.place, Geometry) else None


_READERS = {
    ".kml": _placemarks, ".kmz": _placemarks, ".geojson": _features, ".json": _features, ".gpkg": _rows,
}  # fmt: skip
