"""Opening the pixels of an image for a canvas: everything that asks its file is asked off the UI's thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from obslog.model.errors import ObslogError

if TYPE_CHECKING:
    from obslog.places.ground_grid import GroundGrid
    from obslog.tui.cells.sampling import PixelSource
    from obslog.tui.engine import Engine


async def open_source(engine: Engine, image: str) -> PixelSource:
    """The pixels of an image, its bands and ground known already; close it after (a canvas does).

    Raises `FileRefusedError`, `NotFoundError`.
    """
    view = await engine.ask(lambda log: log.image_view(image))

    def asked() -> PixelSource:
        # What a canvas asks between two frames must be there: these answers come from the file.
        _ = view.bands, view.default_bands, view.ground
        return view

    try:
        return await asyncio.to_thread(asked)
    except BaseException:
        view.close()
        raise


@dataclass(frozen=True)
class Opened:
    """The pixels of an image (None: they cannot be shown), its ground, and why it is not all that was imported."""

    image: str
    source: PixelSource | None = None
    ground: GroundGrid | None = None
    why: str = ""


async def opened(engine: Engine, image: str) -> Opened:
    """The pixels of an image, or the reason why there are none."""
    try:
        source = await open_source(engine, image)
    except ObslogError as error:
        return Opened(image, why=str(error))
    return Opened(image, source, getattr(source, "ground", None), str(getattr(source, "trouble", None) or ""))
