"""The part of `Log` that keeps requirements: proposed by the log, accepted or dropped by a person; and gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.observing.desk import Desk


class RequirementMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk
