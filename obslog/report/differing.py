"""Readings of one image that disagree: shown as "readings differ", never as a conflict of the site."""

from __future__ import annotations

from obslog.model.text import safe
from obslog.report.changes import bounds_short, is_below, type_words
from obslog.report.material import Material
from obslog.report.naming import brief
from obslog.report.numbering import Counter
from obslog.report.parts import Claim, ClaimKind
from obslog.report.visibility import passes_looks


def readings(material: Material, ids: Counter) -> tuple[Claim, ...]:
    """One claim for each pass and most specific type that analysts read differently off one image."""
    claims = []
    for number, column in enumerate(material.matrix.columns):
        lines = [line for line in material.matrix.lines if line[1][number].bounds.readings_differ]
        for query, row in lines:
            if material.tree is not None and any(is_below(material.tree, other[0], query) for other in lines):
                continue
            bounds = row[number].bounds
            sentence = (
                f"Readings of one image differ on {type_words(query)}, {brief(material, column)}: "
                f"{bounds_short(bounds)} holds whichever is right."
            )
            looks = tuple(dict.fromkeys((*bounds.looks, *passes_looks(material, number))))
            claims.append(Claim(ids.next(), ClaimKind.READINGS, safe(sentence), looks))
    return tuple(claims)
