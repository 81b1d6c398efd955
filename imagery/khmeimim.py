"""Khmeimim as drawn: its ground, areas, buildings, and what stands there on each date."""

from __future__ import annotations

import math

from canvas import Canvas, Colour, Frame, Grid, Points, box, chance, to_utm
from countryside import LENGTH, PAINT, fields, runway
from painting import Block, Placed

# Runway ends as the OurAirports gazetteer has them (public domain): threshold 17, then threshold 35.
END_17, END_35 = (35.9474983215332, 35.41389846801758), (35.94940185546875, 35.38869857788086)
# the second runway is drawn parallel, 360 m east
RUNWAYS = ((0.0, "R", "L"), (360.0, "L", "R"))
AREAS: dict[str, Points] = {
    "north apron": box(300, -430, 830, -120),
    "helicopter apron": box(1240, -380, 1480, -120),
    "south apron": box(1800, -430, 2320, -120),
    "east apron": box(1260, 470, 1720, 690),
    "shelters": box(1850, 455, 2330, 700),
}
SITE = box(-160, -520, 2960, 800)
CONCRETE, TAXIWAY = (152, 151, 144), (116, 116, 114)
GRASS, EARTH, YELLOW = (112, 110, 82), (150, 134, 106), (196, 176, 96)


def frame() -> Frame:
    """Axes with u from threshold 17 to threshold 35 and v to the east."""
    x, y = to_utm(*END_17)
    x2, y2 = to_utm(*END_35)
    d = math.hypot(x2 - x, y2 - y)
    return Frame(x, y, ((x2 - x) / d, (y2 - y) / d))


def paint(grid: Grid) -> Canvas:
    """The bare ground: fields, runways, taxiways, aprons, roads."""
    canvas, f = Canvas(grid), frame()
    canvas.polygon(grid.corners(), (118, 112, 84), 30)
    fields(canvas, f)
    canvas.polygon(f.points(SITE), GRASS, 46)
    canvas.line(f.points([*SITE, SITE[0]]), 7, (148, 140, 122), 12)
    _roads(canvas, f)
    for v, _, _ in RUNWAYS:
        canvas.polygon(f.points(box(-60, v - 45, LENGTH + 60, v + 45)), (124, 118, 92), 30)
    _taxiways(canvas, f)
    for v, north, south in RUNWAYS:
        runway(canvas, f, v, north, south)
    for name, corners in AREAS.items():
        if name != "shelters":
            _apron(canvas, f, corners)
    _heliport(canvas, f)
    _revetments(canvas, f)
    _launcher_site(canvas, f)
    return canvas


def _roads(canvas: Canvas, f: Frame) -> None:
    grey = (136, 132, 126)
    canvas.line(f.points([(-150, 790), (2950, 790)]), 6, grey, 8)
    canvas.line(f.points([(-150, -510), (2950, -510)]), 6, grey, 8)
    canvas.line(f.points([(1060, -1000), (1050, -510), (1050, -250), (1050, -160)]), 9, grey, 8)
    canvas.line(f.points([(250, -470), (2400, -470)]), 7, grey, 8)
    canvas.line(f.points([(-700, -690), (900, -640), (3500, -700)]), 12, (120, 118, 114), 8)
    canvas.line(f.points([(-700, -690), (900, -640), (3500, -700)]), 0.6, PAINT, 2)
    for u in (300, 830, 1480, 1800, 2320):
        canvas.line(f.points([(u, -470), (u, -420)]), 6, grey, 8)
    canvas.line(f.points([(260, 790), (260, 640)]), 6, grey, 8)
    canvas.line(f.points([(1200, 790), (1200, 730), (2330, 730)]), 6, grey, 8)


def _taxiways(canvas: Canvas, f: Frame) -> None:
    ways = [
        [(20, -90), (LENGTH - 20, -90)],
        [(20, -95), (20, 360)],
        [(LENGTH - 20, -95), (LENGTH - 20, 360)],
        [(40, 420), (LENGTH - 40, 420)],
        [(40, 420), (40, 360)],
        [(LENGTH - 40, 420), (LENGTH - 40, 360)],
    ]
    ways += [[(u, -90), (u, -130)] for u in (360, 560, 780, 1300, 1420, 1880, 2080, 2260)]
    ways += [[(u, 420), (u, 480)] for u in (1320, 1500, 1680, 1900, 2100, 2280)]
    ways += [[(u, -90), (u + 60, 0)] for u in (700, 1560)] + [[(u, 0), (u, 360)] for u in (930, 1900)]
    ways += [[(1100, 360), (1180, 420)], [(2000, 360), (1920, 420)]]
    for way in ways:
        canvas.line(f.points(way), 36, (132, 126, 102), 26)
    for way in ways:
        canvas.line(f.points(way), 23, TAXIWAY, 10)
    for way in ways:
        canvas.line(f.points(way), 0.5, YELLOW, 2)


def _apron(canvas: Canvas, f: Frame, corners: Points) -> None:
    (u0, v0), (u1, v1) = corners[0], corners[2]
    edge = 6
    canvas.polygon(f.points(box(u0, v0, u1, v1)), (140, 134, 112), 24)
    canvas.polygon(f.points(box(u0 + edge, v0 + edge, u1 - edge, v1 - edge)), CONCRETE, 10)
    for i, u in enumerate(range(int(u0) + edge, int(u1) - edge, 30)):
        for j, v in enumerate(range(int(v0) + edge, int(v1) - edge, 30)):
            t = round((chance(i, j, 11) - 0.5) * 12)
            slab = box(u, v, min(u + 30, u1 - edge), min(v + 30, v1 - edge))
            canvas.polygon(f.points(slab), (CONCRETE[0] + t, CONCRETE[1] + t, CONCRETE[2] + t), 10)
    for u in range(int(u0) + edge, int(u1) - edge + 1, 15):
        canvas.line(f.points([(u, v0 + edge), (u, v1 - edge)]), 0.5, (138, 137, 130), 6)
    for v in range(int(v0) + edge, int(v1) - edge + 1, 15):
        canvas.line(f.points([(u0 + edge, v), (u1 - edge, v)]), 0.5, (138, 137, 130), 6)
    inner = v1 - 22 if v1 < 0 else v0 + 22
    canvas.line(f.points([(u0 + edge, inner), (u1 - edge, inner)]), 0.6, YELLOW, 2)
    for k in range(24):
        u, v = (
            u0 + 30 + chance(k, int(u0), 12) * (u1 - u0 - 60),
            v0 + 30 + chance(k, int(u0), 13) * (v1 - v0 - 60),
        )
        canvas.dot(*f.at(u, v), 1.5 + 3 * chance(k, int(u0), 14), (126, 124, 119), 10)


def _heliport(canvas: Canvas, f: Frame) -> None:
    for u in range(1275, 1470, 42):
        for v in (-335, -285):
            canvas.dot(*f.at(u, v), 13, (146, 144, 138), 8)
            canvas.dot(*f.at(u, v), 12, (172, 170, 162), 8)
            canvas.line(f.points([(u - 3, v - 3), (u - 3, v + 3)]), 1, PAINT, 2)
            canvas.line(f.points([(u + 3, v - 3), (u + 3, v + 3)]), 1, PAINT, 2)
            canvas.line(f.points([(u - 3, v), (u + 3, v)]), 1, PAINT, 2)


def _revetments(canvas: Canvas, f: Frame) -> None:
    canvas.polygon(f.points(AREAS["shelters"]), (128, 120, 92), 40)
    canvas.line(f.points([(1860, 520), (2320, 520)]), 20, TAXIWAY, 10)
    canvas.line(f.points([(1860, 520), (2320, 520)]), 0.5, YELLOW, 2)
    for u in range(1895, 2320, 58):
        canvas.polygon(f.points(box(u - 17, 530, u + 17, 592)), CONCRETE, 10)
        canvas.polygon(f.points(box(u - 22, 640, u + 22, 690)), (140, 128, 100), 30)
    for u in (1900, 2100, 2280):
        canvas.line(f.points([(u, 430), (u, 520)]), 20, TAXIWAY, 10)


def _launcher_site(canvas: Canvas, f: Frame) -> None:
    canvas.polygon(f.points(box(140, 560, 400, 740)), EARTH, 40)
    for i in range(4):
        u, v = launcher(i)
        canvas.polygon(f.points(box(u - 13, v - 9, u + 13, v + 9)), (128, 112, 88), 24)
        canvas.polygon(f.points(box(u - 10, v - 6, u + 10, v + 6)), (160, 148, 122), 20)
    canvas.dot(*f.at(270, 650), 12, (166, 154, 128), 20)


def launcher(i: int) -> tuple[float, float]:
    """Where launcher i of the battery stands, (u, v)."""
    return 190.0 + 55 * i, 600.0 + 45 * (i % 2) + 30 * (i // 2)


def blocks() -> list[Block]:
    """Hangars, barracks, the terminal and the revetments' walls."""
    f, result = frame(), []

    def add(
        u0: float, v0: float, u1: float, v1: float, height: float, colour: Colour, ridge: bool = False
    ) -> None:
        result.append(Block(tuple(f.points(box(u0, v0, u1, v1))), height, colour, ridge))

    for i in range(5):
        add(880 + i * 32, -300 + i % 2 * 6, 902 + i * 32, -240, 7, (176, 150, 130), True)
    for i in range(7):
        for j in range(3):
            if chance(i, j, 21) > 0.25:
                add(
                    1530 + i * 34,
                    -420 + j * 34,
                    1556 + i * 34,
                    -402 + j * 34,
                    4.5,
                    (188, 188, 182) if chance(i, j, 22) > 0.4 else (142, 152, 150),
                    True,
                )
    add(1090, -330, 1200, -270, 12, (196, 194, 188))
    add(1110, -318, 1180, -282, 14, (170, 172, 172))
    add(1150, -235, 1166, -219, 26, (206, 204, 198))
    for i in range(22):
        if chance(i, 0, 24) > 0.3:
            tone = ((122, 86, 70), (92, 104, 84), (110, 122, 132), (158, 152, 138))[
                int(chance(i, 1, 24) * 3.99)
            ]
            add(1830 + i * 20, -416, 1842 + i * 20, -413.4, 2.6, tone)
        if chance(i, 2, 24) > 0.5:
            add(330 + i * 21, -300 - 8 * (i % 3), 342 + i * 21, -297.4 - 8 * (i % 3), 2.6, (124, 128, 112))
    for u in (2420, 2490, 2560):
        add(u, -330, u + 55, -250, 13, (150, 164, 172), True)
    for u in range(1895, 2320, 58):
        for v0, v1, a, b in ((530, 598, -22, -17), (530, 598, 17, 22), (592, 598, -22, 22)):
            add(u + a, v0, u + b, v1, 4.5, (132, 118, 92))
        add(u - 15, 646, u + 15, 684, 6, (150, 146, 128), True)
    for i in range(6):
        add(1280 + i * 72, 740, 1320 + i * 72, 760, 5, (170, 162, 150), True)
    for i in range(26):
        u, v = -300 + i * 140 + 60 * chance(i, 1, 23), -600 - 26 * chance(i, 2, 23)
        add(
            u,
            v,
            u + 12 + 14 * chance(i, 3, 23),
            v + 10 + 8 * chance(i, 4, 23),
            4 + 6 * chance(i, 5, 23),
            (186, 178, 166),
        )
    return result


SLOTS = {  # (u, v, degrees turned left from u); the transports' noses point at the taxiway
    "An-124": ((365, -205, 90), (452, -205, 90)),
    "Il-76": ((532, -190, 90), (600, -190, 90)),
    "An-26": ((590, -176, 78), (632, -176, 78), (674, -176, 78)),
    "An-72": ((730, -180, 84),),
    "An-26 south": ((1880, -176, 90), (1930, -176, 90)),
    "An-72 south": ((1990, -178, 90),),
    "Su-34": tuple((1290 + i * 27, 555, -90) for i in range(6)),
    "Su-35": tuple((1480 + i * 27, 555, -90) for i in range(6)),
    "Su-24": tuple((1895 + i * 58, 562, -90) for i in range(6)),
    "Mi-8": tuple((1280.4 + i * 42, -285, 60) for i in range(4)),
    "Ka-52": tuple((1275 + i * 42, -337, 84) for i in range(4)),
    "truck": (
        (388, -147, 30),
        (420, -156, 0),
        (428, -172, 80),
        (520, -150, 12),
        (560, -152, 170),
        (700, -148, 0),
        (1050, -300, 90),
        (1050, -330, 90),
        (1049, -356, 91),
        (1051, -384, 88),
    ),
}
WORLD: dict[str, dict[str, tuple[int, ...]]] = {  # what stands where: slots taken on each date
    "2024-12-05": {
        "Il-76": (0,),
        "An-26": (1,),
        "An-26 south": (0,),
        "An-72 south": (0,),
        "Su-34": (0, 1, 2, 3),
        "Su-35": (0, 1, 2, 3),
        "Su-24": (0, 2, 3),
        "Mi-8": (0, 1, 2),
        "Ka-52": (0, 1),
        "SAM TEL": (0, 1, 2, 3),
        "truck": (3,),
    },
    "2024-12-10": {
        "Il-76": (0, 1),
        "An-26": (2,),
        "An-26 south": (1,),
        "Su-34": (0, 1, 3, 4),
        "Su-35": (0, 2, 3),
        "Su-24": (2, 3),
        "Mi-8": (0, 1, 3),
        "Ka-52": (0, 1),
        "SAM TEL": (0, 1, 2, 3),
        "truck": (4, 5),
    },
    "2024-12-13": {
        "An-124": (0, 1),
        "Il-76": (0,),
        "An-26": (0, 1, 2),
        "An-72": (0,),
        "Su-34": (1, 2),
        "Su-35": (0, 1, 3),
        "Su-24": (3,),
        "Mi-8": (1,),
        "Ka-52": (1,),
        "SAM TEL": (0, 1, 2, 3),
        "truck": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    },
    "2024-12-14": {
        "An-124": (1,),
        "Il-76": (0,),
        "An-26": (0, 2),
        "An-72": (0,),
        "Su-34": (1, 2),
        "Su-35": (0, 1),
        "Mi-8": (1,),
        "SAM TEL": (0, 2),
        "truck": (1, 2, 6, 7),
    },
    "2024-12-15": {
        "An-124": (1,),
        "Il-76": (0,),
        "An-26": (0, 1),
        "An-72": (0,),
        "Su-34": (1, 2),
        "Su-35": (0, 1),
        "Mi-8": (2,),
        "SAM TEL": (0, 2),
        "truck": (1, 5),
    },
}


def objects(date: str) -> list[Placed]:
    """Everything that stands at Khmeimim on a date, seen or not."""
    f, result = frame(), []
    for key, taken in WORLD[date].items():
        name = key.removesuffix(" south")
        for i in taken:
            u, v, turn = (*launcher(i), 25 * i) if name == "SAM TEL" else SLOTS[key][i]
            state = (
                "nose raised"
                if name == "An-124"
                else "dismantled"
                if (name, date) == ("Ka-52", "2024-12-13")
                else ""
            )
            wobble = (chance(i, int(u), 31) - 0.5) * (2.0 if name != "truck" else 10)
            result.append(Placed(name, *f.at(u, v), f.heading(turn + wobble), state))
    return result
