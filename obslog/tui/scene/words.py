"""What stands around the image in words: the line above it, the areas, how old the last look is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus, Visible
from obslog.model.places import ELSEWHERE
from obslog.model.when import Precision, When
from obslog.tui.scene.state import SceneState

#: What is said of an image without a date, with the key that gives it one.
UNDATED = "undated: D gives it a date"


@dataclass(frozen=True)
class AreaLine:
    """One area of the site as shown: `share` of it that could be seen, what that rests on, what is complete."""

    part: str
    name: str
    share: str
    note: str = ""
    more: str = ""


def area_lines(state: SceneState) -> tuple[AreaLine, ...]:
    """The areas of the site, each with what the look says of it."""
    look = state.look
    found = []
    for part in look.parts or (ELSEWHERE,):
        complete = [s.type for s in look.complete_for if s.area in (part, None)]
        more = f"complete for {', '.join(complete)}" if complete else ""
        share, note = _share(look, part)
        found.append(AreaLine(part, state.area_names.get(part, part), share, note, more))
    return tuple(found)


def _share(look: Look, part: str) -> tuple[str, str]:
    if part in look.not_observable:
        return "none", look.not_observable[part]
    seen = look.visible.get(part)
    if seen is None:
        return "-", "not covered"
    reason = (seen.reason or "").replace("the image has no ", "no ")
    return share_words(seen), reason or ("" if seen.basis == "unknown" else seen.basis)


def share_words(seen: Visible) -> str:
    """A visible fraction as a figure: `0.8`, `1.0`, `none`, `?`; less than all is never rounded to all."""
    if seen.fraction is None:
        return "?"
    if seen.fraction == 0:
        return "none"
    return "1.0" if seen.fraction == 1 else f"{min(0.99, max(0.01, round(seen.fraction, 2))):g}"


def head(state: SceneState, *, local_time: bool = False, width: int = 200) -> tuple[str, str]:
    """The line above the image: what it is and when with its basis; and the stage of the look.

    Site, date with its basis and GSD are always there; of the rest so much as fits `width` columns.
    """
    identity, look = state.image.identity, look_words(state)
    when = identity.when
    zone = state.site.timezone if local_time else None
    sensor = identity.platform or identity.instrument
    angles = [] if identity.off_nadir_deg is None else [f"off-nadir {identity.off_nadir_deg:.0f}°"]
    cloud = [] if identity.cloud_fraction is None else [f"cloud {identity.cloud_fraction * 100:.0f} %"]
    drawn = ["DRAWN, NOT A PHOTOGRAPH"] if identity.drawn else []
    first, gsd = state.site.name, gsd_words(state.image)
    more = [*([sensor] if sensor else []), gsd, *angles, *cloud]
    tries = (
        [first, when_words(when, zone), *more, *drawn],
        [first, when_words(when), *more, *drawn],
        [first, when_words(when, short=True), *more, *drawn],
        [first, when_words(when, short=True), gsd, *cloud, *(["DRAWN"] if drawn else [])],
        [first, when_words(when, short=True), gsd],
    )
    said = [" · ".join(parts) for parts in tries]
    return next((one for one in said if len(one) + len(look) + 5 <= width), said[-1]), look


def look_words(state: SceneState) -> str:
    """What stage the look is at."""
    if not state.recorded:
        return "not looked at"
    if state.look.status is LookStatus.DRAFT:
        return "look: draft, saved"
    return f"look: {state.look.status}"


def when_words(when: When, timezone: str | None = None, *, short: bool = False) -> str:
    """A date with its basis and precision: `13 Dec 2024 10:15Z (stac, to the second)`; `short` has the basis only."""
    if not when.is_dated:
        return UNDATED
    if short:
        return f"{when.describe()} ({str(when.basis).replace('_', ' ')})"
    precise = when.precision in (Precision.SECOND, Precision.MINUTE, Precision.HOUR)
    said = f"{when.describe()}{_local(when, timezone) if precise else ''}"
    unit = "an interval" if when.precision is Precision.INTERVAL else f"to the {when.precision}"
    return f"{said} ({str(when.basis).replace('_', ' ')}, {unit})"


def _local(when: When, timezone: str | None) -> str:
    if timezone is None or when.earliest is None or when.zone == "unknown":
        return ""
    try:
        there = when.earliest.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return ""
    return f", {there:%H:%M} there"


def gsd_words(image: Image) -> str:
    """The ground sample distance: `0.31 m`, `GSD unknown`."""
    gsd = image.identity.gsd_m
    return "GSD unknown" if gsd is None else f"{gsd:.2f} m" if gsd < 10 else f"{gsd:.0f} m"


def ago(earlier: When, later: When, now: datetime) -> str:
    """How long the look before was before this image, or (for one without a date) before now: `4 d before`."""
    then, at = earlier.midpoint, later.midpoint
    if then is None:
        return "undated"
    seconds = ((at or now) - then).total_seconds()
    hours = abs(seconds) / 3600
    length = f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"
    if at is None:
        return f"{length} ago"
    return f"{length} {'before' if seconds >= 0 else 'after'}"
