"""Which looks a WHEN names: one pass for each side of a diff (DESIGN section 6, WHEN)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from obslog.change.passes import Pass, group_passes
from obslog.model.edtf import parse_edtf
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.when import Basis, Precision, When

#: Looks whose instants lie at most so many minutes apart are one pass (DESIGN law 3); a setting of the log.
PASS_MINUTES = 10.0


@dataclass(frozen=True)
class Side:
    """One side of a diff: the pass used, the others that the WHEN also holds, and looks only overlapping it."""

    text: str
    chosen: Pass
    others: tuple[Pass, ...] = ()
    left_out: tuple[Look, ...] = ()


def read_when(text: str, site: Site | None = None, *, local: bool = False) -> When:
    """Read an EDTF date; with `local`, days, months and years are those of the site's time zone.

    Raises `WordError` for a date that cannot be read, and where `local` is asked of a site without time zone.
    """
    when = parse_edtf(text, Basis.ANALYST)
    if not local:
        return when
    if site is None or not site.timezone:
        raise WordError(
            "--local", text, "this site has no time zone: obslog site edit SITE --timezone Asia/Damascus"
        )
    if when.precision in (Precision.SECOND, Precision.MINUTE, Precision.HOUR):
        return when
    return _in_zone(when, site.timezone)


def _in_zone(when: When, timezone: str) -> When:
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(timezone)

    def moved(instant: datetime | None) -> datetime | None:
        return None if instant is None else instant.replace(tzinfo=zone).astimezone(UTC)

    return replace(when, earliest=moved(when.earliest), latest=moved(when.latest))


def choose(looks: Sequence[Look], text: str, when: When | None, minutes: float = PASS_MINUTES) -> Side:
    """The last pass among `looks` inside `when` (all of them for None); raises `NotFoundError` where none is.

    A look belongs if its whole interval lies inside; one that only overlaps is left out and named.
    """
    dated = [look for look in looks if look.when.is_dated]
    inside = [look for look in dated if when is None or look.when.within(when)]
    touching = tuple(
        look for look in dated if look not in inside and when is not None and look.when.overlaps(when)
    )
    if not inside:
        hint = "obslog timeline SITE shows when there are looks"
        if touching:
            hint = f"{len(touching)} looks only overlap it; give a wider date"
        raise NotFoundError("closed look in", text, hint=hint)
    passes = group_passes(inside, minutes)
    return Side(text, passes[-1], passes[:-1], touching)


def refuse_overlap(before: Side, after: Side) -> None:
    """Two sides must be two different passes, the earlier first. Raises `RefusedError`."""
    shared = {look.id for look in before.chosen.looks} & {look.id for look in after.chosen.looks}
    if shared:
        raise RefusedError(f"{before.text} and {after.text} name the same look: a diff needs two dates")
    if before.chosen.earliest > after.chosen.latest:
        raise RefusedError(f"{before.text} is later than {after.text}: give the earlier date first")
    if before.chosen.latest >= after.chosen.earliest:
        raise RefusedError(f"{before.text} and {after.text} overlap in time: which came first is not known")


def refuse_overlapping_whens(before: When | None, after: When | None, texts: tuple[str, str]) -> None:
    """Two dates that share an instant are refused before any look is read. Raises `RefusedError`."""
    if before is not None and after is not None and before.overlaps(after):
        raise RefusedError(f"{texts[0]} and {texts[1]} overlap: a diff needs two separate dates")
