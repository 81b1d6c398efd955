"""The georeference of an ordinary GeoTIFF, read from its tags: a grid and the bytes that say in which system.

Making a coordinate system costs GDAL more than all else that opening takes, and a folder holds few different
ones. So an ordinary file whose system was met before is opened without georeference, and gets both from here.
Whatever is not ordinary (turned, warped, several tie points, foreign tags) is left to GDAL.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from obslog.imagery.tiff_tags import TagValue, first_directory

_SCALE, _TIES, _MATRIX = 33550, 33922, 34264
_KEYS, _DOUBLES, _TEXTS = 34735, 34736, 34737
_RPCS, _ESRI_SYSTEM = 50844, 33628
#: GDAL may take the georeference of these from elsewhere: an older matrix, RPCs, Intergraph's own tags.
_FOREIGN = frozenset({_MATRIX, _RPCS, _ESRI_SYSTEM, 33920})
_WANTED = _FOREIGN | {_SCALE, _TIES, _KEYS, _DOUBLES, _TEXTS}
_MAX_BYTES = 1 << 14
_MODEL_TYPE, _RASTER_TYPE, _PIXEL_IS_AREA, _PIXEL_IS_POINT = 1024, 1025, 1, 2


@dataclass(frozen=True)
class Grid:
    """A north-up grid: the outer corner (`left`, `top`) of the first pixel and its size, in units of the system.

    `system` are the bytes of the file that define its coordinate system: the same bytes, the same system.
    `point` says that the file's positions are those of pixel centres (already allowed for in the corner).
    """

    left: float
    top: float
    width: float
    height: float
    system: bytes
    point: bool

    @property
    def six(self) -> tuple[float, float, float, float, float, float]:
        """The grid as an affine transform: x = a column + b row + c, y = d column + e row + f."""
        return self.width, 0.0, self.left, 0.0, -self.height, self.top


def ordinary_grid(fd: int) -> Grid | None:
    """The grid of the TIFF on `fd` if it is an ordinary one; None leaves it to GDAL."""
    tags = first_directory(fd, _WANTED, _MAX_BYTES)
    if tags is None or any(tag in tags for tag in _FOREIGN):
        return None
    if not all(tag in tags for tag in (_SCALE, _TIES, _KEYS)):
        return None
    scale, ties = tags[_SCALE].numbers(), tags[_TIES].numbers()
    kind = _raster_type(tags[_KEYS])
    if scale is None or ties is None or kind is None or len(scale) != 3 or len(ties) != 6:
        return None
    if not all(math.isfinite(each) for each in (*scale, *ties)) or scale[0] <= 0 or scale[1] <= 0:
        return None
    column, row, _, x, y, _ = ties
    left, top = x - column * scale[0], y + row * scale[1]
    if (left, top) == (0, 0):
        return None
    point = kind == _PIXEL_IS_POINT
    if point:
        left, top = left - scale[0] * 0.5, top + scale[1] * 0.5
    parts = [tags[each] for each in (_KEYS, _DOUBLES, _TEXTS) if each in tags]
    lengths = [struct.pack("<BBI", part.order == "<", part.kind, len(part.data)) for part in parts]
    system = b"".join(lengths) + b"".join(part.data for part in parts)
    return Grid(float(left), float(top), float(scale[0]), float(scale[1]), system, point)


def _raster_type(keys: TagValue) -> int | None:
    """GTRasterTypeGeoKey: area or point; None where it is not stated, or for odd keys."""
    values = keys.numbers()
    if values is None or keys.kind != 3 or len(values) < 4 or len(values) < 4 + 4 * values[3]:
        return None
    kind = model = 0
    for at in range(4, 4 + 4 * int(values[3]), 4):
        key, place, count, value = values[at : at + 4]
        if place not in (0, _DOUBLES, _TEXTS):
            return None
        if key == _RASTER_TYPE:
            kind = int(value) if place == 0 and count == 1 else 0
        elif key == _MODEL_TYPE:
            model = int(value) if place == 0 and count == 1 else 0
    # Where a key is missing or not as it must be, GDAL knows best what is left.
    return kind if kind in (_PIXEL_IS_AREA, _PIXEL_IS_POINT) and model in (1, 2) else None
