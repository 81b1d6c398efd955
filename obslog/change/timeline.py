"""When a type came and went: windows between looks that show it there and looks that show it absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from obslog.change.bounds import Bounds, Reading, Side, Zone, normal
from obslog.change.passes import Pass
from obslog.model.looks import Look
from obslog.model.types import TypeTree
from obslog.model.when import iso_z

#: From (not included) and to (included); an end is None where no look closes it.
Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Windows:
    """When at least `k` came, when fewer than `k` were left, and the longest time unobserved in between.

    `arrival` begins after the last look that shows absence before the first that shows presence;
    `departure` ends with the first that shows absence after the last that shows presence. None: never shown
    present. Dates that are intervals give bounds: a window is the widest they allow, `longest_gap_h` (hours
    between looks that follow each other in showing presence) is then "at most", as `at_most` says. `present`
    and `absent` are ids of looks.
    """

    arrival: Window | None
    departure: Window | None
    longest_gap_h: float | None
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    at_most: bool = False

    def wire(self) -> dict[str, Any]:
        """The shape inside `timeline --json`: ISO instants in UTC, null for an open end."""
        return {
            "arrival_window": _window_wire(self.arrival),
            "departure_window": _window_wire(self.departure),
            "longest_gap_h": self.longest_gap_h,
            "present": list(self.present),
            "absent": list(self.absent),
        }

    def lines(self) -> Iterable[str]:
        """The windows for a person. Seen again is never said to have stayed."""
        if self.arrival is None or self.departure is None:
            yield "not seen in this period"
            return
        (after, by), (last, until) = self.arrival, self.departure
        came = f"by {_minute(by)}" if after is None else f"after {_minute(after)}, by {_minute(by)}"
        yield f"came {came}" + ("; not known since when" if after is None else "")
        if until is None:
            yield f"last seen {_minute(last)}; not known until when"
        else:
            yield f"left after {_minute(last)}, by {_minute(until)}"
        if self.longest_gap_h is not None:
            most = "at most " if self.at_most else ""
            gap = f"longest unobserved gap {most}{hours(self.longest_gap_h)}"
            yield f"seen again; {gap}, in which it could have left and returned"


def windows(tree: TypeTree, zone: Zone, passes: Sequence[Pass], query: Sequence[str], k: int = 1) -> Windows:
    """The windows of at least `k` objects of the query, strict reading; `passes` in order of time.

    A pass shows presence if at least `k` are certain, absence if fewer than `k` are possible; any other, and
    one that contradicts itself, shows neither: a cloudy look neither narrows a window nor shortens a gap.
    """
    return windows_of([Side(tree, zone, one.looks, Reading.STRICT) for one in passes], passes, query, k)


def windows_of(sides: Sequence[Side], passes: Sequence[Pass], query: Sequence[str], k: int = 1) -> Windows:
    """As `windows`, of passes whose looks stand ready, strict, in `sides`: for many types of the same passes."""
    found = [(one, side.bounds(normal(side.tree, query))) for one, side in zip(passes, sides, strict=True)]
    present = [one for one, bounds in found if shows_presence(bounds, k)]
    absent = [one for one, bounds in found if shows_absence(bounds, k)]
    if not present:
        return Windows(None, None, None, (), _ids(absent))
    first, last = present[0], present[-1]
    before = [one for one in absent if one.latest < first.earliest]
    after = [one for one in absent if one.earliest > last.latest]
    gaps = [(later.latest - earlier.earliest).total_seconds() / 3600 for earlier, later in pairwise(present)]
    return Windows(
        (before[-1].earliest if before else None, first.latest),
        (last.earliest, after[0].latest if after else None),
        max(gaps) if gaps else None,
        _ids(present),
        _ids(absent),
        any(one.earliest != one.latest for one in present),
    )


def shows_presence(bounds: Bounds, k: int) -> bool:
    """True if at least `k` objects were there for certain."""
    return not bounds.conflict and bounds.lo >= k


def shows_absence(bounds: Bounds, k: int) -> bool:
    """True if fewer than `k` objects can have been there."""
    return not bounds.conflict and bounds.hi is not None and bounds.hi < k


def hours(gap: float) -> str:
    """Hours as a report prints them: `47 h`, below ten hours with one decimal where there is one."""
    return f"{gap:.0f} h" if gap >= 10 or gap == round(gap) else f"{gap:.1f} h"


def _window_wire(window: Window | None) -> list[str | None] | None:
    return None if window is None else [None if end is None else iso_z(end) for end in window]


def _ids(passes: Sequence[Pass]) -> tuple[str, ...]:
    looks: list[Look] = [look for one in passes for look in one.looks]
    return tuple(dict.fromkeys(look.id for look in looks))


def _minute(instant: datetime | None) -> str:
    assert instant is not None
    return f"{instant.day} {instant:%b} {instant.year} {instant:%H:%M}Z"
