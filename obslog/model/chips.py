"""Chips: pictures cut from images for a person, each with the record of how it was derived."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Derivation:
    """How a chip came to be: enough to cut it again from the same file and get the same pixels.

    `window` is (column, row, width, height) in pixels of the image, the part that was read; `ground` the square of
    ground that the chip shows as (longitude, latitude, metres a side), north up, None where the chip keeps the image's
    own rows and columns. `bands` count from 1, `ranges` are the values that became black and white, one for each band
    (or one for all), at `percentiles` of a sample of the whole image. `metres_per_pixel` is of the chip, None where no
    scale is known; `marks` are the ids of the marks burnt in; `pixels_sha256` is of the picture's values (row, column,
    red green blue) before anything was drawn on it.
    """

    image: str
    name: str
    window: tuple[int, int, int, int]
    ground: tuple[float, float, float] | None
    bands: tuple[int, ...]
    band_names: tuple[str, ...]
    percentiles: tuple[float, float]
    ranges: tuple[tuple[float, float], ...]
    resampling: str
    size: tuple[int, int]
    metres_per_pixel: float | None
    marks: tuple[str, ...]
    pixels_sha256: str
    version: str

    def to_wire(self) -> dict[str, Any]:
        """The record as JSON values: the sidecar of `image chip`, and what a report keeps of each chip."""
        ground = None
        if self.ground is not None:
            lon, lat, size = self.ground
            ground = {"lon": lon, "lat": lat, "size_m": size, "up": "north"}
        return {
            "format": "obslog-chip/1",
            "image": self.image,
            "name": self.name,
            "window": list(self.window),
            "ground": ground,
            "bands": list(self.bands),
            "band_names": list(self.band_names),
            "stretch": {"percentiles": list(self.percentiles), "ranges": [list(r) for r in self.ranges]},
            "resampling": self.resampling,
            "size": list(self.size),
            "metres_per_pixel": self.metres_per_pixel,
            "marks": list(self.marks),
            "pixels_sha256": self.pixels_sha256,
            "obslog": self.version,
        }


@dataclass(frozen=True)
class Chip:
    """One chip: the bytes of its PNG, its size in pixels, and how it was derived."""

    png: bytes
    width: int
    height: int
    derivation: Derivation

    @property
    def sha256(self) -> str:
        """The sha256 of the PNG's bytes, in hex."""
        return hashlib.sha256(self.png).hexdigest()

    def to_wire(self) -> dict[str, Any]:
        """The derivation and the sha256 of the bytes."""
        return {**self.derivation.to_wire(), "sha256": self.sha256}
