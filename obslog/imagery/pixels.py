"""The pixel pass of one file: every pixel decoded once; what of it is valid, its fingerprint, its preview."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from obslog.imagery.footprint import pixel_ground, place
from obslog.imagery.ground import geometry_of_rings
from obslog.imagery.limits import Limits
from obslog.imagery.opening import Evidence, PathName, one_line, open_evidence
from obslog.imagery.outline import ToGround
from obslog.imagery.overview import Overview, decode
from obslog.imagery.phash import fingerprint
from obslog.imagery.preview import as_jpeg, stretched
from obslog.imagery.valid_area import beside, collar, outline_in_pixels
from obslog.imagery.world_files import world_file_of
from obslog.model.errors import FileRefusedError
from obslog.model.places import Geometry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class PixelReport:
    """What the pixels of one file say.

    `reason` is why they cannot be decoded; all else is then None. `valid_share` is the share 0 to 1 of pixels
    that hold picture (not nodata, transparent, masked, NaN, or an undeclared collar of zeros). `valid_area` is
    where those lie, in degrees WGS 84, never more than there are; None where nothing is cut away from the
    footprint, where the image has no place, or where nothing is valid (a share of 0.0 tells). `phash` is 16 hex
    digits, None for a flat or tiny picture; `preview` a JPEG of at most 512 pixels a side.
    """

    reason: str | None = None
    valid_share: float | None = None
    valid_area: Geometry | None = None
    phash: str | None = None
    preview: bytes | None = None

    def to_wire(self) -> dict[str, Any]:
        """The report as JSON values."""
        area = None if self.valid_area is None else [list(each) for each in self.valid_area.polygons]
        preview = None if self.preview is None else base64.b64encode(self.preview).decode("ascii")
        return {
            "reason": self.reason,
            "valid_share": self.valid_share,
            "valid_area": area,
            "phash": self.phash,
            "preview": preview,
        }

    @classmethod
    def from_wire(cls, value: dict[str, Any]) -> PixelReport:
        """The report that `to_wire` wrote."""
        area, preview = value["valid_area"], value["preview"]
        rings = None
        if area is not None:
            rings = tuple(tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in area)
        return cls(
            value["reason"],
            value["valid_share"],
            None if rings is None else Geometry(rings),
            value["phash"],
            None if preview is None else base64.b64decode(preview),
        )


def look_through(path: PathName, limits: Limits) -> PixelReport:
    """Decode every pixel of one file at full resolution, within bounded memory; never raises.

    Meant for a worker process with limits of its own: a hostile file may still take time and memory.
    """
    try:
        with open_evidence(path, limits) as evidence:
            with evidence.dataset(placed=False) as source:
                overview = decode(evidence, source)
            return _report(overview, evidence)
    except FileRefusedError as error:
        return PixelReport(error.reason)
    except MemoryError:
        return PixelReport("its pixels cannot be decoded: it needs too much memory")
    except struct.error:
        # Pillow's way of missing bytes that a cut file does not have.
        return PixelReport("its pixels cannot be decoded: the file is cut short")
    except Exception as error:
        return PixelReport(f"its pixels cannot be decoded: {one_line(error)}")


def _report(overview: Overview, evidence: Evidence) -> PixelReport:
    edge = collar(overview)
    some, full, share = None, None, overview.valid_share
    if overview.valid is not None or edge.any():
        valid = ~edge if overview.valid is None else overview.valid * ~edge
        some, full = valid > 0, (valid > 1 - 1e-6) & ~beside(edge, overview)
        share = float(valid.mean()) if edge.any() else share
    picture = stretched(overview, some)
    return PixelReport(
        valid_share=min(1.0, float(f"{share:.6g}")),
        valid_area=None if full is None or not full.any() else _area(full, overview, evidence),
        phash=fingerprint(picture),
        preview=as_jpeg(picture),
    )


def _area(full: NDArray[np.bool_], overview: Overview, evidence: Evidence) -> Geometry | None:
    """The valid ground in WGS 84; None where the image has no place or no part is cut away."""
    shape = outline_in_pixels(full, overview.factor, overview.width, overview.height)
    if shape is None or shape.is_empty:
        return None
    with evidence.dataset() as source:
        world = world_file_of(evidence.path) if place(source).georeference == "none" else None
        with pixel_ground(source, world) as to_ground:
            return None if to_ground is None else _on_ground(shape, overview, to_ground)


def _on_ground(shape: Any, overview: Overview, to_ground: ToGround) -> Geometry | None:
    """A shape in (column, row) pixels of the whole raster, taken to the ground."""
    from shapely import segmentize

    # Straight in pixels is not quite straight in degrees, which shows over tens of kilometres.
    lons, lats = to_ground([0, overview.width], [0, overview.height])
    if abs(lats[1] - lats[0]) > 0.1 or abs(lons[1] - lons[0]) > 0.1:
        shape = segmentize(shape, max(overview.width, overview.height) / 8)

    def ring_on_ground(ring: Any) -> list[tuple[float, float]]:
        columns, rows = zip(*list(ring.coords)[:-1], strict=True)
        return list(zip(*to_ground(columns, rows), strict=True))

    return geometry_of_rings(
        [
            (ring_on_ground(part.exterior), [ring_on_ground(hole) for hole in part.interiors])
            for part in getattr(shape, "geoms", [shape])
        ]
    )
