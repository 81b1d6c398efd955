"""What goes into the log comes out of it whole, and is found by name, id, ground, words, type and time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obslog.model.errors import AmbiguousError, NotFoundError
from obslog.model.images import Image
from obslog.model.looks import LookStatus, Visible
from obslog.model.places import ELSEWHERE, Area, Geometry
from obslog.model.when import UNDATED
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Insert
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from store.filled import ANALYST, TREE, Filled, ground, image, look, moment, site


def add_looks(ws: Workspace, *looks: object) -> None:
    ws.write("look add", ANALYST, [op for one in looks for op in rows.look_ops(one, TREE)])  # type: ignore[arg-type]


def test_everything_that_went_in_comes_out_the_same(ws: Workspace, filled: Filled) -> None:
    assert queries.sites(ws) == [filled.site]
    assert queries.look(ws, filled.look.id) == filled.look
    assert queries.looks_of_site(ws, filled.site.id) == [filled.look]
    assert queries.sources(ws) == (filled.source,)
    assert queries.statements(ws, filled.site.id) == [(filled.statement, filled.source)]
    assert [kind.name for kind in queries.types_added(ws)] == ["Il-76 fire fighter"]
    assert [a.text for a in queries.assessments(ws)] == ["Equipment is likely being flown out."]
    assert queries.setting(ws, "pass_minutes") == 10
    assert queries.setting(ws, "unset", "default") == "default"
    kept = queries.image(ws, filled.image.id)
    assert kept.identity == image(filled.file).identity
    assert kept.sites == ((filled.site.id, 1.0),)


@pytest.mark.parametrize("name", ["Khmeimim", "KHMEIMIM ", "hmeimim", "OSLK", "oslk"])
def test_a_site_answers_to_its_name_alias_and_code(ws: Workspace, filled: Filled, name: str) -> None:
    assert queries.site_by_name(ws, name) == filled.site
    assert queries.site_by_name(ws, filled.site.id[-8:]) == filled.site
    assert queries.site_by_name(ws, "Tartus") is None


def test_two_sites_of_one_alias_are_named_both(ws: Workspace) -> None:
    ws.write(
        "x",
        ANALYST,
        [*rows.site_ops(site("One", ("Base",), None)), *rows.site_ops(site("Two", ("Base",), None))],
    )
    with pytest.raises(AmbiguousError, match="One, Two"):
        queries.site_by_name(ws, "base")


def test_an_id_is_found_by_its_beginning_and_by_its_end(ws: Workspace, filled: Filled) -> None:
    assert queries.find_id(ws, "looks", filled.look.id[-6:].lower()) == filled.look.id
    assert queries.find_id(ws, "looks", filled.look.id) == filled.look.id
    assert queries.find_id(ws, "images", filled.image.id[:8].upper()) == filled.image.id
    add_looks(ws, look(filled.site))
    with pytest.raises(AmbiguousError):
        queries.find_id(ws, "looks", filled.look.id[:6])
    for text in ("", "abc", "'; DROP TABLE looks", "%%%%%%%%", "________", "0000000000", "ж" * 8):
        with pytest.raises(NotFoundError):
            queries.find_id(ws, "looks", text)
    with pytest.raises(NotFoundError, match="at least 8"):
        queries.find_id(ws, "images", filled.image.id[:7])


def test_looks_come_in_order_of_time_and_the_limit_keeps_the_newest(ws: Workspace) -> None:
    place = site()
    ws.write("x", ANALYST, rows.site_ops(place))
    early, late = look(place, when=moment(10)), look(place, when=moment(20))
    undated = look(place, when=UNDATED)
    draft = look(place, when=moment(21), status=LookStatus.DRAFT)
    add_looks(ws, late, undated, early, draft)
    assert queries.looks_of_site(ws, place.id) == [early, late, undated]
    assert queries.looks_of_site(ws, place.id, newest_first=True) == [late, early, undated]
    assert queries.looks_of_site(ws, place.id, limit=1) == [late]
    assert queries.looks_of_site(ws, place.id, statuses=[LookStatus.DRAFT]) == [draft]
    assert queries.looks_of_site(ws, place.id, since=queries.stamp(moment(15).earliest)) == [late]  # type: ignore[arg-type]
    assert queries.looks_of_site(ws, place.id, until=queries.stamp(moment(15).earliest)) == [early]  # type: ignore[arg-type]
    assert queries.last_looks(ws)[place.id][0] == late.id
    assert queries.look_counts(ws) == {place.id: 3}
    assert queries.all_looks(ws)[0] == draft


def test_a_changed_look_retires_what_it_no_longer_says_and_leaves_the_rest(
    ws: Workspace, filled: Filled
) -> None:
    new = replace(filled.look, visible={ELSEWHERE: Visible(None, "unknown")}, totals=(), remarks=None)
    ws.write("look edit", ANALYST, rows.look_edit_ops(ws, filled.look, new, TREE))
    assert queries.look(ws, new.id) == new
    assert ws.fetch("SELECT kind FROM sightings WHERE live = 0") == [("total",)]
    assert ws.fetch("SELECT COUNT(*) FROM look_visible WHERE live = 0")[0][0] == 1
    assert verify(ws) == ()


def test_items_of_a_look_keep_their_order_through_any_change(ws: Workspace, filled: Filled) -> None:
    one, two = filled.look.seen
    three = replace(one, types=("Il-76",), area=None, state=None)
    now = filled.look
    for seen in (
        (one, three, two),
        (three, two),
        (two,),
        (two, three, one),
        (one, three, two),
        (),
        (three, one),
    ):
        new = replace(now, seen=seen)
        ops = rows.look_edit_ops(ws, now, new, TREE)
        assert {op.table for op in ops} == {"sightings"}
        ws.write("look edit", ANALYST, ops)
        now = queries.look(ws, new.id)
        assert now == new
    assert verify(ws) == ()


def test_an_area_drawn_anew_is_a_new_version_and_the_old_one_stays_readable(
    ws: Workspace, filled: Filled
) -> None:
    (old,) = filled.site.areas
    new = replace(
        filled.site,
        areas=(Area(new_id(), filled.site.id, "north", ground()),),
        aliases=("Hmeimim", "Humaymim"),
    )
    ws.write("site edit", ANALYST, rows.site_edit_ops(ws, filled.site, new))
    assert queries.site_by_id(ws, new.id) == new
    assert queries.areas_by_id(ws, [old.id]) == {old.id: old}
    assert queries.area_names(ws, new.id) == {old.id: "north", new.areas[0].id: "north"}
    assert ws.fetch("SELECT MAX(version) FROM areas") == [(2,)]
    assert verify(ws) == ()


def test_a_box_over_the_antimeridian_finds_what_lies_on_either_side(ws: Workspace) -> None:
    both = Geometry((*ground(179, -1, 180, 1).polygons, *ground(-180, -1, -179, 1).polygons))
    east, west = site("East", (), None), site("West", (), None)
    far = replace(site("Far", (), None), geometry=ground(0, 0, 1, 1))
    east, west = replace(east, geometry=ground(179.2, 0, 179.4, 0.2)), replace(west, geometry=both)
    ws.write(
        "x", ANALYST, [op for place in (east, west, far) for op in rows.site_ops(replace(place, areas=()))]
    )
    found = {s.name for s in queries.sites_intersecting(ws, [(179.1, -1, -179.5, 1)])}
    assert found == {"East", "West"}
    assert {s.name for s in queries.sites_intersecting(ws, [(-179.9, -1, -179.5, 1)])} == {"West"}
    assert {s.name for s in queries.sites_intersecting(ws, [(-10, -1, 10, 1)])} == {"Far"}


def test_boxes_that_only_just_miss_are_not_found(ws: Workspace) -> None:
    place = replace(site("Edge", (), None), geometry=ground(10, 10, 10.1, 10.1), areas=())
    ws.write("x", ANALYST, rows.site_ops(place))
    assert queries.rows_in_boxes(ws, "sites", [(10.1000001, 10, 11, 11)]) == []
    assert queries.rows_in_boxes(ws, "sites", [(10.1, 10, 11, 11)]) == [place.id]


def test_a_new_site_is_joined_to_the_images_that_show_it(ws: Workspace) -> None:
    shown, beside = image("a.tif"), image("b.tif", "cd" * 32, ground(10, 10, 11, 11))
    ws.write("import", ANALYST, [rows.image_op(shown, "a.tif"), rows.image_op(beside, "b.tif")])
    place = site()
    ws.write("site add", ANALYST, [*rows.site_ops(place), *queries.join_ops(ws, place)])
    assert queries.image(ws, shown.id).sites == ((place.id, pytest.approx(1.0)),)
    assert queries.image(ws, beside.id).sites == ()
    assert queries.join_images(ws, ANALYST, place) == 0
    moved = replace(place, geometry=ground(10, 10, 10.5, 10.5))
    queries.join_images(ws, ANALYST, moved)
    assert queries.image(ws, shown.id).sites == ()
    assert [i.id for i in queries.images_of_site(ws, place.id)] == [beside.id]


def test_words_are_found_as_written_and_no_word_is_an_operator(ws: Workspace, filled: Filled) -> None:
    found = {
        text: {kind for kind, _, _ in queries.search(ws, text)}
        for text in ("T-72", "t-72 revetment", "Khméimim")
    }
    assert found == {"T-72": {"looks"}, "t-72 revetment": {"looks"}, "Khméimim": {"sites"}}
    assert {kind for kind, _, _ in queries.search(ws, "nose raised")} == {"sightings"}
    assert queries.search(ws, "72-T") == []
    for text in (
        "foo:bar",
        "100%",
        "NEAR(",
        "AND",
        "*",
        "(x",
        "a'b",
        '"unclosed',
        "",
        " ",
        "a & | ! <->",
        "\\",
        "x:*",
    ):
        queries.search(ws, text)
    assert queries.search(ws, "revetment OR nothing") == []
    assert queries.search(ws, "An-124", limit=1)[0][2] == "two An-124; agency"


def test_images_that_nobody_looked_at_are_listed(ws: Workspace, filled: Filled) -> None:
    waiting = image("new.tif", "ef" * 32, when=moment(14))
    ws.write(
        "import",
        ANALYST,
        [rows.image_op(waiting, "new.tif"), queries.link_op(waiting.id, filled.site.id, 1.0)],
    )
    assert [i.id for i in queries.images(ws)] == [waiting.id, filled.image.id]
    assert [i.id for i in queries.images(ws, site_id=filled.site.id, unexploited=True)] == [waiting.id]
    assert queries.images(ws, undated=True) == []
    assert [i.id for i in queries.images_by_path(ws, str(filled.file))] == [filled.image.id]
    assert [i.id for i in queries.images(ws, limit=1)] == [waiting.id]


def test_the_ledger_tells_an_unchanged_file(ws: Workspace, filled: Filled) -> None:
    (seen,) = [row for row in queries.ledger(ws) if row.path == str(filled.file)]
    assert (seen.size, seen.mtime_ns, seen.device, seen.inode) == (5, 1, 1, 2)
    assert (seen.sha256, seen.image_id, seen.outcome) == (filled.image.id, filled.image.id, "imported")
    assert (seen.live, seen.decoded) == (1, None)
    assert queries.seen(ws, str(filled.file), None) == seen
    assert queries.seen(ws, str(filled.file), "/w==") is None
    assert [row.path for row in queries.ledger(ws, str(filled.file.parent))] == [str(filled.file)]
    assert list(queries.ledger(ws, "/elsewhere")) == []
    (run,) = queries.open_runs(ws)
    assert run["pid"] == 7


def _found(ws: Workspace, *query: str, shows: bool = True, **options: object) -> set[str]:
    batches = queries.candidate_looks(ws, TREE, query, shows=shows, **options)  # type: ignore[arg-type]
    return {one.id for batch in batches for looks in batch.values() for one in looks}


def test_find_gets_the_looks_that_could_answer_and_the_rest_of_their_pass(
    ws: Workspace, filled: Filled
) -> None:
    same_pass = look(filled.site, when=moment(13, 8, 20), seen=(), totals=(), complete_for=(), none=())
    other_day = look(filled.site, when=moment(14), seen=(), totals=(), complete_for=(), none=())
    draft = look(filled.site, status=LookStatus.DRAFT)
    add_looks(ws, same_pass, other_day, draft)
    assert _found(ws, "An-124") == {filled.look.id, same_pass.id}
    assert _found(ws, "transport") == {filled.look.id, same_pass.id}
    assert _found(ws, "Su-34") == set()
    assert _found(ws, "An-124", since="2024-12-14T00:00:00.000000Z") == set()
    assert _found(ws, "An-124", until="2024-12-12T00:00:00.000000Z") == set()
    assert _found(ws, "An-124", site_id="none") == set()
    assert _found(ws, "Su-34", shows=False) == {filled.look.id, same_pass.id}
    assert _found(ws, "frigate", shows=False) == set()


def test_find_walks_common_types_newest_first_without_repeats(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from obslog.store.queries import finding

    place = site()
    ws.write("x", ANALYST, rows.site_ops(place))
    looks = [look(place, when=moment(1 + n % 28, n % 20)) for n in range(30)]
    add_looks(ws, *looks)
    rare = [one.id for b in queries.candidate_looks(ws, TREE, ("An-124",), shows=True) for one in b[place.id]]
    monkeypatch.setattr(finding, "_RARE", 5)
    monkeypatch.setattr(finding, "_BATCH", 7)
    batches = list(queries.candidate_looks(ws, TREE, ("An-124",), shows=True))
    common = [one.id for batch in batches for one in batch[place.id]]
    assert sorted(common) == sorted(rare) == sorted(one.id for one in looks)
    newest = [max(one.when.latest for one in batch[place.id]) for batch in batches]  # type: ignore[type-var]
    assert newest == sorted(newest, reverse=True)


def test_an_image_of_every_field_left_out_comes_back(ws: Workspace) -> None:
    from obslog.model.images import Identity

    bare = Image("12" * 32, "bare.png", 0, Identity("bare.png", UNDATED))
    row = {"id": new_id(), "image_id": bare.id, "path": "bare.png", "role": "original"}
    ws.write("import", ANALYST, [rows.image_op(bare, "bare.png"), Insert("image_files", row)])
    assert queries.image(ws, bare.id) == bare
    assert [i.id for i in queries.images(ws, undated=True)] == [bare.id]
