"""Plan outlines of the aircraft, ships and vehicles, in metres: x forward from the middle, y to the left."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

Outline = tuple[tuple[float, float], ...]
Colour = tuple[int, int, int]
WHITE, GREY, STEEL, DARK = (226, 228, 226), (176, 180, 182), (132, 146, 160), (52, 54, 58)
NAVY, DECK, ROOF = (148, 156, 160), (126, 128, 126), (186, 192, 194)


@dataclass(frozen=True)
class Part:
    """One painted piece: its outline, colour, and the heights in metres between which it throws a shadow.

    `solid` pieces belong to the object's measured extent; others (rotor blades, ramps' loads) do not.
    """

    outline: Outline
    colour: Colour
    low: float = 1.0
    high: float = 3.0
    solid: bool = True
    on_body: bool = False


@dataclass(frozen=True)
class Shape:
    """A type as drawn: the name an analyst writes, length and span (or beam) in metres, pieces in order."""

    type: str
    length: float
    span: float
    parts: tuple[Part, ...]


def mirrored(half: list[tuple[float, float]]) -> Outline:
    """The whole outline from its left half (nose first)."""
    return tuple(half) + tuple((x, -y) for x, y in reversed(half))


def both(half: list[tuple[float, float]]) -> tuple[Outline, Outline]:
    """A piece on the left and the same on the right."""
    return tuple(half), tuple((x, -y) for x, y in half)


def tube(length: float, width: float, blunt: float = 1.0, front: float = 0.0) -> Outline:
    """A fuselage; `front` cuts that many metres off its nose (the An-124's visor)."""
    profile = [
        (0.0, 0.0),
        (0.008, 0.3),
        (0.025, 0.55),
        (0.05, 0.78),
        (0.09, 0.95),
        (0.13, 1.0),
        (0.60, 1.0),
        (0.70, 0.9),
        (0.80, 0.68),
        (0.90, 0.38),
        (0.97, 0.18),
        (1.0, 0.06),
    ]
    half = []
    for t, w in profile:
        x = length / 2 - t * length
        y = width / 2 * (w**blunt)
        half.append((min(x, length / 2 - front), y))
    return mirrored(half)


def ridge(outline: Outline, share: float) -> Outline:
    """A narrower copy of a fuselage: its sunlit back."""
    return tuple((x * 0.985, y * share) for x, y in outline)


def wings(le: float, root: float, tip_le: float, tip: float, half_span: float) -> tuple[Outline, Outline]:
    """Left and right wing: leading edge and chord at the root and at the tip, metres."""
    rounded = half_span * 0.985
    return both(
        [
            (le, 0),
            (tip_le + 0.3, rounded),
            (tip_le - tip * 0.3, half_span),
            (tip_le - tip, half_span),
            (le - root, 0),
        ]
    )


def pod(x: float, y: float, length: float, width: float) -> Outline:
    """An engine: rounded nose at x, running aft."""
    w = width / 2
    return (
        (x, y - w * 0.6),
        (x, y + w * 0.6),
        (x - length * 0.15, y + w),
        (x - length * 0.6, y + w),
        (x - length, y + w * 0.4),
        (x - length, y - w * 0.4),
        (x - length * 0.6, y - w),
        (x - length * 0.15, y - w),
    )


def rect(x0: float, y0: float, x1: float, y1: float) -> Outline:
    """A box between two corners."""
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def disc(x: float, y: float, radius: float, corners: int = 20) -> Outline:
    """A circle."""
    return tuple(
        (x + radius * math.cos(2 * math.pi * i / corners), y + radius * math.sin(2 * math.pi * i / corners))
        for i in range(corners)
    )


def shade(colour: Colour, by: int) -> Colour:
    """A colour made lighter or darker."""
    return (
        max(0, min(255, colour[0] + by)),
        max(0, min(255, colour[1] + by)),
        max(0, min(255, colour[2] + by)),
    )


@dataclass(frozen=True)
class Airframe:
    """The measures that make a transport's plan; x from the middle, metres."""

    type: str
    length: float
    span: float
    width: float
    height: float
    wing: tuple[float, float, float, float]
    tail: tuple[float, float, float, float, float]
    engines: tuple[tuple[float, float, float, float], ...]
    props: float = 0.0
    t_tail: bool = False
    colour: Colour = WHITE


def transport(frame: Airframe, nose_up: bool = False) -> Shape:
    """A transport aircraft; with `nose_up` the visor stands open, the hold shows dark and the ramp is down."""
    cut = 9.5 if nose_up else 0.0
    body = tube(frame.length, frame.width, front=cut)
    nose, paint = frame.length / 2, frame.colour
    wing_z, tail_z = frame.height * 0.34, frame.height * (0.97 if frame.t_tail else 0.45)
    parts = [Part(o, shade(paint, -14), tail_z - 0.5, tail_z) for o in wings(*frame.tail)]
    parts += [Part(body, shade(paint, -24), 1.0, frame.height * 0.4)]
    parts += [Part(o, shade(paint, -8), wing_z - 0.8, wing_z) for o in wings(*frame.wing, frame.span / 2)]
    for x, y, length, width in frame.engines:
        for side in (y, -y):
            parts.append(Part(pod(x, side, length, width), shade(paint, -58), wing_z - 3, wing_z))
            parts.append(Part(pod(x, side, length * 0.16, width * 0.8), DARK, wing_z - 1, wing_z))
            if frame.props:
                parts.append(
                    Part(
                        rect(x, side - frame.props / 2, x + 0.35, side + frame.props / 2),
                        (92, 92, 92),
                        wing_z - 1,
                        wing_z,
                        solid=False,
                    )
                )
    for le, root, tip_le, tip in (frame.wing,):
        flap = [
            (le - root * 0.72, 0.0),
            (tip_le - tip * 0.72, frame.span * 0.49),
            (tip_le - tip * 0.80, frame.span * 0.49),
            (le - root * 0.80, 0.0),
        ]
        parts += [Part(o, shade(paint, -44), 0, 0) for o in both(flap)]
    parts.append(Part(ridge(body, 0.62), shade(paint, 6), 1.0, frame.height * 0.42))
    parts.append(Part(ridge(body, 0.22), shade(paint, 24), 0, 0))
    fin = frame.length / 2
    parts.append(
        Part(
            mirrored([(-fin * 0.52, 0.05), (-fin * 0.7, 0.32), (-fin * 0.95, 0.3)]),
            shade(paint, -4),
            2.0,
            frame.height,
        )
    )
    if frame.t_tail:
        parts += [Part(o, shade(paint, 8), tail_z - 0.5, tail_z) for o in wings(*frame.tail)]
    if nose_up:
        w = frame.width / 2
        visor = mirrored(
            [(nose - cut + 2.6, 0), (nose - cut + 2.2, w * 0.7), (nose - cut, w), (nose - cut - 1.6, w * 0.9)]
        )
        parts += [
            Part(rect(nose - cut, -w * 0.62, nose, w * 0.62), (104, 104, 102), 0, 0.4),
            Part(rect(nose - cut, -w * 0.75, nose - cut + 3.6, w * 0.75), (28, 28, 32), 1, 5),
            Part(visor, shade(paint, 18), 6, 15.5),
        ]
    else:
        parts.append(
            Part(
                (
                    (nose - 1.6, -frame.width * 0.28),
                    (nose - 1.6, frame.width * 0.28),
                    (nose - 2.5, frame.width * 0.3),
                    (nose - 2.5, -frame.width * 0.3),
                ),
                DARK,
                0,
                0,
            )
        )
    return Shape(frame.type, frame.length, frame.span, tuple(parts))


FRAMES = {
    "An-124": Airframe(
        "An-124",
        69.1,
        73.3,
        8.4,
        21.1,
        (13.0, 15.0, -11.5, 3.8),
        (-21.5, 10.0, -29.4, 4.2, 13.4),
        ((11.6, 12.4, 7.6, 3.4), (5.2, 21.4, 7.6, 3.4)),
    ),
    "Il-76": Airframe(
        "Il-76",
        46.6,
        50.5,
        5.2,
        14.8,
        (8.2, 9.6, -5.6, 3.0),
        (-16.5, 5.6, -20.0, 2.9, 8.7),
        ((8.6, 6.4, 6.2, 2.0), (6.4, 10.8, 6.2, 2.0)),
        t_tail=True,
    ),
    "An-26": Airframe(
        "An-26",
        23.8,
        29.2,
        3.0,
        8.6,
        (3.5, 3.9, 2.5, 1.7),
        (-8.3, 2.7, -9.4, 1.5, 4.95),
        ((5.6, 3.9, 6.8, 1.4),),
        props=3.9,
        colour=GREY,
    ),
    "An-72": Airframe(
        "An-72",
        28.1,
        31.9,
        3.4,
        8.7,
        (5.0, 5.2, 0.4, 1.9),
        (-9.6, 3.4, -11.6, 2.0, 5.0),
        ((7.4, 2.9, 7.0, 2.2),),
        t_tail=True,
        colour=(206, 208, 204),
    ),
}


def fighter(name: str, length: float, span: float, canards: bool, paint: Colour) -> Shape:
    """A twin-engined, twin-finned fighter of the Su-27 family."""
    s, w = length / 21.9, span / 14.7
    beam = 1.5 if canards else 1.0
    half = [
        (10.95, 0.0),
        (9.6, 0.45 * beam),
        (7.5, 0.75 * beam),
        (5.5, 1.0 * beam),
        (3.2, 1.6),
        (1.0, 2.4),
        (-3.9, 7.35),
        (-6.2, 7.35),
        (-5.5, 2.9),
        (-6.4, 2.9),
        (-8.5, 4.95),
        (-10.1, 4.95),
        (-9.6, 2.4),
        (-10.6, 2.0),
        (-10.6, 1.0),
        (-9.2, 0.6),
        (-10.95, 0.3),
    ]
    body = mirrored([(x * s, y * w) for x, y in half])
    parts = [Part(body, paint, 1.2, 2.4)]
    if canards:
        parts += [
            Part(o, shade(paint, -10), 1.8, 2.2)
            for o in both([(5.6 * s, 1.3), (3.9 * s, 3.6), (3.0 * s, 3.6), (3.2 * s, 1.2)])
        ]
    parts.append(
        Part(
            mirrored([(9.2 * s, 0.2), (4.5 * s, 0.65 * beam), (-4.0 * s, 0.7), (-9.0 * s, 0.3)]),
            shade(paint, 22),
            1,
            3,
        )
    )
    parts += [
        Part(o, shade(paint, -34), 1, 2.4)
        for o in both([(-3.0 * s, 0.9), (-3.0 * s, 2.2), (-10.5 * s, 1.9), (-10.5 * s, 1.1)])
    ]
    parts += [
        Part(o, shade(paint, 30), 2.0, 6.0)
        for o in both([(-5.0 * s, 2.3), (-5.2 * s, 2.75), (-9.2 * s, 2.75), (-9.0 * s, 2.3)])
    ]
    parts.append(Part(mirrored([(7.4 * s, 0.3), (6.4 * s, 0.55 * beam), (5.0 * s, 0.3)]), (40, 48, 60), 0, 0))
    return Shape(name, length, span, tuple(parts))


def swing_wing() -> Shape:
    """A Su-24 with its wings spread: 22.5 by 17.6 m."""
    half = [
        (11.25, 0.0),
        (9.6, 0.55),
        (7.0, 1.1),
        (3.5, 1.5),
        (1.4, 3.2),
        (-0.4, 8.8),
        (-2.2, 8.8),
        (-2.7, 3.2),
        (-5.4, 2.0),
        (-8.2, 4.4),
        (-10.2, 4.4),
        (-9.8, 1.6),
        (-11.25, 1.1),
    ]
    body, paint = mirrored(half), (164, 168, 166)
    return Shape(
        "Su-24",
        22.5,
        17.6,
        (
            Part(body, paint, 1.2, 2.4),
            Part(mirrored([(9.8, 0.2), (4.0, 0.9), (-10.6, 0.6)]), shade(paint, 24), 1, 3),
            Part(mirrored([(-5.0, 0.1), (-10.8, 0.25)]), shade(paint, 40), 2, 6.1),
            Part(mirrored([(7.2, 0.5), (5.0, 0.6)]), (40, 48, 60), 0, 0),
        ),
    )


def blades(count: int, radius: float, x: float, height: float, turn: float) -> list[Part]:
    """Rotor blades around a hub at x."""
    parts = []
    for i in range(count):
        a = math.radians(turn + 360 * i / count)
        c, s, h = math.cos(a), math.sin(a), 0.3
        outline = (
            (x - s * h, c * h),
            (x + radius * c - s * h, radius * s + c * h),
            (x + radius * c + s * h, radius * s - c * h),
            (x + s * h, -c * h),
        )
        parts.append(Part(outline, (70, 72, 72), height - 0.2, height, solid=False))
    return parts


def helicopter(name: str, length: float, rotor: float, count: int, dismantled: bool = False) -> Shape:
    """A helicopter; dismantled, its blades lie in a stack beside it."""
    paint = (118, 124, 108) if name == "Mi-8" else (96, 104, 98)
    n, w = length / 2, 1.35
    body = mirrored(
        [
            (n, 0.3),
            (n - 0.7, w * 0.85),
            (n - 2.0, w),
            (n - 8.0, w),
            (n - 10.2, 0.5),
            (-n + 1.2, 0.3),
            (-n, 0.55),
        ]
    )
    parts = [
        Part(body, paint, 0.5, 3.6),
        Part(ridge(body, 0.5), shade(paint, 24), 1, 4),
        Part(rect(-n, -1.6, -n + 1.1, 1.6), shade(paint, -10), 2, 4),
        Part(mirrored([(n - 0.5, 0.5), (n - 1.9, 0.9)]), (38, 44, 52), 0, 0),
    ]
    if name == "Ka-52":
        parts.insert(0, Part(rect(n - 7.2, -3.7, n - 5.8, 3.7), shade(paint, -16), 1.5, 2))
    if dismantled:
        parts += [
            Part(rect(-3.0 + i * 0.1, 4.6 + i * 0.9, 3.9, 5.0 + i * 0.9), (70, 72, 72), 0, 0.3, solid=False)
            for i in range(6)
        ]
    else:
        parts += blades(count, rotor / 2, n - 5.6, 4.8, 17.0)
        parts.append(Part(disc(n - 5.6, 0, 0.8), DARK, 4, 4.8))
    return Shape(name, length, rotor, tuple(parts))


def hull(length: float, beam: float, stern: float = 0.8) -> Outline:
    """A ship's deck edge: fine bow, full middle, square stern."""
    n, b = length / 2, beam / 2
    return mirrored(
        [
            (n, 0.0),
            (n - length * 0.05, b * 0.30),
            (n - length * 0.13, b * 0.62),
            (n - length * 0.24, b * 0.9),
            (n - length * 0.36, b),
            (-n + length * 0.25, b),
            (-n + 1.0, b * stern),
            (-n, b * stern * 0.9),
        ]
    )


def warship(
    name: str,
    length: float,
    beam: float,
    blocks: tuple[tuple[float, float, float, float], ...],
    pad: float | None,
    mast: tuple[float, float],
) -> Shape:
    """A surface ship: superstructure blocks (from, to as shares of the length from the bow, share of beam, height)."""
    outline, n, b = hull(length, beam), length / 2, beam / 2
    parts = [Part(outline, shade(NAVY, -26), 0, 5), Part(ridge(outline, 0.88), DECK, 0, 5)]
    if pad is not None:
        x = n - pad * length
        parts += [Part(disc(x, 0, b * 0.68), (206, 206, 200), 0, 0), Part(disc(x, 0, b * 0.56), DECK, 0, 0)]
    for start, end, wide, high in blocks:
        x0, x1 = n - end * length, n - start * length
        parts.append(Part(rect(x0, -b * wide, x1, b * wide), NAVY, 5, high, on_body=True))
        parts.append(Part(rect(x0 + 1, -b * wide * 0.72, x1 - 1, b * wide * 0.72), ROOF, 0, 0))
    mx = n - mast[0] * length
    parts.append(Part(disc(mx, 0, 1.5, 10), (232, 234, 234), 8, mast[1], on_body=True))
    return Shape(name, length, beam, tuple(parts))


def grigorovich() -> Shape:
    """A frigate of Project 11356R, 124.8 by 15.2 m."""
    blocks = (
        (0.17, 0.21, 0.28, 8.5),
        (0.25, 0.29, 0.4, 8.0),
        (0.31, 0.45, 0.84, 15.0),
        (0.34, 0.40, 0.6, 19.0),
        (0.50, 0.58, 0.66, 12.0),
        (0.62, 0.79, 0.80, 11.0),
    )
    return warship("Grigorovich", 124.8, 15.2, blocks, 0.9, (0.41, 30.0))


def ropucha() -> Shape:
    """A landing ship of Project 775, 112.5 by 15 m."""
    blocks = (
        (0.10, 0.13, 0.3, 8.0),
        (0.30, 0.33, 0.4, 7.0),
        (0.58, 0.86, 0.86, 14.0),
        (0.62, 0.70, 0.66, 19.0),
        (0.78, 0.83, 0.4, 20.0),
    )
    return warship("Ropucha", 112.5, 15.0, blocks, None, (0.66, 28.0))


def kilo() -> Shape:
    """A submarine at the surface, 73.8 by 9.9 m."""
    outline = mirrored(
        [
            (36.9, 0.0),
            (36.2, 2.0),
            (33.0, 3.9),
            (26.0, 4.95),
            (-8.0, 4.95),
            (-24.0, 3.2),
            (-33.0, 1.1),
            (-36.9, 0.5),
        ]
    )
    dark = (46, 50, 52)
    return Shape(
        "Kilo",
        73.8,
        9.9,
        (
            Part(outline, (34, 40, 44), 0, 2),
            Part(ridge(outline, 0.62), dark, 0, 2.5),
            Part(ridge(outline, 0.2), (70, 76, 78), 0, 0),
            Part(
                mirrored([(10.5, 0.5), (9.0, 1.7), (-1.0, 1.6), (-2.6, 0.5)]),
                (66, 72, 74),
                2,
                9,
                on_body=True,
            ),
        ),
    )


def tel() -> Shape:
    """A SAM launcher, tractor and semitrailer, 16 by 3.1 m, its four tubes laid flat."""
    green = (88, 98, 76)
    tubes = tuple(
        Part(rect(-8.0, -1.5 + i * 0.8, 3.0, -0.9 + i * 0.8), shade(green, 30), 0, 0) for i in range(4)
    )
    return Shape(
        "SAM TEL",
        16.0,
        3.1,
        (
            Part(rect(-8, -1.55, 3.6, 1.55), green, 1, 3.8),
            *tubes,
            Part(rect(4.4, -1.5, 8, 1.5), shade(green, -14), 1, 3.4),
        ),
    )


def truck() -> Shape:
    """A cargo truck, 8.4 by 2.6 m."""
    return Shape(
        "truck",
        8.4,
        2.6,
        (
            Part(rect(-4.2, -1.3, 1.8, 1.3), (104, 112, 88), 0.5, 3.0),
            Part(rect(2.1, -1.25, 4.2, 1.25), (84, 90, 74), 0.5, 2.6),
        ),
    )


def _an124_open() -> Shape:
    return transport(FRAMES["An-124"], nose_up=True)


#: How to make each (type, state); the state is what an analyst would note.
SHAPES: dict[tuple[str, str], Callable[[], Shape]] = {
    ("An-124", "nose raised"): _an124_open,
    **{(name, ""): (lambda name=name: transport(FRAMES[name])) for name in FRAMES},
    ("Su-34", ""): lambda: fighter("Su-34", 23.3, 14.7, True, (112, 134, 152)),
    ("Su-35", ""): lambda: fighter("Su-35", 21.9, 15.3, False, (120, 132, 144)),
    ("Su-24", ""): swing_wing,
    ("Mi-8", ""): lambda: helicopter("Mi-8", 18.2, 21.3, 5),
    ("Ka-52", ""): lambda: helicopter("Ka-52", 14.2, 14.5, 6),
    ("Ka-52", "dismantled"): lambda: helicopter("Ka-52", 14.2, 14.5, 6, dismantled=True),
    ("Grigorovich", ""): grigorovich,
    ("Ropucha", ""): ropucha,
    ("Kilo", ""): kilo,
    ("SAM TEL", ""): tel,
    ("truck", ""): truck,
}
