"""Marks and alignments come out of the log as they went in; undo finds its entry among many."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.counting import grouped
from obslog.model.errors import NotFoundError, RefusedError
from obslog.model.looks import Confidence, LookStatus
from obslog.model.marks import POINTS_OF, Mark, MarkKind, MarkStatus
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.queries.history import entry_lines
from obslog.store.rows.marks import MARK_COLUMNS
from obslog.store.undo import redo, revert
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, OTHER, TREE, Filled, look, mark, moment

pixels = st.tuples(
    st.floats(-1e5, 1e5).map(lambda x: round(x, 3) + 0.0),
    st.floats(-1e5, 1e5).map(lambda x: round(x, 3) + 0.0),
)
texts = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
marks = st.sampled_from(list(MarkKind)).flatmap(
    lambda kind: st.builds(
        Mark, id=st.just("M"), image_id=st.just("I"), kind=st.just(kind),
        points=st.lists(pixels, min_size=POINTS_OF[kind], max_size=POINTS_OF[kind]).map(tuple),
        types=st.sampled_from([("An-124",), ("An-26", "An-32")]), confidence=st.sampled_from(list(Confidence)),
        status=st.sampled_from(list(MarkStatus)), look_id=st.sampled_from([None, "L"]), area=texts,
        lon=st.one_of(st.none(), st.floats(-180, 180)), lat=st.one_of(st.none(), st.floats(-90, 90)),
        state=texts, remarks=texts, carried_from=st.sampled_from([None, "E"]), analyst=st.just("a"),
    )
)  # fmt: skip


@given(marks)
def test_a_mark_comes_out_of_its_row_as_it_went_in(one: Mark) -> None:
    (op,) = rows.mark_ops(one)
    assert rows.mark_of(tuple(op.row[name] for name in MARK_COLUMNS)) == one


@given(marks, marks)
def test_a_changed_mark_changes_the_columns_that_differ_and_no_others(old: Mark, new: Mark) -> None:
    new = replace(new, id=old.id, carried_from=old.carried_from)
    before, after = rows.mark_row(old), rows.mark_row(new)
    (update,) = rows.mark_edit_ops(old, new) or (None,)
    changed = {name for name in before if before[name] != after[name]}
    assert (set(update.new) if update else set()) == changed


def test_marks_are_listed_by_image_and_by_look_and_those_of_retracted_looks_by_look_alone(
    ws: Workspace, filled: Filled
) -> None:
    (first,) = queries.marks(ws, look_id=filled.look.id)
    alone = mark(filled.look, look_id=None)
    ws.write("mark add", ANALYST, rows.mark_ops(alone))
    assert queries.marks(ws, image_id=filled.image.id) == [first, alone]
    retracted = replace(filled.look, status=LookStatus.RETRACTED)
    ws.write("look retract", ANALYST, [rows.status_op(filled.look, retracted)])
    assert queries.marks(ws, image_id=filled.image.id) == [alone]
    assert queries.marks(ws, look_id=filled.look.id) == [first]
    ws.write("mark remove", ANALYST, [rows.mark_gone_op(alone)])
    assert queries.marks(ws, image_id=filled.image.id) == []
    with pytest.raises(NotFoundError, match="removed"):
        queries.mark(ws, alone.id)
    assert verify(ws) == ()


def test_the_database_counts_marks_as_the_model_does(ws: Workspace, filled: Filled) -> None:
    more = [
        mark(filled.look, types=("An-124",), state=None),
        mark(filled.look, types=("An-124",), state=None),
        mark(filled.look, types=("An-124",), area=None),
        mark(filled.look, status=MarkStatus.CARRIED),
        mark(filled.look, look_id=None),
    ]
    ws.write("mark add", ANALYST, [op for one in more for op in rows.mark_ops(one)])
    held = queries.marks(ws, image_id=filled.image.id)
    assert queries.mark_counts(ws, filled.look.id) == grouped(filled.look, held)
    assert Counter(queries.mark_counts(ws, filled.look.id).values()) == {1: 2, 2: 1}


def test_a_refused_proposal_is_known_and_one_whose_carrying_was_undone_is_not(
    ws: Workspace, filled: Filled
) -> None:
    (first,) = queries.marks(ws, look_id=filled.look.id)
    new = look(filled.site, filled.image, status=LookStatus.DRAFT, when=moment(14))
    ws.write("look add", ANALYST, rows.look_ops(new, TREE), {"look": new.id})
    proposal = mark(new, status=MarkStatus.CARRIED, carried_from=first.id)
    ws.write("mark carry", ANALYST, rows.mark_ops(proposal), {"look": new.id})
    assert queries.carried_from(ws, new.id) == {first.id}
    revert(ws, ANALYST)
    assert queries.carried_from(ws, new.id) == set()
    redo(ws, ANALYST)
    ws.write("mark remove", ANALYST, [rows.mark_gone_op(proposal)], {"look": new.id})
    assert queries.marks(ws, look_id=new.id) == []
    assert queries.carried_from(ws, new.id) == {first.id}
    assert verify(ws) == ()


def test_an_alignment_comes_out_as_it_went_in_and_the_newest_holds(ws: Workspace, filled: Filled) -> None:
    there = queries.alignment(ws, filled.image.id, filled.image.id)
    assert there is not None
    assert (there.shift_column, there.shift_row, there.reason) == (2.0, -1.0, "runway ends")
    assert there.pairs[1] == ((4000.25, 30.0), (4002.25, 29.0))
    newer = replace(there, id=new_id(), scale=1.5, angle_deg=-3.0, pairs=(), reason=None)
    ws.write("image align", ANALYST, [rows.retire_op("alignments", there.id), *rows.alignment_ops(newer)])
    assert queries.alignment(ws, filled.image.id, filled.image.id) == newer
    assert queries.alignment(ws, filled.image.id, "ff" * 32) is None
    assert verify(ws) == ()


def test_what_is_said_of_a_mark_is_found_by_its_words(ws: Workspace, filled: Filled) -> None:
    (first,) = queries.marks(ws, look_id=filled.look.id)
    assert ("marks", first.id) in [
        (kind, row_id) for kind, row_id, _ in queries.search(ws, "dismantled wing")
    ]
    ws.write("mark remove", ANALYST, [rows.mark_gone_op(first)])
    assert queries.search(ws, "dismantled wing") == []


def test_undo_finds_its_entry_behind_many_of_others_and_many_undone_ones(
    ws: Workspace, filled: Filled
) -> None:
    note = {"look": filled.look.id}
    made = [mark(filled.look) for _ in range(130)]
    for one in made:
        ws.write("mark add", ANALYST, rows.mark_ops(one), note)
        ws.write("mark add", OTHER, rows.mark_ops(mark(filled.look, look_id=None)))
    for one in reversed(made):
        revert(ws, ANALYST, look=filled.look.id)
        assert queries.marks_by_id(ws, [one.id]) == {}
    with pytest.raises(NotFoundError, match="nothing left to undo in this look"):
        revert(ws, ANALYST, look=filled.look.id)
    for one in made:
        redo(ws, ANALYST, look=filled.look.id)
        assert queries.marks_by_id(ws, [one.id]) == {one.id: one}
    with pytest.raises(RefusedError, match=r"nothing to redo: mark add .* came after"):
        redo(ws, ANALYST, look=filled.look.id)
    assert revert(ws, ANALYST).reverts == revert(ws, ANALYST, look=filled.look.id).reverts + 2  # type: ignore[operator]


def test_entries_of_one_look_are_found_by_the_look_that_their_note_names(
    ws: Workspace, filled: Filled
) -> None:
    sneaky = {"site": f'"look":"{filled.look.id}"', "what": "a note that only quotes one"}
    ws.write("other", ANALYST, [], sneaky)
    mine = ws.write(
        "mark add", ANALYST, rows.mark_ops(mark(filled.look)), {"look": filled.look.id, "a": "é" * 900}
    )
    late = ws.write("other", ANALYST, [], {"a": "x" * 20_000, "look": filled.look.id})
    assert [row[0] for row in entry_lines(ws, None, look=filled.look.id)] == [mine.seq]
    assert late.seq == mine.seq + 1
