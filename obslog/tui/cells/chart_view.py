"""What a timeline chart shows and where its cursor stands, as a frozen value with the moves that change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from obslog.tui.cells.chart import Moment
from obslog.tui.cells.chart_time import DAY_S, SHORTEST_S


@dataclass(frozen=True)
class ChartView:
    """Moments in order of time, the stretch shown (seconds since 1970), the cursor, and the brush.

    `cursor` and `anchor` are indices of moments; a brush reaches from the anchor to the cursor, or (`held` False) to
    `far`, where it was let go.
    """

    moments: tuple[Moment, ...] = ()
    begin: float = 0.0
    end: float = DAY_S
    cursor: int = 0
    anchor: int | None = None
    far: int | None = None

    @classmethod
    def of(cls, found: Sequence[Moment]) -> Self:
        """All of the moments, the cursor on the newest."""
        return cls(tuple(found), cursor=max(0, len(found) - 1)).whole()

    def of_same(self, found: Sequence[Moment]) -> Self:
        """Other moments (another type, or older ones too) over the same stretch, cursor and brush at the same times."""
        moments = tuple(found)
        if not self.moments or not moments:
            return self.of(moments)

        def same(index: int | None) -> int | None:
            return None if index is None else _nearest(moments, self.moments[index].at)

        return replace(
            self,
            moments=moments,
            cursor=same(self.cursor) or 0,
            anchor=same(self.anchor),
            far=same(self.far),
        )

    @property
    def pointed(self) -> Moment | None:
        """The moment under the cursor."""
        return self.moments[self.cursor] if self.moments else None

    @property
    def brush(self) -> tuple[int, int] | None:
        """First and last index of the period chosen, None where none is."""
        if self.anchor is None:
            return None
        far = self.cursor if self.far is None else self.far
        return min(self.anchor, far), max(self.anchor, far)

    @property
    def period(self) -> tuple[Moment, Moment] | None:
        """The moments at both ends of the period chosen; None where it is a single one."""
        if self.brush is None or self.brush[0] == self.brush[1]:
            return None
        return self.moments[self.brush[0]], self.moments[self.brush[1]]

    def whole(self) -> Self:
        """Show all moments."""
        if not self.moments:
            return self
        first, last = self.moments[0].at, self.moments[-1].at
        rim = max((last - first) * 0.03, SHORTEST_S)
        return replace(self, begin=first - rim, end=last + rim)

    def to(self, index: int) -> Self:
        """Point at a moment by its index, the stretch shown moved so that it is in sight."""
        if not self.moments:
            return self
        index = max(0, min(len(self.moments) - 1, index))
        at, wide = self.moments[index].at, self.end - self.begin
        rim = wide * 0.03
        begin = min(max(self.begin, at + rim - wide), at - rim)
        return replace(self, cursor=index, begin=begin, end=begin + wide)

    def moved(self, steps: int) -> Self:
        """Point so many moments later (or, negative, earlier)."""
        return self.to(self.cursor + steps)

    def zoomed(self, factor: float) -> Self:
        """Show a stretch `factor` times as long, the cursor where it is on the screen."""
        if not self.moments:
            return self
        all_of_it = self.whole()
        most = all_of_it.end - all_of_it.begin
        wide = min(most, max(SHORTEST_S, (self.end - self.begin) * factor))
        if wide == most:
            return all_of_it
        at = self.moments[self.cursor].at
        begin = at - (at - self.begin) / (self.end - self.begin) * wide
        return replace(self, begin=begin, end=begin + wide)

    def brushing(self) -> Self:
        """Begin a period at the cursor; a second time let it go there; a third time begin anew."""
        if self.anchor is None or self.far is not None:
            return replace(self, anchor=self.cursor, far=None)
        return replace(self, far=self.cursor)

    def stretched(self, steps: int) -> Self:
        """Move the cursor with the period's end, beginning one where there is none."""
        began = (
            replace(self, anchor=self.cursor, far=None)
            if self.anchor is None or self.far is not None
            else self
        )
        return began.moved(steps)

    def unbrushed(self) -> Self:
        """No period chosen."""
        return replace(self, anchor=None, far=None)

    def nearest(self, seconds: float) -> int:
        """The index of the moment nearest to an instant."""
        return _nearest(self.moments, seconds)


def _nearest(moments: Sequence[Moment], seconds: float) -> int:
    return min(range(len(moments)), key=lambda index: abs(moments[index].at - seconds), default=0)
