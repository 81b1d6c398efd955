"""The part of `Log` that measures and compares objects: two looks mark by mark, lengths, types that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class ObjectMethods:
    """What can be measured and matched; `Log` is this and the rest."""

    _desk: Desk
