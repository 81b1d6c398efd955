"""The journal, undo and redo: nothing is erased, everything can be taken back, what was changed is found."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

import obslog
from observing.scene import SITE, Airfield
from obslog.model.errors import NotFoundError, RefusedError

DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"


def test_an_undone_look_is_hidden_everywhere_and_readable_in_the_journal(field: Airfield) -> None:
    field.look(DAY1, "An-124=1")
    gone = field.look(DAY2, "An-124=4", remarks="four freighters")
    entry = field.log.undo()
    assert (entry.action, entry.reverts) == ("undo", field.entry("look add"))
    assert [look.id for look in field.log.look_list(SITE)] != [gone.id]
    assert gone.id not in {look.id for look in field.log.look_list(SITE)}
    assert [row.bounds.lo for row in field.log.last(SITE, types=["An-124"])] == [1]
    assert field.log.find("An-124", at_least=4) == () and field.log.search("freighters") == ()
    assert gone.id not in field.log.report(SITE, form="json")
    assert [e.state for e in field.log.timeline(SITE).entries] == ["OBSERVED", "NOT EXPLOITED"]
    (readable,) = field.log.journal(seq=field.entry("look add"))
    assert gone.id in readable.payload and "four freighters" in readable.payload
    assert field.log.verify() == ()
    field.log.redo()
    assert field.log.look_show(gone.id) == gone
    assert field.log.find("An-124", at_least=4) and field.log.search("freighters")
    assert field.log.verify() == ()


def test_undo_after_undo_goes_further_back_and_redo_forward_again(field: Airfield) -> None:
    first, second = field.look(DAY1, "An-124=1"), field.look(DAY2, "An-124=4")
    field.log.undo(field.entry("look add"))
    field.log.undo(
        next(e.seq for e in field.log.journal() if first.id in e.payload and e.action == "look add")
    )
    assert field.log.look_list(SITE) == ()
    field.log.redo()
    field.log.redo()
    assert {look.id for look in field.log.look_list(SITE)} == {first.id, second.id}
    assert field.log.verify() == ()


@pytest.mark.parametrize(
    "act", ["site edit", "look edit", "look close", "look retract", "image date", "type add"]
)
def test_every_kind_of_act_can_be_taken_back(field: Airfield, act: str) -> None:
    image = field.image(DAY1)
    look = field.log.look_add(SITE, image=image, saw=["An-124=1"], draft=act == "look close")
    before = (
        field.log.site_show(SITE),
        field.log.look_show(look.id),
        field.log.image_show(image),
        field.log.types().names,
    )
    acts: dict[str, Any] = {
        "site edit": lambda: field.log.site_edit(SITE, new_name="New name", timezone="UTC"),
        "look edit": lambda: field.log.look_edit(look.id, saw=("An-124=3",), none=("fighter",)),
        "look close": lambda: field.log.look_close(look.id),
        "look retract": lambda: field.log.look_retract(look.id, reason="x"),
        "image date": lambda: field.log.image_date(image, "2024-12-11", reason="x"),
        "type add": lambda: field.log.type_add("Il-96VPU", parent="transport", source="x"),
    }
    acts[act]()
    assert field.log.journal(limit=1)[0].action == act
    field.log.undo()
    with obslog.open(field.where) as again:
        after = (
            again.site_show(SITE),
            again.look_show(look.id),
            again.image_show(image),
            again.types().names,
        )
    assert after == before
    assert (field.log.site_show(SITE), field.log.types().names) == (before[0], before[3])
    assert field.log.verify() == ()
    field.log.redo()
    assert field.log.verify() == ()


def test_an_undo_that_a_later_entry_depends_on_is_refused_and_names_it(field: Airfield) -> None:
    field.look(DAY1, "An-124=1")
    imported, looked = field.entry("import"), field.entry("look add")
    area = field.entry("area add")
    with pytest.raises(
        RefusedError, match=rf"entry {looked} \(look add, by first desk\) depends on entry {area}"
    ):
        field.log.undo(area)
    with pytest.raises(RefusedError, match="depends on entry"):
        field.log.undo(imported)
    field.log.undo(looked)
    # The newest that is left: the import, whole.
    field.log.undo()
    assert field.log.image_list() == () and field.log.verify() == ()


def test_a_renamed_site_is_shown_by_its_new_name_in_the_same_session(desk: Airfield) -> None:
    assert desk.log.site_name(desk.site.id) == SITE
    desk.log.site_edit(SITE, new_name="New name")
    assert desk.log.site_name(desk.site.id) == "New name"
    desk.log.undo()
    assert desk.log.site_name(desk.site.id) == SITE


def test_each_analyst_undoes_their_own_newest(field: Airfield) -> None:
    mine = field.look(DAY1, "An-124=1")
    with obslog.open(field.where, analyst="second desk") as second:
        theirs = second.look_add(SITE, image=field.log.image_list()[0].id, saw=["An-124=2"])
    field.log.undo()
    assert [look.id for look in field.log.look_list(SITE)] == [theirs.id] != [mine.id]
    with (
        obslog.open(field.where, analyst="third desk") as third,
        pytest.raises(NotFoundError, match="third desk"),
    ):
        third.undo()


def test_nothing_is_undone_twice_and_the_log_itself_never(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=1")
    looked = desk.entry("look add")
    desk.log.undo(looked)
    with pytest.raises(RefusedError, match="undone already"):
        desk.log.undo(looked)
    with pytest.raises(RefusedError, match="cannot be undone"):
        desk.log.undo(1)
    with pytest.raises(RefusedError, match="is not an undo"):
        desk.log.redo(2)
    with pytest.raises(NotFoundError, match="no journal entry '999'"):
        desk.log.undo(999)


def test_each_entry_names_who_when_what_and_its_place_in_the_chain(field: Airfield) -> None:
    field.look(DAY1, "An-124=1")
    entries = field.log.journal()
    assert [e.seq for e in entries] == list(range(len(entries), 0, -1))
    assert all(newer.prev == older.hash for newer, older in pairwise(entries))
    newest = entries[0]
    assert (newest.at[:19], newest.actor, newest.actor_basis) == (
        "2024-12-20T12:00:00",
        "first desk",
        "stated",
    )
    assert field.log.head() == f"{newest.seq}:{newest.hash}"
    assert json.loads(newest.payload) == newest.wire()["payload"]


def test_correcting_the_date_of_an_image_moves_its_looks(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=2")
    assert look.image_id is not None
    field.log.image_date(look.image_id, "2024-12-14", reason="the caption of a reprint")
    moved = field.log.look_show(look.id)
    assert (moved.when.edtf, str(moved.when.basis)) == ("2024-12-14", "analyst")
    assert [e.name for e in field.log.timeline(SITE).entries] == ["14 Dec 2024"]
    assert field.log.find("An-124", until="2024-12-11") == ()
    assert "the caption of a reprint" in field.log.journal(limit=1)[0].summary
    with pytest.raises(RefusedError, match="has that date already"):
        field.log.image_date(look.image_id, "2024-12-14", reason="again")
    field.log.undo()
    assert field.log.look_show(look.id) == look
    assert field.log.verify() == ()


def test_a_retracted_look_follows_the_date_of_its_image_too(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=2")
    field.log.look_retract(look.id, reason="x")
    assert look.image_id is not None
    field.log.image_date(look.image_id, "2024-12-14", reason="x")
    assert field.log.look_show(look.id).when.edtf == "2024-12-14"


def test_one_changed_cell_is_found(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=2")
    assert field.log.verify() == ()
    tamper(field.where, f"UPDATE looks SET remarks = 'x' WHERE id = '{look.id}'")
    findings = field.log.verify()
    print(findings)
    assert any(look.id in finding and "remarks" in finding for finding in findings)


def test_a_changed_image_file_is_found(field: Airfield) -> None:
    image = field.image(DAY1)
    path = field.log.image_show(image).path
    with open(path, "ab") as out:  # noqa: PTH123
        out.write(b"x")
    assert any("scene1" in finding for finding in field.log.verify())
    assert field.log.verify(read_data=False) == ()


def test_a_head_printed_earlier_must_still_be_in_the_chain(desk: Airfield) -> None:
    head = desk.log.head()
    desk.look(DAY1, "An-124=2")
    assert desk.log.verify(heads=[head]) == ()
    assert desk.log.verify(heads=[head[:-4] + "0000"]) != ()


def tamper(where: str, sql: str) -> None:
    """Change a database behind the log's back."""
    import sqlalchemy

    url = where if "://" in where else f"sqlite:///{where}"
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(sql))
    engine.dispose()
