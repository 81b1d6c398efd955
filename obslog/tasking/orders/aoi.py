"""The ground of a requirement as a file for providers without an API: GeoJSON, KML, WKT, by the file's ending."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from obslog.model.errors import WordError
from obslog.model.places import Geometry, Ring
from obslog.model.text import safe
from obslog.observing.desk import Desk
from obslog.observing.whole_files import write_file
from obslog.store import queries
from obslog.store.exporting import record_export
from obslog.tasking.needs import requirements
from obslog.tasking.needs.asking import Ground, ground_asked
from obslog.tasking.needs.requirements import window_words

ENDINGS = (".geojson", ".json", ".kml", ".wkt")


def aoi_export(desk: Desk, requirement: str, path: str | Path) -> Path:
    """Write the ground that a requirement asks for; GeoJSON and KML name the site and the window with it.

    Longitude first, degrees WGS 84, outer rings anticlockwise (RFC 7946, 3.1.6), at most seven decimals. Raises
    `WordError` for an ending that is none of `ENDINGS`, `FileRefusedError` where the file cannot be written; a file
    that stands there is replaced whole.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise WordError("file", str(path), f"its ending says the format: {', '.join(ENDINGS)}")
    with desk.ws.reading():
        wanted = requirements.find(desk, requirement)
        place = queries.site_by_id(desk.ws, wanted.site_id)
    ground = ground_asked(wanted, place)
    facts = {
        "name": place.name, "ground": ground.words, "window": window_words(wanted.needs), "requirement": wanted.id,
    }  # fmt: skip
    if ending == ".kml":
        text = _kml(ground, facts)
    elif ending == ".wkt":
        text = _wkt(ground) + "\n"
    else:
        feature = {"type": "Feature", "properties": facts, "geometry": ground_geojson(ground)}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False) + "\n"
    data = text.encode("utf-8", "backslashreplace")
    write_file(target, data)
    if not desk.ws.read_only:
        record_export(desk.ws, str(target), ending[1:], hashlib.sha256(data).hexdigest(), desk.ws.head())
    return target


def _rings(shape: Geometry) -> list[list[list[tuple[float, float]]]]:
    """The polygons with seven decimals (a centimetre), outer rings anticlockwise and holes clockwise."""
    return [
        [_turned(ring, outer=number == 0) for number, ring in enumerate(polygon)]
        for polygon in shape.polygons
    ]


def _turned(ring: Ring, *, outer: bool) -> list[tuple[float, float]]:
    points = [(round(lon, 7) + 0.0, round(lat, 7) + 0.0) for lon, lat in ring]
    # From its first corner, so that a small ring far from 0, 0 keeps its sign.
    x, y = points[0]
    twice = sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairwise(points))
    return points if (twice > 0) is outer else points[::-1]


def ground_geojson(ground: Ground) -> dict[str, Any]:
    """The ground as a GeoJSON Point, Polygon or MultiPolygon, seven decimals, outer rings anticlockwise."""
    if ground.geometry is None:
        return {"type": "Point", "coordinates": [round(ground.lon, 7), round(ground.lat, 7)]}
    parts = [[[list(point) for point in ring] for ring in rings] for rings in _rings(ground.geometry)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _kml(ground: Ground, facts: dict[str, str]) -> str:
    if ground.geometry is None:
        shape = f"<Point><coordinates>{_position((ground.lon, ground.lat))}</coordinates></Point>"
    else:
        polygons = "".join(_kml_polygon(rings) for rings in _rings(ground.geometry))
        shape = (
            polygons if len(ground.geometry.polygons) == 1 else f"<MultiGeometry>{polygons}</MultiGeometry>"
        )
    said = "; ".join(f"{name}: {value}" for name, value in facts.items() if name != "name")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_xml(facts['name'])}</name><Placemark><name>{_xml(facts['name'])}</name>"
        f"<description>{_xml(said)}</description>{shape}</Placemark></Document></kml>\n"
    )


def _kml_polygon(rings: list[list[tuple[float, float]]]) -> str:
    outer, *holes = (
        f"<LinearRing><coordinates>{' '.join(map(_position, ring))}</coordinates></LinearRing>"
        for ring in rings
    )
    inner = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in holes)
    return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{inner}</Polygon>"


def _position(point: tuple[float, float]) -> str:
    return f"{point[0]:.7f},{point[1]:.7f}"


def _xml(text: str) -> str:
    # What XML has no place for is written out, as everywhere else.
    return escape(safe(text))


def _wkt(ground: Ground) -> str:
    if ground.geometry is None:
        return f"POINT ({ground.lon:.7f} {ground.lat:.7f})"
    parts = [
        "(" + ", ".join("(" + ", ".join(f"{x:.7f} {y:.7f}" for x, y in ring) + ")" for ring in rings) + ")"
        for rings in _rings(ground.geometry)
    ]
    return f"POLYGON {parts[0]}" if len(parts) == 1 else f"MULTIPOLYGON ({', '.join(parts)})"
