"""Sentences made from structure, never the other way round: what a change, and what one look, says in words.

Two laws hold for every sentence here: "certain" never stands where an estimate stands behind the number, and
what is present at both dates is "seen again", never said to have remained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from obslog.change import visibility
from obslog.change.bounds import Bounds
from obslog.change.diff import TypeDiff, Verdict
from obslog.change.openness import OpenPart, Why
from obslog.change.timeline import hours
from obslog.model.counts import Count, number_words
from obslog.model.looks import Confidence, Look, LookState, Scope, Sighting, Visible
from obslog.model.places import ELSEWHERE
from obslog.model.text import plural
from obslog.model.types import TypeTree


def sentence(change: TypeDiff, before: str, after: str, area_names: Mapping[str, str] | None = None) -> str:
    """The change of one type between two dates, in one sentence.

    `before` and `after` name the dates as `When.describe` does; `area_names` maps area id to name.
    """
    names = area_names or {}
    first, second = _on(before), _on(after)
    subject = " or ".join(change.query)
    if change.verdict is Verdict.CONFLICT:
        return f"{subject}: {_conflict(change, first, second)}."
    counts = f"{_number(change.n1)} {first}, {_number(change.n2)} {second}"
    said = [part for part in (_moved(change), _verdict(change, first, second, names)) if part]
    if change.n1.readings_differ or change.n2.readings_differ:
        said.append("readings of one image differ")
    return f"{subject}: {counts}; {'; '.join(said)}."


def _on(when: str) -> str:
    """A date with its preposition: on 13 Dec 2024, in Dec 2024, between 10 and 13 Dec 2024."""
    first, _, rest = when.partition(" ")
    if first.isdigit():
        return f"on {when}" if rest else f"in {when}"
    return f"in {when}" if first[:1].isupper() else when


def _number(bounds: Bounds) -> str:
    if bounds.unknown:
        return "not known how many"
    return Count(bounds.lo, bounds.hi, estimate=bounds.estimate).words()


def _moved(change: TypeDiff) -> str:
    moves = [(change.arrivals_min, "arrived"), (change.departures_min, "left")]
    said = [f"at least {number_words(n)} {word}" for n, word in moves if n]
    estimate = "by estimate " if change.estimate and said else ""
    return estimate + " and ".join(said)


def _verdict(change: TypeDiff, first: str, second: str, names: Mapping[str, str]) -> str:
    """What the verdict adds to the numbers and the movements."""
    verdict = change.verdict
    if verdict is Verdict.UNKNOWN:
        return (
            f"no conclusion{' on the number' if _moved(change) else ''}{_why(change, first, second, names)}"
        )
    if verdict in (Verdict.INCREASE, Verdict.DECREASE):
        return ""
    if verdict is Verdict.UNCHANGED:
        if change.n1.hi == 0:
            return "none at either date"
        return f"same count, {_again(change)}"
    again = f", {_again(change)}" if change.n1.lo and change.n2.lo else ""
    return f"{_leaning(change)}{again}{_why(change, first, second, names)}"


def _again(change: TypeDiff) -> str:
    """Present at both dates; whether they were the same is not known from counts."""
    gap = "" if change.gap_h is None else f", longest unobserved gap {hours(change.gap_h)}"
    return f"seen again{gap}"


def _leaning(change: TypeDiff) -> str:
    least, most = change.net or (None, None)
    if change.verdict is Verdict.POSSIBLE_INCREASE:
        return "possibly more" + ("" if most is None else f" (0 to {most} more)")
    if change.verdict is Verdict.POSSIBLE_DECREASE:
        return "possibly fewer" + ("" if least is None else f" (0 to {-least} fewer)")
    if least is None and most is None:
        return "change undetermined"
    fewer = "any number fewer" if least is None else f"{_step(least)}"
    more = "any number more" if most is None else f"{_step(most)}"
    return f"change undetermined (from {fewer} to {more})"


def _step(net: int) -> str:
    return f"{-net} fewer" if net < 0 else f"{net} more"


def _why(change: TypeDiff, first: str, second: str, names: Mapping[str, str]) -> str:
    """What left a side open: the parts, and what was the matter with them."""
    sides = ((change.n1, change.open1, first), (change.n2, change.open2, second))
    if change.verdict is Verdict.UNKNOWN:
        sides = tuple(side for side in sides if side[0].unknown)  # type: ignore[assignment]
    said = [f"{_open(parts, names)} {when}" for _, parts, when in sides if parts]
    return f": {', and '.join(said)}" if said else ""


_OPEN_WORDS = {
    Why.NOT_COVERED: "not covered",
    Why.NOT_VISIBLE: "not visible",
    Why.VISIBILITY_UNKNOWN: "visible to an unknown share",
    Why.IN_PART: "visible in part",
    Why.TOO_SMALL: "with objects too small for the image to clear",
    Why.NOT_LISTED: "not searched for it",
    Why.OPEN_COUNT: "counted only from below",
}


def _open(parts: Sequence[OpenPart], names: Mapping[str, str]) -> str:
    grouped: dict[str, list[str]] = {}
    for one in parts:
        share = f" ({percent(one.fraction)})" if one.why is Why.IN_PART and one.fraction else ""
        grouped.setdefault(f"{_OPEN_WORDS[one.why]}{share}", []).append(area_name(one.part, names))
    return ", ".join(f"{_listed(areas)} {words}" for words, areas in grouped.items())


def _conflict(change: TypeDiff, first: str, second: str) -> str:
    said = [
        f"looks {when} exclude each other (at least {number_words(n.lo)}, yet no more than {n.hi})"
        for n, when in ((change.n1, first), (change.n2, second))
        if n.conflict
    ]
    return f"no conclusion: {' and '.join(said)}"


def area_name(part: str, names: Mapping[str, str]) -> str:
    """An area as a sentence names it; a site without areas is "the whole site"."""
    if part == ELSEWHERE:
        named = names.get(part, ELSEWHERE if names else "whole site")
        return "the whole site" if named == "whole site" else named
    return names.get(part, part)


def percent(fraction: float) -> str:
    """A share as printed: `70 %`; less than all is never rounded to all, nor more than nothing to nothing."""
    shown = round(fraction * 100)
    if fraction < 1:
        shown = min(shown, 99)
    if fraction > 0:
        shown = max(shown, 1)
    return f"{shown} %"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def look_sentence(look: Look, area_names: Mapping[str, str], tree: TypeTree) -> str:
    """What one look says, in one sentence: what was seen, what was looked for in vain, what was hidden."""
    parts = [_sighting(look, s, area_names) for s in look.seen]
    parts += [
        f"{total.count.words()} {_names((total.type,), total.count)} in all{_at(total.area, area_names)}"
        for total in look.totals
    ]
    parts += [_none(look, scope, area_names) for scope in look.none]
    if look.complete_for:
        parts.append(_complete(look, area_names))
    if not parts:
        parts.append(_nothing_said(look))
    hidden = [f"{area_name(part, area_names)} ({reason})" for part, reason in look.not_observable.items()]
    if hidden:
        parts.append(f"not observable: {', '.join(hidden)}")
    if look.no_change_since is not None:
        parts.insert(0, "no change since an earlier look, whose items are carried over")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _sighting(look: Look, seen: Sighting, names: Mapping[str, str]) -> str:
    sure = "" if seen.confidence is Confidence.CONFIRMED else f"{seen.confidence} "
    only = "" if seen.certain is None or (seen.certain,) == seen.types else f"surely only {seen.certain}"
    notes = ", ".join(note for note in (seen.state, only) if note)
    aside = f" ({notes})" if notes else ""
    because = f", because {seen.because}" if seen.because else ""
    count = seen.count
    if count.lo > 0 and not count.estimate and not _all_seen(look, seen.area):
        # What was counted in a part is the least that was there.
        count = Count.at_least(count.lo)
    return f"{count.words()} {sure}{_names(seen.types, count)}{aside}{_at(seen.area, names)}{_in_part(look, seen)}{because}"


def _all_seen(look: Look, area: str | None) -> bool:
    """True if the look saw the whole of the area, or (None) of every part of its site."""
    asked = [area] if area is not None else list(look.parts or look.visible)
    return bool(asked) and all(part in visibility.whole_parts(look) for part in asked)


def _in_part(look: Look, seen: Sighting) -> str:
    visible = look.visible.get(seen.area) if seen.area is not None else None
    if visible is None or visible.fraction is None or visible.fraction == 1.0:
        return ""
    return f" ({percent(visible.fraction)} visible)"


def _names(types: Sequence[str], count: Count) -> str:
    one = count.hi == 1 or (count.lo == 1 and count.hi is None and not count.estimate)
    return " or ".join(plural(name, 1 if one else None) for name in types)


def _at(area: str | None, names: Mapping[str, str]) -> str:
    if area is None:
        return ""
    return f" {ELSEWHERE}" if area == ELSEWHERE and len(names) > 1 else f" on {area_name(area, names)}"


def _none(look: Look, scope: Scope, names: Mapping[str, str]) -> str:
    what = plural(scope.type, None)
    asked = [scope.area] if scope.area is not None else list(look.parts or look.visible)
    seen = {part: look.visible[part] for part in asked if part in look.visible}
    if len(seen) == len(asked) and all(part in visibility.whole_parts(look) for part in asked):
        return f"no {what}{_at(scope.area, names)}"
    visible = [_share(part, v, names) for part, v in seen.items() if visibility.may_hold(v)]
    if not visible:
        return f"nothing to be said of {what}: none of it visible"
    return f"no {what} seen in the part visible ({', '.join(visible)})"


def _share(part: str, visible: Visible, names: Mapping[str, str]) -> str:
    name = area_name(part, names)
    the = name if name.startswith("the ") or name == ELSEWHERE else f"the {name}"
    if visible.fraction is None:
        return f"an unknown share of {the}"
    return f"all of {the}" if visible.fraction == 1 else f"{percent(visible.fraction)} of {the}"


def _complete(look: Look, names: Mapping[str, str]) -> str:
    listed = [f"{plural(scope.type, None)}{_at(scope.area, names)}" for scope in look.complete_for]
    return f"the list is complete for {_listed(listed)} in what was visible"


def _nothing_said(look: Look) -> str:
    if look.state is LookState.NOT_COVERED:
        return "the site is not covered"
    return "nothing could be seen" if look.state is LookState.NOT_OBSERVABLE else "nothing noted"
