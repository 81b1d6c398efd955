"""Plain outlines that aircraft, ships and vehicles are put together from, in metres: x forward, y to the left."""

from __future__ import annotations

import math
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


def ridge_at(x: float, y: float, length: float, width: float) -> Outline:
    """The sunlit back of an engine."""
    return rect(x - length * 0.8, y - width * 0.2, x - length * 0.16, y + width * 0.2)


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
