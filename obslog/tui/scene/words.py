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
    return share_words(seen), seen.reason or ("" if seen.basis == "unknown" else seen.basis)


def share_words(seen: Visible) -> str:
    """A visible fraction as a figure: `0.8`, `1.0`, `none`, `?`; less than all is never rounded to all."""
    if seen.fraction is None:
        return "?"
    if seen.fraction == 0:
        return "none"
    return "1.0" if seen.fraction == 1 else f"{min(0.99, max(0.01, round(seen.fraction, 2))):g}"


def head(state: SceneState, *, local_time: bool = False) -> tuple[str, str]:
    """The line above the image: what it is and when with its basis; and the state of the look."""
    identity = state.image.identity
    parts = [state.site.name, when_words(identity.when, state.site.timezone if local_time else None)]
    if identity.platform or identity.instrument:
        parts.append(identity.platform or identity.instrument or "")
    parts.append(gsd_words(state.image))
    if identity.off_nadir_deg is not None:
        parts.append(f"off-nadir {identity.off_nadir_deg:.0f}°")
    if identity.cloud_fraction is not None:
        parts.append(f"cloud {identity.cloud_fraction * 100:.0f} %")
    if identity.drawn:
        parts.append("DRAWN, NOT A PHOTOGRAPH")
    return " · ".join(parts), look_words(state)


def look_words(state: SceneState) -> str:
    """What stage the look is at."""
    if not state.recorded:
        return "not looked at"
    if state.look.status is LookStatus.DRAFT:
        return "look: draft, saved"
    return f"look: {state.look.status}"


def when_words(when: When, timezone: str | None = None) -> str:
    """A date with its basis and precision: `13 Dec 2024 10:15Z (stac, to the second)`."""
    if not when.is_dated:
        return UNDATED
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
    return f" ({there:%H:%M} there)"


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
