"""The part of `Log` that shows pixels: an image opened to be looked at, window by window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk
    from obslog.places.ground_grid import GroundGrid


class ViewMethods:
    """How an image is looked at; `Log` is this and the rest."""

    _desk: Desk

    def image_ground(self, image: str) -> GroundGrid | None:
        """The ground of an image's pixels, there and back; None for an image without a place.

        Raises `FileRefusedError` where the file is not there as it was imported.
        """
        from obslog.observing import viewing

        return viewing.ground_of(self._desk, image)
