"""One small airfield with a north and a south apron, and as many images of it as a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import obslog
from obslog.log import Log
from obslog.model.looks import Look

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)
SITE = "Khmeimim"
#: (west, south, east, north) in degrees: about 180 m by 220 m, the aprons side by side without a gap.
WHOLE = (35.94, 35.400, 35.942, 35.402)
NORTH = (35.94, 35.401, 35.942, 35.402)
SOUTH = (35.94, 35.400, 35.942, 35.401)
#: A footprint that holds the northern 70 % of the north apron and nothing else.
NORTH_70 = (35.939, 35.4013, 35.943, 35.403)
AROUND = (35.939, 35.399, 35.943, 35.403)


def ground(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """A box as a GeoJSON polygon."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geotiff(
    path: Path,
    when: str | None,
    box: tuple[float, float, float, float] = AROUND,
    *,
    pixel_deg: float = 0.00001,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """A small grey GeoTIFF over `box` whose tags say when it was taken; about 1 m a pixel."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_bounds

    wide, high = round((box[2] - box[0]) / pixel_deg), round((box[3] - box[1]) / pixel_deg)
    place = {"crs": "EPSG:4326", "transform": from_bounds(*box, wide, high)}
    shape = {
        "driver": "GTiff",
        "width": wide,
        "height": high,
        "count": 1,
        "dtype": "uint8",
        "compress": "deflate",
    }
    with rasterio.open(path, "w", **shape, **place) as out:
        out.write(np.full((1, high, wide), 90, "uint8"))
        out.update_tags(**({"ACQUISITION_DATETIME": when} if when else {}), **(tags or {}))
    return path


def crop(path: Path, value: int = 7) -> Path:
    """A PNG as a newspaper prints it: no place, no date, no ground sampling distance."""
    import numpy as np
    from PIL import Image

    Image.fromarray(np.full((48, 48), value, "uint8")).save(path)
    return path


class Airfield:
    """A log with one site of two aprons; each `look` brings its own image."""

    def __init__(
        self, where: str, folder: Path, *, areas: bool = True, clock: Callable[[], datetime] = lambda: NOW
    ) -> None:
        self.where = where
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._number = count(1)
        self.log: Log = obslog.create(where, analyst="first desk", clock=clock)
        self.site = self.log.site_add(
            SITE, polygon=ground(WHOLE), aliases=["Hmeimim", "Base aérienne"], timezone="Asia/Damascus"
        )
        if areas:
            self.log.area_add(SITE, "north", polygon=ground(NORTH))
            self.log.area_add(SITE, "south", polygon=ground(SOUTH))

    def image(self, when: str | None, box: tuple[float, float, float, float] = AROUND, **options: Any) -> str:
        """Import one placed image; its id."""
        number = next(self._number)
        tags = {"SERIAL": str(number), **options.pop("tags", {})}
        path = geotiff(self.folder / f"scene{number}.tif", when, box, tags=tags, **options)
        return self._taken(path)

    def crop(self, when: str | None = None) -> str:
        """Import one picture without place or ground sampling distance; its id."""
        number = next(self._number)
        path = crop(self.folder / f"crop{number}.png", number)
        return self._taken(path, sites=[SITE], set_fields={"when": when} if when else {})

    def _taken(self, path: Path, **options: Any) -> str:
        lines: list[dict[str, Any]] = []
        self.log.import_images([path], on_outcome=lines.append, **options)
        assert lines[0]["outcome"] == "imported", lines
        return str(lines[0]["image"])

    def look(
        self, when: str, *saw: str, box: tuple[float, float, float, float] = AROUND, **content: Any
    ) -> Look:
        """Log one look at a new image of that instant."""
        return self.log.look_add(SITE, image=self.image(when, box), saw=saw, **content)

    def change(self, type_: str, before: str, after: str) -> Any:
        """The change of one type between two dates."""
        (found,) = self.log.diff(SITE, before, after, types=[type_]).changes
        return found

    def entry(self, action: str) -> int:
        """The number of the newest journal entry of that action."""
        return next(e.seq for e in self.log.journal() if e.action == action)
