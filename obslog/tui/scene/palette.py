"""The types that one key picks: what is usually counted at a site, numbered 1 to 9."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from obslog.model.looks import Look

Types = tuple[str, ...]

#: As many as there are digits beside 0.
MOST = 9


def usual(looks: Iterable[Look], most: int = MOST) -> tuple[Types, ...]:
    """What is counted most often in these looks (newest first), the newest first among equals.

    A type that was looked for and not seen counts as half a sighting: it is asked for here.
    """
    votes: dict[Types, float] = {}
    for look in looks:
        seen = dict.fromkeys(s.types for s in look.seen if s.count.hi != 0)
        for types in seen:
            votes[types] = votes.get(types, 0.0) + 1.0
        for scope in look.none:
            if (scope.type,) not in seen:
                votes[(scope.type,)] = votes.get((scope.type,), 0.0) + 0.5
    ranked = sorted(votes, key=lambda types: -votes[types])
    return tuple(ranked[:most])


def extended(palette: Sequence[Types], types: Types, most: int = MOST) -> tuple[Types, ...]:
    """With a type that was just chosen: where it stands already, else at the end; the last gives way when full.

    The others keep their digits, which the fingers know by now.
    """
    if types in palette:
        return tuple(palette)
    return (*palette[: most - 1], types)


def digit_of(palette: Sequence[Types], types: Types) -> str:
    """The digit that picks these types; empty where none does."""
    return str(palette.index(types) + 1) if types in palette else ""
