"""Ships and vehicles as seen from above, and the register of everything that can be drawn."""

from __future__ import annotations

from collections.abc import Callable

from aircraft import FRAMES, fighter, helicopter, swing_wing, transport
from outlines import (
    DECK,
    NAVY,
    ROOF,
    Outline,
    Part,
    Shape,
    disc,
    mirrored,
    rect,
    ridge,
    shade,
)


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
