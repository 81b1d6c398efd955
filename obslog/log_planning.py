"""The part of `Log` that ranks what could answer a requirement, and plans under a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class PlanMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk
