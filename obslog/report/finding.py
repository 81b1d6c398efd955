"""The finding: at most three sentences from the strict verdicts, for a reader who reads no further."""

from __future__ import annotations

from collections.abc import Sequence

from obslog.model.counts import Count
from obslog.model.text import plural, safe
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison, TypeChange, pass_name
from obslog.report.changes import is_below, is_open, looks_of, rests_on, type_words
from obslog.report.material import Material
from obslog.report.numbering import Counter, Labels, listed, looks_in_order
from obslog.report.parts import Claim, ClaimKind

#: How many movements, and how many types, one sentence of the finding names.
_NAMED = 4

#: A movement: the change it is read from, "arrived" or "left", and at least how many.
_Move = tuple[Comparison, TypeChange, str, int]


def finding(material: Material, labels: Labels) -> tuple[Claim, ...]:
    """What moved over the period, what moved within it, what is not known; () without looks."""
    ids = Counter("F")
    if not material.looks:
        return ()
    main = material.overall or (material.comparisons[-1] if material.comparisons else None)
    if main is None:
        return (_one_pass(material, ids),)
    claims = [_over_the_period(material, main, ids)]
    claims += _within(material, main, ids)
    claims += _not_known(material, main, labels, ids)
    return tuple(claims)


def movements(comparison: Comparison, tree: TypeTree | None) -> tuple[_Move, ...]:
    """The arrivals and departures that no type below already accounts for, arrivals first."""
    changes = list(comparison.changes)
    if tree is not None:
        changes.sort(key=lambda c: -max(tree.depth(name) for name in c.diff.query))
    found: list[_Move] = []
    for change in changes:
        for word, number in (("arrived", change.diff.arrivals_min), ("left", change.diff.departures_min)):
            told = sum(
                n
                for _, other, w, n in found
                if w == word and tree is not None and is_below(tree, other.diff.query, change.diff.query)
            )
            if number > told:
                found.append((comparison, change, word, number))
    place = {id(change): number for number, change in enumerate(comparison.changes)}
    return tuple(sorted(found, key=lambda move: (move[2], -move[3], place[id(move[1])])))


def _over_the_period(material: Material, main: Comparison, ids: Counter) -> Claim:
    first, last = pass_name(main.before.chosen), pass_name(main.after.chosen)
    moves = movements(main, material.tree)
    where = f"Between {first} and {last} at {material.site.name}"
    if not moves:
        sentence = f"{where}, no arrival and no departure follows from what was seen."
        return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), looks_of(main))
    said = "; ".join(_words(move) for move in moves[:_NAMED])
    more = f"; and {len(moves) - _NAMED} more movements listed below" if len(moves) > _NAMED else ""
    looks = dict.fromkeys(look for move in moves for look in rests_on(main, move[1]))
    return Claim(ids.next(), ClaimKind.FINDING, safe(f"{where}: {said}{more}."), tuple(looks))


def _within(material: Material, main: Comparison, ids: Counter) -> list[Claim]:
    """Movements between two passes of the period that the first and last pass together do not show."""
    if material.overall is None:
        return []
    shown = {(change.diff.query, word): number for _, change, word, number in movements(main, material.tree)}
    inner = [
        move
        for comparison in material.comparisons
        for move in movements(comparison, material.tree)
        if move[3] > shown.get((move[1].diff.query, move[2]), 0)
    ]
    if not inner:
        return []
    said = []
    for comparison in dict.fromkeys(id(move[0]) for move in inner[:_NAMED]):
        moves = [move for move in inner[:_NAMED] if id(move[0]) == comparison]
        first, last = pass_name(moves[0][0].before.chosen), pass_name(moves[0][0].after.chosen)
        said.append(f"{listed(_words(move) for move in moves)} between {first} and {last}")
    more = f"; and {len(inner) - _NAMED} more movements listed below" if len(inner) > _NAMED else ""
    looks = dict.fromkeys(look for comparison, change, _, _ in inner for look in rests_on(comparison, change))
    return [
        Claim(
            ids.next(), ClaimKind.FINDING, safe(f"Within the period: {'; '.join(said)}{more}."), tuple(looks)
        )
    ]


def _not_known(material: Material, main: Comparison, labels: Labels, ids: Counter) -> list[Claim]:
    unsettled = most_specific([change for change in main.changes if is_open(change)], material.tree)
    said, looks, images = [], [], tuple(labels.images[image.id] for image in material.waiting)
    if unsettled:
        names = [type_words(change.diff.query) for change in unsettled[:_NAMED]]
        rest = len(unsettled) - len(names)
        named = listed([*names, f"{rest} more types"] if rest else names)
        said.append(f"whether the number of {named} changed")
        looks = [look for change in unsettled for look in rests_on(main, change)]
    if material.waiting:
        count = len(material.waiting)
        said.append(f"what {_images(count)} that nobody has looked at {'show' if count > 1 else 'shows'}")
    if not said:
        return []
    sentence = f"Not known: {', and '.join(said)}."
    return [Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(dict.fromkeys(looks)), images=images)]


def most_specific(changes: Sequence[TypeChange], tree: TypeTree | None) -> tuple[TypeChange, ...]:
    """The changes that have no other of the same list below them."""
    if tree is None:
        return tuple(changes)
    return tuple(
        change
        for change in changes
        if not any(is_below(tree, other.diff.query, change.diff.query) for other in changes)
    )


def _one_pass(material: Material, ids: Counter) -> Claim:
    looks = looks_in_order(material.looks.values())
    when = looks[0].when.describe()
    sentence = f"Only one pass, of {when}, was looked at: it says what was there, not what changed."
    return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(look.id for look in looks))


def _words(move: _Move) -> str:
    _, change, word, number = move
    estimate = " (by estimate)" if change.diff.estimate else ""
    names = " or ".join(plural(name, number) for name in change.diff.query)
    return f"{Count.at_least(number).words()} {names} {word}{estimate}"


def _images(count: int) -> str:
    return "an image" if count == 1 else f"{count} images"
