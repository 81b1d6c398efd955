"""The tally as it is shown."""

from __future__ import annotations

from obslog.model.counting import Group
from obslog.model.counts import Count
from obslog.model.looks import Confidence, Look, LookStatus, Scope
from obslog.model.marks import TallyRow
from obslog.model.types import ObjectType, TypeTree
from obslog.model.when import UNDATED
from obslog.tui.scene.lines import lines

TREE = TypeTree(
    [
        ObjectType("object", None),
        ObjectType("aircraft", "object"),
        ObjectType("An-124", "aircraft"),
        ObjectType("Il-76", "aircraft"),
        ObjectType("fighter", "aircraft"),
    ]
)


def look(**more: object) -> Look:
    return Look("L", UNDATED, {}, status=LookStatus.DRAFT, **more)  # type: ignore[arg-type]


def row(name: str, number: int, *, stated: bool = False, marks: int = 0) -> TallyRow:
    count = Count.exactly(number)
    return TallyRow((name,), Confidence.CONFIRMED, None, None, count if stated else None, marks, count)


def test_lines_keep_the_order_of_the_tree() -> None:
    found = lines([row("Il-76", 1), row("An-124", 2)], look(), tree=TREE)
    assert [(line.name, line.said) for line in found] == [("An-124", "2"), ("Il-76", "1")]


def test_what_was_not_seen_is_a_line_too() -> None:
    (line,) = lines([], look(none=(Scope("fighter"),)), tree=TREE)
    assert (line.name, line.said, line.none, line.stated) == ("fighter", "0", True, True)


def test_completeness_stands_on_the_line_of_its_type() -> None:
    found = lines([row("Il-76", 1)], look(complete_for=(Scope("Il-76"), Scope("fighter"))), tree=TREE)
    assert [(line.name, line.complete, line.said) for line in found] == [
        ("Il-76", True, "1"),
        ("fighter", True, ""),
    ]


def test_proposals_are_told_apart_from_what_counts() -> None:
    waiting = {Group(("Il-76",)): 1}
    found = lines([row("Il-76", 1, marks=1)], look(), waiting, tree=TREE)
    assert [(line.said, line.marks, line.proposed) for line in found] == [("1", 1, 1)]
    (alone,) = lines([], look(), waiting, tree=TREE)
    assert (alone.said, alone.proposed) == ("", 1)


def test_an_opened_row_waits_for_its_count() -> None:
    (line,) = lines([], look(), opened=[Group(("Il-76",))], tree=TREE)
    assert (line.name, line.said, line.stated) == ("Il-76", "", False)
