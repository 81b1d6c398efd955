"""How likely an opportunity gives a usable image, factor by factor, and how likely several together do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from obslog.model.requirements import Needs
from obslog.tasking.choosing.choices import (
    HIGH_SUN_DEG,
    LEFT_AT_FLOOR,
    LEFT_AT_HORIZON,
    LEFT_AT_OBLIQUE,
    OBLIQUE_DEG,
    SKY_LASTS_DAYS,
    SPARE_NIIRS,
    STEEP_ENOUGH_DEG,
    UNKNOWN_RANKS_AS,
)
from obslog.tasking.choosing.collecting import Collected
from obslog.tasking.choosing.sky import ClearSky

#: Share of windows that were lost by the age of the elements in days: measured on some 11,800 passes of imaging
#: satellites, older snapshots of one public catalogue against a fresh one (look angle up to 45 degrees, one day ahead).
_LOST = ((0.0, 0.0), (1.9, 0.0005), (3.9, 0.002), (7.9, 0.003), (16.0, 0.027), (30.0, 0.078), (49.0, 0.18))
#: The same passes: nine in ten were within so many degrees of off-nadir.
_ANGLE_P90 = ((0.0, 0.0), (1.9, 0.03), (3.9, 0.14), (7.9, 0.4), (16.0, 2.1), (30.0, 6.1), (49.0, 12.0))
#: GIQE 4: one level of NIIRS for each halving of the pixel, 3.32 levels for each tenth of it.
_NIIRS_A_DECADE = 3.32


@dataclass(frozen=True)
class Factor:
    """One factor of the chance of a usable image. `what` is `sky`, `angle`, `sun`, `sharpness`, `orbit` or `provider`.

    `value` is 0..1; where it is not `known` it only stands in for the ranking and is never shown. `basis` says where it
    is from: `climatology`, `history`, `radar`, `measured`, `choice` (our judgement), `prices`,
    `orders`, `unknown`.
    """

    what: str
    value: float
    basis: str
    words: str
    known: bool = True

    def wire(self) -> dict[str, object]:
        """As part of a line of `requirement opportunities --json`."""
        return {
            "what": self.what,
            "chance": round(self.value, 4) if self.known else None,
            "basis": self.basis,
            "words": self.words,
        }


@dataclass(frozen=True)
class Likelihood:
    """The chance of a usable image as the product of its factors, which are taken as independent of each other."""

    factors: tuple[Factor, ...]

    @property
    def ranks_as(self) -> float:
        """The product with stand-ins for what is not known: for ordering alone, never to be shown."""
        return math.prod(factor.value for factor in self.factors)

    @property
    def chance(self) -> float | None:
        """The product, None where a factor is not known."""
        return self.ranks_as if all(factor.known for factor in self.factors) else None

    @property
    def chance_if_clear(self) -> float | None:
        """The product without the sky: what a clear sky would give. None where another factor is not known."""
        rest = [factor for factor in self.factors if factor.what != "sky"]
        return math.prod(factor.value for factor in rest) if all(factor.known for factor in rest) else None

    @property
    def sky(self) -> float:
        """The value of the sky's factor (1 for radar)."""
        return next((factor.value for factor in self.factors if factor.what == "sky"), 1.0)

    @property
    def without_sky(self) -> float:
        """The product of the others, with stand-ins; 0..1."""
        return math.prod(factor.value for factor in self.factors if factor.what != "sky")


@dataclass(frozen=True)
class Seen:
    """What one opportunity offers at its worst over the ground. Degrees, metres, days; None where not known.

    `gsd_m` is the pixel on the ground of an optical sensor, the best published resolution of a SAR; `collected` the
    chance that the provider accepts and collects an order, where it is known.
    """

    kind: str
    off_nadir_deg: float
    sun_deg: float
    gsd_m: float | None
    element_age_days: float
    collected: Collected | None = None


def likelihood(seen: Seen, needs: Needs, sky: ClearSky) -> Likelihood:
    """The factors for one opportunity that no hard limit rules out.

    Sky: see `sky.Sky`. Angle, sun and sharpness: even slopes whose figures are our choice (`choices`). Orbit: the
    share of windows that elements of that age keep, as measured. Provider: see `collecting`.
    """
    factors = [
        Factor(
            "sky",
            sky.chance if sky.chance is not None else UNKNOWN_RANKS_AS,
            sky.basis,
            sky.words,
            sky.chance is not None,
        )
    ]
    if seen.kind == "optical":
        factors += [_angle(seen.off_nadir_deg), _sun(seen.sun_deg)]
    sharp = _sharpness(seen, needs)
    if sharp is not None:
        factors.append(sharp)
    kept = 1.0 - between(_LOST, seen.element_age_days)
    factors.append(Factor("orbit", kept, "measured", f"elements {seen.element_age_days:.1f} days old then"))
    if seen.collected is not None:
        one = seen.collected
        factors.append(Factor("provider", one.chance, one.basis, one.words))
    return Likelihood(tuple(factors))


def _angle(off_nadir: float) -> Factor:
    over = (off_nadir - STEEP_ENOUGH_DEG) / (OBLIQUE_DEG - STEEP_ENOUGH_DEG)
    value = max(0.0, 1.0 - (1.0 - LEFT_AT_OBLIQUE) * max(0.0, over))
    return Factor("angle", value, "choice", f"{off_nadir:.0f}° off nadir")


def _sun(elevation: float) -> Factor:
    value = LEFT_AT_HORIZON + (1.0 - LEFT_AT_HORIZON) * min(max(elevation / HIGH_SUN_DEG, 0.0), 1.0)
    return Factor("sun", value, "choice", f"sun {elevation:.0f}° high")


def _sharpness(seen: Seen, needs: Needs) -> Factor | None:
    """How much sharper it is than asked, in levels of NIIRS; None where nothing is asked."""
    floors: list[tuple[float, str]] = []
    if needs.max_gsd_m is not None:
        floors.append((needs.max_gsd_m, f"{needs.max_gsd_m:g} m"))
    if needs.min_niirs is not None and seen.kind == "optical":
        floors.append((gsd_of_niirs(needs.min_niirs), f"NIIRS {needs.min_niirs:g}"))
    if not floors:
        if needs.min_niirs is None:
            return None
        words = "NIIRS is asked, and no figure of it is known for radar"
        return Factor("sharpness", UNKNOWN_RANKS_AS, "unknown", words, False)
    floor, asked = min(floors)
    if seen.gsd_m is None:
        return Factor(
            "sharpness", UNKNOWN_RANKS_AS, "unknown", f"pixel size not known where {asked} is asked", False
        )
    spare = _NIIRS_A_DECADE * math.log10(floor / seen.gsd_m)
    value = LEFT_AT_FLOOR + (1.0 - LEFT_AT_FLOOR) * min(max(spare / SPARE_NIIRS, 0.0), 1.0)
    best = "at best " if seen.kind == "sar" else ""
    return Factor("sharpness", value, "choice", f"{best}{seen.gsd_m:.2f} m where {asked} is asked")


def gsd_of_niirs(niirs: float) -> float:
    """The pixel in metres that amounts to a level: the screening estimate of `orbits.geometry`, turned round."""
    return float(10.0 ** ((4.0 - niirs) / _NIIRS_A_DECADE))


def angle_doubt_deg(element_age_days: float) -> float:
    """Nine in ten predicted off-nadir angles lie within so many degrees, by the age of the elements; measured."""
    return between(_ANGLE_P90, element_age_days)


def between(table: Sequence[tuple[float, float]], at: float) -> float:
    """A table's value at a place, straight between its rows, the last one beyond them."""
    for (x0, y0), (x1, y1) in pairwise(table):
        if at <= x1:
            return y0 + (y1 - y0) * (max(at, x0) - x0) / (x1 - x0)
    return table[-1][1]


@dataclass(frozen=True)
class Attempt:
    """One try at a requirement: when (UTC), how likely the sky is clear (1 for radar), how likely the rest holds."""

    at: datetime
    sky: float
    rest: float

    @property
    def chance(self) -> float:
        """Of this attempt alone."""
        return self.sky * self.rest


def chance_of_any(attempts: Iterable[Attempt], lasts_days: float = SKY_LASTS_DAYS) -> float:
    """The chance that at least one attempt at one site gives a usable image, 0..1.

    Skies near in time are alike, so attempts are no independent draws. The sky is a single number drawn evenly from
    0..1, clear where it lies below the attempt's own chance; between two attempts it stays with the share
    exp(-days / `lasts_days`) and is else drawn anew (a renewal process, so that each attempt alone keeps its chance).
    Attempts of one hour then share one sky and cannot pass its chance together; those a week apart are independent.
    With `lasts_days` 0 it is 1 - prod(1 - p). Computed exactly, going forward in time over the parts into which the
    attempts' chances cut 0..1; the time that weather lasts is our choice.
    """
    ordered = sorted(attempts, key=lambda a: (a.at, a.sky, a.rest))
    if not ordered:
        return 0.0
    # Weights that no attempt succeeded yet and the sky's number lies in each part, its parts below cut[i].
    cuts = sorted({0.0, 1.0, *(min(max(a.sky, 0.0), 1.0) for a in ordered)})
    widths = [b - a for a, b in pairwise(cuts)]
    weights = list(widths)
    before: datetime | None = None
    for attempt in ordered:
        if before is not None:
            days = (attempt.at - before).total_seconds() / 86400.0
            stays = math.exp(-days / lasts_days) if lasts_days > 0 else 0.0
            total = sum(weights)
            weights = [stays * w + (1.0 - stays) * total * d for w, d in zip(weights, widths, strict=True)]
        weights = [
            w * (1.0 - attempt.rest) if upper <= attempt.sky else w
            for w, upper in zip(weights, cuts[1:], strict=True)
        ]
        before = attempt.at
    return min(max(1.0 - sum(weights), 0.0), 1.0)
