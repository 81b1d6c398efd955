"""Two images held against one another by their pixels: how they lie, and which known stands look changed.

What comes out is a suggestion and a queue for the eye, never a verdict, and nothing is written to the log.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from obslog.change.registering import Registration
from obslog.change.stands import Checked, Look
from obslog.model.errors import RefusedError
from obslog.model.marks import Mark, MarkStatus
from obslog.observing.desk import Desk
from obslog.observing.looks import find_look, image_of
from obslog.observing.pixel_pair import PixelPair
from obslog.observing.spotting import size_m
from obslog.store import queries

#: A point mark of a type of unknown size stands for so many metres.
_SIZE_UNKNOWN_M = 20.0


@dataclass(frozen=True)
class PixelShift:
    """How the later image lies against the earlier by its pixels, beyond what georeference or two points say.

    `shift` is in pixels of `pixel_m` metres; `basis` what it was sought from: `ground` or `two points`. `apart_days` is
    the longest time between them, None where a date is not known.
    """

    before: str
    after: str
    shift: Registration
    pixel_m: float
    basis: str
    apart_days: float | None

    @property
    def sentence(self) -> str:
        """What was found, or why nothing was, for a person."""
        pair = f"{self.after[:12]} against {self.before[:12]}"
        if not self.shift.found:
            return f"{pair}: not laid on one another: {self.shift.why_not}"
        metres = self.shift.length_px * self.pixel_m
        return (
            f"{pair}: {self.shift.columns:+.1f} columns, {self.shift.rows:+.1f} rows of {self.pixel_m:.2f} m "
            f"({metres:.1f} m) beside its {'place' if self.basis == 'ground' else 'two points'}; correlation "
            f"{self.shift.score:.2f}, {self.shift.margin:.2f} above the next"
        )

    def wire(self) -> dict[str, Any]:
        """The shape of `image register --json`."""
        found = self.shift.found
        return {
            "before": self.before,
            "after": self.after,
            "found": found,
            "columns": round(self.shift.columns, 2) if found else None,
            "rows": round(self.shift.rows, 2) if found else None,
            "pixel_m": round(self.pixel_m, 4),
            "correlation": round(self.shift.score, 3),
            "margin": round(self.shift.margin, 3),
            "why_not": self.shift.why_not,
            "basis": self.basis,
            "apart_days": None if self.apart_days is None else round(self.apart_days, 2),
        }


@dataclass(frozen=True)
class StandQueue:
    """The stands of a look held against another image, those that look changed first, the least alike before others."""

    look_id: str
    laid: PixelShift
    stands: tuple[tuple[Mark, Checked], ...]

    @property
    def changed(self) -> tuple[Mark, ...]:
        """The marks whose places are worth a look."""
        return tuple(mark for mark, one in self.stands if one.look is Look.CHANGED)

    @property
    def sentence(self) -> str:
        """How many look changed, of how many that could be compared."""
        compared = sum(one.look is not Look.UNSAID for _, one in self.stands)
        unsaid = len(self.stands) - compared
        rest = f"; {unsaid} cannot be compared" if unsaid else ""
        return (
            f"{len(self.changed)} of {compared} stands look changed: look at them, this is no verdict{rest}"
        )

    def wire(self) -> list[dict[str, Any]]:
        """The lines of `mark check --json`: a stand a line, then how the images lie."""
        lines: list[dict[str, Any]] = [
            {
                "mark": mark.id,
                "types": list(mark.types),
                "point": [round(each, 1) for each in mark.centre],
                "look": str(one.look),
                "likeness": None if one.likeness is None else round(one.likeness, 3),
                "why_not": one.why_not,
            }
            for mark, one in self.stands
        ]
        return [*lines, {"laid": self.laid.wire()}]


def image_register(desk: Desk, before: str, after: str) -> PixelShift:
    """How image `after` lies against image `before`; abstains, with the reason, where their pixels do not say.

    Raises `NotFoundError`, `FileRefusedError`; `RefusedError` for one image twice, images over a year apart, without
    common ground, or that neither ground nor two points bring together.
    """
    with ExitStack() as stack:
        return _laid(PixelPair.open(desk, stack, image_of(desk, before), image_of(desk, after)))


def mark_check(desk: Desk, look: str, image: str) -> StandQueue:
    """Hold the standing marks of a look against another image of the site; a queue for the eye, least alike first.

    Raises as `image_register`, and `RefusedError` for a look without image or marks.
    """
    chosen = find_look(desk, look)
    if chosen.image_id is None:
        raise RefusedError(f"look {chosen.id[-8:]} rests on no image: it has no stands to check")
    marks = [m for m in queries.marks(desk.ws, look_id=chosen.id) if m.status is MarkStatus.STANDING]
    if not marks:
        raise RefusedError(f"look {chosen.id[-8:]} has no marks: obslog mark add, then check")
    with ExitStack() as stack:
        pair = PixelPair.open(desk, stack, image_of(desk, chosen.image_id), image_of(desk, image))
        laid = _laid(pair)
        if laid.shift.found:
            half = {mark.id: _half_px(desk, mark, pair.scale_m) for mark in marks}
            found = [(mark, pair.check(mark, half[mark.id], laid.shift)) for mark in marks]
        else:
            why = f"the images could not be laid on one another: {laid.shift.why_not}"
            found = [(mark, Checked(mark.id, Look.UNSAID, None, why)) for mark in marks]
    order = {Look.CHANGED: 0, Look.ALIKE: 1, Look.UNSAID: 2}
    found.sort(key=lambda each: (order[each[1].look], each[1].likeness or 0.0, each[0].id))
    return StandQueue(chosen.id, laid, tuple(found))


def _laid(pair: PixelPair) -> PixelShift:
    found = pair.register()
    return PixelShift(pair.before.id, pair.after.id, found, pair.pixel_m, pair.basis, pair.apart_days)


def _half_px(desk: Desk, mark: Mark, pixel_m: float) -> tuple[float, float]:
    """Half the width and height of the place of a mark on its image, in pixels, a little room included."""
    columns, rows = [c for c, _ in mark.points], [r for _, r in mark.points]
    wide, high = max(columns) - min(columns), max(rows) - min(rows)
    if len(mark.points) == 1:
        wide = high = (size_m(desk.tree(), mark.types) or _SIZE_UNKNOWN_M) / pixel_m
    return 0.5 * wide + 2, 0.5 * high + 2
