"""No bound excludes the truth: random worlds, looked at truthfully, against everything the diff says of them.

1,000 worlds here; `OBSLOG_WORLDS` sets another number (`make soak` runs 100,000), `OBSLOG_WORLDS_FROM` the
seed of the first.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from change.worlds import World, queries, world
from obslog.change import certainty, passes, visibility
from obslog.change.bounds import Bounds, Reading, Side, Zone, forget, normal, pass_bounds
from obslog.change.diff import Comparison, TypeDiff, Verdict
from obslog.change.passes import Pass, group_passes
from obslog.model.looks import Look

WORLDS = int(os.environ.get("OBSLOG_WORLDS", "1000"))
FIRST = int(os.environ.get("OBSLOG_WORLDS_FROM", "1"))
#: Worlds in one test, so that a failure names a small range.
BLOCK = max(1, min(1000, WORLDS // 4))

Query = tuple[str, ...]


def faults(seed: int) -> Iterator[str]:
    """Everything that the diff says of a world and that is not so."""
    made, rng = world(seed), Random(seed)
    zone = Zone(made.parts, made.capacity)
    moment_of = {look.id: moment for moment, look in made.looks}
    found = group_passes(look for _, look in made.looks)
    asked = [normal(made.tree, query) for query in queries(made, rng)]
    for one in found:
        side = Side(made.tree, zone, one.looks, Reading.STRICT)
        labelled = Side(made.tree, zone, one.looks, Reading.LABELLED) if made.labels_true else side
        for query in asked:
            for moment in {moment_of[look.id] for look in one.looks}:
                true = len(made.there(moment, query))
                for name, bounds in (("strict", side.bounds(query)), ("labelled", labelled.bounds(query))):
                    if not holds(bounds, true):
                        yield f"world {seed}: {name} {query} {bounds} excludes the truth, {true}"
    for first, second in pairwise(found):
        yield from false_claims(made, zone, (first, second), moment_of, asked, seed)
    yield from broken_symmetries(made, zone, found, rng.sample(asked, k=min(5, len(asked))), seed)


def holds(bounds: Bounds, true: int) -> bool:
    """True if the bounds allow the true number."""
    return bounds.lo <= true and (bounds.hi is None or true <= bounds.hi)


def false_claims(
    made: World,
    zone: Zone,
    pair: tuple[Pass, Pass],
    moment_of: dict[str, int],
    asked: Sequence[Query],
    seed: int,
) -> Iterator[str]:
    """Arrivals, departures and net changes that did not happen, whatever moments the two passes hold."""
    comparison = Comparison(made.tree, zone, pair[0].looks, zone, pair[1].looks)
    starts, ends = ({moment_of[look.id] for look in one.looks} for one in pair)
    for query in asked:
        change = comparison.of(query)
        for start in starts:
            for end in ends:
                then, now = made.there(start, query), made.there(end, query)
                what = f"world {seed}: {query} from moment {start} to {end}"
                if change.arrivals_min > len(now - then):
                    yield f"{what}: {change.arrivals_min} arrivals, truly {len(now - then)}"
                if change.departures_min > len(then - now):
                    yield f"{what}: {change.departures_min} departures, truly {len(then - now)}"
                if not is_true(change, len(now) - len(then)):
                    yield f"{what}: {change.verdict} {change.net}, truly {len(now) - len(then)}"


def is_true(change: TypeDiff, net: int) -> bool:
    """True if the true net change is in the net interval and the verdict does not deny it."""
    if change.verdict is Verdict.CONFLICT or change.net is None:
        return False
    least, most = change.net
    if (least is not None and net < least) or (most is not None and net > most):
        return False
    sure = {Verdict.INCREASE: net > 0, Verdict.DECREASE: net < 0, Verdict.UNCHANGED: net == 0}
    return sure.get(change.verdict, True)


MIRRORED = {
    Verdict.INCREASE: Verdict.DECREASE,
    Verdict.DECREASE: Verdict.INCREASE,
    Verdict.POSSIBLE_INCREASE: Verdict.POSSIBLE_DECREASE,
    Verdict.POSSIBLE_DECREASE: Verdict.POSSIBLE_INCREASE,
}


def broken_symmetries(
    made: World, zone: Zone, found: Sequence[Pass], asked: Sequence[Query], seed: int
) -> Iterator[str]:
    """What changes though it must not: looking backwards in time, in the order of looks, with a look more."""
    first, last = found[0].looks, found[-1].looks
    forwards = Comparison(made.tree, zone, first, zone, last)
    backwards = Comparison(made.tree, zone, last, zone, first)
    shuffled = Comparison(made.tree, zone, first[::-1], zone, last[::-1])
    for query in asked:
        there, back, other = forwards.of(query), backwards.of(query), shuffled.of(query)
        mirrored = (
            MIRRORED.get(there.verdict, there.verdict),
            (there.departures_min, there.arrivals_min),
            there.net and tuple(None if n is None else -n for n in there.net[::-1]),
        )
        if mirrored != (back.verdict, (back.arrivals_min, back.departures_min), back.net):
            yield f"world {seed}: {query} backwards is {back}, not the mirror of {there}"
        if there != other:
            yield f"world {seed}: {query} depends on the order of the looks: {there}, {other}"
        for one in found:
            yield from widened(made, zone, one.looks, query, seed)


def widened(made: World, zone: Zone, looks: tuple[Look, ...], query: Query, seed: int) -> Iterator[str]:
    """A look more never makes a pass say less."""
    full = pass_bounds(made.tree, zone, looks, query)
    for left_out in looks:
        fewer = pass_bounds(made.tree, zone, tuple(x for x in looks if x is not left_out), query)
        wider = fewer.lo > full.lo or (fewer.hi is not None and (full.hi is None or full.hi > fewer.hi))
        if wider and not full.conflict:
            yield f"world {seed}: {query} with {left_out.id} {full} is wider than without, {fewer}"


@pytest.mark.parametrize("first", range(FIRST, FIRST + WORLDS, BLOCK))
def test_no_bound_excludes_the_truth_and_nothing_is_claimed_that_did_not_happen(first: int) -> None:
    for seed in range(first, min(first + BLOCK, FIRST + WORLDS)):
        forget()
        assert next(faults(seed), None) is None


def test_the_worlds_do_not_know_how_bounds_are_made() -> None:
    tree = ast.parse(Path(world.__code__.co_filename).read_text())
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not any(module and module.startswith("obslog.change") for module in modules)


Mutant = Callable[[pytest.MonkeyPatch], None]


def asserted_taken_as_certain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(certainty, "rests_on_label", lambda sighting: False)


def unseen_part_ignored(patch: pytest.MonkeyPatch) -> None:
    def seen_only(parts: tuple[str, ...], looks: Iterator[Look]) -> tuple[str, ...]:
        seen = {part for look in looks for part in look.visible}
        return tuple(part for part in parts if part in seen)

    patch.setattr(visibility, "parts_to_cover", seen_only)


def passes_of_a_day_summed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(passes, "at_one_time", lambda first, last, minutes: first.date() == last.date())


def candidate_set_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(certainty, "members", lambda types: types[:1])


def cloud_taken_as_zero(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(visibility, "closes", lambda visible: True)


@pytest.mark.parametrize(
    "mutant",
    [
        asserted_taken_as_certain,
        unseen_part_ignored,
        passes_of_a_day_summed,
        candidate_set_ignored,
        cloud_taken_as_zero,
    ],
)
def test_a_mutant_that_overclaims_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    forget()
    try:
        assert any(next(faults(seed), None) for seed in range(1, 201)), "200 worlds saw nothing wrong with it"
    finally:
        forget()
