"""Marks after an undo, and marks counted as they come."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from obslog.model.counting import grouped
from obslog.model.looks import Confidence, Look
from obslog.model.marks import Mark, MarkKind, MarkStatus
from obslog.model.when import UNDATED
from obslog.tui.scene.grouping import Grouped
from obslog.tui.scene.turning import marks_after

LOOK = Look("L", UNDATED, {})


def mark(name: str, **more: Any) -> Mark:
    return Mark(name, "I", MarkKind.POINT, ((1.0, 1.0),), ("Il-76",), look_id="L", **more)


def entry(*ops: dict[str, Any]) -> str:
    return json.dumps({"note": {}, "ops": ops})


def flip(name: str, live: int) -> dict[str, Any]:
    return {"op": "update", "table": "marks", "id": name, "old": {"live": 1 - live}, "new": {"live": live}}


def test_a_mark_undone_is_gone_and_redone_is_back_in_its_place() -> None:
    one, two, three = mark("1"), mark("2"), mark("3")
    assert marks_after(entry(flip("2", 0)), (one, two, three), {}) == (one, three)
    assert marks_after(entry(flip("2", 1)), (one, three), {"2": two}) == (one, two, three)


def test_what_is_not_known_is_asked_of_the_log() -> None:
    assert marks_after(entry(flip("2", 1)), (mark("1"),), {}) is None
    edit = {"op": "update", "table": "marks", "id": "1", "old": {"state": "x"}, "new": {"state": None}}
    assert marks_after(entry(edit), (mark("1"),), {}) is None


def test_an_undo_that_touches_no_mark_leaves_them() -> None:
    edit = {"op": "update", "table": "looks", "id": "L", "old": {"remarks": "x"}, "new": {"remarks": None}}
    assert marks_after(entry(edit), (mark("1"),), {}) == (mark("1"),)


def test_counting_one_more_is_counting_all_again() -> None:
    marks = (mark("1"), mark("2", confidence=Confidence.PROBABLE), mark("3", status=MarkStatus.CARRIED))
    kept = Grouped()
    for many in (1, 2, 3):
        kept = kept.of(LOOK, marks[:many])
        assert kept.groups == grouped(LOOK, marks[:many])
    changed = (replace(marks[0], state="covered"), *marks[1:])
    assert kept.of(LOOK, changed).groups == grouped(LOOK, changed)
    assert kept.of(LOOK, marks[:1]).groups == grouped(LOOK, marks[:1])
