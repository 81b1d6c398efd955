"""The part of `Log` that shows pixels: an image opened to be looked at, window by window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.imagery.viewing import ImageView
    from obslog.observing.desk import Desk
    from obslog.places.ground_grid import GroundGrid


class ViewMethods:
    """How an image is looked at; `Log` is this and the rest."""

    _desk: Desk

    def image_view(self, image: str) -> ImageView:
        """An image open to be looked at, window by window; close it after. Its file is opened when something is asked.

        Raises `FileRefusedError` where the file changed since it was imported, or neither it nor a preview is there.
        """
        from obslog.ingest import preparing
        from obslog.observing import looks, viewing

        found = looks.image_of(self._desk, image).id
        return viewing.image_view(self._desk, found, preparing.preview_path(self._desk.ws, found))

    def view_warm(self) -> None:
        """Make ready for `image_view`: the next image that is looked at opens the sooner. Returns at once."""
        from obslog.imagery import view_spare

        view_spare.warm()

    def image_ground(self, image: str) -> GroundGrid | None:
        """The ground of an image's pixels, there and back; None for an image without a place.

        Raises `FileRefusedError` where the file is not there as it was imported.
        """
        from obslog.observing import viewing

        return viewing.ground_of(self._desk, image)
