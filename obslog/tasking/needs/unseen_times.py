"""The times in which nothing could have been seen of a ground: what dates that are intervals allow, and no less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol


class Sight(Protocol):
    """One look that saw some of the ground: the bounds of when it was made, and its id."""

    @property
    def earliest(self) -> datetime:
        """No earlier than this."""

    @property
    def latest(self) -> datetime:
        """No later than this."""

    @property
    def look_id(self) -> str:
        """The look."""


@dataclass(frozen=True)
class Gap:
    """A time between two looks that follow each other, in which nothing was seen.

    It began no earlier than `start` and ended no later than `end`, so it lasted `at_most_h` hours; from `sure_start`
    to `sure_end` (None: no such time) nobody can have seen anything, `at_least_h` hours. `after` and `before` are the
    ids of the looks on either side; None where the period asked begins or ends there.
    """

    start: datetime
    end: datetime
    sure_start: datetime | None
    sure_end: datetime | None
    after: str | None = None
    before: str | None = None

    @property
    def at_most_h(self) -> float:
        """Hours that it lasted at the most."""
        return (self.end - self.start).total_seconds() / 3600

    @property
    def at_least_h(self) -> float:
        """Hours that it lasted at the least; 0 where the dates leave room for none."""
        if self.sure_start is None or self.sure_end is None:
            return 0.0
        return (self.sure_end - self.sure_start).total_seconds() / 3600

    @property
    def exact(self) -> bool:
        """Both ends are known to the instant."""
        return (self.sure_start, self.sure_end) == (self.start, self.end)


def gaps_between(sights: Sequence[Sight], begin: datetime | None, end: datetime | None) -> tuple[Gap, ...]:
    """The gaps of a ground in order of time, from `begin` (None: the first look) to `end` (None: the last).

    Looks are taken in the order of the earliest instants they allow: the next look after one was made no later than
    the least of the latest instants of all that follow, whichever that is; and no look can have been made between the
    greatest latest instant so far and the earliest of those that follow.
    """
    ordered = sorted(sights, key=lambda one: (one.earliest, one.latest, one.look_id))
    if not ordered:
        return () if begin is None or end is None or begin >= end else (Gap(begin, end, begin, end),)
    found: list[Gap] = []
    soonest = _least_after(ordered)
    if begin is not None and ordered[0].earliest > begin:
        close = min(ordered[0].latest, soonest[0])
        found.append(Gap(begin, close, begin, ordered[0].earliest, None, ordered[0].look_id))
    reach = ordered[0].latest
    for number, one in enumerate(ordered[:-1]):
        after = ordered[number + 1]
        reach = max(reach, one.latest)
        sure = after.earliest > reach
        close = soonest[number + 1]
        if close > one.earliest:
            found.append(
                _gap(
                    one.earliest, close, (reach, after.earliest) if sure else None, one.look_id, after.look_id
                )
            )
    last = ordered[-1]
    reach = max(reach, last.latest)
    if end is not None and end > last.earliest:
        found.append(_gap(last.earliest, end, (reach, end) if end > reach else None, last.look_id, None))
    return tuple(kept for one in found if (kept := _within(one, begin, end)) is not None)


def _gap(
    start: datetime,
    end: datetime,
    sure: tuple[datetime, datetime] | None,
    after: str | None,
    before: str | None,
) -> Gap:
    first, last = sure if sure is not None else (None, None)
    return Gap(start, end, first, last, after, before)


def _within(one: Gap, begin: datetime | None, end: datetime | None) -> Gap | None:
    """The part of a gap that lies in the period; None where none does."""
    start = one.start if begin is None else max(one.start, begin)
    close = one.end if end is None else min(one.end, end)
    if start >= close:
        return None
    sure_start, sure_end = one.sure_start, one.sure_end
    if sure_start is not None and sure_end is not None:
        sure_start, sure_end = max(sure_start, start), min(sure_end, close)
        if sure_start >= sure_end:
            sure_start = sure_end = None
    return replace(one, start=start, end=close, sure_start=sure_start, sure_end=sure_end)


def _least_after(ordered: Sequence[Sight]) -> list[datetime]:
    """For each place, the least latest instant from there on."""
    least: list[datetime] = []
    for one in reversed(ordered):
        least.append(min(one.latest, least[-1]) if least else one.latest)
    return least[::-1]


def longest(gaps: Sequence[Gap]) -> Gap | None:
    """The gap that may have lasted longest; of equals the first."""
    return max(gaps, key=lambda one: (one.at_most_h, one.at_least_h), default=None)


def longer_than(gaps: Sequence[Gap], limit: timedelta) -> tuple[Gap, ...]:
    """The gaps that may have lasted longer than `limit`."""
    return tuple(one for one in gaps if one.end - one.start > limit)
