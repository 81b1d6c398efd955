"""Undo is a new entry, never an erasure; what later work rests on cannot be pulled away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from obslog.model.errors import NotFoundError, RefusedError
from obslog.model.sources import Source
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.undo import redo, revert
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, OTHER, TREE, Filled, look, site


def test_an_undone_site_is_hidden_and_a_redone_one_is_back(ws: Workspace) -> None:
    place = site()
    made = ws.write("site add", ANALYST, rows.site_ops(place))
    undone = revert(ws, ANALYST)
    assert (undone.action, undone.reverts, undone.seq) == ("undo", made.seq, made.seq + 1)
    assert queries.sites(ws) == []
    assert queries.site_by_id(ws, place.id).name == place.name
    assert queries.sites_intersecting(ws, [(35, 35, 36, 36)]) == []
    assert queries.search(ws, "Khmeimim") == []
    back = redo(ws, ANALYST)
    assert (back.action, back.reverts) == ("redo", undone.seq)
    assert queries.sites(ws) == [place]
    assert queries.search(ws, "Khmeimim")
    assert verify(ws) == ()


def test_undo_and_redo_go_round_and_round(ws: Workspace) -> None:
    place = site()
    ws.write("site add", ANALYST, rows.site_ops(place))
    for _ in range(3):
        revert(ws, ANALYST)
        assert queries.sites(ws) == []
        redo(ws, ANALYST)
        assert queries.sites(ws) == [place]
    assert verify(ws) == ()


def test_a_changed_look_gets_its_old_words_back(ws: Workspace, filled: Filled) -> None:
    new = replace(filled.look, remarks="second thoughts", seen=())
    ws.write("look edit", ANALYST, rows.look_edit_ops(ws, filled.look, new, TREE))
    assert queries.look(ws, new.id) == new
    revert(ws, ANALYST)
    assert queries.look(ws, new.id) == filled.look
    assert verify(ws) == ()


def test_undo_steps_back_through_ones_own_entries_only(ws: Workspace) -> None:
    mine, theirs = site("Mine", (), None), site("Theirs", (), None)
    first = ws.write("site add", ANALYST, rows.site_ops(mine))
    ws.write("site add", OTHER, rows.site_ops(theirs))
    assert revert(ws, ANALYST).reverts == first.seq
    with pytest.raises(NotFoundError, match="nothing left to undo"):
        revert(ws, ANALYST)
    assert [s.name for s in queries.sites(ws)] == ["Theirs"]


def test_an_undo_that_later_work_rests_on_is_refused_and_names_it(ws: Workspace, filled: Filled) -> None:
    before = ws.head()
    with pytest.raises(RefusedError, match=r"entry 3 \(import, by analyst one\) depends on entry 2"):
        revert(ws, ANALYST, 2)
    assert ws.head() == before


def test_a_row_that_was_changed_since_keeps_the_undo_from_it(ws: Workspace) -> None:
    place = site()
    made = ws.write("site add", ANALYST, rows.site_ops(place))
    renamed = ws.write(
        "site edit", OTHER, [rows.update_op(ws, "sites", place.id, name="Hmeimim", name_key="hmeimim")]
    )
    with pytest.raises(RefusedError, match=f"entry {renamed.seq}"):
        revert(ws, ANALYST, made.seq)
    revert(ws, OTHER, renamed.seq)
    revert(ws, ANALYST, made.seq)
    assert queries.sites(ws) == []


def test_what_is_undone_already_the_first_entry_and_no_entry_are_refused(ws: Workspace) -> None:
    made = ws.write("site add", ANALYST, rows.site_ops(site()))
    revert(ws, ANALYST, made.seq)
    with pytest.raises(RefusedError, match="undone already"):
        revert(ws, ANALYST, made.seq)
    with pytest.raises(RefusedError, match="first entry"):
        revert(ws, ANALYST, 1)
    with pytest.raises(NotFoundError):
        revert(ws, ANALYST, 99)
    with pytest.raises(RefusedError, match="not an undo"):
        redo(ws, ANALYST, made.seq)
    with pytest.raises(NotFoundError, match="undone nothing"):
        redo(ws, OTHER)


def test_a_name_taken_meanwhile_keeps_the_redo_from_it(ws: Workspace) -> None:
    ws.write("site add", ANALYST, rows.site_ops(site()))
    revert(ws, ANALYST)
    ws.write("site add", OTHER, rows.site_ops(site()))
    with pytest.raises(RefusedError, match="has that already"):
        redo(ws, ANALYST)
    assert len(queries.sites(ws)) == 1
    assert verify(ws) == ()


def test_an_undone_import_hides_its_images_and_the_ledger_forgets_it(ws: Workspace, tmp_path: Path) -> None:
    from store.filled import fill

    filled = fill(ws, tmp_path)
    (taken,) = [entry.seq for entry in queries.entries(ws) if entry.action == "import"]
    for seq in range(int(ws.head().split(":")[0]), taken - 1, -1):
        revert(ws, ANALYST, seq)
    assert queries.images(ws) == []
    assert list(queries.ledger(ws)) == []
    assert queries.known_images(ws, [filled.image.id]) == {filled.image.id: False}
    assert queries.image(ws, filled.image.id).id == filled.image.id
    assert verify(ws) == ()


def test_a_look_stays_when_a_later_look_is_undone(ws: Workspace, filled: Filled) -> None:
    second = look(filled.site)
    ws.write("look add", ANALYST, rows.look_ops(second, TREE))
    revert(ws, ANALYST)
    assert [one.id for one in queries.looks_of_site(ws, filled.site.id)] == [filled.look.id]


def test_undoing_an_import_takes_back_its_whole_run_and_redo_brings_it_again(ws: Workspace) -> None:
    for number, action in enumerate(("import", "import", "import end")):
        ws.write(action, ANALYST, rows.source_ops(Source(new_id(), f"s{number}", "post")), {"run": "01RUN"})
    ws.write("source add", ANALYST, rows.source_ops(Source(new_id(), "t", "post")))
    revert(ws, ANALYST)
    revert(ws, ANALYST)
    assert not queries.sources(ws)
    redo(ws, ANALYST)
    assert sorted(s.name for s in queries.sources(ws)) == ["s0", "s1", "s2"]
    assert verify(ws) == ()
