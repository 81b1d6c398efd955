"""What keys of the tally and of the areas make of a look: each a new look, nothing written here."""

from __future__ import annotations

from dataclasses import replace

from obslog.model.counting import Group
from obslog.model.counts import Count
from obslog.model.errors import RefusedError, WordError
from obslog.model.looks import Look, Scope, Sighting, Visible


def with_count(look: Look, row: Group, count: Count, because: str | None = None) -> Look:
    """The row says `count`; a zero becomes a none, and a none becomes a count.

    Raises `RefusedError` for none of a candidate set, and for an unknown count without its reason.
    """
    if count.unknown and not because:
        raise RefusedError("a ? needs its reason: cloud, shadow, glare, resolution, ...")
    scopes = tuple(s for s in look.none if not (row.types == (s.type,) and s.area == row.area))
    if count.is_zero:
        if len(row.types) > 1:
            raise RefusedError("none of a candidate set cannot be said: say 0 for each of its types")
        seen = tuple(s for s in look.seen if not (s.types == row.types and s.area == row.area))
        return replace(look, seen=seen, none=(*scopes, Scope(row.types[0], row.area)))
    made = Sighting(row.types, count, None, row.confidence, row.area, row.state, because)
    seen = tuple(
        replace(s, count=count, because=because if because is not None else s.because)
        if row.is_row_of(s)
        else s
        for s in look.seen
    )
    if not any(row.is_row_of(s) for s in look.seen):
        seen = (*seen, made)
    return replace(look, seen=seen, none=scopes)


def without(look: Look, row: Group) -> Look:
    """Nothing is stated of the row any more: what marks say of it stays."""
    return replace(
        look,
        seen=tuple(s for s in look.seen if not row.is_row_of(s)),
        none=tuple(s for s in look.none if not (row.types == (s.type,) and s.area == row.area)),
    )


def moved(look: Look, row: Group, to: Group) -> Look:
    """The stated sighting of `row` is one of `to`: another certainty, candidate set, area or state.

    Raises `RefusedError` where a sighting stands there already.
    """
    if row == to:
        return look
    if any(row.is_row_of(s) for s in look.seen) and any(to.is_row_of(s) for s in look.seen):
        raise RefusedError(f"{' or '.join(to.types)} is stated so in another row: change the count there")
    seen = tuple(
        replace(s, types=to.types, confidence=to.confidence, area=to.area, state=to.state, certain=None)
        if row.is_row_of(s) else s
        for s in look.seen
    )  # fmt: skip
    none = look.none
    if len(row.types) == 1 and len(to.types) == 1:
        old, new = Scope(row.types[0], row.area), Scope(to.types[0], to.area)
        none = tuple(dict.fromkeys(new if s == old else s for s in look.none))
    return replace(look, seen=seen, none=none)


def with_reason(look: Look, row: Group, because: str | None) -> Look:
    """Why the stated count is what it is."""
    return replace(
        look, seen=tuple(replace(s, because=because) if row.is_row_of(s) else s for s in look.seen)
    )


def complete_toggled(look: Look, name: str, area: str | None = None) -> Look:
    """The list is exhaustive below the type `name` (of the area), or no longer so."""
    scope = Scope(name, area)
    if scope in look.complete_for:
        return replace(look, complete_for=tuple(s for s in look.complete_for if s != scope))
    return replace(look, complete_for=(*look.complete_for, scope))


def with_visible(look: Look, part: str, fraction: float, reason: str | None = None) -> Look:
    """The analyst says how much of a part was visible, 0..1. Raises `WordError` outside that."""
    if not 0.0 <= fraction <= 1.0:
        raise WordError("visible fraction", f"{fraction:g}", "it lies between 0 and 1")
    visible = {**look.visible, part: Visible(fraction, "stated", reason)}
    hidden = {p: why for p, why in look.not_observable.items() if p != part}
    return replace(look, visible=_ordered(look, visible), not_observable=hidden)


def not_observable(look: Look, part: str, reason: str) -> Look:
    """Nothing of a part could be seen, and why. Raises `RefusedError` without a reason."""
    why = reason.strip()
    if not why:
        raise RefusedError("say why nothing of it could be seen: cloud, shadow, not covered, ...")
    seen = with_visible(look, part, 0.0, why)
    return replace(seen, not_observable={**seen.not_observable, part: why})


def automatic(look: Look, part: str, computed: Visible | None) -> Look:
    """A part's visible fraction as footprint and cloud give it; `computed` None: the image does not cover it."""
    visible = {p: v for p, v in look.visible.items() if p != part}
    if computed is not None:
        visible[part] = computed
    hidden = {p: why for p, why in look.not_observable.items() if p != part}
    return replace(look, visible=_ordered(look, visible), not_observable=hidden)


def _ordered(look: Look, visible: dict[str, Visible]) -> dict[str, Visible]:
    """Parts in the order of the site's areas."""
    known = [part for part in look.parts if part in visible]
    return {part: visible[part] for part in (*known, *(p for p in visible if p not in known))}
