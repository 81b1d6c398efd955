"""Where the corners of a whole raster lie by its rational polynomials, without opening the raster."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from obslog.imagery.ground import LonLat
from obslog.imagery.sidecars.reading import number

_TERMS = 20
_STEPS = 12
_SCALARS = (
    "lineoffset", "sampoffset", "latoffset", "longoffset", "heightoffset",
    "linescale", "sampscale", "latscale", "longscale", "heightscale",
)  # fmt: skip
_COEFFICIENTS = ("linenumcoef", "linedencoef", "sampnumcoef", "sampdencoef")


@dataclass(frozen=True)
class Rpc:
    """The RPC00B model of one image: offsets and scales by their names in lower case, and four polynomials."""

    scalars: Mapping[str, float]
    polynomials: Mapping[str, Sequence[float]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Rpc | None:
        """The model in the `IMAGE` group of an RPB, its keys in lower case; None if any of it is missing."""
        scalars: dict[str, float] = {}
        for key in _SCALARS:
            found = number(values.get(key), -1e9, 1e9)
            if found is None or (key.endswith("scale") and found == 0):
                return None
            scalars[key] = found
        polynomials: dict[str, list[float]] = {}
        for key in _COEFFICIENTS:
            listed = values.get(key)
            terms = [number(each, -1e12, 1e12) for each in listed] if isinstance(listed, list) else []
            kept = [each for each in terms if each is not None]
            if len(kept) != _TERMS or len(terms) != _TERMS:
                return None
            polynomials[key] = kept
        return cls(scalars, polynomials)

    def pixel(self, lon: float, lat: float, height: float) -> tuple[float, float]:
        """(row, column) of a point on the ground. Raises `ZeroDivisionError`, `OverflowError`."""
        at = self.scalars
        y = (lat - at["latoffset"]) / at["latscale"]
        x = (lon - at["longoffset"]) / at["longscale"]
        z = (height - at["heightoffset"]) / at["heightscale"]
        terms = (
            1.0, x, y, z, x * y, x * z, y * z, x * x, y * y, z * z,
            x * y * z, x**3, x * y * y, x * z * z, x * x * y, y**3, y * z * z, x * x * z, y * y * z, z**3,
        )  # fmt: skip
        sums = {
            key: sum(factor * term for factor, term in zip(factors, terms, strict=True))
            for key, factors in self.polynomials.items()
        }
        row = sums["linenumcoef"] / sums["linedencoef"] * at["linescale"] + at["lineoffset"]
        column = sums["sampnumcoef"] / sums["sampdencoef"] * at["sampscale"] + at["sampoffset"]
        return row, column

    def ground(self, row: float, column: float) -> LonLat | None:
        """(longitude, latitude) of a pixel at the model's own height; None where the model does not lead there."""
        at = self.scalars
        lon, lat, height = at["longoffset"], at["latoffset"], at["heightoffset"]
        try:
            for _ in range(_STEPS):
                here = self.pixel(lon, lat, height)
                east = self.pixel(lon + 1e-5, lat, height)
                north = self.pixel(lon, lat + 1e-5, height)
                a, b = (east[0] - here[0]) / 1e-5, (north[0] - here[0]) / 1e-5
                c, d = (east[1] - here[1]) / 1e-5, (north[1] - here[1]) / 1e-5
                down, across = row - here[0], column - here[1]
                turn = a * d - b * c
                lon, lat = lon + (d * down - b * across) / turn, lat + (a * across - c * down) / turn
            reached = self.pixel(lon, lat, height)
        except (ZeroDivisionError, OverflowError):
            return None
        if not all(math.isfinite(each) for each in (lon, lat, *reached)):
            return None
        close = abs(reached[0] - row) < 1 and abs(reached[1] - column) < 1
        return (lon, lat) if close and abs(lat) <= 90 else None

    def corners(self, rows: float, columns: float) -> list[LonLat] | None:
        """The four corners of a raster of that size, in order; None where one cannot be found."""
        found = [self.ground(*pixel) for pixel in ((0, 0), (0, columns), (rows, columns), (rows, 0))]
        kept = [each for each in found if each is not None]
        return kept if len(kept) == 4 else None
