"""Readings of one image that disagree: shown as "readings differ", never as a conflict of the site."""

from __future__ import annotations

from obslog.change.readings import Disagreement, readings_differ
from obslog.model.counts import Count
from obslog.model.text import safe
from obslog.observing.verdicts import is_below, type_words
from obslog.report.content.numbering import Counter, file_name, looks_in_order
from obslog.report.material import Material
from obslog.report.parts import Claim, ClaimKind


def readings(material: Material, ids: Counter) -> tuple[Claim, ...]:
    """One claim for each two looks at one image that cannot both be right, of the most specific types."""
    tree = material.tree
    if tree is None:
        return ()
    found = readings_differ(tree, looks_in_order(material.looks.values()))
    return tuple(
        Claim(ids.next(), ClaimKind.READINGS, safe(_sentence(material, one)), one.looks)
        for one in found
        if not any(other.looks == one.looks and is_below(tree, other.query, one.query) for other in found)
    )


def _sentence(material: Material, one: Disagreement) -> str:
    image = material.images.get(one.image_id)
    name = file_name(image.path) if image else one.image_id[:8]
    who = [material.looks[look].analyst or "an analyst" for look in one.looks]
    said = [Count(lo, hi).words() for lo, hi in one.said]
    return (
        f"Readings of {name} differ on {type_words(one.query)}: "
        f"{who[0]} reads {said[0]}, {who[1]} reads {said[1]}."
    )
