"""Spots: marked objects of one date on a plane in metres, and what it costs to take two of them for one.

The cost of a pair is that of change.md 2: squared distance over twice the variance, and penalties for labels,
heading and length that break ties and rarely forbid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from obslog.model.types import TypeTree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

#: What an object is called (a candidate set has several types), and the types of which it certainly is one
#: (empty: those that it is called).
Label = tuple[tuple[str, ...], tuple[str, ...]]

#: A pair may be one object below this cost; two ends left alone cost as much.
GATE = 9.0
#: Distance at which the gate closes, in standard deviations of the distance along one axis.
GATE_SIGMAS = (2 * GATE) ** 0.5
#: Penalties of labels: one above the other; labels that differ where what is certain of them does not.
ABOVE, RELABELLED = 1.0, 2.0
#: Aircraft are turned round on a stand: a heading costs by a scale of 15 degrees and never more than 6.
HEADING_SCALE_DEG, HEADING_MOST = 15.0, 6.0
#: Lengths measured on two images agree within 10 %; what differs by 43 % is another object.
LENGTH_SCALE, LENGTH_MOST = 0.10, 9.0


@dataclass(frozen=True)
class Spot:
    """One object: its place on the plane (`x_m` east, `y_m` north), its label, and what was measured of it.

    `types` is the label (a candidate set has several); `possible` the types of which it certainly is one, where
    that is less than the label. `heading_deg` clockwise from north and `length_m` are as measured on the image,
    None where they were not. `size_m` is its length as known from whatever source. `sigma_m` is the standard
    error of its place along one axis. `untold` says why an absence at its place at the other date could not be
    told (not visible there, not looked for); None where it could.
    """

    id: str
    x_m: float
    y_m: float
    types: tuple[str, ...]
    possible: tuple[str, ...] = ()
    heading_deg: float | None = None
    length_m: float | None = None
    size_m: float | None = None
    sigma_m: float = 2.0
    untold: str | None = None


class Field:
    """All spots of one date, in an order that does not depend on that of the list, as arrays by column."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        """Raises `ValueError` for two spots of one id, or a place or sigma that is no finite number."""
        import numpy as np

        self.spots = tuple(sorted(spots, key=lambda s: (s.x_m, s.y_m, s.id)))
        if len({s.id for s in self.spots}) < len(self.spots):
            raise ValueError("two spots of one id")
        self.xy: Floats = np.array([(s.x_m, s.y_m) for s in self.spots], float).reshape(-1, 2)
        self.sigma: Floats = np.array([s.sigma_m for s in self.spots], float)
        self.heading = _optional([s.heading_deg for s in self.spots])
        self.length = _optional([s.length_m for s in self.spots])
        if not (np.isfinite(self.xy).all() and np.isfinite(self.sigma).all() and (self.sigma > 0).all()):
            raise ValueError("places and sigmas of spots are finite, sigmas above zero")
        self.labels = tuple(dict.fromkeys((s.types, s.possible) for s in self.spots))
        place = {label: number for number, label in enumerate(self.labels)}
        self.label: Ints = np.array([place[s.types, s.possible] for s in self.spots], np.intp)

    def __len__(self) -> int:
        return len(self.spots)


def label_cost(tree: TypeTree, one: Label, other: Label) -> float:
    """What two labels cost: 0 the same, 1 where one is or may be the other, 2 where only what is certain of them
    agrees (a relabel is not a movement), infinite where they exclude each other."""
    if set(one[0]) == set(other[0]):
        return 0.0
    if any(tree.comparable(a, b) for a in one[0] for b in other[0]):
        return ABOVE
    if any(tree.comparable(a, b) for a in one[1] or one[0] for b in other[1] or other[0]):
        return RELABELLED
    return inf


class Likeness:
    """What pairs of spots of two fields cost, apart from where they stand."""

    def __init__(self, tree: TypeTree, before: Field, after: Field) -> None:
        import numpy as np

        self._before, self._after = before, after
        rows = [[label_cost(tree, a, b) for b in after.labels] for a in before.labels]
        self._labels = np.array(rows, float).reshape(len(before.labels), len(after.labels))

    def cost(self, rows: Ints, columns: Ints) -> Floats:
        """The cost of label, heading and length of the pairs (row of before, column of after)."""
        import numpy as np

        a, b = self._before, self._after
        turn = np.abs((a.heading[rows] - b.heading[columns] + 180) % 360 - 180)
        heading = np.minimum((turn / HEADING_SCALE_DEG) ** 2 / 2, HEADING_MOST)
        ratio = np.log(a.length[rows] / b.length[columns]) / LENGTH_SCALE
        length = np.minimum(ratio**2 / 2, LENGTH_MOST)
        labels = self._labels[a.label[rows], b.label[columns]]
        found: Floats = labels + np.nan_to_num(heading, nan=0.0) + np.nan_to_num(length, nan=0.0)
        return found


def next_like_m(tree: TypeTree, field: Field) -> Floats:
    """How far it is from each spot to the nearest other of a compatible label, among its five nearest; else inf."""
    import numpy as np
    from scipy.spatial import cKDTree

    if len(field) < 2:
        return np.full(len(field), np.inf)
    near = min(len(field), 6)
    distance, place = cKDTree(field.xy).query(field.xy, k=near)
    labels = np.array([[label_cost(tree, a, b) for b in field.labels] for a in field.labels], float)
    own = np.arange(len(field))[:, None]
    like = np.isfinite(labels[field.label[own], field.label[place]]) & (place != own)
    nearest: Floats = np.where(like, distance, np.inf).min(axis=1, initial=np.inf)
    return nearest


def _optional(values: Sequence[float | None]) -> Floats:
    """Numbers with NaN for what is not known."""
    import numpy as np

    return np.array([np.nan if v is None else v for v in values], float)
