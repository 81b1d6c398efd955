"""The ground of one file's pixels as a grid that is good without the file, made in a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from obslog.imagery.footprint import pixel_ground, place
from obslog.imagery.limits import Limits
from obslog.imagery.opening import Evidence, PathName, one_line, open_evidence
from obslog.imagery.ties import ground_by_ties
from obslog.imagery.world_files import world_file_of
from obslog.model.errors import FileRefusedError
from obslog.model.images import Tie
from obslog.places.grid_fitting import fit_grid
from obslog.places.ground_grid import GroundGrid


def grid_of(evidence: Evidence, source: Any) -> GroundGrid | None:
    """The ground of an open dataset, by what the file or its world file says; None where it has no place.

    A file placed by RPCs is taken at their own height, without terrain, as `footprint.place` does.
    """
    placed = place(source)
    world = world_file_of(evidence.path) if placed.georeference == "none" else None
    if world is not None:
        placed = place(source, world)
    with pixel_ground(source, world) as to_ground:
        if to_ground is None:
            return None
        size = source.width, source.height
        return fit_grid(*size, to_ground, error_m=placed.error_m, how=placed.georeference)


def grid_by_ties(ties: Sequence[Tie], width: int, height: int) -> GroundGrid | None:
    """The ground of an image of that size in pixels by its tie points. Raises `WordError` for ties that cannot be."""
    to_ground, error_m = ground_by_ties(ties, width, height)
    return fit_grid(width, height, to_ground, error_m=error_m, how="ties")


def look_where(path: PathName, limits: Limits) -> dict[str, Any]:
    """`{"grid", "reason"}` of one file as JSON values; never raises."""
    try:
        with open_evidence(path, limits) as evidence, evidence.dataset() as source:
            grid = grid_of(evidence, source)
        return {"grid": None if grid is None else grid.to_wire(), "reason": None}
    except FileRefusedError as error:
        return {"grid": None, "reason": error.reason}
    except MemoryError:
        return {"grid": None, "reason": "reading it needs too much memory"}
    except Exception as error:
        return {"grid": None, "reason": f"cannot be placed: {one_line(error)}"}
