"""A look set to given values: items replaced or taken away, from a face that shows them one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from obslog.model.errors import RefusedError, WordError
from obslog.model.looks import Look, Scope, Sighting, Total, Visible
from obslog.model.notation import Notation
from obslog.observing.desk import Desk
from obslog.observing.looks import area_named, look_to_change, standing, write_edit
from obslog.store import queries


def look_set(
    desk: Desk,
    look: str | Look,
    *,
    seen: Iterable[Sighting] | None = None,
    totals: Iterable[Total] | None = None,
    none: Iterable[Scope] | None = None,
    complete_for: Iterable[Scope] | None = None,
    visible: Mapping[str, Visible] | None = None,
    not_observable: Mapping[str, str] | None = None,
    remarks: str | None = None,
    resolves: float | None = None,
) -> Look:
    """Replace what is given, also by nothing at all; None keeps. A look itself gives all that it says.

    Areas are ids or names. One entry of the journal with what differs; none where nothing does. Raises
    `WordError`, `NotFoundError` for values that cannot be, and `RefusedError` for a look that is retracted, that
    contradicts itself or its marks, or, closed, says nothing.
    """
    with desk.ws.transaction():
        old = look_to_change(desk, look if isinstance(look, str) else look.id)
        given = look if isinstance(look, Look) else old
        asked = replace(
            given,
            seen=given.seen if seen is None else tuple(seen),
            totals=given.totals if totals is None else tuple(totals),
            none=given.none if none is None else tuple(none),
            complete_for=given.complete_for if complete_for is None else tuple(complete_for),
            visible=given.visible if visible is None else visible,
            not_observable=given.not_observable if not_observable is None else not_observable,
            remarks=given.remarks if remarks is None else remarks.strip() or None,
            min_resolved_m=given.min_resolved_m if resolves is None else _metres(resolves),
        )
        new = standing(desk, _read(desk, old, asked), old)
        _refuse_unclear(desk, new)
        if new != old:
            write_edit(desk, old, new)
    return new


def _read(desk: Desk, old: Look, asked: Look) -> Look:
    """`old` with what `asked` says, each value checked; areas become ids."""
    notation = Notation(desk.tree(), lambda name: area_named(desk, old, name))
    named: dict[str, str] = {}

    def area(name: str) -> str:
        if name not in named:
            named[name] = area_named(desk, old, name)
        return named[name]

    def place(name: str | None) -> str | None:
        return area(name) if name is not None else None

    visible = {area(name): _visible(name, each) for name, each in asked.visible.items()}
    hidden = {area(name): why.strip() for name, why in asked.not_observable.items()}
    for part, why in hidden.items():
        if not why:
            raise WordError("not observable", part, "say why: cloud, shadow, ...")
        if visible.get(part, Visible(0.0)).fraction != 0.0:
            raise WordError("not observable", part, "this area is also said to be visible")
    return replace(
        old,
        seen=tuple(_sighting(notation, each, place(each.area)) for each in asked.seen),
        totals=tuple(
            replace(t, type=notation.tree.resolve(t.type), area=place(t.area)) for t in asked.totals
        ),
        none=_scopes(notation, ((s.type, place(s.area)) for s in asked.none)),
        complete_for=_scopes(notation, ((s.type, place(s.area)) for s in asked.complete_for)),
        visible={part: visible[part] for part in (*old.parts, *visible) if part in visible},
        not_observable=hidden,
        remarks=asked.remarks,
        min_resolved_m=asked.min_resolved_m,
    )


def _sighting(notation: Notation, given: Sighting, area: str | None) -> Sighting:
    types = notation.type_set("|".join(given.types))
    shown = f"{'|'.join(types)}={given.count.short()}"
    if given.count.is_zero:
        raise WordError("sighting", shown, "what was not seen is said by `none`")
    if given.count.unknown and not given.because:
        raise WordError("sighting", shown, "a ? needs its reason")
    certain = notation.tree.resolve(given.certain) if given.certain is not None else None
    if certain is not None and not all(notation.tree.is_at_or_below(name, certain) for name in types):
        raise WordError("sighting", shown, f"certain {certain} must be {' and '.join(types)} or above")
    return replace(given, types=types, certain=certain, area=area)


def _scopes(notation: Notation, given: Iterable[tuple[str, str | None]]) -> tuple[Scope, ...]:
    return tuple(dict.fromkeys(Scope(notation.tree.resolve(name), area) for name, area in given))


def _visible(area: str, given: Visible) -> Visible:
    if given.fraction is not None and not 0.0 <= given.fraction <= 1.0:
        raise WordError("visible fraction", f"{area}={given.fraction:g}", "it lies between 0 and 1")
    return given


def _metres(value: float) -> float:
    if not 0 < value < 1e5:
        raise WordError("resolves", f"{value:g}", "write the smallest object it can clear, in metres")
    return float(value)


def _refuse_unclear(desk: Desk, look: Look) -> None:
    """A zero needs to know what the image can clear, or the analyst's word for it."""
    if (look.none or look.complete_for) and look.min_resolved_m is None and look.image_id is not None:
        image = queries.image(desk.ws, look.image_id)
        if image.identity.gsd_m is None:
            raise RefusedError(
                f"image {image.id[:12]} has no known GSD, so a zero needs your word: "
                "say the smallest object it can clear, in metres (resolves)"
            )
