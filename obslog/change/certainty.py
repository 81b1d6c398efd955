"""What an identification can be: the certain type of a sighting, and the types that its objects can have."""

from __future__ import annotations

from enum import StrEnum

from obslog.model.looks import Confidence, Sighting
from obslog.model.types import TypeTree


class Reading(StrEnum):
    """How labels are taken: only what is certain, or as the analyst labelled it. Reports lead with STRICT."""

    STRICT = "strict"
    LABELLED = "labelled"


def certain_type(tree: TypeTree, sighting: Sighting) -> str:
    """The most specific type that is certain of every object of the sighting (DESIGN 6).

    The type given as certain if there is one. Else, from the lowest common ancestor of the types asserted:
    itself if confirmed, its parent if probable, its class (aircraft, ship, vehicle) if possible.
    """
    if sighting.certain is not None:
        return sighting.certain
    shared = sighting.types[0] if len(sighting.types) == 1 else tree.lca(sighting.types)
    if sighting.confidence is Confidence.CONFIRMED:
        return shared
    if sighting.confidence is Confidence.PROBABLE:
        return tree.parent(shared) or shared
    return tree.class_of(shared)


def rests_on_label(sighting: Sighting) -> bool:
    """True where what is certain is less than what is asserted, so that the two readings can differ."""
    return sighting.certain is not None or sighting.confidence is not Confidence.CONFIRMED


def possible_types(tree: TypeTree, sighting: Sighting, reading: Reading) -> tuple[str, ...]:
    """The types of which each object of the sighting is one (at or below one of them).

    A confirmed candidate set says more than its common ancestor: it is one of its members.
    """
    if reading is Reading.STRICT and rests_on_label(sighting):
        return (certain_type(tree, sighting),)
    return members(sighting.types)


def members(types: tuple[str, ...]) -> tuple[str, ...]:
    """The members of a candidate set, each of which may be the one."""
    return types
