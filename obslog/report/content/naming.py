"""Dates of passes as the sentences of one report name them."""

from __future__ import annotations

from obslog.observing import pass_naming
from obslog.observing.comparison import Comparison
from obslog.report.material import Material


def brief(material: Material, name: str) -> str:
    """The name of a pass without its clock time, unless another pass of the report has the same day."""
    return pass_naming.brief(material.matrix.columns, name)


def between(material: Material, comparison: Comparison) -> str:
    """The two passes after the word "between": `8 and 13 Dec 2024` where they share a month."""
    return pass_naming.between(material.matrix.columns, comparison)
