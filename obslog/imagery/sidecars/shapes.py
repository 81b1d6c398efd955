"""The polygons of a small shapefile, which some providers deliver as the outline of an image."""

from __future__ import annotations

import struct
from itertools import pairwise

from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.reading import ring
from obslog.imagery.sidecars.said import joined
from obslog.model.places import Geometry

_HEADER, _MAGIC = 100, 9994
_POLYGONS = (5, 15, 25)
_MAX_RECORDS, _MAX_RINGS, _MAX_POINTS = 100, 1000, 20_000


def polygons(data: bytes) -> Geometry | None:
    """The ground inside the rings of a `.shp` in longitude and latitude; None if it is none or is broken."""
    if len(data) < _HEADER or struct.unpack_from(">i", data)[0] != _MAGIC:
        return None
    found: list[Geometry | None] = []
    at = _HEADER
    for _ in range(_MAX_RECORDS):
        if at + 12 > len(data):
            break
        length = struct.unpack_from(">i", data, at + 4)[0] * 2
        if length < 4 or at + 8 + length > len(data):
            return None
        for points in _rings(data[at + 8 : at + 8 + length]):
            found.append(ring(points))
        at += 8 + length
    return joined(found)


def _rings(record: bytes) -> list[list[LonLat]]:
    """The outer rings of one record: those that go clockwise. Holes are dropped."""
    if len(record) < 44 or struct.unpack_from("<i", record)[0] not in _POLYGONS:
        return []
    rings, count = struct.unpack_from("<2i", record, 36)
    if not (0 < rings <= _MAX_RINGS and 3 <= count <= _MAX_POINTS) or 44 + 4 * rings + 16 * count > len(
        record
    ):
        return []
    starts = [*struct.unpack_from(f"<{rings}i", record, 44), count]
    numbers = struct.unpack_from(f"<{2 * count}d", record, 44 + 4 * rings)
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    found = []
    for start, end in pairwise(starts):
        if not 0 <= start < end <= count:
            return []
        if _clockwise(points[start:end]):
            found.append(points[start:end])
    return found


def _clockwise(points: list[LonLat]) -> bool:
    around = zip(points, [*points[1:], points[0]], strict=True)
    return sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in around) > 0
