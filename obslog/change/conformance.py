"""Running count-diff case files: cases with their own hierarchy, answered without a log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from obslog.change.casefile import FORMAT, CaseReader, as_written
from obslog.change.diff import Change, diff
from obslog.change.passes import group_passes
from obslog.change.timeline import Window, windows
from obslog.model.counts import parse_count
from obslog.model.errors import WordError
from obslog.model.looks import Look
from obslog.model.types import TypeTree

Answer = dict[str, Any]


def run(document: object) -> list[Answer]:
    """Answer each case: `{"id", "computed", "agrees"}`, in the file's order.

    `agrees` compares the keys of `expect` only, and is None for a case without. Raises `WordError` for a file
    of another format and, naming it, for a case that cannot be read.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else type(document).__name__
        raise WordError("case file", f"{found!r:.60}", f"its format must be {FORMAT!r}")
    hierarchy, lengths = document.get("hierarchy", {}), document.get("lengths_m") or {}
    if not isinstance(hierarchy, dict) or not isinstance(lengths, dict):
        raise WordError(
            "case file", "hierarchy", "hierarchy maps type to parent, lengths_m maps type to metres"
        )
    cases = document.get("cases")
    if not isinstance(cases, list):
        raise WordError("case file", "cases", "it needs a list of cases")
    tree = TypeTree.from_hierarchy(hierarchy, lengths)
    return [_answer(tree, case, number) for number, case in enumerate(cases, start=1)]


def _answer(tree: TypeTree, case: object, number: int) -> Answer:
    if not isinstance(case, dict):
        raise WordError("case", f"number {number}", "a case is an object in braces")
    case_id = str(case.get("id", f"number {number}"))
    reader = CaseReader(tree, case_id, case)
    kind = case.get("kind", "diff")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise reader.fail(f"kind is {', '.join(_KINDS)}, not {kind!r}")
    expect = case.get("expect")
    if expect is not None and not isinstance(expect, dict):
        raise reader.fail("expect is an object in braces")
    computed = _KINDS[kind](reader)
    return {"id": case_id, "computed": computed, "agrees": _agrees(expect, computed)}


def _agrees(expect: Mapping[str, Any] | None, computed: Answer) -> bool | None:
    if expect is None:
        return None
    return all(key in computed and _same(value, computed[key]) for key, value in expect.items())


def _same(expected: object, computed: object) -> bool:
    if isinstance(expected, list) and isinstance(computed, list):
        return len(expected) == len(computed) and all(map(_same, expected, computed))
    if isinstance(expected, float) and isinstance(computed, float | int):
        return abs(expected - computed) < 1e-6
    return expected == computed and isinstance(expected, bool) == isinstance(computed, bool)


def _diff(reader: CaseReader) -> Answer:
    """A diff case states one epoch a side: its looks are combined whatever their clock times."""
    zone = reader.zone()
    found = diff(reader.tree, zone, reader.looks("before"), zone, reader.looks("after"), reader.query())
    strict = Change(found.n1, found.n2, found.net, found.arrivals_min, found.departures_min, found.verdict)
    return {
        "n1": [strict.n1.lo, strict.n1.hi],
        "n2": [strict.n2.lo, strict.n2.hi],
        "net": None if strict.net is None else list(strict.net),
        "arrivals_min": strict.arrivals_min,
        "departures_min": strict.departures_min,
        "verdict": str(strict.verdict),
        "best_verdict": str(found.best.verdict),
    }


def _timeline(reader: CaseReader) -> Answer:
    looks = reader.looks("looks", dated=True)
    found = windows(reader.tree, reader.zone(), group_passes(looks), reader.query(), reader.k())
    return {
        "arrival_window": _window(found.arrival, looks),
        "departure_window": _window(found.departure, looks),
        "longest_gap_h": found.longest_gap_h,
    }


def _window(window: Window | None, looks: tuple[Look, ...]) -> list[str | None] | None:
    return None if window is None else [as_written(end, looks) for end in window]


def _parse(reader: CaseReader) -> Answer:
    """Each input's bounds, or "error" for what is no count."""
    expect = reader.case.get("expect")
    inputs = reader.case.get("inputs", list(expect) if isinstance(expect, dict) else [])
    if not isinstance(inputs, list):
        raise reader.fail("inputs is a list of texts")
    return {str(text): _bounds(text) for text in inputs}


def _bounds(text: object) -> list[int | None] | str:
    try:
        count = parse_count(text if isinstance(text, str) else "")
    except WordError:
        return "error"
    return [count.lo, count.hi]


_KINDS: Mapping[str, Callable[[CaseReader], Answer]] = {"diff": _diff, "timeline": _timeline, "parse": _parse}
