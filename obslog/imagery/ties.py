"""An image placed by tie points: pixels whose place on the ground somebody knows, fitted by least squares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.imagery.ground import LonLat, geometry_of_ring
from obslog.imagery.outline import ToGround
from obslog.model.errors import WordError
from obslog.model.images import Tie
from obslog.model.places import Geometry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WGS84_A, _WGS84_E2 = 6378137.0, 0.0066943799901413165
#: Metres a pixel that an image of the ground can have.
_LEAST_GSD_M, _MOST_GSD_M = 0.005, 20_000.0
#: Pixels are nearly square: a fit that stretches one way more than this has a wrong tie.
_MOST_STRETCH = 4.0
#: Points are on one line if they stray from it by less than this share of their spread.
_THIN = 0.02


@dataclass(frozen=True)
class TiePlacement:
    """The ground of an image by its ties: metres a pixel, the expected error in metres (None where nothing tells
    it), how far each tie lies from the fit in metres, and what should make the analyst pause."""

    footprint: Geometry
    gsd_m: float
    error_m: float | None
    residuals_m: tuple[float, ...]
    warnings: tuple[str, ...] = ()


def place_by_ties(ties: Sequence[Tie], width: int, height: int) -> TiePlacement:
    """Place an image of that size in pixels.

    Two ties turn, scale and move it (a similarity); three or more fit an affine map by least squares. With
    more ties than the map needs, `error_m` is the standard error of a tie. Raises `WordError` for ties that
    cannot place an image: outside it, too few, on one line, a mirrored or impossible scale.
    """
    import numpy as np

    _check(ties, width, height)
    (east_m, north_m), pixels, ground, matrix, offset = _fitted(ties)
    origin = ties[0]
    gsd_m = _scale(matrix, ties)
    residuals = np.hypot(*(pixels @ matrix.T + offset - ground).T)
    spare = len(ties) - 3
    error_m = float(np.sqrt((residuals**2).sum() / spare)) if spare > 0 else None
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) @ matrix.T + offset
    ring: list[LonLat] = [
        (origin.lon + float(x) / east_m, origin.lat + float(y) / north_m) for x, y in corners
    ]
    footprint = geometry_of_ring(ring) if all(abs(lat) <= 90 for _, lat in ring) else None
    if footprint is None:
        raise _wrong(ties[0], "with these ties the image does not lie on the Earth")
    told = tuple(float(f"{each:.3g}") for each in residuals)
    return TiePlacement(
        footprint, float(f"{gsd_m:.4g}"), None if error_m is None else float(f"{error_m:.3g}"), told,
        _doubts(ties, told, error_m),
    )  # fmt: skip


def ground_by_ties(ties: Sequence[Tie], width: int, height: int) -> tuple[ToGround, float | None]:
    """The map of `place_by_ties` from pixels to degrees, and its expected error in metres. Raises `WordError`."""
    error_m = place_by_ties(ties, width, height).error_m
    (east_m, north_m), _, _, matrix, offset = _fitted(ties)
    origin = ties[0]

    def to_ground(columns: Sequence[float], rows: Sequence[float]) -> tuple[list[float], list[float]]:
        import numpy as np

        east, north = matrix @ np.array([columns, rows], np.float64) + offset[:, None]
        return (origin.lon + east / east_m).tolist(), (origin.lat + north / north_m).tolist()

    return to_ground, error_m


def _fitted(
    ties: Sequence[Tie],
) -> tuple[
    tuple[float, float],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
]:
    """Metres a degree, the ties' pixels and metres (east, north) from the first of them, and the map between these."""
    import numpy as np

    origin = ties[0]
    east_m, north_m = _metres_a_degree(origin.lat)
    pixels = np.array([(tie.column, tie.row) for tie in ties])
    ground = np.array(
        [(_turn(tie.lon - origin.lon) * east_m, (tie.lat - origin.lat) * north_m) for tie in ties]
    )
    matrix, offset = _similarity(pixels, ground) if len(ties) == 2 else _affine(pixels, ground)
    return (east_m, north_m), pixels, ground, matrix, offset


def _check(ties: Sequence[Tie], width: int, height: int) -> None:
    if len(ties) < 2:
        raise WordError("ties", str(len(ties)), "give two or more, better four: COL,ROW=LAT,LON each")
    for tie in ties:
        if not (0 <= tie.column <= width and 0 <= tie.row <= height):
            raise _wrong(tie, f"the image has {width} columns and {height} rows: the column comes first")
        if abs(tie.lat) > 89:
            raise _wrong(tie, "too near a pole to be placed by ties")
    for number, tie in enumerate(ties):
        for other in ties[:number]:
            if (tie.column, tie.row) == (other.column, other.row):
                raise _wrong(tie, "two ties name this pixel")
            if (tie.lon, tie.lat) == (other.lon, other.lat):
                raise _wrong(tie, "two ties name this place on the ground")


def _wrong(tie: Tie, hint: str) -> WordError:
    return WordError("tie", f"{tie.column:g},{tie.row:g}", hint)


def _metres_a_degree(lat: float) -> tuple[float, float]:
    """Metres a degree of longitude and of latitude, on the ellipsoid at that latitude."""
    sine = math.sin(math.radians(lat))
    prime = _WGS84_A / math.sqrt(1 - _WGS84_E2 * sine * sine)
    meridian = prime * (1 - _WGS84_E2) / (1 - _WGS84_E2 * sine * sine)
    return math.radians(prime * math.cos(math.radians(lat))), math.radians(meridian)


def _turn(degrees: float) -> float:
    return (degrees + 180) % 360 - 180


def _similarity(
    pixels: NDArray[np.float64], ground: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turned, scaled and moved; rows count downwards, so that the map mirrors as every image of the ground does."""
    import numpy as np

    (dx, dy), (east, north) = pixels[1] - pixels[0], ground[1] - ground[0]
    turn = complex(east, north) / complex(dx, -dy)
    matrix = np.array([[turn.real, turn.imag], [turn.imag, -turn.real]])
    return matrix, ground[0] - matrix @ pixels[0]


def _affine(
    pixels: NDArray[np.float64], ground: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    middle = pixels.mean(axis=0)
    spread = np.linalg.svd(pixels - middle, compute_uv=False)
    if spread[1] < _THIN * spread[0]:
        raise WordError("ties", "all on one line", "put one well beside the line through the others")
    rows = np.column_stack([pixels - middle, np.ones(len(pixels))])
    fit, *_ = np.linalg.lstsq(rows, ground, rcond=None)
    matrix = fit[:2].T
    return matrix, fit[2] - matrix @ middle


def _scale(matrix: NDArray[np.float64], ties: Sequence[Tie]) -> float:
    """Metres a pixel. Raises `WordError` for a map that no image of the ground has."""
    import numpy as np

    large, small = np.linalg.svd(matrix, compute_uv=False)
    gsd_m = math.sqrt(large * small)
    if not _LEAST_GSD_M <= gsd_m <= _MOST_GSD_M:
        raise _wrong(ties[0], f"with these ties a pixel would be {gsd_m:.3g} m: check them")
    if np.linalg.det(matrix) > 0:
        raise _wrong(ties[0], "with these ties the image would be mirrored: check which belongs where")
    if large > _MOST_STRETCH * small:
        raise _wrong(ties[0], "with these ties the pixels would be much longer than wide: check them")
    return gsd_m


def _doubts(ties: Sequence[Tie], residuals: Sequence[float], error_m: float | None) -> tuple[str, ...]:
    if error_m is None:
        return (f"placed by {len(ties)} ties: nothing tells how well; a fourth would",)
    worst = max(range(len(ties)), key=residuals.__getitem__)
    rest = sorted(residuals)[len(residuals) // 2]
    if len(ties) > 4 and residuals[worst] > 4 * rest and residuals[worst] > 1:
        tie = ties[worst]
        return (
            f"the tie at {tie.column:g},{tie.row:g} lies {residuals[worst]:g} m from where the others put it",
        )
    return ()
