"""Simulated ramps: rows of stands at two dates, with all that makes them hard to compare, and the truth.

Six stands in ten are held; between the dates a quarter of the aircraft leaves, three in ten of their stands are
taken again, and a quarter of the empty stands fills. One label in five is only the kind, one aircraft in ten is
turned on its stand, measured lengths err by 4 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, sqrt

import numpy as np

from obslog.change.marks import MarkDiff, ObjectState, Offset, diff_marks
from obslog.change.shift import CE90_SIGMAS
from obslog.change.spots import Spot
from obslog.places.catalogue import load_types

TREE = load_types()
#: Metres between the stands of a row of each type.
STANDS_M = {"Su-34": 22, "MiG-29": 22, "Su-24": 24, "An-26": 36, "Tu-95": 60, "Il-76": 62}
KINDS = tuple(STANDS_M)


@dataclass(frozen=True)
class Ramp:
    """Two dates of one ramp. Ids are the date and the stand, so that equal tails are one stand; `bias` is how far
    the later date lies from the earlier, east and north in metres."""

    before: list[Spot]
    after: list[Spot]
    bias: tuple[float, float]

    @property
    def held(self) -> set[str]:
        """The stands occupied at both dates."""
        return {s.id[1:] for s in self.before} & {s.id[1:] for s in self.after}


def relative_sigma(ce90_m: float) -> float:
    """The standard error of the offset between two images of that CE90, along one axis."""
    return sqrt(2) * ce90_m / CE90_SIGMAS


def a_bias(rng: np.random.Generator, ce90_m: float) -> tuple[float, float]:
    """How far apart two images of that CE90 happen to lie."""
    east, north = rng.normal(0, relative_sigma(ce90_m), 2)
    return float(east), float(north)


def ramp(rng: np.random.Generator, stands: int, bias: tuple[float, float], jitter_m: float) -> Ramp:
    """Rows of 8 to 20 stands, one usual type a row, nine aircraft in ten of it."""
    before: list[Spot] = []
    after: list[Spot] = []
    made, north = 0, 0.0
    while made < stands:
        usual = KINDS[rng.integers(len(KINDS))]
        heading = float(rng.choice([0, 45, 90, 180]))
        row = int(min(stands - made, rng.integers(8, 21)))
        for number in range(row):
            at = (float(number * STANDS_M[usual]), north)
            one, other = _two_dates(rng, usual)
            if one:
                before.append(_aircraft(rng, f"1{made + number}", one, at, heading, jitter_m))
            if other:
                turn = float(rng.choice([90, 180])) if rng.random() < 0.1 else 0.0
                there = (at[0] + bias[0], at[1] + bias[1])
                after.append(_aircraft(rng, f"2{made + number}", other, there, heading + turn, jitter_m))
        made += row
        north += 1.6 * STANDS_M[usual] + float(rng.uniform(10, 40))
    return Ramp(before, after, bias)


def row_of_equal_stands(
    rng: np.random.Generator, stands: int, bias: tuple[float, float], jitter_m: float, pitch_m: float = 22.0
) -> Ramp:
    """One row of one type, all labels and headings alike: only who is where tells the dates apart."""
    before, after = [], []
    for number in range(stands):
        one, other = _two_dates(rng, "Su-34", odd=0.0)
        if one:
            before.append(_plain(rng, f"1{number}", number * pitch_m, 0.0, jitter_m))
        if other:
            after.append(_plain(rng, f"2{number}", number * pitch_m + bias[0], bias[1], jitter_m))
    return Ramp(before, after, bias)


def grid(
    rng: np.random.Generator, objects: int, pitch_m: float, jitter_m: float, bias: tuple[float, float]
) -> Ramp:
    """A square grid of stands, six in ten held, four in five of the objects there at both dates."""
    side = int((objects / 0.6) ** 0.5) + 1
    order = rng.permutation(side * side)
    first = order[:objects]
    stay = first[rng.random(objects) < 0.8]
    second = np.concatenate([stay, order[objects : 2 * objects - len(stay)]])

    def spots(date: str, taken: np.ndarray, by: tuple[float, float]) -> list[Spot]:
        return [
            _plain(rng, f"{date}{k}", pitch_m * (k % side) + by[0], pitch_m * (k // side) + by[1], jitter_m)
            for k in taken.tolist()
        ]

    return Ramp(spots("1", first, (0.0, 0.0)), spots("2", second, bias), bias)


def compare(scene: Ramp, ce90_m: float = 10.0) -> MarkDiff:
    """The two dates of a ramp compared, both images good to that CE90."""
    return diff_marks(TREE, scene.before, scene.after, Offset(relative_sigma(ce90_m)))


@dataclass
class Score:
    """Pairs found that are one stand and that are not; stands held that were missed, or left open with their own
    object among the alternatives; ambiguous objects of all."""

    right: int = 0
    wrong: int = 0
    left_open: int = 0
    missed: int = 0
    ambiguous: int = 0
    objects: int = 0

    def add(self, scene: Ramp, found: MarkDiff) -> None:
        """Count one scene."""
        pairs = [(c.before[1:], c.after[1:]) for c in found.changes if c.before and c.after]
        good = {one for one, other in pairs if one == other}
        unsure = {
            c.before[1:]
            for c in found.of(ObjectState.AMBIGUOUS)
            if c.before and f"2{c.before[1:]}" in c.alternatives
        }
        self.right += len(good)
        self.wrong += len(pairs) - len(good)
        self.left_open += len(unsure)
        self.missed += len(scene.held - good - unsure)
        self.ambiguous += len(found.of(ObjectState.AMBIGUOUS))
        self.objects += len(scene.before) + len(scene.after)

    @property
    def precision(self) -> float:
        """The share of pairs found that are one stand."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of stands held at both dates that were found, or left open."""
        found = self.right + self.left_open
        return found / (found + self.missed)

    @property
    def open_share(self) -> float:
        """The share of objects that are ambiguous."""
        return self.ambiguous / self.objects


def states(found: MarkDiff) -> dict[str, int]:
    """How many lines of each state there are."""
    return {str(s): len(found.of(s)) for s in ObjectState if found.of(s)}


def shift_error(scene: Ramp, found: MarkDiff) -> float:
    """How far the best shift lies from the bias, in metres."""
    best = found.shift or found.rivals[0]
    return hypot(best.east_m - scene.bias[0], best.north_m - scene.bias[1])


def _two_dates(rng: np.random.Generator, usual: str, odd: float = 0.1) -> tuple[str | None, str | None]:
    """What stands on one stand at the first date and at the second."""

    def some() -> str:
        return KINDS[rng.integers(len(KINDS))] if rng.random() < odd else usual

    if rng.random() < 0.6:
        here = some()
        if rng.random() >= 0.25:
            return here, here
        return here, some() if rng.random() < 0.3 else None
    return None, some() if rng.random() < 0.25 else None


def _aircraft(
    rng: np.random.Generator, id_: str, kind: str, at: tuple[float, float], heading: float, jitter_m: float
) -> Spot:
    length = TREE.get(kind).length_m or 20.0
    label = (TREE.parent(kind) or kind) if rng.random() < 0.2 else kind
    east, north = at + rng.normal(0, jitter_m, 2)
    return Spot(
        id_, float(east), float(north), (label,), heading_deg=(heading + float(rng.normal(0, 4))) % 360,
        length_m=length * exp(float(rng.normal(0, 0.04))), size_m=length, sigma_m=jitter_m,
    )  # fmt: skip


def _plain(rng: np.random.Generator, id_: str, east: float, north: float, jitter_m: float) -> Spot:
    by = rng.normal(0, jitter_m, 2)
    return Spot(id_, east + float(by[0]), north + float(by[1]), ("Su-34",), size_m=23.3, sigma_m=jitter_m)
