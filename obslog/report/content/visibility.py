"""What was seen, what was looked for and not there, and what could not be seen and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from obslog.model.looks import Look
from obslog.model.text import listed, safe
from obslog.observing.overview import Cell, Entry
from obslog.observing.unseen import missing_parts, seen_whole
from obslog.observing.verdicts import Query, is_below, type_words
from obslog.report.content.changes import bounds_short
from obslog.report.content.naming import brief
from obslog.report.content.numbering import Counter, Labels, file_name, looks_in_order
from obslog.report.material import Material
from obslog.report.parts import Claim, ClaimKind

#: Two passes further apart than so many days leave a gap that is worth a line.
_GAP_DAYS = 2


def observations(material: Material, ids: Counter) -> tuple[Claim, ...]:
    """What each look says, in order of time."""
    claims = []
    for look in looks_in_order(material.looks.values()):
        said = material.sentences.get(look.id) or f"{look.state}."
        derived = " (copied from an earlier look; not independent)" if look.derived_from else ""
        sentence = f"{look.when.describe()}: {said}{derived}"
        claims.append(Claim(ids.next(), ClaimKind.OBSERVATION, safe(sentence), (look.id,)))
    return tuple(claims)


def zeros(material: Material, ids: Counter) -> tuple[Claim, ...]:
    """For each pass, the types looked for and not there; apart from those not seen in the part visible."""
    claims = []
    for number, column in enumerate(material.matrix.columns):
        name = brief(material, column)
        none = _topmost(material, number, "zero")
        part = _topmost(material, number, "part")
        fallback = passes_looks(material, number)
        if none:
            looks = _cell_looks([row[number] for _, row in none], fallback)
            claims.append(_zero(ids, f"{name}: {_noes(none)}", looks, material))
        if part:
            looks = _cell_looks([row[number] for _, row in part], fallback)
            sentence = f"{name}: {_noes(part)} seen in the part visible; what the rest held is not known."
            claims.append(Claim(ids.next(), ClaimKind.ZERO, safe(sentence), looks))
    return tuple(claims)


def _topmost(material: Material, number: int, kind: str) -> list[tuple[Query, tuple[Cell, ...]]]:
    """The lines of the matrix with such a cell, less those that another of them includes."""
    lines = [line for line in material.matrix.lines if line[1][number].kind == kind]
    tree = material.tree
    return [
        line
        for line in lines
        if tree is None or not any(is_below(tree, line[0], other[0]) for other in lines)
    ]


def _noes(lines: Sequence[tuple[Query, tuple[Cell, ...]]]) -> str:
    return listed(f"no {type_words(query)}" for query, _ in lines)


def gaps(material: Material, labels: Labels, ids: Counter) -> tuple[Claim, ...]:
    """What could not be seen and why: parts of the site, images nobody looked at, days without a look."""
    claims = []
    for look in looks_in_order(material.looks.values()):
        missing = unseen(look, material.area_names)
        if missing:
            when = brief(material, look.when.describe())
            sentence = f"The look of {when} did not see {missing}."
            claims.append(Claim(ids.next(), ClaimKind.GAP, safe(sentence), (look.id,)))
    for image in labels.images_in_order:
        if image.id in {waiting.id for waiting in material.waiting}:
            sentence = (
                f"Nobody has looked at {file_name(image.path)} of {image.identity.when.describe()}: "
                "what it shows is not known."
            )
            claims.append(Claim(ids.next(), ClaimKind.GAP, safe(sentence), images=(labels.images[image.id],)))
    claims += _without_look(material, ids)
    return tuple(claims)


def conflicts(material: Material, labels: Labels, ids: Counter) -> tuple[Claim, ...]:
    """Looks of one pass that exclude each other, and statements that cannot both hold as printed."""
    claims = []
    for number, column in enumerate(material.matrix.columns):
        for query, row in material.matrix.lines:
            if row[number].kind == "conflict":
                bounds = bounds_short(row[number].bounds)
                sentence = f"Looks of {brief(material, column)} conflict on {type_words(query)}: {bounds}."
                looks = _cell_looks([row[number]], passes_looks(material, number))
                claims.append(Claim(ids.next(), ClaimKind.CONTRADICTION, safe(sentence), looks))
    for one in material.contradictions:
        named = tuple(labels.statements[s.id] for s in one.statements if s.id in labels.statements)
        sentence = f"{one.sentence[:1].upper()}{one.sentence[1:].rstrip('.')}."
        claims.append(Claim(ids.next(), ClaimKind.CONTRADICTION, safe(sentence), statements=named))
    return tuple(claims)


def unseen(look: Look, names: Mapping[str, str]) -> str:
    """What a look could not see of the site, how much and why; "" if it saw all of it."""
    return listed(missing_parts([look], names))


def looked_at(material: Material) -> tuple[Entry, ...]:
    """The passes of the period in order of time."""
    return tuple(entry for entry in material.timeline.entries if entry.looks)


def ended(material: Material) -> datetime:
    """The last instant of the period: the one asked for, else that of the last pass. One pass at least is needed."""
    if material.end is not None:
        return material.end
    last = looked_at(material)[-1]
    return last.latest or last.earliest


def passes_looks(material: Material, number: int) -> tuple[str, ...]:
    """The looks of the matrix's column of that number."""
    entries = looked_at(material)
    if len(entries) == len(material.matrix.columns):
        return entries[number].looks
    name = material.matrix.columns[number]
    return next((entry.looks for entry in entries if entry.name == name), ())


def _cell_looks(cells: Sequence[Cell], fallback: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(look for cell in cells for look in cell.bounds.looks))
    return found or fallback


def _zero(ids: Counter, said: str, looks: tuple[str, ...], material: Material) -> Claim:
    known = [material.looks[look] for look in looks if look in material.looks]
    why = "every part of the site was seen" if seen_whole(known) else "what was seen leaves room for none"
    return Claim(ids.next(), ClaimKind.ZERO, safe(f"{said}: looked for, and {why}."), looks)


def _without_look(material: Material, ids: Counter) -> list[Claim]:
    claims = []
    entries = looked_at(material)
    for first, second in pairwise(entries):
        days = (second.earliest - first.earliest).days
        if days >= _GAP_DAYS:
            names = f"{brief(material, first.name)} and {brief(material, second.name)}"
            sentence = f"No look between {names}: {days} days."
            claims.append(Claim(ids.next(), ClaimKind.GAP, safe(sentence), (*first.looks, *second.looks)))
    return claims
