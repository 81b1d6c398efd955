"""The steps from one state of the scene to the next, and what is asked before a look is closed."""

from __future__ import annotations

from dataclasses import replace

from obslog.model.counting import Group
from obslog.model.counts import Count
from obslog.model.images import Identity, Image
from obslog.model.looks import Confidence, Look, LookStatus, Scope, Sighting, Visible
from obslog.model.marks import Mark, MarkKind, MarkStatus, TallyRow
from obslog.model.places import Area, Site
from obslog.model.types import ObjectType, TypeTree
from obslog.model.when import UNDATED
from obslog.tui.scene import state as steps
from obslog.tui.scene.closing import Ask, needs
from obslog.tui.scene.state import SceneState
from obslog.tui.scene.words import area_lines, head, look_words

TREE = TypeTree([ObjectType("object", None), ObjectType("Il-76", "object"), ObjectType("fighter", "object")])
LOOK = Look(
    "L", UNDATED, {"n": Visible(0.8, "stated", "cloud"), "elsewhere": Visible(None, "unknown")},
    status=LookStatus.DRAFT, parts=("n", "s", "elsewhere"),
)  # fmt: skip


def scene(look: Look = LOOK, gsd_m: float | None = None, **more: object) -> SceneState:
    image = Image("I", "a.png", 1, Identity("a.png", UNDATED, width=1000, height=400, gsd_m=gsd_m))
    site = Site(
        "S", "Khmeimim", 35.9, 35.4, areas=(Area("n", "S", "north apron"), Area("s", "S", "south apron"))
    )
    names = {"n": "north apron", "s": "south apron", "elsewhere": "elsewhere"}
    return SceneState(image, site, TREE, names, look, recorded=True, **more)  # type: ignore[arg-type]


def mark(name: str, column: float, row: float, *, carried: bool = False) -> Mark:
    status = MarkStatus.CARRIED if carried else MarkStatus.STANDING
    return Mark(name, "I", MarkKind.POINT, ((column, row),), ("Il-76",), status=status, look_id="L")


def test_a_mark_is_added_changed_and_taken_away() -> None:
    state = steps.marked(scene(), mark("A", 10, 10))
    state = steps.marked(state, replace(mark("A", 10, 10), confidence=Confidence.POSSIBLE), mark("B", 20, 10))
    assert [(m.id, str(m.confidence)) for m in state.marks] == [("A", "possible"), ("B", "confirmed")]
    state = steps.unmarked(steps.selected(state, "A"), "A")
    assert [m.id for m in state.marks] == ["B"] and state.selected is None


def test_marks_are_walked_as_one_reads_and_around() -> None:
    state = scene(marks=(mark("low", 5, 300), mark("right", 90, 12), mark("left", 10, 18)))
    walked = []
    for _ in range(4):
        state = steps.stepped(state, 1)
        walked.append(state.selected)
    assert walked == ["left", "right", "low", "left"]
    assert steps.stepped(scene(marks=state.marks), -1).selected == "low"


def test_proposals_are_walked_first() -> None:
    state = scene(marks=(mark("stands", 1, 1), mark("asked", 500, 300, carried=True)))
    assert steps.stepped(state, 1).selected == "asked"


def test_the_nearest_mark_within_reach_is_found() -> None:
    marks = [mark("A", 10, 10), mark("B", 14, 10)]
    assert steps.nearest(marks, 13, 10, 5).id == "B"  # type: ignore[union-attr]
    assert steps.nearest(marks, 100, 100, 5) is None


def test_a_row_that_says_something_is_no_longer_only_opened() -> None:
    row = Group(("Il-76",))
    state = steps.opened(scene(), row)
    assert state.opened == (row,)
    counted = TallyRow(("Il-76",), Confidence.CONFIRMED, None, None, None, 1, Count.exactly(1))
    assert steps.tallied(state, state.look, [counted]).opened == ()


def test_nothing_said_cannot_be_closed() -> None:
    assert [need.ask for need in needs(scene())] == [Ask.NOTHING]


def test_a_plain_count_closes_without_a_question() -> None:
    assert needs(scene(replace(LOOK, seen=(Sighting(("Il-76",), Count.exactly(2)),)))) == ()


def test_a_zero_without_a_known_gsd_asks_what_the_image_can_clear() -> None:
    none = replace(LOOK, none=(Scope("fighter"),))
    assert [need.ask for need in needs(scene(none))] == [Ask.RESOLVES]
    assert needs(scene(none, gsd_m=0.5)) == ()
    assert needs(scene(replace(none, min_resolved_m=4.0))) == ()


def test_a_count_that_its_marks_contradict_asks_why_once() -> None:
    said = replace(LOOK, seen=(Sighting(("Il-76",), Count.exactly(3)),))
    row = TallyRow(("Il-76",), Confidence.CONFIRMED, None, None, Count.exactly(3), 2, Count.exactly(3), True)
    (need,) = needs(scene(said, rows=(row,)))
    assert (need.ask, need.row, need.text) == (
        Ask.REASON,
        Group(("Il-76",)),
        "Il-76: 3 stated, 2 marked. Why?",
    )
    assert needs(scene(said, rows=(replace(row, because="one under trees"),))) == ()


def test_marks_that_nobody_confirmed_are_told_before_closing() -> None:
    said = replace(LOOK, seen=(Sighting(("Il-76",), Count.exactly(1)),))
    (need,) = needs(scene(said, marks=(mark("A", 1, 1, carried=True),)))
    assert need.ask is Ask.PROPOSALS and need.text.startswith("1 mark that was carried forward is")


def test_areas_say_how_much_of_them_could_be_seen() -> None:
    look = replace(LOOK, complete_for=(Scope("fighter", "n"),))
    found = {line.name: (line.share, line.note, line.more) for line in area_lines(scene(look))}
    assert found == {
        "north apron": ("0.8", "cloud", "complete for fighter"),
        "south apron": ("-", "not covered", ""),
        "elsewhere": ("?", "", ""),
    }


def test_the_head_says_that_an_image_is_undated_and_what_to_do() -> None:
    said, look = head(scene())
    assert said == "Khmeimim · undated: D gives it a date · GSD unknown"
    assert look == "look: draft, saved"
    assert look_words(replace(scene(), recorded=False)) == "not looked at"
