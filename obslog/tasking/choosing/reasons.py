"""Why an opportunity stands where it stands: one sentence each, from what sets it apart from the one before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from obslog.tasking.choosing.opportunities import Opportunity
from obslog.tasking.percentages import percent

_MORE_SKY = "its sky is less likely to be clear"
_WORSE = {
    "sky": _MORE_SKY,
    "angle": "it looks more obliquely",
    "sun": "the sun stands lower",
    "sharpness": "it has less sharpness to spare",
    "orbit": "its elements are older then",
    "provider": "its provider collects less often",
    "time": "it comes later",
}


def with_reasons(found: Sequence[Opportunity], by: str) -> tuple[Opportunity, ...]:
    """The opportunities in the order given, each with its place and its sentence."""
    return tuple(
        replace(one, place=n + 1, why=_why(one, found[n - 1] if n else None, by))
        for n, one in enumerate(found)
    )


def _why(one: Opportunity, before: Opportunity | None, by: str) -> str:
    return f"{_facts(one)}; {_stands(one, before, by)}."


def _facts(one: Opportunity) -> str:
    """`61 % for a usable image, in 26 h: clear sky 62 % in December by the table given, 10° off nadir, sun 34° high`."""
    factors = one.likelihood.factors
    # Why the sky is not known is said once, below the list.
    said = [f.words for f in factors if f.what in ("sky", "angle", "sun", "sharpness") and f.known]
    if one.view.gsd_m is not None and not any(f.what == "sharpness" for f in factors):
        said.append(f"{one.view.gsd_m[1]:.2f} m")
    return f"{usable_words(one)}, {hours_words(one.hours)}: {', '.join(said)}"


def usable_words(one: Opportunity) -> str:
    """`61 % for a usable image if it is collected`; never a figure that rests on what is not known."""
    factors = one.likelihood.factors
    known = any(factor.what == "provider" for factor in factors)
    if_so = "" if known or not one.taskable else " if it is collected"
    if one.likelihood.chance is not None:
        return f"{percent(one.likelihood.chance)} for a usable image{if_so}"
    if one.likelihood.chance_if_clear is not None:
        return f"the sky is not known; under a clear one {percent(one.likelihood.chance_if_clear)} for a usable image{if_so}"
    unknown = "; ".join(factor.words for factor in factors if not factor.known)
    return f"the chance of a usable image is not known ({unknown})"


def hours_words(hours: float) -> str:
    """`in 26 h`, `in 5.2 days`, `in 40 min`."""
    if hours < 1:
        return f"in {max(hours, 0.0) * 60:.0f} min"
    return f"in {hours:.0f} h" if hours < 72 else f"in {hours / 24:.1f} days"


def _stands(one: Opportunity, before: Opportunity | None, by: str) -> str:
    if before is None:
        return {
            "chance": "first, since none has a better chance that soon",
            "time": "first, since it comes first",
            "cost": "first, since a usable image is expected to cost the least",
        }[by]
    if by == "time":
        return f"{_gap(one, before)} later than the one before"
    if by == "cost":
        if one.cost is None:
            return "behind those with a price, since none is known for it"
        return "behind the one before, since a usable image is expected to cost more"
    if round(one.worth, 2) == round(before.worth, 2):
        if one.cost is not None and before.cost is not None and one.cost.amount > before.cost.amount:
            return "as good as the one before, but dearer"
        if one.cost is None and before.cost is not None:
            return "as good as the one before, but without a price"
        if abs(one.hours - before.hours) < 1 / 60:
            return "as good as the one before, at the same time"
        return f"as good as the one before, {_gap(one, before)} later"
    worst = _difference(one, before)
    return f"behind the one before, since {_WORSE[worst]}"


def _difference(one: Opportunity, before: Opportunity) -> str:
    """What costs it the most against the one before."""
    mine, theirs = (
        {factor.what: factor.value for factor in other.likelihood.factors} for other in (one, before)
    )
    mine["time"] = one.worth / max(one.likelihood.ranks_as, 1e-9)
    theirs["time"] = before.worth / max(before.likelihood.ranks_as, 1e-9)
    loss = {
        what: math.log(max(theirs.get(what, 1.0), 1e-9)) - math.log(max(mine.get(what, 1.0), 1e-9))
        for what in _WORSE
    }
    return max(_WORSE, key=lambda what: loss[what])


def _gap(one: Opportunity, before: Opportunity) -> str:
    minutes = abs(one.hours - before.hours) * 60
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 72 * 60 else f"{minutes / 1440:.1f} days"


def ruled_out_words(ruled_out: Sequence[tuple[str, int]], passes: int) -> str:
    """`Of 96 passes 62 are ruled out: 41 at night, 12 more oblique than 30°, 9 out of the sensor's reach.`"""
    total = sum(count for _, count in ruled_out)
    if not total:
        return f"None of {passes} passes is ruled out." if passes else "No satellite passes in that time."
    each = ", ".join(f"{count} {reason}" for reason, count in ruled_out)
    are = "is" if total == 1 else "are"
    return f"Of {passes} {'pass' if passes == 1 else 'passes'} {total} {are} ruled out: {each}."
