"""The part of `Log` that writes and reads the files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class ExchangeMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk
