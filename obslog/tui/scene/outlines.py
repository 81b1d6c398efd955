"""Outlines over the image: the site, its areas with how much of each could be seen, where the image holds data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from obslog.model.places import ELSEWHERE, Geometry
from obslog.model.text import safe
from obslog.tui.cells.overlay import Shape
from obslog.tui.scene.words import share_words

if TYPE_CHECKING:
    from obslog.places.ground_grid import GroundGrid
    from obslog.tui.scene.state import SceneState

SITE, WHOLE, PART, HIDDEN, FRAME = (
    (190, 198, 210),
    (120, 220, 140),
    (245, 200, 90),
    (255, 130, 120),
    (120, 170, 255),
)


def outlines(state: SceneState, ground: GroundGrid | None) -> tuple[Shape, ...]:
    """The shapes in pixels of the image; none where it has no ground.

    An area seen whole is drawn solid, one seen in part in dashes, one of which nothing could be seen in dots; its
    label says the share. An outline that leaves the ground that the image knows is left out.
    """
    if ground is None:
        return ()
    shapes: list[Shape] = []
    if state.image.valid_area is not None:
        shapes += _shapes(state.image.valid_area, ground, FRAME, 1, "")
    if state.site.geometry is not None:
        shapes += _shapes(state.site.geometry, ground, SITE, 4, "")
    for area in state.site.areas:
        if area.geometry is None or area.id == ELSEWHERE:
            continue
        seen = state.look.visible.get(area.id)
        fraction = seen.fraction if seen is not None else 0.0
        if area.id in state.look.not_observable:
            fraction = 0.0
        colour, dash = (WHOLE, 0) if fraction == 1 else (HIDDEN, 1) if fraction == 0 else (PART, 3)
        share = "not covered" if seen is None else share_words(seen)
        label = safe(f"{area.name} {share}")
        shapes += _shapes(area.geometry, ground, colour, dash, label)
    return tuple(shapes)


def _shapes(
    shape: Geometry, ground: GroundGrid, colour: tuple[int, int, int], dash: int, label: str
) -> Iterable[Shape]:
    for number, polygon in enumerate(shape.polygons):
        for place, ring in enumerate(polygon):
            lons, lats = np.array([lon for lon, _ in ring]), np.array([lat for _, lat in ring])
            columns, rows = ground.to_image(lons, lats)
            if not (np.isfinite(columns).all() and np.isfinite(rows).all()):
                continue
            points = tuple(zip(columns.tolist(), rows.tolist(), strict=True))
            yield Shape(points, colour, dash=dash, label=label if number == place == 0 else "")
