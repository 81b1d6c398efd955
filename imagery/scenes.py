"""The scenes to draw: their grids, dates and files, and the truth each of them holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType

import khmeimim
import numpy as np
import tartus
from canvas import Frame, Grid, Sun, to_lonlat
from painting import WARNING, Drawn, Placed, overcast, place, raise_blocks, warn

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    """One drawn picture: site, file, instant, pixel size in metres, and what of the site it covers.

    `trim` moves the edges inwards from the site's own box: west, south, east, north, in metres.
    """

    site: ModuleType
    file: str
    when: str
    res: float
    quality: int
    trim: Extent = (-40, -40, -40, -40)
    cloud_to: float | None = None  # Khmeimim: u in metres up to which cloud lies
    stac: str | None = None
    off_nadir: float = 0.0
    tagged: bool = True

    @property
    def instant(self) -> datetime:
        """The instant drawn, aware UTC."""
        return datetime.strptime(self.when, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    def grid(self) -> Grid:
        """Its pixel grid."""
        corners = self.site.frame().points(self.site.SITE)
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        w, s, e, n = self.trim
        return Grid.around(min(xs) + w, min(ys) + s, max(xs) - e, max(ys) - n, self.res)


SCENES = (
    Scene(
        khmeimim,
        "khmeimim_20241205T081500Z.tif",
        "2024-12-05T08:15:00Z",
        1.0,
        74,
        stac="Khmeimim, clear",
        off_nadir=11.3,
    ),
    Scene(khmeimim, "khmeimim_20241210T082600Z.tif", "2024-12-10T08:26:00Z", 1.0, 74, cloud_to=1040.0),
    Scene(
        khmeimim, "khmeimim_20241213T081200Z.tif", "2024-12-13T08:12:00Z", 0.8, 74, trim=(220, -40, -40, -40)
    ),
    Scene(
        khmeimim,
        "khmeimim_20241214T084000Z_part.tif",
        "2024-12-14T08:40:00Z",
        1.0,
        74,
        trim=(0, 1000, 860, 330),
    ),
    Scene(
        khmeimim,
        "khmeimim_20241215T070200Z.tif",
        "2024-12-15T07:02:00Z",
        1.0,
        74,
        stac="Khmeimim, clear",
        off_nadir=18.6,
    ),
    Scene(
        tartus,
        "tartus_20241210T083100Z.tif",
        "2024-12-10T08:31:00Z",
        1.0,
        74,
        stac="Tartus port",
        off_nadir=7.9,
    ),
    Scene(
        tartus,
        "tartus_2024-12-11.tif",
        "2024-12-11T08:02:00Z",
        1.0,
        74,
        trim=(780, 420, 80, 280),
        tagged=False,
    ),
    Scene(tartus, "tartus_20241217T081900Z.tif", "2024-12-17T08:19:00Z", 1.0, 74),
)


@dataclass
class Picture:
    """A painted scene: float colour (row, column, 3), cloud opacity (row, column), and each object's place."""

    scene: Scene
    grid: Grid
    image: np.ndarray
    cloud: np.ndarray
    drawn: list[Drawn] = field(default_factory=list)

    def finished(self, bar: str) -> np.ndarray:
        """uint8 colour with the warning burnt in."""
        image = self.image.copy()
        warn(image, self.grid.res, bar)
        return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def draw(scene: Scene, grid: Grid | None = None) -> Picture:
    """Paint a scene: ground, buildings, objects, haze, cloud. Another `grid` gives another cut of the same pass."""
    grid = grid or scene.grid()
    lon, lat = to_lonlat([scene.site.frame().at(0, 0)])[0]
    sun = Sun.at(scene.instant, lon, lat)
    colour, rough = scene.site.paint(grid).developed()
    ground = grid.fractal(1, [(160, 0.5), (60, 0.35), (22, 0.3), (8, 0.28), (3, 0.2)])
    image = colour + (ground * rough)[..., None] * np.array([0.5, 0.48, 0.42], dtype=np.float32)
    if scene.site is tartus:
        _swell(image, grid, scene)
    raise_blocks(image, grid, scene.site.blocks(), sun)
    picture = Picture(scene, grid, image, np.zeros((grid.height, grid.width), dtype=np.float32))
    for placed in scene.site.objects(scene.when[:10]):
        found = place(image, grid, placed, sun)
        if found:
            picture.drawn.append(found)
    low = np.clip((30 - sun.elevation) / 30, 0, 1)
    image *= np.array([1.02, 0.99, 0.93 - 0.05 * low], dtype=np.float32) * (1.02 - 0.10 * low)
    image += np.array([6, 8, 12], dtype=np.float32)
    if scene.cloud_to is not None:
        picture.cloud = overcast(image, grid, _cloud_depth(grid, scene.cloud_to), sun, 77)
    return picture


def _swell(image: np.ndarray, grid: Grid, scene: Scene) -> None:
    """Waves and slicks on what is water (blue over red), changing from date to date."""
    water = np.clip((image[..., 2] - image[..., 0] - 18) / 16, 0, 1)
    day = scene.instant.day
    waves = grid.fractal(100 + day, [(24, 1.8), (9, 1.4), (4, 1.0)], stretch=2.6) + grid.fractal(
        50 + day, [(300, 4), (110, 3)], stretch=1.6
    )
    image += (waves * water)[..., None] * np.array([0.8, 1.0, 1.05], dtype=np.float32)


def _cloud_depth(grid: Grid, cloud_to: float) -> np.ndarray:
    frame: Frame = khmeimim.frame()
    x = grid.west + (np.arange(grid.width) + 0.5) * grid.res - frame.x
    y = grid.north - (np.arange(grid.height) + 0.5) * grid.res - frame.y
    return (cloud_to - (x[None, :] * frame.along[0] + y[:, None] * frame.along[1])).astype(np.float32)


def area_of(site: ModuleType, placed: Placed) -> str:
    """The area an object stands in, or `elsewhere`."""
    frame: Frame = site.frame()
    dx, dy = placed.x - frame.x, placed.y - frame.y
    ax, ay = frame.along
    u, v = dx * ax + dy * ay, dy * ax - dx * ay
    for name, corners in site.AREAS.items():
        (u0, v0), (u1, v1) = corners[0], corners[2]
        if u0 <= u <= u1 and v0 <= v <= v1:
            return str(name)
    return "elsewhere"


def _shares(picture: Picture) -> dict[str, float]:
    """Visible share of each area and of the whole site: in the footprint and not under cloud."""
    site, grid = picture.scene.site, picture.grid
    frame: Frame = site.frame()
    clear = picture.cloud < 0.5
    shares, taken, whole = {}, np.zeros(clear.shape, dtype=bool), 0.0
    for name, corners in site.AREAS.items():
        mask, ground = grid.mask(frame.points(corners)), _ground_m2(corners)
        shares[name] = _share(int((mask & clear).sum()) * grid.res**2, ground)
        taken |= mask
        whole += ground
    mask = grid.mask(frame.points(site.SITE)) & ~taken & clear
    shares["elsewhere"] = _share(int(mask.sum()) * grid.res**2, _ground_m2(site.SITE) - whole)
    return shares


def _share(seen_m2: float, ground_m2: float) -> float:
    """A share to four decimals; rims of half a pixel do not count against the whole."""
    share = seen_m2 / ground_m2
    return 1.0 if share > 0.9985 else round(share, 4)


def _ground_m2(corners: list[tuple[float, float]]) -> float:
    (u0, v0), (u1, v1) = corners[0], corners[2]
    return abs((u1 - u0) * (v1 - v0))


def truth(picture: Picture) -> dict[str, object]:
    """What the scene holds: per area the visible share, what can be seen, and what stands there, seen or not."""
    site, scene, grid = picture.scene.site, picture.scene, picture.grid
    shares = _shares(picture)
    present: dict[str, Counter[str]] = {name: Counter() for name in shares}
    seen: dict[str, Counter[str]] = {name: Counter() for name in shares}
    for placed in site.objects(scene.when[:10]):
        present[area_of(site, placed)][placed.type] += 1
    listed = []
    for d in picture.drawn:
        c0, r0, c1, r1 = d.box
        if not d.whole or float((picture.cloud[r0:r1, c0:c1] > 0.3).mean()) > 0:
            continue
        area = area_of(site, d.placed)
        seen[area][d.placed.type] += 1
        lon, lat = to_lonlat([(d.placed.x, d.placed.y)])[0]
        shape = d.placed.shape()
        listed.append(
            {
                "type": d.placed.type,
                "area": area,
                "state": d.placed.state or None,
                "lon": lon,
                "lat": lat,
                "pixel_box": list(d.box),
                "length_m": shape.length,
                "span_m": shape.span,
                "mask_along_m": d.along_m,
                "mask_across_m": d.across_m,
            }
        )
    ring = to_lonlat(grid.corners())
    return {
        "file": scene.file,
        "site": "Khmeimim" if site is khmeimim else "Tartus",
        "when": scene.when,
        "gsd_m": grid.res,
        "footprint": [list(p) for p in [*ring[::-1], ring[-1]]],
        "cloud_share": round(float((picture.cloud >= 0.5).mean()), 4),
        "areas": {
            name: {
                "visible": shares[name],
                "seen": dict(sorted(seen[name].items())),
                "present": dict(sorted(present[name].items())),
            }
            for name in shares
        },
        "objects": listed,
    }


def bar(scene: Scene) -> str:
    """The words of the bar at a scene's foot."""
    place_name = "Khmeimim" if scene.site is khmeimim else "Tartus"
    return f"{WARNING}  -  {place_name}, shows nothing real  -  obslog imagery/draw.py"
