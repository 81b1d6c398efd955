"""The ground an air base lies in: fields, greenhouses, olive groves, and runways with their markings."""

from __future__ import annotations

from canvas import Canvas, Colour, Frame, Points, box, chance

LENGTH = 2796.0  # metres between the thresholds of Khmeimim
ASPHALT, PAINT = (88, 90, 92), (214, 214, 206)


def fields(canvas: Canvas, f: Frame) -> None:
    """Patches of farmland around and under the base."""
    tones: tuple[Colour, ...] = (
        (104, 112, 72),
        (132, 122, 88),
        (92, 104, 66),
        (148, 132, 98),
        (116, 104, 76),
        (84, 98, 62),
        (140, 138, 100),
    )
    u = -700
    while u < 3500:
        du = 70 + round(90 * chance(u, 1, 3))
        v = -1000
        while v < 1400:
            dv = 60 + round(110 * chance(u, v, 4))
            kind = chance(u, v, 5)
            plot = box(u + 2, v + 2, u + du - 2, v + dv - 2)
            canvas.polygon(f.points(plot), tones[int(chance(u, v, 6) * 6.99)], 34)
            outside = v + dv < -560 or v > 830 or u + du < -200 or u > 3000
            if outside and kind < 0.22:
                _greenhouses(canvas, f, plot)
            elif outside and kind < 0.42:
                _orchard(canvas, f, plot)
            elif kind > 0.7:
                for k in range(u + 8, u + du - 8, 9):
                    canvas.line(
                        f.points([(k, v + 5), (k, v + dv - 5)]), 2, tones[int(chance(u, v, 7) * 6.99)], 30
                    )
            v += dv
        u += du


def _greenhouses(canvas: Canvas, f: Frame, plot: Points) -> None:
    (u0, v0), (u1, v1) = plot[0], plot[2]
    u = u0 + 4
    while u + 9 < u1:
        canvas.polygon(f.points(box(u, v0 + 4, u + 8, v1 - 4)), (190, 196, 194), 8)
        canvas.line(f.points([(u + 6, v0 + 4), (u + 6, v1 - 4)]), 2.4, (158, 166, 166), 8)
        u += 11


def _orchard(canvas: Canvas, f: Frame, plot: Points) -> None:
    (u0, v0), (u1, v1) = plot[0], plot[2]
    canvas.polygon(f.points(plot), (142, 122, 92), 26)
    for i in range(int(u0) + 6, int(u1) - 4, 10):
        for j in range(int(v0) + 6, int(v1) - 4, 10):
            x, y = f.at(i + 2 * chance(i, j, 8), j + 2 * chance(i, j, 9))
            canvas.dot(x - 1.6, y + 1.6, 2.6, (78, 72, 58), 10)
            canvas.dot(x, y, 2.7, (74, 88, 56), 14)


def runway(canvas: Canvas, f: Frame, v: float, north: str, south: str) -> None:
    """One runway v metres east of the first, with its letters (north end, south end)."""
    canvas.polygon(f.points(box(-30, v - 22.5, LENGTH + 30, v + 22.5)), ASPHALT, 14)
    for u in range(0, int(LENGTH), 400):
        wide = box(u, v - 12, u + 400, v + 12)
        canvas.polygon(
            f.points(wide), (84 + u // 400 % 3 * 3, 86 + u // 400 % 3 * 3, 88 + u // 400 % 3 * 3), 14
        )
    for end, way in ((0.0, 1), (LENGTH, -1)):
        for k, half in ((150, 9), (230, 7), (330, 8), (430, 5), (540, 4)):
            canvas.polygon(
                f.points(box(end + way * k, v - half, end + way * (k + 170), v + half)), (70, 71, 74), 12
            )
        for k in (-1, 1):
            for i in range(6):
                y = v + k * (1.8 + i * 3.4)
                canvas.polygon(f.points(box(end + way * 8, y - 0.9, end + way * 38, y + 0.9)), PAINT, 4)
            canvas.polygon(f.points(box(end + way * 300, v + k * 4, end + way * 350, v + k * 10)), PAINT, 4)
            for near in (150, 450):
                for i in range(2):
                    y = v + k * (6 + i * 4)
                    canvas.polygon(
                        f.points(box(end + way * near, y - 0.9, end + way * (near + 22), y + 0.9)), PAINT, 4
                    )
    for u in range(140, int(LENGTH) - 140, 60):
        canvas.line(f.points([(u, v), (u + 32, v)]), 0.9, PAINT, 4)
    for k in (-21, 21):
        canvas.line(f.points([(0, v + k), (LENGTH, v + k)]), 0.9, PAINT, 4)
    _numbers(canvas, f, v, 0.0, 1, "17", north)
    _numbers(canvas, f, v, LENGTH, -1, "35", south)


STROKES: dict[
    str, list[list[tuple[float, float]]]
] = {  # on a 4 x 8 raster, x right and y up, as a pilot reads
    "1": [[(2, 0), (2, 8)]],
    "7": [[(0, 8), (4, 8), (1.4, 0)]],
    "3": [[(0, 8), (4, 8), (4, 0), (0, 0)], [(1, 4), (4, 4)]],
    "5": [[(4, 8), (0, 8), (0, 4.4), (4, 4.4), (4, 0), (0, 0)]],
    "L": [[(0, 8), (0, 0), (4, 0)]],
    "R": [[(0, 0), (0, 8), (4, 8), (4, 4.2), (0, 4.2)], [(1.4, 4.2), (4, 0)]],
}


def _numbers(canvas: Canvas, f: Frame, v: float, end: float, way: int, digits: str, letter: str) -> None:
    """Landing towards +u (way 1) a pilot has the west (-v) on the right."""
    for text, near in ((letter, 48), (digits, 68)):
        for i, sign in enumerate(text):
            left = (i - len(text) / 2) * 7.5 + 1.2
            for stroke in STROKES[sign]:
                spots = [(end + way * (near + y * 1.6), v - way * (left + x * 1.25)) for x, y in stroke]
                canvas.line(f.points(spots), 1.6, PAINT, 4)
