"""Objects, buildings, clouds and the warning laid over painted ground, with the exact mask of each object."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from canvas import Grid, Points, Sun
from outlines import Colour, Shape
from PIL import Image, ImageChops, ImageDraw, ImageFont
from shapes import SHAPES

FINE = 8  # supersampling of objects
WARNING = "DRAWN, NOT A PHOTOGRAPH"


@dataclass(frozen=True)
class Placed:
    """An object of the drawn world: type, state, its middle in UTM metres and the way it points."""

    type: str
    x: float
    y: float
    heading: tuple[float, float]
    state: str = ""

    def shape(self) -> Shape:
        """Its outline."""
        return SHAPES[(self.type, self.state)]()


@dataclass(frozen=True)
class Drawn:
    """Where an object came to lie in a scene: its pixel box (column0, row0, column1, row1; end excluded) and
    the metres its painted mask measures along and across its heading."""

    placed: Placed
    box: tuple[int, int, int, int]
    along_m: float
    across_m: float
    whole: bool


def turned(outline: Points, placed: Placed) -> list[tuple[float, float]]:
    """An outline from the object's own axes to UTM metres."""
    hx, hy = placed.heading
    return [(placed.x + x * hx - y * hy, placed.y + x * hy + y * hx) for x, y in outline]


def _patch(grid: Grid, placed: Placed, shape: Shape, reach: float) -> tuple[int, int, int, int]:
    r = math.hypot(shape.length, shape.span) / 2 + reach + 3
    (c0, r0), (c1, r1) = grid.pixels([(placed.x - r, placed.y + r), (placed.x + r, placed.y - r)])
    return math.floor(c0), math.floor(r0), math.ceil(c1), math.ceil(r1)


def _swept(ground: Points, sun: Sun, low: float, high: float) -> list[list[tuple[float, float]]]:
    """Polygons that together cover the shadow of an upright piece from `low` to `high` metres."""
    sx, sy = sun.shadow()
    below = [(x + sx * low, y + sy * low) for x, y in ground]
    above = [(x + sx * high, y + sy * high) for x, y in ground]
    after = [*range(1, len(below)), 0]
    return [below, above, *([below[i], below[j], above[j], above[i]] for i, j in enumerate(after))]


def place(image: np.ndarray, grid: Grid, placed: Placed, sun: Sun) -> Drawn | None:
    """Paint one object and its shadow into float colour (row, column, 3); None where it misses the grid."""
    shape, (sx, sy) = placed.shape(), sun.shadow()
    tallest = max(p.high for p in shape.parts)
    c0, r0, c1, r1 = _patch(grid, placed, shape, tallest * math.hypot(sx, sy))
    if c1 <= 0 or r1 <= 0 or c0 >= grid.width or r0 >= grid.height:
        return None
    local = Grid(grid.west + c0 * grid.res, grid.north - r0 * grid.res, grid.res, c1 - c0, r1 - r0)
    size = (local.width * FINE, local.height * FINE)
    shadow, solid, cover = (Image.new("L", size) for _ in range(3))
    body = Image.new("RGB", size)
    pens = [ImageDraw.Draw(sheet) for sheet in (shadow, solid, cover, body)]
    for part in shape.parts:
        if part.high > 0:
            for polygon in _swept(turned(part.outline, placed), sun, part.low, part.high):
                pens[0].polygon(local.pixels(polygon, FINE), fill=255)
    for part in shape.parts:
        ground = turned(part.outline, placed)
        if part.on_body:
            polygons = _swept(ground, sun, 0, min(part.high - part.low, 12.0))
            _shade_deck(body, cover, [local.pixels(polygon, FINE) for polygon in polygons])
        spots = local.pixels(ground, FINE)
        pens[3].polygon(spots, fill=part.colour)
        pens[2].polygon(spots, fill=255)
        if part.solid:
            pens[1].polygon(spots, fill=255)
    _lay(image, grid, (c0, r0, c1, r1), shadow, body, cover)
    return _measured(grid, local, placed, solid, (c0, r0))


def _shade_deck(body: Image.Image, cover: Image.Image, polygons: Sequence[Points]) -> None:
    dark = Image.new("L", body.size)
    pen = ImageDraw.Draw(dark)
    for polygon in polygons:
        pen.polygon(list(polygon), fill=110)
    body.paste((24, 28, 36), mask=ImageChops.multiply(dark, cover))


def _lay(
    image: np.ndarray,
    grid: Grid,
    patch: tuple[int, int, int, int],
    shadow: Image.Image,
    body: Image.Image,
    cover: Image.Image,
) -> None:
    c0, r0, c1, r1 = patch
    rows, cols = slice(max(r0, 0), min(r1, grid.height)), slice(max(c0, 0), min(c1, grid.width))
    inner = slice(rows.start - r0, rows.stop - r0), slice(cols.start - c0, cols.stop - c0)

    def reduced(sheet: Image.Image) -> np.ndarray:
        return np.asarray(sheet.reduce(FINE), dtype=np.float32)[inner]

    dark, m = reduced(shadow)[..., None] / 255, reduced(cover)[..., None] / 255
    under = image[rows, cols] * (1 - dark * np.array([0.60, 0.56, 0.48], dtype=np.float32))
    image[rows, cols] = under * (1 - m) + reduced(body)


def _measured(
    grid: Grid, local: Grid, placed: Placed, solid: Image.Image, corner: tuple[int, int]
) -> Drawn | None:
    mask = np.asarray(solid.reduce(FINE)) >= 96
    rows, cols = np.nonzero(mask)
    if not rows.size:
        return None
    fine = np.argwhere(np.asarray(solid) > 0)
    x = local.west + (fine[:, 1] + 0.5) * grid.res / FINE - placed.x
    y = local.north - (fine[:, 0] + 0.5) * grid.res / FINE - placed.y
    hx, hy = placed.heading
    along, across = x * hx + y * hy, y * hx - x * hy
    box = (
        int(cols.min()) + corner[0],
        int(rows.min()) + corner[1],
        int(cols.max()) + corner[0] + 1,
        int(rows.max()) + corner[1] + 1,
    )
    whole = box[0] >= 0 and box[1] >= 0 and box[2] <= grid.width and box[3] <= grid.height
    clipped = (max(box[0], 0), max(box[1], 0), min(box[2], grid.width), min(box[3], grid.height))
    if clipped[0] >= clipped[2] or clipped[1] >= clipped[3]:
        return None
    return Drawn(placed, clipped, round(float(np.ptp(along)), 1), round(float(np.ptp(across)), 1), whole)


@dataclass(frozen=True)
class Block:
    """A building or wall: outline in UTM metres, height in metres, colour of its roof; `ridge` splits the roof."""

    outline: tuple[tuple[float, float], ...]
    height: float
    colour: Colour
    ridge: bool = False


def raise_blocks(image: np.ndarray, grid: Grid, blocks: Sequence[Block], sun: Sun, fine: int = 3) -> None:
    """Paint buildings with their shadows into float colour (row, column, 3)."""
    size = (grid.width * fine, grid.height * fine)
    shadow = Image.new("L", size)
    pen = ImageDraw.Draw(shadow)
    for block in blocks:
        for polygon in _swept(block.outline, sun, 0, block.height):
            pen.polygon(grid.pixels(polygon, fine), fill=255)
    image *= 1 - 0.55 * (np.asarray(shadow.reduce(fine), dtype=np.float32) / 255)[..., None]
    roofs, cover = Image.new("RGB", size), Image.new("L", size)
    pens = ImageDraw.Draw(roofs), ImageDraw.Draw(cover)
    for block in blocks:
        spots = grid.pixels(block.outline, fine)
        pens[0].polygon(spots, fill=block.colour)
        pens[1].polygon(spots, fill=255)
        if block.ridge and len(block.outline) == 4:
            a, b, c, d = block.outline
            middle = [((a[0] + d[0]) / 2, (a[1] + d[1]) / 2), ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)]
            darker = (int(block.colour[0] * 0.82), int(block.colour[1] * 0.82), int(block.colour[2] * 0.84))
            pens[0].polygon(grid.pixels([a, b, middle[1], middle[0]], fine), fill=darker)
    m = (np.asarray(cover.reduce(fine), dtype=np.float32) / 255)[..., None]
    image[:] = image * (1 - m) + np.asarray(roofs.reduce(fine), dtype=np.float32)


def overcast(image: np.ndarray, grid: Grid, depth: np.ndarray, sun: Sun, seed: int) -> np.ndarray:
    """Lay cloud over the scene where `depth` (row, column; metres inside the cloud, negative outside) says;
    returns the opacity 0..1 (row, column)."""
    ragged = depth + grid.fractal(seed, [(210, 70), (90, 32), (40, 14), (17, 6)])
    opacity = np.clip((ragged + 12) / 55, 0, 1) ** 1.4
    sx, sy = sun.shadow()
    rows, cols = round(sy * -150 / grid.res), round(sx * 150 / grid.res)
    margin = max(abs(rows), abs(cols))
    shaded = np.roll(np.pad(opacity, margin, mode="edge"), (rows, cols), (0, 1))
    image *= 1 - 0.45 * shaded[margin : margin + grid.height, margin : margin + grid.width, None]
    relief = grid.fractal(seed + 7, [(420, 9), (170, 7), (70, 4), (30, 1.6)])
    lit = 226 + relief + 2.5 * (relief - np.roll(relief, 8, 0)).clip(-3, 3)
    white = lit[..., None] * np.array([0.985, 0.995, 1.01], dtype=np.float32)
    image[:] = image * (1 - opacity[..., None]) + white * opacity[..., None]
    return opacity


def warn(image: np.ndarray, res: float, bar: str) -> None:
    """Burn the warning into float colour: slanted words all over it, and a black bar with `bar` at its foot."""
    height, width = image.shape[:2]
    small = _slanted(WARNING, max(14, round(20 / res)))
    sheet = Image.new("L", (width, height))
    step_x, step_y = small.width + round(90 / res), small.height + round(50 / res)
    for row, y in enumerate(range(-small.height // 3, height, step_y)):
        for x in range(-(row % 2) * step_x // 2, width, step_x):
            sheet.paste(255, (x, y), small)
    marks = np.asarray(sheet, dtype=np.float32)[..., None] / 255
    edge = np.roll(marks, (1, 1), (0, 1))
    image *= 1 - 0.20 * np.clip(edge - marks, 0, 1)
    bright = image.mean(axis=2, keepdims=True) > 185
    towards = np.where(bright, 80, 255)  # dark words on cloud and concrete
    image += (towards - image) * 0.26 * marks
    size = max(11, min(26, round(width / len(bar) * 1.75)))
    strip = Image.new("RGB", (width, round(size * 1.7)))
    ImageDraw.Draw(strip).text(
        (size // 2, size // 4), bar, fill=(255, 226, 90), font=ImageFont.load_default(size)
    )
    image[-strip.height :] = np.asarray(strip, dtype=np.float32)


def _slanted(words: str, size: int) -> Image.Image:
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(words)
    text = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4))
    ImageDraw.Draw(text).text((2 - left, 2 - top), words, fill=255, font=font)
    return text.rotate(24, Image.Resampling.BICUBIC, expand=True)
