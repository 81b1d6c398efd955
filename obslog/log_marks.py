"""The part of `Log` that is about marks: drafts begun, objects marked, carried forward, counted; what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class MarkMethods:
    """What can be done with marks; `Log` is this and the rest."""

    _desk: Desk
