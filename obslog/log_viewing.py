"""The part of `Log` that shows pixels: an image opened to be looked at, window by window."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class ViewMethods:
    """How an image is looked at; `Log` is this and the rest."""

    _desk: Desk
