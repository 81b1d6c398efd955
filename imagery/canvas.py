"""Grids on true coordinates, ground noise, the supersampled canvas and sun that every drawn scene is made with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from PIL import Image, ImageDraw
from rasterio.warp import transform

UTM = "EPSG:32636"  # UTM 36 N: both sites lie west of 36 E
Points = Sequence[tuple[float, float]]
Colour = tuple[int, int, int]
SUPERSAMPLE = 2


def to_utm(lon: float, lat: float) -> tuple[float, float]:
    """Metres (easting, northing) in UTM 36 N of a position in degrees WGS 84."""
    xs, ys = transform("EPSG:4326", UTM, [lon], [lat])
    return xs[0], ys[0]


def to_lonlat(points: Points) -> list[tuple[float, float]]:
    """Degrees WGS 84 (lon, lat), to 7 decimals, of points in UTM 36 N."""
    xs, ys = transform(UTM, "EPSG:4326", [p[0] for p in points], [p[1] for p in points])
    return [(round(x, 7), round(y, 7)) for x, y in zip(xs, ys, strict=True)]


@dataclass(frozen=True)
class Grid:
    """A north-up pixel grid in UTM 36 N: west and north edge in metres, pixel size in metres, size in pixels."""

    west: float
    north: float
    res: float
    width: int
    height: int

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float, res: float) -> Grid:
        """The grid of that pixel size that holds the box, its corner on whole pixels."""
        west, north = math.floor(west / res) * res, math.ceil(north / res) * res
        return cls(west, north, res, math.ceil((east - west) / res), math.ceil((north - south) / res))

    def pixels(self, points: Points, scale: float = 1.0) -> list[tuple[float, float]]:
        """(column, row) of points in metres, times `scale`."""
        return [((x - self.west) / self.res * scale, (self.north - y) / self.res * scale) for x, y in points]

    def corners(self) -> list[tuple[float, float]]:
        """The four corners in metres, clockwise from the north-west."""
        east, south = self.west + self.width * self.res, self.north - self.height * self.res
        return [(self.west, self.north), (east, self.north), (east, south), (self.west, south)]

    def mask(self, points: Points) -> np.ndarray:
        """Boolean (row, column): pixels whose centre lies about inside the polygon."""
        image = Image.new("L", (self.width, self.height))
        ImageDraw.Draw(image).polygon(self.pixels(points), fill=255)
        return np.asarray(image) > 0

    def noise(self, seed: int, wavelength: float, stretch: float = 1.0) -> np.ndarray:
        """Smooth noise of about -1..1 fixed to the ground, so that every date has the same ground.

        `wavelength` in metres north-south; east-west it is `stretch` times as long.
        """
        step_x, step_y = wavelength * stretch, wavelength
        x0, y0 = math.floor(self.west / step_x) - 2, math.floor(self.north / step_y) + 3
        nx = math.ceil(self.width * self.res / step_x) + 6
        ny = math.ceil(self.height * self.res / step_y) + 6
        gx = (np.arange(nx, dtype=np.int64) + x0)[None, :]
        gy = (y0 - np.arange(ny, dtype=np.int64))[:, None]
        lattice = Image.fromarray(hashed(gx, gy, seed))
        offset_x = self.west / step_x - x0
        offset_y = y0 - self.north / step_y
        affine = (self.res / step_x, 0, offset_x, 0, self.res / step_y, offset_y)
        size = (self.width, self.height)
        drawn = lattice.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BICUBIC)
        return np.asarray(drawn, dtype=np.float32)

    def fractal(self, seed: int, octaves: Sequence[tuple[float, float]], stretch: float = 1.0) -> np.ndarray:
        """The sum of `noise` over (wavelength in metres, amplitude) pairs."""
        total = np.zeros((self.height, self.width), dtype=np.float32)
        for index, (wavelength, amplitude) in enumerate(octaves):
            total += amplitude * self.noise(seed * 31 + index, wavelength, stretch)
        return total


def hashed(gx: np.ndarray, gy: np.ndarray, seed: int) -> np.ndarray:
    """-1..1 by an integer hash of lattice points: the same on every machine and library version."""
    h = (gx * 374761393 + gy * 668265263 + seed * 2147483647) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 2246822519) & 0xFFFFFFFF
    return ((h ^ (h >> 15)).astype(np.float64) / 2147483647.5 - 1.0).astype(np.float32)


@dataclass(frozen=True)
class Sun:
    """Where the sun stood: azimuth clockwise from grid north and elevation, degrees."""

    azimuth: float
    elevation: float

    @classmethod
    def at(cls, when: datetime, lon: float, lat: float) -> Sun:
        """The sun to about half a degree (declination and hour angle only; enough for shadows)."""
        day = when.timetuple().tm_yday + when.hour / 24
        declination = math.radians(-23.44 * math.cos(math.radians(360 / 365 * (day + 10))))
        b = math.radians(360 / 365 * (day - 81))
        equation_min = 9.87 * math.sin(2 * b) - 7.53 * math.cos(b) - 1.5 * math.sin(b)
        solar_h = when.hour + when.minute / 60 + lon / 15 + equation_min / 60
        hour = math.radians(15 * (solar_h - 12))
        phi = math.radians(lat)
        sin_el = math.sin(phi) * math.sin(declination) + math.cos(phi) * math.cos(declination) * math.cos(
            hour
        )
        east = -math.cos(declination) * math.sin(hour)
        north = math.cos(phi) * math.sin(declination) - math.sin(phi) * math.cos(declination) * math.cos(hour)
        azimuth = math.degrees(math.atan2(east, north)) - (lon - 33) * math.sin(phi)
        return cls(azimuth % 360, math.degrees(math.asin(sin_el)))

    def shadow(self) -> tuple[float, float]:
        """Where one metre of height throws its shadow: metres east and north; never over 2.4 m long."""
        length = min(1 / math.tan(math.radians(self.elevation)), 2.4)
        a = math.radians(self.azimuth)
        return -math.sin(a) * length, -math.cos(a) * length


@dataclass
class Canvas:
    """A supersampled sheet in the painter's order: flat colour, and how strongly each ground carries noise."""

    grid: Grid
    colour: Image.Image = field(init=False)
    rough: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        size = (self.grid.width * SUPERSAMPLE, self.grid.height * SUPERSAMPLE)
        self.colour = Image.new("RGB", size)
        self.rough = Image.new("L", size)
        self._pens = ImageDraw.Draw(self.colour), ImageDraw.Draw(self.rough)

    def polygon(self, points: Points, fill: Colour, rough: int = 20) -> None:
        """Fill a polygon given in metres."""
        spots = self.grid.pixels(points, SUPERSAMPLE)
        self._pens[0].polygon(spots, fill=fill)
        self._pens[1].polygon(spots, fill=rough)

    def line(self, points: Points, width_m: float, fill: Colour, rough: int = 20) -> None:
        """Draw a line of a width in metres (never under one supersampled pixel)."""
        spots = self.grid.pixels(points, SUPERSAMPLE)
        width = max(1, round(width_m / self.grid.res * SUPERSAMPLE))
        self._pens[0].line(spots, fill=fill, width=width, joint="curve")
        self._pens[1].line(spots, fill=rough, width=width, joint="curve")

    def dot(self, x: float, y: float, radius_m: float, fill: Colour, rough: int = 20) -> None:
        """Fill a circle at a place in metres."""
        (cx, cy), r = self.grid.pixels([(x, y)], SUPERSAMPLE)[0], radius_m / self.grid.res * SUPERSAMPLE
        box = (cx - r, cy - r, cx + r, cy + r)
        self._pens[0].ellipse(box, fill=fill)
        self._pens[1].ellipse(box, fill=rough)

    def developed(self) -> tuple[np.ndarray, np.ndarray]:
        """float32 (row, column, 3) colour 0..255 and (row, column) roughness, at the grid's own resolution."""
        colour = np.asarray(self.colour.reduce(SUPERSAMPLE), dtype=np.float32)
        return colour, np.asarray(self.rough.reduce(SUPERSAMPLE), dtype=np.float32)


def box(x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
    """The four corners of an upright box."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


@dataclass(frozen=True)
class Frame:
    """A site's own axes in metres: (u, v) to UTM; u runs along `along`, v to the left of it."""

    x: float
    y: float
    along: tuple[float, float] = (0.0, 1.0)

    def at(self, u: float, v: float) -> tuple[float, float]:
        """UTM metres of a place in the site's axes."""
        ax, ay = self.along
        return self.x + u * ax - v * ay, self.y + u * ay + v * ax

    def points(self, places: Points) -> list[tuple[float, float]]:
        """UTM metres of several places."""
        return [self.at(u, v) for u, v in places]

    def heading(self, degrees: float) -> tuple[float, float]:
        """Unit vector in UTM of a direction turned left by `degrees` from u."""
        a = math.radians(degrees)
        ax, ay = self.along
        return ax * math.cos(a) - ay * math.sin(a), ay * math.cos(a) + ax * math.sin(a)


def chance(i: int, j: int, seed: int) -> float:
    """0..1, always the same for the same numbers."""
    return float(hashed(np.array([i], dtype=np.int64), np.array([j], dtype=np.int64), seed)[0]) / 2 + 0.5
