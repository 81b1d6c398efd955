"""Tartus as drawn: sea, moles, piers, the town's edge, and the ships there on each date."""

from __future__ import annotations

import math

from canvas import Canvas, Colour, Frame, Grid, Points, box, chance, to_utm
from painting import Block, Placed

CENTRE = (35.87, 34.91)  # approximate, as published; x east and y north of it in metres
AREAS: dict[str, Points] = {
    "roads": box(-860, -640, -330, 660),
    "north pier": box(-10, 150, 345, 400),
    "south pier": box(-60, -310, 345, -70),
}
SITE = box(-870, -760, 640, 720)
COAST = [
    (356, 1200),
    (352, 820),
    (360, 700),
    (352, 610),
    (352, -720),
    (372, -790),
    (340, -900),
    (330, -1300),
    (1500, -1300),
    (1500, 1200),
]
MOLE = [(350, 640), (150, 640), (-60, 600), (-190, 470), (-235, 250), (-245, -100), (-250, -480)]
SOUTH_MOLE = [(352, -700), (40, -690), (-90, -640)]
QUAY, YARD, STONE = (150, 146, 136), (142, 136, 124), (138, 130, 116)


def frame() -> Frame:
    """Axes with u east and v north, in metres from the centre."""
    return Frame(*to_utm(*CENTRE), (1.0, 0.0))


def paint(grid: Grid) -> Canvas:
    """Sea, land, moles, piers and streets."""
    canvas, f = Canvas(grid), frame()
    canvas.polygon(grid.corners(), (34, 64, 78), 20)
    canvas.polygon(
        f.points([(-235, 250), (-190, 470), (-60, 600), (352, 640), (352, -700), (-90, -640), (-250, -480)]),
        (40, 74, 80),
        10,
    )
    for width, tone in ((44, (44, 78, 86)), (24, (60, 92, 94))):
        canvas.line(f.points(COAST[:8]), width, tone, 14)
        canvas.line(f.points(MOLE), width + 8, tone, 14)
    canvas.polygon(f.points(COAST), (152, 142, 124), 30)
    _town(canvas, f)
    canvas.polygon(f.points(box(352, -700, 500, 610)), YARD, 20)
    for line, width in ((MOLE, 20.0), (SOUTH_MOLE, 16.0)):
        canvas.line(f.points(line), width + 9, (112, 108, 98), 60)
        canvas.line(f.points(line), width, STONE, 50)
        canvas.line(f.points(line), 7, (164, 160, 150), 10)
    canvas.dot(*f.at(-250, -486), 15, (150, 146, 138), 20)
    canvas.polygon(f.points(box(10, 258, 356, 290)), QUAY, 14)
    canvas.polygon(f.points(box(-30, -202, 356, -150)), QUAY, 14)
    for y in (274, -176):
        canvas.line(f.points([(16 if y > 0 else -24, y), (500, y)]), 6, (120, 118, 114), 8)
    canvas.polygon(f.points(box(346, -700, 358, 610)), (168, 164, 154), 10)
    canvas.line(f.points([(380, -690), (380, 600)]), 8, (122, 120, 116), 8)
    for y in (262, 286, -198, -154):
        for x in range(20, 345, 26):
            canvas.dot(*f.at(x, y), 0.9, (66, 66, 64), 2)
    return canvas


def _town(canvas: Canvas, f: Frame) -> None:
    canvas.line(f.points([(510, -1000), (510, 1000)]), 14, (112, 110, 106), 8)
    for y in range(-1000, 1000, 86):
        canvas.line(f.points([(510, y), (1300, y)]), 8, (124, 120, 114), 8)
    for x in range(590, 1300, 84):
        canvas.line(f.points([(x, -1000), (x, 1000)]), 7, (124, 120, 114), 8)
    for x0, y0, x1, y1 in ((-300, -1200, 330, -800), (360, 620, 500, 1000)):
        if x0 > 0:
            canvas.polygon(f.points(box(x0, y0, x1, y1)), (112, 112, 82), 44)


def blocks() -> list[Block]:
    """Warehouses, stacks of containers, houses, and sheds on the piers."""
    f, result = frame(), []

    def add(
        x0: float, y0: float, x1: float, y1: float, height: float, colour: Colour, ridge: bool = False
    ) -> None:
        result.append(Block(tuple(f.points(box(x0, y0, x1, y1))), height, colour, ridge))

    for y in (-640, -540, -420, 60, 340, 440):
        add(410, y, 470, y + 74, 11, (166, 172, 176) if y % 3 else (178, 150, 128), True)
    tones: tuple[Colour, ...] = (
        (150, 84, 66),
        (76, 104, 136),
        (170, 166, 160),
        (92, 124, 98),
        (182, 148, 88),
    )
    for i in range(9):
        for j in range(12):
            if chance(i, j, 41) > 0.35:
                add(
                    398 + i * 9,
                    -320 + j * 26,
                    405.5 + i * 9,
                    -297 + j * 26,
                    2.6 + 2.6 * int(chance(i, j, 42) * 3),
                    tones[int(chance(i, j, 43) * 4.99)],
                )
    for x in range(518, 900, 84):
        for y in range(-1000, 1000, 86):
            for i, (dx, dy) in enumerate(((6, 6), (40, 8), (8, 44), (42, 46))):
                if chance(x + i, y, 44) > 0.2:
                    w, h = 18 + 12 * chance(x + i, y, 45), 18 + 12 * chance(x + i, y, 46)
                    tone = round(150 + 50 * chance(x + i, y, 47))
                    add(
                        x + dx,
                        y + dy,
                        x + dx + w,
                        y + dy + h,
                        6 + 15 * chance(x + i, y, 48),
                        (tone, tone - 5, tone - 16),
                    )
    add(230, 266, 330, 282, 6, (158, 160, 158), True)
    add(150, -190, 320, -162, 8, (150, 158, 164), True)
    add(20, -184, 60, -168, 4, (176, 150, 120))
    return result


WORLD: dict[str, list[tuple[str, float, float, float]]] = {  # type, x, y, degrees turned left from east
    "2024-12-10": [
        ("Grigorovich", -560, 300, 118),
        ("Grigorovich", -690, -180, 112),
        ("Ropucha", 100, 299.5, 180),
        ("Ropucha", 110, 248.5, 0),
        ("Kilo", 250, 252.5, 0),
        ("truck", 352, -40, 90),
        ("truck", 381, 130, 88),
        ("truck", 200, 277, 2),
    ],
    "2024-12-11": [
        ("Grigorovich", -570, 310, 140),
        ("Grigorovich", -680, -170, 136),
        ("Ropucha", 110, 248.5, 0),
        ("truck", 381, 90, 88),
    ],
    "2024-12-17": [
        ("Grigorovich", -540, 280, 62),
        ("Grigorovich", -700, -150, 66),
        ("Ropucha", 110, 248.5, 0),
        ("truck", 381, 30, 88),
        ("truck", 300, 272, 2),
        ("truck", 120, 272, 1),
    ],
}


def objects(date: str) -> list[Placed]:
    """Every ship and vehicle at Tartus on a date, seen or not."""
    f = frame()
    return [
        Placed(name, *f.at(x, y), (math.cos(math.radians(turn)), math.sin(math.radians(turn))))
        for name, x, y, turn in WORLD[date]
    ]
