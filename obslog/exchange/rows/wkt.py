"""Well-known text of places (OGC 06-103r4), for formats whose cells are text."""

from __future__ import annotations

from obslog.exchange.rows.sheets import Place
from obslog.model.errors import WordError

_LONGEST = 4 << 20


def wkt(place: Place) -> str:
    """A place as `POINT (35.9 35.4)`, `POLYGON (...)` or `MULTIPOLYGON (...)`; empty for none."""
    if place is None:
        return ""
    if isinstance(place, tuple):
        return f"POINT ({_pair(place)})"
    parts = [
        "(" + ", ".join("(" + ", ".join(_pair(point) for point in ring) + ")" for ring in polygon) + ")"
        for polygon in place.polygons
    ]
    return f"POLYGON {parts[0]}" if len(parts) == 1 else f"MULTIPOLYGON ({', '.join(parts)})"


def _pair(point: tuple[float, float]) -> str:
    return f"{float(point[0])!r} {float(point[1])!r}"


def place_of_wkt(text: str) -> Place:
    """The place that a text names, None for an empty one. Raises `WordError`."""
    from shapely import from_wkt
    from shapely.errors import GEOSException
    from shapely.geometry import mapping

    from obslog.exchange.rows.geojson import place_of

    if not text.strip():
        return None
    if len(text) > _LONGEST:
        raise WordError("geometry", text[:40] + "...", "it is too long")
    try:
        shape = from_wkt(text)
    except GEOSException:
        raise WordError("geometry", text[:80], "write WKT, such as POINT (35.9 35.4)") from None
    if shape.is_empty or shape.geom_type not in ("Point", "Polygon", "MultiPolygon"):
        raise WordError("geometry", text[:80], "it is a POINT, POLYGON or MULTIPOLYGON")
    return place_of(lists(mapping(shape)))


def lists(value: object) -> object:
    """What shapely gives as tuples, as the lists that JSON has."""
    if isinstance(value, dict):
        return {key: lists(each) for key, each in value.items()}
    return [lists(each) for each in value] if isinstance(value, (list, tuple)) else value
