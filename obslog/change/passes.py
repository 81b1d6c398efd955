"""Passes: looks that saw one moment. Only what was seen in one pass adds up (DESIGN law 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from obslog.model.looks import Look
from obslog.model.when import Precision

#: Looks whose instants lie at most so many minutes apart are one pass; a setting of the log.
PASS_MINUTES = 10.0

_INSTANTS = (Precision.SECOND, Precision.MINUTE)


@dataclass(frozen=True)
class Pass:
    """Looks between which nothing moved, and the bounds (UTC, inclusive) of the moment they show."""

    looks: tuple[Look, ...]
    earliest: datetime
    latest: datetime

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the looks."""
        return tuple(look.id for look in self.looks)


def at_one_time(earliest: datetime, latest: datetime, minutes: float) -> bool:
    """True if instants between these two are close enough for nothing to have moved."""
    return latest - earliest <= timedelta(minutes=minutes)


def group_passes(looks: Iterable[Look], minutes: float = PASS_MINUTES) -> tuple[Pass, ...]:
    """The passes among `looks`, in order of time; undated looks are left out.

    Looks of one acquisition, and readings of one image, are one pass whatever their dates. Others are one
    pass if all are known to the minute and the whole span is at most `minutes`. A look known only to the day
    stands alone: two aircraft at 8 and two at 16 may be the same two.
    """
    groups = sorted((_pass(group) for group in _of_one_acquisition(looks)), key=_in_time)
    passes: list[Pass] = []
    for group in groups:
        last = passes[-1] if passes else None
        if (
            last is not None
            and _is_instant(last)
            and _is_instant(group)
            and at_one_time(last.earliest, max(last.latest, group.latest), minutes)
        ):
            members = tuple(sorted((*last.looks, *group.looks), key=_look_in_time))
            passes[-1] = Pass(members, last.earliest, max(last.latest, group.latest))
        else:
            passes.append(group)
    return tuple(passes)


def _of_one_acquisition(looks: Iterable[Look]) -> list[list[Look]]:
    """The dated looks, those that share an image or an acquisition together."""
    group_of: dict[str, list[Look]] = {}
    groups: dict[int, list[Look]] = {}
    for look in looks:
        if not look.when.is_dated:
            continue
        keys = [f"{kind}:{key}" for kind, key in (("a", look.acquisition_id), ("i", look.image_id)) if key]
        # An image of one group may belong to an acquisition of another: then they are one.
        first, *more = {
            id(group): group for key in keys if (group := group_of.get(key)) is not None
        }.values() or [[]]
        moved = [look, *(member for group in more for member in group)]
        for group in more:
            del groups[id(group)]
        first.extend(moved)
        groups[id(first)] = first
        for member in moved:
            for kind, key in (("a", member.acquisition_id), ("i", member.image_id)):
                if key:
                    group_of[f"{kind}:{key}"] = first
    return list(groups.values())


def _pass(looks: list[Look]) -> Pass:
    """One acquisition has one moment: what all dates of its looks allow, or, if they disagree, all of it."""
    starts = [look.when.earliest for look in looks if look.when.earliest is not None]
    ends = [look.when.latest for look in looks if look.when.latest is not None]
    earliest, latest = max(starts), min(ends)
    if earliest > latest:
        earliest, latest = min(starts), max(ends)
    return Pass(tuple(sorted(looks, key=_look_in_time)), earliest, latest)


def _is_instant(group: Pass) -> bool:
    return any(look.when.precision in _INSTANTS for look in group.looks)


def _in_time(group: Pass) -> tuple[datetime, datetime, str]:
    return group.earliest, group.latest, group.looks[0].id


def _look_in_time(look: Look) -> tuple[str, str]:
    return (look.when.earliest.isoformat() if look.when.earliest else ""), look.id
