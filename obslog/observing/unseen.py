"""What the looks of a pass could not see: which parts of the site, how much of each, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from obslog.model.looks import Look
from obslog.model.places import ELSEWHERE
from obslog.model.text import listed


def missing_parts(
    looks: Sequence[Look], names: Mapping[str, str], among: Collection[str] | None = None
) -> tuple[str, ...]:
    """The parts (of `among`) that no look of a pass saw whole, with how much and why; one if all alike."""
    parts = tuple(dict.fromkeys(part for look in looks for part in _parts(look)))
    found: dict[str, tuple[str, str]] = {}
    for part in parts:
        share, why = _missing(part, looks)
        if share is not None and (among is None or part in among):
            found[part] = (share, why)
    if len(parts) > 1 and len(found) == len(parts) and len(set(found.values())) == 1:
        share, why = next(iter(found.values()))
        return (f"{share}any part of the site{why}",)
    return tuple(f"{share}{area_name(part, names)}{why}" for part, (share, why) in found.items())


def unseen_parts(looks: Sequence[Look]) -> tuple[str, ...]:
    """The ids of the parts that no look of a pass saw whole, in the order of the area set."""
    parts = dict.fromkeys(part for look in looks for part in _parts(look))
    return tuple(part for part in parts if _missing(part, looks)[0] is not None)


def seen_whole(looks: Sequence[Look]) -> bool:
    """True if the looks together saw every part of the area sets they were made with."""
    whole = {part for look in looks for part, seen in look.visible.items() if seen.fraction == 1.0}
    parts = {part for look in looks for part in _parts(look)}
    return bool(parts) and parts <= whole


def area_name(part: str, names: Mapping[str, str]) -> str:
    """The name of an area as a sentence prints it."""
    if part == ELSEWHERE and names.get(part, ELSEWHERE) == ELSEWHERE:
        return "the rest of the site"
    return f"the {names[part]}" if part in names else part


def _missing(part: str, looks: Sequence[Look]) -> tuple[str | None, str]:
    """How much of a part was not seen (None: it was seen whole; "": none of it was), and why, in brackets."""
    seen = [look.visible[part] for look in looks if part in look.visible]
    if any(v.fraction == 1.0 for v in seen):
        return None, ""
    given = [v.reason for v in seen if v.reason]
    given += [look.not_observable[part] for look in looks if look.not_observable.get(part)]
    shares = [v.fraction for v in seen if v.fraction]
    if shares:
        share = f"{100 - _percent(max(shares))} % of "
    else:
        share = "an unknown share of " if any(v.fraction is None for v in seen) else ""
    if not given and not seen and not any(part in look.not_observable for look in looks):
        given = ["not covered"]
    return share, f" ({listed(dict.fromkeys(given))})" if given else ""


def _parts(look: Look) -> tuple[str, ...]:
    return look.parts or tuple(sorted({*look.visible, *look.not_observable}))


def _percent(fraction: float) -> int:
    """A share in whole percent, never rounded up to all or down to nothing."""
    return min(99, max(1, round(fraction * 100)))
