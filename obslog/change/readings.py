"""Where several readings of one image disagree: a matter between analysts, not a conflict of the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from obslog.change import visibility
from obslog.change.bounds import Reading, Zone, look_bounds, pass_bounds
from obslog.change.diff import mentioned
from obslog.change.tally import Query
from obslog.model.looks import Look
from obslog.model.types import TypeTree


@dataclass(frozen=True)
class Disagreement:
    """Two looks at one image that cannot both be right of one type or set, and what each says: (lo, hi)."""

    image_id: str
    query: Query
    looks: tuple[str, str]
    said: tuple[tuple[int, int | None], tuple[int, int | None]]


def readings_differ(tree: TypeTree, looks: Iterable[Look]) -> tuple[Disagreement, ...]:
    """Each disagreement between two readings of one image, in the looks' and the tree's order.

    Compared under the strict reading: two labels for what could be one type are no disagreement.
    """
    by_image: dict[str, list[Look]] = {}
    for look in looks:
        if look.image_id is not None:
            by_image.setdefault(look.image_id, []).append(look)
    found: list[Disagreement] = []
    for image_id, readings in by_image.items():
        for one, other in combinations(readings, 2):
            found += _between(tree, image_id, one, other)
    return tuple(found)


def _between(tree: TypeTree, image_id: str, one: Look, other: Look) -> Iterable[Disagreement]:
    ground = Zone(tuple(sorted(visibility.footprint(one) | visibility.footprint(other))))
    for query in mentioned(tree, (one, other)):
        # With the image's name left out, what cannot both be right shows as a conflict.
        if pass_bounds(tree, ground, _apart(one, other), query, Reading.STRICT).conflict:
            said = [look_bounds(tree, look, query) for look in (one, other)]
            yield Disagreement(
                image_id, query, (one.id, other.id), ((said[0].lo, said[0].hi), (said[1].lo, said[1].hi))
            )


def _apart(*looks: Look) -> tuple[Look, ...]:
    from dataclasses import replace

    return tuple(replace(look, image_id=None) for look in looks)
