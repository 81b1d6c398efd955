"""Opening the pixels of an image for a canvas: everything that asks its file is asked off the UI's thread."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
