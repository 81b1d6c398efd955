"""Which of several dates an image keeps, and what is said where the witnesses disagree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from obslog.imagery.claims import Claim
from obslog.model.when import UNDATED, Basis, Precision, When

_APART = timedelta(days=1)


def choose_when(claims: Sequence[Claim]) -> tuple[When, tuple[str, ...]]:
    """The date of the first claim that has one, and a warning for each later claim over a day away from it.

    Claims come in the order of trust: STAC item, sidecars, the file's own tags, the file's name. Where the first
    states a whole day or more (USGS's items do), a sidecar's more exact time within it is kept instead.
    """
    chosen: Claim | None = None
    warnings: list[str] = []
    for claim in claims:
        if claim.when is None or claim.when.earliest is None:
            continue
        if chosen is None or chosen.when is None or _refines(claim, chosen.when):
            chosen = claim
        elif days_apart(chosen.when, claim.when) > _APART:
            warnings.append(
                f"dates disagree: {chosen.witness} says {chosen.when.describe()}, "
                f"{claim.witness} says {claim.when.describe()}; the first is kept"
            )
    if chosen is None or chosen.when is None:
        return UNDATED, tuple(warnings)
    return chosen.when, (*chosen.when.warnings, *warnings)


def _refines(claim: Claim, chosen: When) -> bool:
    """True if a sidecar states a clock time within the day, month or year chosen so far."""
    return (
        claim.basis is Basis.SIDECAR
        and claim.when is not None
        and chosen.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR)
        and claim.when.precision in (Precision.SECOND, Precision.MINUTE)
        and claim.when.within(chosen)
    )


def days_apart(one: When, other: When) -> timedelta:
    """The time between the nearest ends of two dates; zero where they overlap or an end is open."""
    gap = timedelta(0)
    if one.latest is not None and other.earliest is not None:
        gap = max(gap, other.earliest - one.latest)
    if other.latest is not None and one.earliest is not None:
        gap = max(gap, one.earliest - other.latest)
    return gap
