"""Length and direction of a line on an image, with the error band and what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, degrees, hypot, isfinite

from obslog.model.errors import WordError

#: Pointing error of one end of a line, in pixels (one standard error).
POINTING_PX = 1.0
#: Error of an image's scale: terrain, lean, resampling (change.md 5: 1 %).
SCALE_SHARE = 0.01
#: Half the width of a band that holds 95 % of a normal error, in standard errors.
BAND_SIGMAS = 1.96


@dataclass(frozen=True)
class Measurement:
    """A line measured: `length_m` within plus or minus `error_m` (95 %), both in metres.

    `azimuth_deg` is the direction from the first point to the second, clockwise from true north at the first, and
    `azimuth_error_deg` its band (95 %); None on an image that has no ground, only a GSD. `placed_within_m` is how
    far the whole line may lie off on the ground, as far as the image's placement says; it is in no band, since it
    moves both ends alike. `basis` is `ground` (geodesic) or `gsd`.
    """

    length_m: float
    error_m: float
    azimuth_deg: float | None
    azimuth_error_deg: float | None
    basis: str
    pixel_m: float
    placed_within_m: float | None
    sentence: str

    def wire(self) -> dict[str, object]:
        """The shape of `image measure --json`."""
        return {
            "length_m": round(self.length_m, 3),
            "error_m": round(self.error_m, 3),
            "azimuth_deg": None if self.azimuth_deg is None else round(self.azimuth_deg, 2),
            "azimuth_error_deg": None if self.azimuth_error_deg is None else round(self.azimuth_error_deg, 2),
            "basis": self.basis,
            "pixel_m": round(self.pixel_m, 4),
            "placed_within_m": self.placed_within_m,
            "sentence": self.sentence,
        }


def measure_ground(
    start: tuple[float, float], end: tuple[float, float], pixel_m: float, placed_within_m: float | None = None
) -> Measurement:
    """The geodesic between two (longitude, latitude) in degrees, WGS 84, on an image of `pixel_m` metres a pixel.

    Algorithm: C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), by geographiclib. Raises
    `WordError` for places or a pixel size that cannot be.
    """
    from geographiclib.geodesic import Geodesic

    for lon, lat in (start, end):
        if not (isfinite(lon) and -90 <= lat <= 90):
            raise WordError("position", f"{lat}, {lon}", "longitude and latitude in degrees")
    _check_pixel(pixel_m)
    line = Geodesic.WGS84.Inverse(start[1], start[0], end[1], end[0])
    length = float(line["s12"])
    error, turn = _bands(length, pixel_m)
    azimuth = float(line["azi1"]) % 360 if turn is not None else None
    direction = "" if azimuth is None or turn is None else f", towards {azimuth:05.1f}° ±{turn:.1f}°"
    placed = (
        ""
        if placed_within_m is None
        else f"; the whole line may lie {placed_within_m:.0f} m off on the ground"
    )
    sentence = f"{_length(length, error)}{direction} ({_band_of(pixel_m)}{placed})."
    return Measurement(length, error, azimuth, turn, "ground", pixel_m, placed_within_m, sentence)


def measure_pixels(
    start: tuple[float, float],
    end: tuple[float, float],
    gsd_m: float,
    why: str = "the image has no georeference",
) -> Measurement:
    """The line between two (column, row) of an image that has no ground, by its GSD in metres a pixel.

    Such an image does not say where north is: no azimuth. `why` says why it has no ground. Raises `WordError` as
    `measure_ground` does.
    """
    _check_pixel(gsd_m)
    length = hypot(end[0] - start[0], end[1] - start[1]) * gsd_m
    error, _ = _bands(length, gsd_m)
    told = f"{why}, so length is by its stated GSD and north is not known"
    sentence = f"{_length(length, error)} ({_band_of(gsd_m)}; {told})."
    return Measurement(length, error, None, None, "gsd", gsd_m, None, sentence)


def _check_pixel(pixel_m: float) -> None:
    if not (isfinite(pixel_m) and pixel_m > 0):
        raise WordError("GSD", f"{pixel_m}", "metres a pixel, above zero")


def _bands(length_m: float, pixel_m: float) -> tuple[float, float | None]:
    """Half widths of the 95 % bands of a length in metres and of its direction in degrees.

    No direction where the line is no longer than the error across it.
    """
    across = 2**0.5 * POINTING_PX * pixel_m
    error = BAND_SIGMAS * hypot(across, SCALE_SHARE * length_m)
    aside = BAND_SIGMAS * across
    return error, degrees(asin(aside / length_m)) if length_m > aside else None


def _length(length_m: float, error_m: float) -> str:
    """A length with its band, both to a digit that the band allows."""
    digits = 2 if error_m < 0.095 else 1 if error_m < 9.5 else 0
    return f"{length_m:,.{digits}f} m ±{error_m:,.{digits}f} m"


def _band_of(pixel_m: float) -> str:
    return f"95 %: pointing {POINTING_PX:g} px of {pixel_m:.2g} m at each end, scale {SCALE_SHARE:.0%}"
