"""What an analyst wrote becomes a look: shorthand read, visibility stated or computed, limits of the image set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from obslog.model.counts import Count
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Image
from obslog.model.looks import Look, LookStatus, Scope, Sighting, Visible
from obslog.model.notation import Notation, parse_fraction
from obslog.model.places import ELSEWHERE, Site
from obslog.model.types import TypeTree

#: An object is told from its background from about five pixels on (change.md 1.1: "5 px x GSD").
PIXELS_TO_RESOLVE = 5.0

Pairs = Mapping[str, object] | Iterable[str]


@dataclass(frozen=True)
class Content:
    """What was written for one look, as it was written; see DESIGN section 6 for the shorthand.

    `visible` and `not_observable` are either mappings (area -> fraction or reason) or `AREA=VALUE` texts;
    `all` stands for every area. `resolves` is the smallest object in metres that the image can clear.
    """

    saw: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    complete_for: tuple[str, ...] = ()
    visible: Pairs = ()
    not_observable: Pairs = ()
    resolves: str | float | None = None
    remarks: str | None = None


def area_ids(site: Site) -> tuple[str, ...]:
    """The parts of a site: its areas' ids and the implicit `elsewhere`."""
    return (*(area.id for area in site.areas), ELSEWHERE)


def area_id(site: Site, name: str) -> str:
    """The id of a named area, or `elsewhere`. Raises `WordError` naming the areas there are."""
    if name.strip().casefold() == ELSEWHERE:
        return ELSEWHERE
    return site.area(name).id


def draft(base: Look, site: Site, image: Image | None, tree: TypeTree, content: Content) -> Look:
    """Fill `base` (id, analyst, status) with what was written. Raises `WordError`, `RefusedError`.

    Of a look without its image (None) nobody knows what could be seen but what is stated, and its date is that of
    `base`. What `content` leaves empty is kept from `base`, so that editing a look is the same act as making one.
    """
    notation = Notation(tree, lambda name: area_id(site, name))
    read = [notation.sighting(text) for text in content.saw]
    none = [*(notation.scope(text) for text in content.none), *(x for x in read if isinstance(x, Scope))]
    seen = tuple(x for x in read if isinstance(x, Sighting))
    look = replace(
        base,
        when=base.when if image is None else image.identity.when,
        parts=base.parts or area_ids(site),
        seen=seen or base.seen,
        totals=tuple(notation.total(text) for text in content.total) or base.totals,
        none=tuple(none) or base.none,
        complete_for=tuple(notation.scope(text) for text in content.complete_for) or base.complete_for,
        remarks=content.remarks if content.remarks is not None else base.remarks,
    )
    look = _with_visibility(look, site, image, content)
    look = _with_resolution(look, image, content)
    refuse_contradiction(look, tree, site.name, {area.id: area.name for area in site.areas})
    return look


def _pairs(what: str, given: Pairs) -> list[tuple[str, object]]:
    if isinstance(given, Mapping):
        return list(given.items())
    pairs: list[tuple[str, object]] = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            name, value = "all", text
        if not name.strip() or not value.strip():
            raise WordError(what, text, "write AREA=VALUE, such as north=0.7 or all=1")
        pairs.append((name.strip(), value.strip()))
    return pairs


def _with_visibility(look: Look, site: Site, image: Image | None, content: Content) -> Look:
    stated: dict[str, Visible] = {}
    for name, value in _pairs("visible", content.visible):
        fraction = parse_fraction(str(value))
        for part in look.parts if name.casefold() == "all" else (area_id(site, name),):
            stated[part] = Visible(fraction, "stated")
    reasons = {}
    for name, reason in _pairs("not observable", content.not_observable):
        for part in look.parts if name.casefold() == "all" else (area_id(site, name),):
            reasons[part] = str(reason)
            if stated.get(part, Visible(0.0)).fraction not in (0.0, None):
                shown = stated[part].fraction
                raise WordError("not observable", name, f"this area is also said to be visible to {shown}")
            stated[part] = Visible(0.0, "stated", str(reason))
    if not stated and look.visible:
        return look
    visible = dict(look.visible) or (computed_visibility(site, image) if image else _unknown(look.parts))
    visible.update(stated)
    # A part now said to be visible is no longer one that could not be seen.
    hidden = {part: why for part, why in look.not_observable.items() if part not in stated}
    return replace(look, visible=visible, not_observable={**hidden, **reasons})


def _unknown(parts: Iterable[str]) -> dict[str, Visible]:
    return {part: Visible(None, "unknown", "its image is not in this log") for part in parts}


def computed_visibility(site: Site, image: Image) -> dict[str, Visible]:
    """How much of each part the image shows; unknown where geometry, pixels or cloud leave it open.

    A footprint says where the frame lies; how much of it holds pixels is known once they were looked through.
    A cloud share without a mask says how much, never where: then no part is known to be seen whole.
    """
    from obslog.places import ground

    footprint, cloud = image.ground, image.identity.cloud_fraction
    named = [area for area in site.areas if area.geometry is not None]
    shapes = {area.id: area.geometry for area in site.areas}
    if site.geometry is not None and len(named) == len(site.areas):
        shapes[ELSEWHERE] = ground.remainder(
            site.geometry, [a.geometry for a in named if a.geometry is not None]
        )
    visible: dict[str, Visible] = {}
    for part in area_ids(site):
        shape = shapes.get(part)
        if footprint is None or shape is None:
            why = "the image has no georeference" if footprint is None else "no polygon"
            visible[part] = Visible(None, "unknown", why)
            continue
        # Areas that take up the whole site leave no `elsewhere`: nothing of it can be missed.
        share = ground.overlap_share(footprint, shape) if shape.polygons else 1.0
        # Only all of it is all: a share just short of 1 is not rounded up to it.
        share = 1.0 if share == 1.0 else min(0.999, round(share, 3))
        if share > 0 and cloud:
            why = f"the image's metadata says {cloud:.0%} cloud, no mask says where"
            visible[part] = Visible(None, "unknown", why)
        elif share > 0 and not image.decoded:
            why = f"its pixels were not looked through: obslog image prepare {image.id[:12]}"
            visible[part] = Visible(None, "unknown", why)
        elif share > 0:
            visible[part] = Visible(share, "footprint")
    # An `elsewhere` without ground is seen whole by whatever sees any of the site, and by nothing else.
    rest = shapes.get(ELSEWHERE)
    if set(visible) == {ELSEWHERE} and rest is not None and not rest.polygons:
        return {}
    return visible


def _with_resolution(look: Look, image: Image | None, content: Content) -> Look:
    if content.resolves is not None:
        try:
            metres = float(str(content.resolves).strip())
        except ValueError:
            metres = -1.0
        if not 0 < metres < 1e5:
            raise WordError(
                "--resolves", str(content.resolves), "write the smallest object it can clear, in metres"
            )
        return replace(look, min_resolved_m=metres)
    if look.min_resolved_m is not None or image is None:
        return look
    if image.identity.gsd_m is not None:
        return replace(look, min_resolved_m=round(PIXELS_TO_RESOLVE * image.identity.gsd_m, 3))
    if look.none or look.complete_for:
        raise RefusedError(
            f"image {image.id[:12]} has no known GSD, so a zero needs your word: "
            "add --resolves METRES, the smallest object it can clear"
        )
    return look


def refuse_contradiction(look: Look, tree: TypeTree, site_name: str, names: Mapping[str, str]) -> None:
    """A look may not count what it says is none, nor where it sees nothing. Raises `RefusedError`.

    `names` are those of the areas by id.
    """
    for scope in look.none:
        for s in look.seen:
            same_place = scope.area is None or s.area is None or scope.area == s.area
            if s.count.lo > 0 and same_place and all(tree.is_at_or_below(t, scope.type) for t in s.types):
                raise RefusedError(
                    f"{' or '.join(s.types)} is both seen and none: {scope.type} cannot be none there"
                )
    counted = [(s.area, s.count.lo) for s in look.seen] + [(t.area, t.count.lo) for t in look.totals]
    could_see = any(v.fraction is None or v.fraction > 0 for v in look.visible.values())
    if not could_see and any(part is None and lowest > 0 for part, lowest in counted):
        raise RefusedError(
            f"something is counted at {site_name}, of which this look sees nothing: "
            "say how much with --visible AREA=FRACTION"
        )
    for part, lowest in counted:
        if part is not None and lowest > 0:
            seen_of = look.visible.get(part)
            if seen_of is None or seen_of.fraction == 0.0:
                raise RefusedError(
                    f"something is counted at {names.get(part, part)}, of which this look sees nothing: "
                    f"say how much with --visible {names.get(part, part)}=FRACTION"
                )


def refuse_empty(look: Look) -> None:
    """A look that is to be closed must say something. Raises `RefusedError`."""
    said = look.seen or look.totals or look.none or look.complete_for or look.not_observable
    if look.status == LookStatus.CLOSED and not said:
        raise RefusedError(
            "this look says nothing yet: give --saw, --none, --total, --complete-for, --not-observable "
            "or --no-change-since, or keep it as a --draft"
        )


def carried(base: Look, baseline: Look) -> Look:
    """NO CHANGE SINCE: the baseline's items for the parts visible in both, marked derived.

    A part keeps the smaller of the two fractions: the new look cannot vouch for what the old one did not see. Nor
    can it for objects of a part that it sees less of: those bound the count only from above.
    """
    both: dict[str, Visible] = {}
    for part, now in base.visible.items():
        then = baseline.visible.get(part)
        if then is None:
            continue
        known = now.fraction is not None and then.fraction is not None
        fraction = min(now.fraction or 0.0, then.fraction or 0.0) if known else None
        both[part] = Visible(fraction, now.basis, now.reason)
    could = {part for part, v in both.items() if v.fraction is None or v.fraction > 0}
    as_much = {part for part in could if _sees_as_much(base.visible[part], baseline.visible[part])}
    all_as_much = as_much >= {p for p, v in baseline.visible.items() if v.fraction is None or v.fraction > 0}

    def still(area: str | None, count: Count) -> Count:
        vouched = area in as_much if area is not None else all_as_much
        return count if vouched else Count(0, count.hi, count.text, count.estimate)

    def kept(area: str | None) -> bool:
        return area is None or area in could

    return replace(
        base,
        visible=both,
        seen=tuple(replace(s, count=still(s.area, s.count)) for s in baseline.seen if kept(s.area)),
        totals=tuple(replace(t, count=still(t.area, t.count)) for t in baseline.totals if kept(t.area)),
        none=tuple(s for s in baseline.none if kept(s.area)),
        complete_for=tuple(s for s in baseline.complete_for if kept(s.area)),
        min_resolved_m=base.min_resolved_m or baseline.min_resolved_m,
        no_change_since=baseline.id,
        derived_from=baseline.id,
    )


def _sees_as_much(now: Visible, then: Visible) -> bool:
    if now.fraction == 1.0:
        return True
    return now.fraction is not None and then.fraction is not None and now.fraction >= then.fraction
