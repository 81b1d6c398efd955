"""Two images locked together: where a pixel of one lies on the other, and the view of the one that fits the other's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

from obslog.change import alignment as laying
from obslog.tui.cells.viewport import Viewport

if TYPE_CHECKING:
    from obslog.model.marks import Alignment, Point
    from obslog.places.ground_grid import GroundGrid


class Bond(StrEnum):
    """What holds two images together, the surest first."""

    SAME = "same image"
    POINTS = "two points"
    GROUND = "ground"
    #: Pixel by pixel: nothing says how they lie.
    PIXELS = "pixels"


@dataclass(frozen=True)
class Lock:
    """How image `before` lies on image `after`; sizes are (width, height) in pixels.

    `alignment` holds for POINTS, `grounds` (before, after) where the images have a place. PIXELS stretches the one
    over the other, so that both are seen whole.
    """

    bond: Bond
    before_size: tuple[int, int] = (1, 1)
    after_size: tuple[int, int] = (1, 1)
    alignment: Alignment | None = None
    grounds: tuple[GroundGrid | None, GroundGrid | None] = (None, None)

    @classmethod
    def of(
        cls,
        before_size: tuple[int, int],
        after_size: tuple[int, int],
        *,
        same: bool = False,
        alignment: Alignment | None = None,
        grounds: tuple[GroundGrid | None, GroundGrid | None] = (None, None),
    ) -> Lock:
        """The best lock there is: one image, two stored points, the ground of both, else pixel by pixel."""
        bond = Bond.PIXELS
        if same:
            bond = Bond.SAME
        elif alignment is not None:
            bond = Bond.POINTS
        elif None not in grounds:
            bond = Bond.GROUND
        return cls(bond, before_size, after_size, alignment, grounds)

    def to_after(self, point: Point) -> Point | None:
        """Where a pixel (column, row) of `before` lies on `after`; None where that is not known."""
        if self.bond is Bond.POINTS and self.alignment is not None:
            return laying.apply(self.alignment, point)
        if self.bond is Bond.GROUND:
            return _over_ground(self.grounds[0], self.grounds[1], point)
        return _stretched(point, self.before_size, self.after_size, self._factor)

    def to_before(self, point: Point) -> Point | None:
        """Where a pixel (column, row) of `after` lies on `before`; None where that is not known."""
        if self.bond is Bond.POINTS and self.alignment is not None:
            return laying.apply(laying.reverse(self.alignment), point)
        if self.bond is Bond.GROUND:
            return _over_ground(self.grounds[1], self.grounds[0], point)
        return _stretched(point, self.after_size, self.before_size, 1 / self._factor)

    def view_of_before(self, view: Viewport) -> Viewport:
        """The view of `before` that shows the same ground as `view` does of `after`, on a canvas of the same size.

        Exact in the middle; elsewhere as good as the two images differ by a shift, a turn and a scale there.
        """
        return _moved(view, self.to_before)

    def view_of_after(self, view: Viewport) -> Viewport:
        """The view of `after` that shows the same ground as `view` does of `before`."""
        return _moved(view, self.to_after)

    @property
    def _factor(self) -> float:
        """Pixels of `after` for one of `before` where only their sizes are known; what is round stays round."""
        if self.bond is Bond.SAME:
            return 1.0
        (wide, high), (over, down) = self.before_size, self.after_size
        return max(over / max(1, wide), down / max(1, high))

    @property
    def shift(self) -> tuple[float, float, float | None] | None:
        """How far two points moved the middle of `before` from where it lay without them: columns and rows of
        `after`, and metres (None: not known). None where no two points are stored."""
        if self.bond is not Bond.POINTS:
            return None
        middle = (self.before_size[0] / 2, self.before_size[1] / 2)
        without = replace(self, bond=Bond.PIXELS if None in self.grounds else Bond.GROUND).to_after(middle)
        now = self.to_after(middle)
        if without is None or now is None:
            return None
        columns, rows = now[0] - without[0], now[1] - without[1]
        ground = self.grounds[1]
        metres = None if ground is None else ground.metres_per_pixel(*now)
        return columns, rows, None if metres is None else hypot(columns, rows) * metres


def _over_ground(one: GroundGrid | None, other: GroundGrid | None, point: Point) -> Point | None:
    if one is None or other is None:
        return None
    place = one.to_ground(*point)
    return None if place is None else other.to_image(*place)


def _stretched(point: Point, one: tuple[int, int], other: tuple[int, int], factor: float) -> Point:
    """The middles lie on one another."""
    return (
        other[0] / 2 + (point[0] - one[0] / 2) * factor,
        other[1] / 2 + (point[1] - one[1] / 2) * factor,
    )


def _moved(view: Viewport, carry: object) -> Viewport:
    """The view whose middle and direction are those of `view` carried over."""
    assert callable(carry)
    width, height = view.dots
    # An arm long enough that rounding does not turn the picture, short enough to be straight on the ground.
    arm = max(8.0, width / 4)
    middle = carry((view.column, view.row))
    end = carry(view.to_image(width / 2 + arm, height / 2))
    if middle is None or end is None:
        return view
    along, down = end[0] - middle[0], end[1] - middle[1]
    length = hypot(along, down)
    if not length:
        return view
    return replace(
        view,
        column=middle[0],
        row=middle[1],
        scale=length / arm,
        turn_deg=_even(degrees(atan2(-down, along))),
    )


def _even(turn_deg: float) -> float:
    """An angle of next to nothing is nothing: an upright picture is drawn faster and sharper."""
    return 0.0 if abs(turn_deg) < 0.2 else turn_deg % 360


def lock_words(lock: Lock) -> str:
    """How the two images are held together, for the line above them."""
    if lock.bond is Bond.SAME:
        return "one image"
    if lock.bond is Bond.GROUND:
        errors = [
            ground.error_m for ground in lock.grounds if ground is not None and ground.error_m is not None
        ]
        good_to = f", each placed to ±{max(errors):.0f} m" if errors else ""
        return f"locked by their ground{good_to}; m sets two points"
    if lock.bond is Bond.PIXELS:
        return "NOT ALIGNED: nothing says how the images lie; m lays them on one another by two points"
    return f"locked by two points{shift_words(lock)}"


def shift_words(lock: Lock) -> str:
    """How far and how much two points moved, turned and scaled the earlier image."""
    shift, alignment = lock.shift, lock.alignment
    if shift is None or alignment is None:
        return ""
    columns, rows, metres = shift
    moved = f"{hypot(columns, rows):.0f} px"
    said = [f"shift {metres:.1f} m ({moved})" if metres is not None else f"shift {moved}"]
    if lock.grounds == (None, None) or None in lock.grounds:
        said.append(f"turned {alignment.angle_deg:.1f}°, scaled {alignment.scale:.3g}")
    return f": {', '.join(said)}"
