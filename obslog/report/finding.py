"""The finding: at most three sentences from the strict verdicts, for a reader who reads no further."""

from __future__ import annotations

from obslog.model.counts import Count
from obslog.model.text import listed, plural, safe
from obslog.observing.comparison import Comparison, TypeChange
from obslog.observing.verdicts import Move, looks_of, movements, rests_on, unsettled
from obslog.report.material import Material
from obslog.report.naming import between, brief
from obslog.report.numbering import Counter, Labels, looks_in_order
from obslog.report.parts import Claim, ClaimKind

#: How many movements, and how many types, one sentence of the finding names.
_NAMED = 6


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


def _over_the_period(material: Material, main: Comparison, ids: Counter) -> Claim:
    moves = movements(main.changes, material.tree)
    where = f"Between {between(material, main)} at {material.site.name}"
    if not moves:
        sentence = f"{where}, no arrival and no departure follows from what was seen."
        return Claim(ids.next(), ClaimKind.FINDING, safe(sentence), looks_of(main))
    said = "; ".join(_words(move) for move in moves[:_NAMED])
    more = _rest(len(moves) - _NAMED)
    looks = dict.fromkeys(look for move in moves for look in rests_on(main, move.change))
    return Claim(ids.next(), ClaimKind.FINDING, safe(f"{where}: {said}{more}."), tuple(looks))


def _within(material: Material, main: Comparison, ids: Counter) -> list[Claim]:
    """Movements between two passes of the period that the first and last pass together do not show."""
    if material.overall is None:
        return []
    shown = {(c.type, word): n for c in main.changes for word, n in _minimums(c)}
    left, said, looks = _NAMED, [], []
    rest = 0
    for comparison in material.comparisons:
        found = movements(comparison.changes, material.tree)
        moves = [move for move in found if move.number > shown.get((move.change.type, move.word), 0)]
        named, left = moves[:left], max(0, left - len(moves))
        rest += len(moves) - len(named)
        looks += [look for move in moves for look in rests_on(comparison, move.change)]
        if named:
            said.append(f"{listed(_words(move) for move in named)} between {between(material, comparison)}")
    if not said:
        return []
    more = _rest(rest)
    sentence = f"Within the period: {'; '.join(said)}{more}."
    return [Claim(ids.next(), ClaimKind.FINDING, safe(sentence), tuple(dict.fromkeys(looks)))]


def _minimums(change: TypeChange) -> tuple[tuple[str, int], ...]:
    return ("arrived", change.diff.arrivals_min), ("left", change.diff.departures_min)


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


def _words(move: Move) -> str:
    diff = move.change.diff
    names = " or ".join(plural(name, move.number) for name in diff.query)
    over = " in all" if move.over else ""
    estimate = " (by estimate)" if diff.estimate else ""
    return f"{Count.at_least(move.number).words()} {names}{over} {move.word}{estimate}"


def _images(count: int) -> str:
    return "an image" if count == 1 else f"{count} images"
