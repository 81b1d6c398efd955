"""The part of `Log` that holds images against requirements and keeps the analyst's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class ClosingMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk
