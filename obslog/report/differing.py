"""Readings of one image that disagree: shown as "readings differ", never as a conflict of the site."""

from __future__ import annotations

from obslog.report.material import Material
from obslog.report.numbering import Counter
from obslog.report.parts import Claim


def readings(material: Material, ids: Counter) -> tuple[Claim, ...]:
    """One claim for each image that two analysts read differently."""
    return ()
