"""What became of each marked object between two dates: still there, moved, new, gone, or not to be told.

"Position still occupied, compatible type" is the most that marks can say: three in ten re-taken stands look
exactly like stays (change.md 2.1), so nothing here speaks of the same aircraft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from obslog.change.assigning import Edges, assign
from obslog.change.shift import Shift, find_shifts
from obslog.change.spots import GATE, GATE_SIGMAS, Field, Likeness, Spot, next_like_m
from obslog.model.errors import RefusedError
from obslog.model.types import TypeTree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A pair further apart than this many standard deviations did not just wobble.
MOVED_SIGMAS = 3.0
#: Nor is it one object if it lies this many of its own lengths away.
MOVED_LENGTHS = 1.5
#: A pair that lies further apart than this share of the way to the next object like it may be the next stand's.
HALF_WAY = 0.5
#: One pair alone speaks for no shift: it may as well be two objects.
LEAST_VOTES = 1.5
#: Pairs within the gate beyond this number mean marks heaped on one place, which no assignment can sort.
_MOST_EDGES = 3_000_000
#: The choices of one object: place in the other field (-1: none of them) and extra cost.
_Choices = dict[int, float]
#: Rival shifts that are followed to their end.
_MOST_SHIFTS = 6


class ObjectState(StrEnum):
    """What can be said of one object between two dates."""

    STILL_OCCUPIED = "still occupied"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"
    AMBIGUOUS = "ambiguous"
    NOT_COMPARABLE = "not comparable"


class Registration(StrEnum):
    """How the two dates were laid on one another."""

    SAME_IMAGE = "same image"
    TWO_POINTS = "two points"
    ESTIMATED = "estimated from the objects"
    #: Two or more shifts fit nearly as well and do not say the same of the objects.
    AMBIGUOUS = "registration ambiguous"
    #: Too few objects speak for a shift; the images are taken to lie where they say.
    AS_PLACED = "as the images are placed"


@dataclass(frozen=True)
class ObjectChange:
    """One line of the comparison; `before` and `after` are ids of spots, None on the side that has none.

    `residual_m` is how far the two lie apart after the shift. `margin` is what the nearest rival of this choice
    costs more (2 and above is safe; capped there). Of an ambiguous object `alternatives` lists those of the other
    date that it may be, and `alone` says whether it may be none of them (then new or gone). `reason` says why the
    absence of a lone object at the other date could not be told: it is not comparable then.
    """

    state: ObjectState
    before: str | None
    after: str | None
    residual_m: float | None = None
    margin: float | None = None
    alternatives: tuple[str, ...] = ()
    alone: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class Offset:
    """What is known of how the two dates lie to one another: a shift of the earlier one, and its standard error.

    `known` is SAME_IMAGE or TWO_POINTS where the shift is not to be estimated; None where the objects are asked,
    and `sigma_m` is then what the georeference of the two images allows (along one axis).
    """

    sigma_m: float
    known: Registration | None = None
    east_m: float = 0.0
    north_m: float = 0.0


@dataclass(frozen=True)
class MarkDiff:
    """The comparison of two dates: a line an object, and how they were laid on one another.

    `shift` was used (None where rivals disagree), `rivals` are the shifts that come near it.
    """

    changes: tuple[ObjectChange, ...]
    registration: Registration
    shift: Shift | None
    rivals: tuple[Shift, ...] = ()

    def of(self, state: ObjectState) -> tuple[ObjectChange, ...]:
        """The lines of one state."""
        return tuple(change for change in self.changes if change.state is state)


def diff_marks(tree: TypeTree, before: Sequence[Spot], after: Sequence[Spot], offset: Offset) -> MarkDiff:
    """Compare two sets of spots on one plane. The order of the lists does not matter.

    Raises `NotFoundError` for a type that the tree does not hold, `RefusedError` for marks heaped so densely
    that their pairs cannot be sorted.
    """
    first, second = Field(before), Field(after)
    likeness = Likeness(tree, first, second)
    shifts, registration = _shifts(first, second, likeness, offset)
    spacing = next_like_m(tree, first), next_like_m(tree, second)
    readings = [_read(first, second, likeness, shift, spacing) for shift in shifts[:_MOST_SHIFTS]]
    if all(readings[0].options.keys() == other.options.keys() for other in readings[1:]):
        changes = _changes(first, second, readings[0])
        return MarkDiff(changes, registration, shifts[0], shifts[1:])
    return MarkDiff(_changes(first, second, _merged(readings)), Registration.AMBIGUOUS, None, shifts)


def _shifts(
    first: Field, second: Field, likeness: Likeness, offset: Offset
) -> tuple[tuple[Shift, ...], Registration]:
    """The shifts to follow, the best first, and where they are from."""
    if offset.known is not None:
        return (Shift(offset.east_m, offset.north_m, 0.0, 0.0, offset.sigma_m),), offset.known
    found = find_shifts(first, second, likeness, offset.sigma_m)
    if found and found[0].votes >= LEAST_VOTES:
        return found, Registration.ESTIMATED
    return (Shift(0.0, 0.0, 0.0, 0.0, offset.sigma_m),), Registration.AS_PLACED


@dataclass(frozen=True)
class _Reading:
    """What one shift says: the choices open to each object as {(row or -1, column or -1): extra cost}, and of each
    pair the distance, its standard error along one axis, how far the next object like it is, and whether it is
    vague: that error is mostly one of how the images lie."""

    options: dict[tuple[int, int], float]
    apart: dict[tuple[int, int], tuple[float, float, float, bool]]


def _read(
    first: Field, second: Field, likeness: Likeness, shift: Shift, spacing: tuple[Floats, Floats]
) -> _Reading:
    """Assign under one shift."""
    import numpy as np

    edges, distance, sigma = _edges(first, second, likeness, shift)
    made = assign(edges)
    keys = zip(made.option_rows.tolist(), made.option_columns.tolist(), strict=True)
    pairs = zip(edges.rows.tolist(), edges.columns.tolist(), strict=True)
    next_m = np.minimum(spacing[0][edges.rows], spacing[1][edges.columns])
    vague = sigma**2 > 2 * (sigma**2 - shift.sigma_m**2)
    apart = zip(distance.tolist(), sigma.tolist(), next_m.tolist(), vague.tolist(), strict=True)
    return _Reading(
        dict(zip(keys, made.option_extra.tolist(), strict=True)), dict(zip(pairs, apart, strict=True))
    )


def _edges(first: Field, second: Field, likeness: Likeness, shift: Shift) -> tuple[Edges, Floats, Floats]:
    """The pairs below the gate, how far each lies apart and the standard error of that along one axis."""
    import numpy as np
    from scipy.spatial import cKDTree

    nothing = np.zeros(0)
    if not len(first) or not len(second):
        none = np.zeros(0, np.intp)
        return Edges(len(first), len(second), none, none, nothing), nothing, nothing
    moved = cKDTree(first.xy + np.array([shift.east_m, shift.north_m]))
    there = cKDTree(second.xy)
    reach = GATE_SIGMAS * float(np.sqrt(first.sigma.max() ** 2 + second.sigma.max() ** 2 + shift.sigma_m**2))
    if moved.count_neighbors(there, reach) > _MOST_EDGES:
        raise RefusedError(
            "the marks stand so close, for how well their places are known, that they cannot be told apart: "
            "compare fewer of them, or lay the images on one another by two points"
        )
    near = moved.sparse_distance_matrix(there, reach, output_type="ndarray")
    rows, columns, distance = near["i"].astype(np.intp), near["j"].astype(np.intp), near["v"]
    variance = first.sigma[rows] ** 2 + second.sigma[columns] ** 2 + shift.sigma_m**2
    cost = distance**2 / (2 * variance) + likeness.cost(rows, columns)
    keep = np.flatnonzero(cost < GATE)
    keep = keep[np.lexsort((columns[keep], rows[keep]))]
    edges = Edges(len(first), len(second), rows[keep], columns[keep], cost[keep])
    return edges, distance[keep], np.sqrt(variance[keep])


def _merged(readings: Sequence[_Reading]) -> _Reading:
    """Everything that any of the shifts leaves open: a choice that all of them make is left alone."""
    options: dict[tuple[int, int], float] = {}
    apart: dict[tuple[int, int], tuple[float, float, float, bool]] = {}
    for reading in readings:
        for key, extra in reading.options.items():
            options[key] = min(extra, options.get(key, extra))
        apart = {**reading.apart, **apart}
    return _Reading(options, apart)


def _changes(first: Field, second: Field, reading: _Reading) -> tuple[ObjectChange, ...]:
    """The lines: objects of the earlier date from west to east, then those of the later without a partner."""
    of_row: list[_Choices] = [{} for _ in first.spots]
    of_column: list[_Choices] = [{} for _ in second.spots]
    for (i, j), extra in reading.options.items():
        if i >= 0:
            of_row[i][j] = extra
        if j >= 0:
            of_column[j][i] = extra
    lines: list[ObjectChange] = []
    for i, (spot, choices) in enumerate(zip(first.spots, of_row, strict=True)):
        chosen = next(iter(choices))
        if len(choices) > 1 or (chosen >= 0 and len(of_column[chosen]) > 1):
            lines.append(_open(spot, ObjectChange(ObjectState.AMBIGUOUS, spot.id, None), choices, second))
        elif chosen < 0:
            lines.append(_lone(spot, ObjectState.GONE))
        else:
            lines += _pair(spot, second.spots[chosen], *reading.apart[i, chosen])
    for spot, choices in zip(second.spots, of_column, strict=True):
        chosen = next(iter(choices))
        if len(choices) > 1 or (chosen >= 0 and len(of_row[chosen]) > 1):
            lines.append(_open(spot, ObjectChange(ObjectState.AMBIGUOUS, None, spot.id), choices, first))
        elif chosen < 0:
            lines.append(_lone(spot, ObjectState.NEW))
    return tuple(lines)


def _lone(spot: Spot, state: ObjectState) -> ObjectChange:
    """An object without another: new or gone only where its absence at the other date could be told."""
    told = spot.untold is None
    shown = state if told else ObjectState.NOT_COMPARABLE
    before, after = (spot.id, None) if state is ObjectState.GONE else (None, spot.id)
    return ObjectChange(shown, before, after, reason=spot.untold)


def _pair(
    one: Spot, other: Spot, apart_m: float, sigma_m: float, next_m: float, vague: bool
) -> list[ObjectChange]:
    """Two objects that nothing rivals: one line, or two where they lie too far apart for their size or stands.

    Where it is vague how the images lie, the next stand may be meant as soon as it is nearer, and stands of one
    size of object lie no closer than that size.
    """
    size = one.length_m or other.length_m or one.size_m or other.size_m
    near = apart_m <= HALF_WAY * min(next_m, size if vague and size is not None else next_m)
    if near and apart_m <= MOVED_SIGMAS * sigma_m:
        return [ObjectChange(ObjectState.STILL_OCCUPIED, one.id, other.id, apart_m)]
    if near and not vague and (size is None or apart_m < MOVED_LENGTHS * size):
        return [ObjectChange(ObjectState.MOVED, one.id, other.id, apart_m)]
    return [
        ObjectChange(ObjectState.AMBIGUOUS, one.id, None, apart_m, None, (other.id,), True, one.untold),
        ObjectChange(ObjectState.AMBIGUOUS, None, other.id, apart_m, None, (one.id,), True, other.untold),
    ]


def _open(spot: Spot, line: ObjectChange, choices: _Choices, others: Field) -> ObjectChange:
    """An object with more than one choice, or whose one choice has another."""
    extras = sorted(choices.values())
    ids = tuple(others.spots[other].id for other in sorted(choices) if other >= 0)
    margin = extras[1] if len(extras) > 1 else None
    alone = -1 in choices
    why = spot.untold if alone else None
    return replace(line, margin=margin, alternatives=ids, alone=alone, reason=why)
