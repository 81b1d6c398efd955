"""What differs between two states of a look, in the few words that an undo names it by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from obslog.model.looks import Look, Scope, Sighting, Total

_Item = TypeVar("_Item", Sighting, Total, Scope)

#: More changes than this are counted, not listed.
_MOST = 4

AreaName = Callable[[str], str]


def changed_words(old: Look, new: Look, area_name: AreaName) -> tuple[str, ...]:
    """What `new` says that `old` did not: `An-124 2+`, `without Il-76`, `visible north 0.7`, `remarks`."""
    said = [
        *_items(old.seen, new.seen, _row, lambda s: _sighting(s, area_name)),
        *_items(old.totals, new.totals, _of, lambda t: _total(t, area_name)),
        *_items(old.none, new.none, _of, lambda s: f"none {_scope(s, area_name)}"),
        *_items(old.complete_for, new.complete_for, _of, lambda s: f"complete for {_scope(s, area_name)}"),
        *_parts(old, new, area_name),
    ]
    if new.no_change_since != old.no_change_since:
        said.insert(0, "no change since" if new.no_change_since else "without no change since")
    if new.min_resolved_m != old.min_resolved_m:
        said.append("resolves" + (f" {new.min_resolved_m:g} m" if new.min_resolved_m is not None else ""))
    if new.remarks != old.remarks:
        said.append("remarks" if new.remarks else "without remarks")
    return (*said[:_MOST], f"{len(said) - _MOST} more") if len(said) > _MOST else tuple(said)


def _items(
    old: Sequence[_Item], new: Sequence[_Item], key: Callable[[_Item], object], words: Callable[[_Item], str]
) -> list[str]:
    keys = {key(item) for item in new}
    came = [words(item) for item in new if item not in old]
    gone = [f"without {words(item)}" for item in old if item not in new and key(item) not in keys]
    return came + gone


def _parts(old: Look, new: Look, area_name: AreaName) -> list[str]:
    said = []
    for part in dict.fromkeys((*new.visible, *old.visible)):
        now, then = new.visible.get(part), old.visible.get(part)
        if now == then and new.not_observable.get(part) == old.not_observable.get(part):
            continue
        if part in new.not_observable:
            said.append(f"{area_name(part)} not observable")
        elif now is None:
            said.append(f"{area_name(part)} not covered")
        else:
            said.append(
                f"visible {area_name(part)} {'unknown' if now.fraction is None else f'{now.fraction:g}'}"
            )
    return said


def _sighting(sighting: Sighting, area_name: AreaName) -> str:
    why = f" because {sighting.because}" if sighting.because else ""
    return f"{'|'.join(sighting.types)}{_at(sighting.area, area_name)} {sighting.count.short()}{why}"


def _total(total: Total, area_name: AreaName) -> str:
    return f"total {total.type}{_at(total.area, area_name)} {total.count.short()}"


def _scope(scope: Scope, area_name: AreaName) -> str:
    return f"{scope.type}{_at(scope.area, area_name)}"


def _row(sighting: Sighting) -> object:
    return sighting.types, sighting.confidence, sighting.area, sighting.state


def _of(item: Total | Scope) -> object:
    return item.type, item.area


def _at(area: str | None, area_name: AreaName) -> str:
    return f" at {area_name(area)}" if area is not None else ""
