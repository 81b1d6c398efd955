"""Why nothing bounds a number above: for each part of the zone, what stood in the way of a full count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from obslog.change import visibility
from obslog.change.bounds import Side
from obslog.change.tally import Query, Tally


class Why(StrEnum):
    """What stood in the way, the least of it last."""

    NOT_COVERED = "not covered"
    NOT_VISIBLE = "not visible"
    VISIBILITY_UNKNOWN = "visible share not known"
    IN_PART = "visible in part"
    TOO_SMALL = "too small for the image"
    NOT_LISTED = "not looked for"
    OPEN_COUNT = "counted only from below"


_NEARNESS = {why: rank for rank, why in enumerate(Why)}


@dataclass(frozen=True)
class OpenPart:
    """A part that leaves a number open, why, and the share that the best look saw (None = not known)."""

    part: str
    why: Why
    fraction: float | None = None


def open_parts(side: Side, query: Query) -> tuple[OpenPart, ...]:
    """The parts that no look of the side and no capacity bounds for the query, in the zone's order."""
    found = []
    for part in side.zone.parts:
        if any(part in charge.parts for tally in side.tallies for charge in tally.charges(query)):
            continue
        reasons = [_reason(tally, query, part) for tally in side.tallies]
        # The look that came nearest to a full count says what was missing.
        best = max(reasons, key=_nearness, default=OpenPart(part, Why.NOT_COVERED))
        found.append(best)
    return tuple(found)


def _nearness(reason: OpenPart) -> tuple[int, float]:
    return _NEARNESS[reason.why], reason.fraction or 0.0


def _reason(tally: Tally, query: Query, part: str) -> OpenPart:
    visible = tally.look.visible.get(part)
    if visible is None:
        hidden = part in tally.look.not_observable
        return OpenPart(part, Why.NOT_VISIBLE if hidden else Why.NOT_COVERED, 0.0)
    if part not in tally.whole_parts:
        if visible.fraction is None:
            return OpenPart(part, Why.VISIBILITY_UNKNOWN)
        if visible.fraction == 0 or part in tally.look.not_observable:
            return OpenPart(part, Why.NOT_VISIBLE, 0.0)
        return OpenPart(part, Why.IN_PART, visible.fraction)
    if not visibility.resolves(tally.tree, tally.look, query):
        return OpenPart(part, Why.TOO_SMALL, 1.0)
    if tally.closers(query, part) is None:
        return OpenPart(part, Why.NOT_LISTED, 1.0)
    return OpenPart(part, Why.OPEN_COUNT, 1.0)
