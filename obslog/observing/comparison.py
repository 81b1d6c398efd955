"""The bound-aware change at a site between two passes, as one value: verdicts, statements, notes, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from obslog.change import wording
from obslog.change.bounds import Reading, Zone
from obslog.change.bounds import Side as BoundsSide
from obslog.change.diff import TypeDiff, diff, diff_all
from obslog.change.passes import Pass, group_passes
from obslog.change.timeline import windows_of
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.sources import Source, Statement
from obslog.model.types import TypeTree
from obslog.observing.sides import PASS_MINUTES, Side
from obslog.observing.testimony import Contradiction, Testimony, beside, contradictions


@dataclass(frozen=True)
class TypeChange:
    """One verdict, its sentence, and the statements that stand beside it."""

    diff: TypeDiff
    sentence: str
    statements: tuple[Testimony, ...]

    @property
    def type(self) -> str:
        """The type, or the set as `A|B`."""
        return "|".join(self.diff.query)

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `diff --json`: the conformance keys and what they rest on."""
        d = self.diff
        return {
            "type": self.type,
            "n1": [d.n1.lo, d.n1.hi],
            "n2": [d.n2.lo, d.n2.hi],
            "net": None if d.net is None else list(d.net),
            "arrivals_min": d.arrivals_min,
            "departures_min": d.departures_min,
            "verdict": str(d.verdict),
            "best_verdict": str(d.best.verdict),
            "estimate": d.estimate,
            "looks": list(d.looks),
            "age_h": d.age_h,
            "gap_h": d.gap_h,
            "statements": [t.wire() for t in self.statements],
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Comparison:
    """What changed at `site` between two passes. `with_statements` is the third, labelled reading if asked."""

    site: Site
    before: Side
    after: Side
    changes: tuple[TypeChange, ...]
    contradictions: tuple[Contradiction, ...] = ()
    day: str = "UTC days"
    with_statements: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The line above the verdicts: site, the two passes, how far apart."""
        first, second = self.before.chosen, self.after.chosen
        return f"{self.site.name}: {pass_name(first)} -> {pass_name(second)} ({self.day})"

    def rows(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Headers and a row a type: both sides, the net change, what is certain, strict and labelled verdicts."""
        headers = ("type", "before", "after", "net", "arrived", "left", "verdict", "as labelled")
        lines: list[tuple[str, ...]] = []
        for change in self.changes:
            d = change.diff
            labelled = "" if d.best.verdict == d.verdict else str(d.best.verdict)
            lines.append(
                (
                    change.type,
                    interval_text(d.n1.lo, d.n1.hi),
                    interval_text(d.n2.lo, d.n2.hi),
                    "-" if d.net is None else net_text(d.net),
                    f"{d.arrivals_min}+" if d.arrivals_min else "",
                    f"{d.departures_min}+" if d.departures_min else "",
                    str(d.verdict).replace("_", " "),
                    labelled.replace("_", " "),
                )
            )
        return headers, lines

    def wire(self) -> Iterable[dict[str, Any]]:
        """One object a type."""
        return (change.wire() for change in self.changes)

    def notes(self) -> tuple[str, ...]:
        """What the reader must know of how the sides were chosen."""
        lines = []
        for side in (self.before, self.after):
            if side.others:
                others = ", ".join(pass_name(p) for p in side.others)
                lines.append(
                    f"{side.text} holds {len(side.others) + 1} passes; the last is used, not: {others}"
                )
            for look in side.left_out:
                lines.append(
                    f"left out: look {look.id[-8:]} of {look.when.describe()} only overlaps {side.text}"
                )
        if any(not change.diff.n1.exact or not change.diff.n2.exact for change in self.changes):
            lines.append(
                "more than 15 looks in one pass: bounds are sound but may be wider than they need be"
            )
        return tuple(lines)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every look that a verdict rests on."""
        return tuple(dict.fromkeys(look for change in self.changes for look in change.diff.looks))


def interval_text(lo: int, hi: int | None) -> str:
    """A count's interval, short: `2`, `2+`, `0-2`, `?` for [0, open)."""
    if hi is None:
        return f"{lo}+" if lo else "?"
    return str(lo) if lo == hi else f"{lo}-{hi}"


def net_text(net: tuple[int | None, int | None]) -> str:
    """A net change, short: `+3`, `-1 or less`, `0 to +5`, `?`."""
    low, high = net
    if low is None:
        return "?" if high is None else f"{high:+d} or less" if high else "0 or less"
    if high is None:
        return f"{low:+d} or more" if low else "0 or more"
    return f"{low:+d}" if low == high and low else "0" if low == high else f"{low:+d} to {high:+d}"


def pass_name(chosen: Pass) -> str:
    """A pass as people name it: the date of its first look, e.g. "13 Dec 2024 08:12Z"."""
    return chosen.looks[0].when.describe()


def zone_of(site: Site, looks: Sequence[Look]) -> Zone:
    """The parts that the looks of one pass are combined over: the newest look's own set of areas.

    A look made with another set of areas still counts: `on_parts` rewrites it. Capacity comes from the site.
    """
    newest = max(looks, key=lambda look: look.id)
    capacity = {
        area.id: dict(area.capacity) for area in site.areas if area.capacity and area.id in newest.parts
    }
    return Zone(newest.parts, capacity)


def on_parts(look: Look, parts: tuple[str, ...]) -> Look:
    """A look made with an older set of areas, rewritten to `parts` without claiming more than it did.

    Areas of both sets keep what was said of them. Where the old set had other areas, what it saw is no longer
    located; the new areas count as seen whole only if the look saw every part of its own set whole.
    """
    if set(look.parts) == set(parts):
        return look
    whole = all(p in look.visible and look.visible[p].fraction == 1.0 for p in look.parts)
    unknown = (
        replace(next(iter(look.visible.values())), fraction=1.0 if whole else None) if look.visible else None
    )
    # `elsewhere` is the rest of the ground, so it is not the same ground once the set has changed.
    kept = {p for p in parts if p in look.parts and p != "elsewhere"}
    visible = {
        part: look.visible[part] if part in kept and part in look.visible else unknown
        for part in parts
        if (part in kept and part in look.visible) or (part not in kept and unknown is not None)
    }

    def located(area: str | None) -> str | None:
        return area if area in kept else None

    return replace(
        look,
        parts=parts,
        visible={part: v for part, v in visible.items() if v is not None},
        seen=tuple(replace(s, area=located(s.area)) for s in look.seen),
        totals=tuple(t for t in look.totals if t.area is None or t.area in kept),
        none=tuple(s for s in look.none if s.area is None or s.area in kept),
        complete_for=tuple(s for s in look.complete_for if s.area is None or s.area in kept),
    )


@dataclass(frozen=True)
class Material:
    """What a comparison is made from: the looks of both sides and between, the statements, and the moment."""

    tree: TypeTree
    site: Site
    between: Sequence[Look]
    statements: Sequence[tuple[Statement, Source]]
    now: datetime | None
    minutes: float = PASS_MINUTES


def compare(
    material: Material,
    before: Side,
    after: Side,
    queries: Sequence[tuple[str, ...]] = (),
    *,
    day: str = "UTC days",
    with_statements: bool = False,
) -> Comparison:
    """Compare two passes, for the types asked, or for all that either side mentions and their roll-up."""
    tree, site = material.tree, material.site
    zone1, zone2 = zone_of(site, before.chosen.looks), zone_of(site, after.chosen.looks)
    looks1 = tuple(on_parts(look, zone1.parts) for look in before.chosen.looks)
    looks2 = tuple(on_parts(look, zone2.parts) for look in after.chosen.looks)
    if queries:
        found = tuple(diff(tree, zone1, looks1, zone2, looks2, query) for query in queries)
    else:
        found = diff_all(tree, zone1, looks1, zone2, looks2)
    aligned = _aligned(group_passes(material.between, material.minutes), zone2.parts)
    span1 = (before.chosen.earliest, before.chosen.latest)
    span2 = (after.chosen.earliest, after.chosen.latest)
    ready = [BoundsSide(tree, zone2, one.looks, Reading.STRICT) for one in aligned]
    names = {area.id: area.name for area in site.areas}
    changes = []
    for one in found:
        # Only what was there at both dates can have been unobserved in between.
        again = one.n1.lo > 0 and one.n2.lo > 0
        gap = windows_of(ready, aligned, one.query).longest_gap_h if again else None
        age = None if material.now is None else round((material.now - span2[1]).total_seconds() / 3600, 1)
        full = replace(one, age_h=age, gap_h=None if gap is None else round(gap, 1))
        sentence = wording.sentence(full, pass_name(before.chosen), pass_name(after.chosen), names)
        changes.append(TypeChange(full, sentence, beside(tree, one, span1, span2, material.statements)))
    third = (
        tuple(_third_reading(change) for change in changes if change.statements) if with_statements else ()
    )
    return Comparison(
        site, before, after, tuple(changes), contradictions(tree, material.statements), day, third
    )


def _aligned(passes: Sequence[Pass], parts: tuple[str, ...]) -> tuple[Pass, ...]:
    return tuple(replace(p, looks=tuple(on_parts(look, parts) for look in p.looks)) for p in passes)


def _third_reading(change: TypeChange) -> str:
    floor1, floor2 = change.diff.n1.lo, change.diff.n2.lo
    said = [t for t in change.statements if t.same_origin_as is None and t.statement.movement is None]
    highest = max((t.claim.count.lo for t in said), default=0)
    return (
        f"{change.type}, statements counted too (not evidence): sources speak of at least "
        f"{max(highest, 0)}; looks show at least {floor1} before and {floor2} after"
    )
