"""The finding: two sentences for a reader who reads no further, what changed and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from obslog.model.counts import Count
from obslog.model.text import listed, plural, safe
from obslog.model.types import TypeTree
from obslog.observing.comparison import Comparison
from obslog.observing.verdicts import Query, is_below, looks_of, rests_on, type_words, unsettled
from obslog.report.content.arrivals import ARRIVED, LEFT, Crossing, by_estimate, looks_of_window
from obslog.report.content.naming import between, brief
from obslog.report.content.numbering import Counter, Labels, looks_in_order
from obslog.report.material import Material
from obslog.report.parts import Claim, ClaimKind

#: How many types one sentence of the finding names.
_NAMED = 10


@dataclass
class _Moved:
    """At least `number` objects of a type came or left within the period, and what that rests on."""

    query: Query
    word: str
    number: int
    looks: tuple[str, ...]
    estimate: bool
    over: bool = False


def finding(material: Material, labels: Labels, windows: Sequence[Crossing]) -> tuple[Claim, ...]:
    """What moved within the period, and what is not known; () without looks. `windows` as `told` finds them."""
    ids = Counter(f"{labels.prefix}F")
    if not material.looks:
        return ()
    main = material.overall or (material.comparisons[-1] if material.comparisons else None)
    if main is None:
        return (_one_pass(material, ids),)
    return (_changed(material, main, ids, windows), *_not_known(material, main, labels, ids))


def _changed(material: Material, main: Comparison, ids: Counter, windows: Sequence[Crossing]) -> Claim:
    moves = _moves(material, main, windows)
    where = f"Between {between(material, main)} at {material.site.name}"
    if not moves:
        sentence = f"{where}, no arrival and no departure follows from what was seen."
        return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), looks_of(main))
    said = [_words([move for move in moves[:_NAMED] if move.word == word]) for word in (ARRIVED, LEFT)]
    sentence = f"{where}: {'; '.join(part for part in said if part)}{_rest(len(moves) - _NAMED)}."
    looks = dict.fromkeys(look for move in moves for look in move.looks)
    return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(looks))


def _moves(material: Material, main: Comparison, windows: Sequence[Crossing]) -> list[_Moved]:
    """For each type the most that any way of reading the passes shows: first against last, pass to pass, windows.

    Each is a lower bound on what came or left within the period, so the highest holds. A type above others is named
    only where it shows more than they do.
    """
    best: dict[tuple[Query, str], _Moved] = {}
    for way in ([main], material.comparisons):
        _take(best, _by_comparison(way))
    _take(best, _by_windows(material, windows))
    tree = material.tree
    kept: list[_Moved] = []
    for one in sorted(best.values(), key=lambda one: _depth(one.query, tree)):
        below = [
            x for x in kept if x.word == one.word and tree is not None and is_below(tree, x.query, one.query)
        ]
        top = [x for x in below if tree is None or not any(is_below(tree, x.query, up.query) for up in below)]
        if one.number > sum(x.number for x in top):
            one.over = bool(below)
            kept.append(one)
    place = {query: number for number, (query, _) in enumerate(material.matrix.lines)}
    return sorted(kept, key=lambda one: (one.word, -one.number, place.get(one.query, len(place)), one.query))


def _take(best: dict[tuple[Query, str], _Moved], found: dict[tuple[Query, str], _Moved]) -> None:
    for key, one in found.items():
        if key not in best or one.number > best[key].number:
            best[key] = one


def _by_comparison(way: Sequence[Comparison]) -> dict[tuple[Query, str], _Moved]:
    """What comparisons that follow each other in time show together."""
    found: dict[tuple[Query, str], _Moved] = {}
    for comparison in way:
        for change in comparison.changes:
            d = change.diff
            if str(d.verdict) == "conflict":
                continue
            for word, number in ((ARRIVED, d.arrivals_min), (LEFT, d.departures_min)):
                if number > 0:
                    _add(found, _Moved(d.query, word, number, rests_on(comparison, change), d.estimate))
    return found


def _by_windows(material: Material, windows: Sequence[Crossing]) -> dict[tuple[Query, str], _Moved]:
    found: dict[tuple[Query, str], _Moved] = {}
    for one in windows:
        looks, estimate = looks_of_window(material, one), by_estimate(material, one)
        _add(found, _Moved(one.query, one.word, one.number, looks, estimate))
    return found


def _add(found: dict[tuple[Query, str], _Moved], one: _Moved) -> None:
    old = found.setdefault((one.query, one.word), _Moved(one.query, one.word, 0, (), False))
    old.number += one.number
    old.looks = tuple(dict.fromkeys((*old.looks, *one.looks)))
    old.estimate = old.estimate or one.estimate


def _depth(query: Query, tree: TypeTree | None) -> tuple[int, int]:
    """Deepest first; a set lies above its members although they may be deeper in no sense."""
    return (0 if tree is None else -max(tree.depth(name) for name in query)), len(query)


def _words(moves: list[_Moved]) -> str:
    """`at least three Su-24 and at least two each of Su-34 and Su-35 left`."""
    plain: dict[int, list[_Moved]] = {}
    said: list[str] = []
    for move in moves:
        if len(move.query) == 1 and not move.over and not move.estimate:
            plain.setdefault(move.number, []).append(move)
    for move in moves:
        alike = plain.get(move.number, []) if move in plain.get(move.number, []) else [move]
        if alike[0] is not move:
            continue
        count = Count.at_least(move.number).words()
        if len(alike) > 1:
            said.append(f"{count} each of {listed(type_words(one.query) for one in alike)}")
            continue
        names = " or ".join(plural(name, move.number) for name in move.query)
        over = " in all" if move.over else ""
        said.append(f"{count} {names}{over}{' (by estimate)' if move.estimate else ''}")
    return f"{listed(said)} {moves[0].word}" if moves else ""


def _not_known(material: Material, main: Comparison, labels: Labels, ids: Counter) -> list[Claim]:
    left_open = unsettled(main, material.tree)
    said, looks, images = [], [], tuple(labels.images[image.id] for image in material.waiting)
    if left_open:
        named_first = left_open[:_NAMED]
        names = [" or ".join(plural(n, None) for n in change.diff.query) for change in named_first]
        rest = len(left_open) - len(names)
        named = listed([*names, f"of {rest} more types"] if rest else names, "or")
        said.append(f"whether the number of {named} changed")
        looks = [look for change in left_open for look in rests_on(main, change)]
    if material.waiting:
        count = len(material.waiting)
        said.append(f"what {_images(count)} that nobody has looked at {'show' if count > 1 else 'shows'}")
    if not said:
        return []
    sentence = f"Not known: {', and '.join(said)}."
    return [Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(dict.fromkeys(looks)), images=images)]


def _one_pass(material: Material, ids: Counter) -> Claim:
    looks = looks_in_order(material.looks.values())
    when = brief(material, looks[0].when.describe())
    sentence = f"Only one pass, of {when}, was looked at: it says what was there, not what changed."
    return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(look.id for look in looks))


def _rest(number: int) -> str:
    if number < 1:
        return ""
    return f"; and {number} more {'movement' if number == 1 else 'movements'} listed below"


def _images(count: int) -> str:
    return "an image" if count == 1 else f"{count} images"
