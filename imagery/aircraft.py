"""Aircraft as seen from above: transports, fighters, helicopters, in metres at their published sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from outlines import (
    DARK,
    GREY,
    WHITE,
    Colour,
    Part,
    Shape,
    both,
    disc,
    mirrored,
    pod,
    rect,
    ridge,
    ridge_at,
    shade,
    tube,
    wings,
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
    parts += [Part(body, shade(paint, -44), 1.0, frame.height * 0.4)]
    parts += [Part(o, shade(paint, -22), wing_z - 0.8, wing_z) for o in wings(*frame.wing, frame.span / 2)]
    stripe = frame.wing  # the leading edge catches the light
    edge = [
        (stripe[0], 0.0),
        (stripe[2], frame.span * 0.492),
        (stripe[2] - 0.5, frame.span * 0.492),
        (stripe[0] - stripe[1] * 0.12, 0.0),
    ]
    parts += [Part(o, shade(paint, 16), 0, 0) for o in both(edge)]
    for x, y, length, width in frame.engines:
        for side in (y, -y):
            parts.append(Part(pod(x, side, length, width), (104, 110, 120), wing_z - 3, wing_z))
            parts.append(Part(ridge_at(x, side, length, width), (196, 200, 204), 0, 0))
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
        parts += [Part(o, shade(paint, -60), 0, 0) for o in both(flap)]
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
    paint = (150, 156, 138) if name == "Mi-8" else (128, 136, 128)
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
