"""Whether a look can tell that an object of a type is not at a place: it saw the place, and lists all of the type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from obslog.change import visibility
from obslog.change.bounds import look_bounds, normal
from obslog.model.looks import Look
from obslog.model.types import TypeTree

#: One marked object of a look: the types of which it may be one, and the area it stands in (None: not known).
Marked = tuple[tuple[str, ...], str | None]


class Telling:
    """One look, with the objects marked in it, asked for absences.

    `names` are area id -> name, for the reasons. An absence is told by what the look says, not by the want of a
    mark alone: a type that nobody listed may be there unmarked, and so may one that was counted without a mark.
    """

    def __init__(
        self, tree: TypeTree, look: Look, marked: Sequence[Marked], names: Mapping[str, str] | None = None
    ) -> None:
        self._tree, self._look, self._marked = tree, look, tuple(marked)
        self._names = names or {}
        self._listed: dict[tuple[tuple[str, ...], str | None], str | None] = {}

    def untold(
        self, types: Sequence[str], area: str | None, shown: bool | None, *, looked: bool = False
    ) -> str | None:
        """Why the look cannot tell that no object of `types` (any of them) stands at one place; None if it can.

        `area` is the part of the site it lies in, None if that is not known: then all parts must be seen whole.
        `shown` says whether the place lies on the image of the look, where that is known; `looked` that the analyst
        looked at this very place and found nothing, whatever else the look lists.
        """
        if shown is False:
            return "outside the image or at its edge"
        for part in self._look.parts if area is None else (area,):
            hidden = self._hidden(part, shown)
            if hidden is not None:
                return hidden
        if looked:
            return None
        key = (normal(self._tree, tuple(types)), area)
        if key not in self._listed:
            self._listed[key] = self._unlisted(*key)
        return self._listed[key]

    def _hidden(self, part: str, shown: bool | None) -> str | None:
        """Why the place may not have been seen, by what the look says of its part."""
        name, look = self._names.get(part, part), self._look
        if part in look.not_observable:
            return f"{name} not observable: {look.not_observable[part]}"
        visible = look.visible.get(part)
        if visible is None:
            return f"{name} not covered"
        if visibility.closes(visible):
            return None
        if visible.fraction is None:
            return f"it is not known how much of {name} was visible"
        if visible.fraction == 0:
            return f"{name} not visible"
        if visible.basis == "footprint" and shown:
            return None  # what of the part the image shows was all visible, and the place is shown
        return f"only {visible.fraction:.0%} of {name} was visible, and not which"

    def _unlisted(self, query: tuple[str, ...], area: str | None) -> str | None:
        """Why there may be objects of the types that the look does not list, or lists without marking them."""
        said = " or ".join(query)
        if not visibility.resolves(self._tree, self._look, query):
            return f"the image may be too coarse to show {said}"
        here = look_bounds(self._tree, self._look, query, area=area)
        if here.hi is None:
            return f"the look does not say that it lists every {said}"
        if here.hi <= self._number(query, area):
            return None
        anywhere = look_bounds(self._tree, self._look, query)
        if anywhere.hi is not None and anywhere.hi <= self._number(query, None):
            return None
        counted = here.hi if anywhere.hi is None else min(here.hi, anywhere.hi)
        return f"up to {counted} {said} counted, {self._number(query, area)} marked"

    def _number(self, query: tuple[str, ...], area: str | None) -> int:
        """How many marked objects may be of the types, in one area or in all."""
        return sum(
            any(self._tree.comparable(a, b) for a in types for b in query)
            for types, place in self._marked
            if area is None or place == area
        )
