"""The part of `Log` that prepares, sends and follows orders to providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class OrderMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk
