"""A small base on two dates, in pixels that the test draws: what the tests of pictures, publishing and checking look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import obslog
from obslog.log import Log
from obslog.model.marks import MarkKind, NewMark

NOW = datetime(2024, 12, 20, 12, tzinfo=UTC)
SITE = "Testfield"
#: (west, south, east, north) in degrees; about 0.9 by 1.1 m a pixel.
AROUND = (35.939, 35.399, 35.943, 35.403)
WHOLE = (35.940, 35.400, 35.942, 35.402)
PIXEL_DEG = 0.00001
SIDE = 400
#: Upper left corners (column, row) of the objects of each date, 30 pixels a side.
BEFORE = ((140, 150), (200, 150))
AFTER = ((140, 150),)
OBJECT = 30


def ground(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """A box as a GeoJSON polygon."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def scene(
    path: Path,
    when: str | None,
    objects: Sequence[tuple[int, int]] = (),
    *,
    turned: bool = False,
    shade: int = 90,
) -> Path:
    """A GeoTIFF of a mottled field with white squares; `turned` lays its rows from south to north, columns swapped."""
    import numpy as np
    import rasterio
    from rasterio.transform import Affine

    rng = np.random.default_rng(7)
    coarse = rng.integers(shade - 30, shade + 30, (SIDE // 10, SIDE // 10))
    picture = np.kron(coarse, np.ones((10, 10))).astype("uint8")
    for column, row in objects:
        picture[row : row + OBJECT, column : column + OBJECT] = 250
    west, _, _, north = AROUND
    place = Affine(PIXEL_DEG, 0, west, 0, -PIXEL_DEG, north)
    if turned:
        # The same ground stored on its side: columns run south, rows run east.
        picture = picture.T
        place = Affine(0, PIXEL_DEG, west, -PIXEL_DEG, 0, north)
    shape = {"driver": "GTiff", "width": SIDE, "height": SIDE, "count": 1, "dtype": "uint8"}
    with rasterio.open(path, "w", **shape, crs="EPSG:4326", transform=place) as out:
        out.write(picture[None])
        out.update_tags(**({"ACQUISITION_DATETIME": when} if when else {}))
    return path


class Base:
    """A log of one site with two looks: two An-124 on 10 December, one on 12 December, marked."""

    def __init__(
        self,
        where: str,
        folder: Path,
        *,
        analyst: str = "first desk",
        clock: Callable[[], datetime] = lambda: NOW,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.where, self.folder = where, folder
        self.log: Log = obslog.create(where, analyst=analyst, clock=clock)
        self.log.site_add(SITE, polygon=ground(WHOLE))
        self.before = self.image("before.tif", "2024-12-10T08:00:00Z", BEFORE)
        self.after = self.image("after.tif", "2024-12-12T08:00:00Z", AFTER)
        self.looks = [self.look(self.before, BEFORE), self.look(self.after, AFTER)]

    def image(self, name: str, when: str, objects: Sequence[tuple[int, int]], **options: Any) -> str:
        """Draw and import one image; its id."""
        path = scene(self.folder / name, when, objects, **options)
        lines: list[dict[str, Any]] = []
        self.log.import_images([path], on_outcome=lines.append)
        assert lines[0]["outcome"] == "imported", lines
        return str(lines[0]["image"])

    def look(self, image: str, objects: Sequence[tuple[int, int]], **content: Any) -> Any:
        """Log what an image shows, with a box about each object."""
        look = self.log.look_add(
            SITE, image=image, saw=[f"An-124={len(objects)}"], complete_for=["transport"],
            visible={"elsewhere": 1.0}, **content,
        )  # fmt: skip
        self.log.marks_add(image, boxes(objects), look=look.id)
        return look

    def report(self, form: str, **options: Any) -> str:
        """The report in a form."""
        return self.log.report(SITE, form=form, **options)

    def written(self, name: str, **options: Any) -> Path:
        """The report written to a file of that name."""
        path = self.folder / name
        self.log.report(SITE, output=path, **options)
        return path


def boxes(objects: Sequence[tuple[int, int]]) -> list[NewMark]:
    """A mark about each object."""
    return [NewMark(((c, r), (c + OBJECT, r + OBJECT)), "An-124", MarkKind.BOX) for c, r in objects]


def place_of(column: float, row: float) -> tuple[float, float]:
    """(longitude, latitude) of a pixel of the field as it lies north up."""
    west, _, _, north = AROUND
    return west + column * PIXEL_DEG, north - row * PIXEL_DEG
