"""The part of `Log` that cuts pictures for readers, and says which images may be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.model.chips import Chip
    from obslog.model.images import Image
    from obslog.observing.desk import Desk


class PictureMethods:
    """What leaves the log as pictures; `Log` is this and the rest."""

    _desk: Desk

    def image_chip(self, image: str, **options: Any) -> Chip:
        """A chip of an image with marks, scale, north, date and credit, and how it was derived.

        One of `window`, `area`, `around` says which part; see `obslog.observing.chip_asking.image_chip`.
        """
        from obslog.observing import chip_asking

        return chip_asking.image_chip(self._desk, image, **options)

    def image_publish(
        self, image: str, decision: str, *, reason: str, attribution: str | None = None
    ) -> Image:
        """Decide whether an image may be published: `yes`, `credit` (named, its pixels not shown) or `no`."""
        from obslog.observing import publishing

        return publishing.image_publish(self._desk, image, decision, reason=reason, attribution=attribution)
