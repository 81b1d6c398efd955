"""Shares as a person reads them."""

from __future__ import annotations


def percent(share: float) -> str:
    """A share as a whole percentage, `under 1 %` and `over 99 %` at its ends."""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{share * 100:.0f} %"
