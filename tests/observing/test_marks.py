"""An analyst marks objects on an image: each counts at once where it stands, and can be taken back."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import obslog
from observing.scene import NORTH, SITE, Airfield, ground
from obslog.log import Log
from obslog.model.counts import Count
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.looks import Look, LookStatus, Scope, Sighting, Visible
from obslog.model.marks import Mark, MarkKind, MarkStatus, NewMark, TallyRow

DAY1, DAY2, DAY3 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z", "2024-12-15T07:02:00Z"
#: Pixels of an image over AROUND, about 1 m each: on the north apron, on the south apron, beside both.
ON_NORTH, ON_SOUTH, BESIDE = (200.0, 150.0), (200.0, 250.0), (20.0, 20.0)


def begun(field: Airfield, when: str = DAY1) -> Look:
    return field.log.look_begin(SITE, field.image(when))


def add(log: Log, look: Look, types: str, at: tuple[float, float] = ON_NORTH, **said: str) -> Mark:
    return log.mark_add(look.image_id or "", [at], types, look=look.id, **said)


def tally(log: Log, look: Look) -> tuple[TallyRow, ...]:
    return log.tally(log.look_show(look.id), log.mark_list(look=look.id))


def area(field: Airfield, name: str) -> str:
    return next(one.id for one in field.log.area_list(SITE) if one.name == name)


def test_a_draft_is_begun_once_by_each_analyst(field: Airfield) -> None:
    image = field.image(DAY1)
    blank = field.log.look_blank(SITE, image)
    assert field.log.look_list(SITE, status="draft") == ()
    first = field.log.look_begin(SITE, image)
    assert replace(blank, id=first.id) == first
    assert field.log.look_begin(SITE, image) == first == field.log.look_blank(SITE, image)
    with obslog.open(field.where, analyst="second desk") as other:
        assert other.look_begin(SITE, image).id != first.id
    assert field.log.look_visibility(SITE, image) == first.visible


def test_what_was_marked_is_what_the_closed_look_says(field: Airfield) -> None:
    look = begun(field)
    add(field.log, look, "An-124")
    add(field.log, look, "Condor", (190.0, 150.0))
    add(field.log, look, "An-26|An-32", ON_SOUTH, confidence="probable", state="wing off")
    said = field.log.counted(look, field.log.mark_list(look=look.id))
    entries = len(field.log.journal(limit=500))
    closed = field.log.look_close(look.id)
    assert closed == replace(said, status=LookStatus.CLOSED) == field.log.look_show(look.id)
    assert len(field.log.journal(limit=500)) == entries + 1
    assert [(s.types, s.count.lo, s.area) for s in closed.seen] == [
        (("An-124",), 2, area(field, "north")), (("An-26", "An-32"), 1, area(field, "south"))
    ]  # fmt: skip
    assert len(field.log.mark_list(look=look.id)) == 3
    assert field.log.counted(closed, field.log.mark_list(look=look.id)) == closed
    assert field.log.verify() == ()
    field.log.undo(look=look.id)
    assert field.log.look_show(look.id) == look


def test_the_area_of_a_mark_is_that_of_the_ground_below_it(desk: Airfield) -> None:
    look = begun(desk)
    made = [add(desk.log, look, "Il-76", at) for at in (ON_NORTH, ON_SOUTH, BESIDE)]
    assert [one.area for one in made] == [area(desk, "north"), area(desk, "south"), "elsewhere"]
    lon, lat = made[0].lon, made[0].lat
    assert lon is not None and lat is not None
    assert NORTH[0] < lon < NORTH[2] and NORTH[1] < lat < NORTH[3]
    moved = desk.log.mark_edit(made[0].id, points=[ON_SOUTH])
    assert (moved.area, moved.lat) == (area(desk, "south"), made[1].lat)


def test_a_site_without_areas_is_only_the_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plain")
    field = Airfield(str(folder / "obslog.db"), folder / "imagery", areas=False)
    assert add(field.log, begun(field), "Il-76").area is None
    field.log.close()


def test_on_a_picture_without_a_place_the_area_is_stated_or_unknown(desk: Airfield) -> None:
    image = desk.crop(DAY1)
    look = desk.log.look_begin(SITE, image)
    unknown = desk.log.mark_add(image, [(10, 10)], "An-124", look=look.id)
    assert (unknown.lon, unknown.area) == (None, None)
    stated = desk.log.mark_edit(unknown.id, area="North")
    assert stated.area == area(desk, "north")
    assert desk.log.mark_edit(stated.id, points=[(12, 12)]).area == stated.area
    assert desk.log.mark_edit(stated.id, area="").area is None
    with pytest.raises(WordError, match="north, south"):
        desk.log.mark_edit(stated.id, area="pier")


def test_a_mark_keeps_the_form_it_was_given(desk: Airfield) -> None:
    look = begun(desk)
    log, image = desk.log, look.image_id or ""
    box = log.mark_add(image, [(210, 160), (190, 140)], "Il-76", kind="box", look=look.id)
    assert box.points == ((190.0, 140.0), (210.0, 160.0))
    clicks = [(200.0, 140.0), (180.0, 150.0), (200.0, 165.123456), (220.0, 150.0)]
    aircraft = log.mark_add(image, clicks, "Il-76", kind=MarkKind.DIAMOND, look=look.id)
    assert aircraft.points[2] == (200.0, 165.123)
    assert log.mark_list(image) == (box, aircraft)


@pytest.mark.parametrize(
    ("points", "kind", "types", "reason"),
    [
        ([(1, 1), (2, 2)], "point", "An-124", "1 points"), ([(1, 1)], "box", "An-124", "2 points"),
        ([(1, 1), (1, 9)], "box", "An-124", "no size"), ([(float("nan"), 1)], "point", "An-124", "numbers"),
        ([(9999, 1)], "point", "An-124", "outside the image"), ([(1, 1)], "circle", "An-124", "point, box"),
        ([(1, 1)], "point", "An-124|transport", "kind of"), ([(1, 1)], "point", "An-124@north", "An-124@north"),
    ],
)  # fmt: skip
def test_a_mark_that_cannot_be_is_refused_with_what_would_be_right(
    desk: Airfield, points: list[tuple[float, float]], kind: str, types: str, reason: str
) -> None:
    look = begun(desk)
    with pytest.raises((WordError, NotFoundError), match=reason):
        desk.log.mark_add(look.image_id or "", points, types, kind=kind, look=look.id)
    assert desk.log.mark_list(look=look.id) == ()


def test_many_marks_are_one_entry_all_or_none(desk: Airfield) -> None:
    look = begun(desk)
    entries = len(desk.log.journal(limit=500))
    with pytest.raises(NotFoundError):
        desk.log.marks_add(
            look.image_id or "", [NewMark([ON_NORTH], "An-124"), NewMark([ON_SOUTH], "An-225b")]
        )
    assert desk.log.mark_list() == ()
    made = desk.log.marks_add(
        look.image_id or "", [NewMark([ON_NORTH], "An-124"), NewMark([ON_SOUTH], "Il-76")], look=look.id
    )
    assert desk.log.mark_list(look=look.id) == made
    assert len(desk.log.journal(limit=500)) == entries + 1
    assert desk.log.undo().summary == "mark add 2 marks: An-124, Il-76"
    assert desk.log.marks_add(look.image_id or "", []) == ()


def test_what_is_none_cannot_be_marked_nor_what_is_marked_be_none(desk: Airfield) -> None:
    look = begun(desk)
    desk.log.look_edit(look.id, none=["fighter@north"])
    with pytest.raises(RefusedError, match="both seen and none"):
        add(desk.log, look, "Su-35", ON_NORTH)
    add(desk.log, look, "Su-35", ON_SOUTH)
    with pytest.raises(RefusedError, match="both seen and none"):
        desk.log.look_edit(look.id, none=["fighter"])
    with pytest.raises(RefusedError, match="south, of which this look sees nothing"):
        desk.log.look_edit(look.id, visible=["south=0"])


def test_a_stated_count_that_does_not_hold_its_marks_needs_a_reason_to_close(desk: Airfield) -> None:
    look = begun(desk)
    add(desk.log, look, "An-124")
    desk.log.look_edit(look.id, saw=["An-124=3"])
    (row,) = tally(desk.log, look)
    assert (row.marks, row.differs, row.count.lo) == (1, True, 3)
    with pytest.raises(RefusedError, match="An-124: 3 stated, 1 marked"):
        desk.log.look_close(look.id)
    desk.log.look_edit(look.id, saw=["An-124=3; because two under shelters"])
    assert desk.log.look_close(look.id).seen[0].count.lo == 3


def test_a_closed_look_takes_marks_only_for_what_it_says(desk: Airfield) -> None:
    image = desk.image(DAY1)
    look = desk.log.look_add(SITE, image=image, saw=["An-124=2+"])
    add(desk.log, look, "An-124")
    with pytest.raises(RefusedError, match="closed and says nothing of Il-76"):
        add(desk.log, look, "Il-76")
    desk.log.look_edit(look.id, saw=["An-124=2+", "Il-76=1"])
    add(desk.log, look, "Il-76", ON_SOUTH)
    assert [row.marks for row in tally(desk.log, look)] == [1, 1]


def test_a_look_that_is_gone_or_reads_another_image_takes_no_marks(desk: Airfield) -> None:
    look, other = begun(desk), begun(desk, DAY2)
    with pytest.raises(RefusedError, match="reads another image"):
        desk.log.mark_add(other.image_id or "", [ON_NORTH], "An-124", look=look.id)
    kept = add(desk.log, look, "An-124")
    desk.log.look_retract(look.id, reason="wrong day")
    for act in (lambda: add(desk.log, look, "An-124"), lambda: desk.log.mark_remove(kept.id)):
        with pytest.raises(RefusedError, match="is retracted"):
            act()
    assert desk.log.mark_list(look.image_id) == () and desk.log.mark_list(look=look.id) == (kept,)
    desk.log.undo(desk.entry("look add"))
    with pytest.raises(RefusedError, match="was undone"):
        add(desk.log, other, "An-124")


def test_a_mark_is_changed_and_taken_away_with_a_reason(field: Airfield) -> None:
    look = begun(field)
    mark = add(field.log, look, "Il-76", remarks="by the tower")
    changed = field.log.mark_edit(
        mark.id[-10:], types="A-50", confidence="possible", state="dismantled", remarks=""
    )
    assert (changed.types, changed.confidence, changed.state, changed.remarks) == (
        ("A-50",), "possible", "dismantled", None,
    )  # fmt: skip
    with pytest.raises(RefusedError, match="nothing to change"):
        field.log.mark_edit(mark.id, types="A-50")
    assert field.log.search("dismantled") and not field.log.search("tower")
    assert field.log.mark_remove(mark.id, reason="a shadow") == changed
    assert field.log.mark_list(look=look.id) == () and field.log.search("dismantled") == ()
    assert "a shadow" in field.log.journal(limit=1)[0].summary
    with pytest.raises(NotFoundError, match="removed"):
        field.log.mark_remove(mark.id)
    assert field.log.verify() == ()


def test_several_marks_are_changed_alike_in_one_entry(desk: Airfield) -> None:
    look, other = begun(desk), begun(desk, DAY2)
    made = [add(desk.log, look, "Il-76", at) for at in (ON_NORTH, ON_SOUTH)]
    changed = desk.log.marks_edit([one.id for one in made], confidence="probable", area="south")
    south = area(desk, "south")
    assert changed == tuple(replace(one, confidence=changed[0].confidence, area=south) for one in made)
    assert [(row.confidence, row.area, row.marks) for row in tally(desk.log, look)] == [
        ("probable", south, 2)
    ]
    desk.log.undo(look=look.id)
    assert desk.log.mark_list(look=look.id) == tuple(made)
    elsewhere = add(desk.log, other, "Il-76")
    for wrong in ([], [made[0].id, elsewhere.id]):
        with pytest.raises(RefusedError, match=r"name the marks|several looks"):
            desk.log.marks_edit(wrong, state="dismantled")


def test_marks_made_at_another_desk_are_seen_at_this_one(field: Airfield) -> None:
    look = begun(field)
    mine = add(field.log, look, "Il-76")
    assert field.log.mark_list(look=look.id) == (mine,)
    with obslog.open(field.where, analyst="second desk") as other:
        theirs = other.mark_add(look.image_id or "", [ON_SOUTH], "An-124", look=look.id)
        other.mark_remove(mine.id)
        field.log.site_edit(SITE, timezone="UTC")
        assert field.log.mark_list(look=look.id) == (theirs,)
        other.undo(look=look.id)
    assert field.log.mark_list(look=look.id) == (mine, theirs)


def test_undo_in_a_look_leaves_everything_else_alone(field: Airfield) -> None:
    first, second = begun(field), begun(field, DAY2)
    kept = add(field.log, first, "An-124")
    gone = add(field.log, second, "Il-76")
    field.log.site_edit(SITE, timezone="UTC")
    assert field.log.undo(look=second.id).summary == "mark add Il-76"
    assert field.log.mark_list() == (kept,)
    with pytest.raises(NotFoundError, match="nothing left to undo in this look"):
        field.log.undo(look=second.id)
    assert field.log.redo(look=second.id).summary == "mark add Il-76"
    assert set(field.log.mark_list()) == {kept, gone}
    field.log.undo(look=second.id)
    add(field.log, second, "A-50")
    with pytest.raises(RefusedError, match=r"mark add .* came after what was undone"):
        field.log.redo(look=second.id)
    with pytest.raises(WordError, match="not both"):
        field.log.undo(3, look=second.id)


def test_undo_and_redo_reach_across_a_restart(field: Airfield) -> None:
    look = begun(field)
    mark = add(field.log, look, "An-124")
    field.log.undo(look=look.id)
    with obslog.open(field.where, analyst="first desk") as again:
        assert again.mark_list(look=look.id) == ()
        again.redo(look=look.id)
        assert again.mark_list(look=look.id) == (mark,)
        again.undo(look=look.id)
        with pytest.raises(NotFoundError):
            again.undo(look=look.id)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_work_on_a_look_is_taken_back_and_done_again_step_by_step(field: Airfield, seed: int) -> None:
    log, rng = field.log, random.Random(seed)
    before = begun(field)
    log.marks_add(
        before.image_id or "", [NewMark([ON_NORTH], "Il-76"), NewMark([ON_SOUTH], "A-50")], look=before.id
    )
    log.look_close(before.id)
    look = begun(field, DAY2)
    states = [(log.look_show(look.id), log.mark_list(look=look.id), tally(log, look))]
    for _ in range(22):
        try:
            act(log, look, rng)
        except RefusedError:
            continue
        state = log.look_show(look.id), log.mark_list(look=look.id), tally(log, look)
        if state != states[-1]:
            states.append(state)
    assert len(states) > 10
    for expected in reversed(states[:-1]):
        log.undo(look=look.id)
        assert (log.look_show(look.id), log.mark_list(look=look.id), tally(log, look)) == expected
    for expected in states[1:]:
        log.redo(look=look.id)
        assert (log.look_show(look.id), log.mark_list(look=look.id), tally(log, look)) == expected
    assert log.verify(read_data=False) == ()


def act(log: Log, look: Look, rng: random.Random) -> None:
    """One thing that an analyst may do to a draft."""
    marks = log.mark_list(look=look.id)
    at = rng.choice([ON_NORTH, ON_SOUTH, BESIDE])
    choice = rng.random()
    if choice < 0.4 or not marks:
        add(
            log,
            look,
            rng.choice(["An-124", "Il-76", "An-26|An-32"]),
            at,
            confidence=rng.choice(["confirmed", "possible"]),
        )
    elif choice < 0.5:
        log.mark_remove(rng.choice(marks).id)
    elif choice < 0.65:
        log.mark_edit(rng.choice(marks).id, points=[at], types=rng.choice(["An-124", "A-50"]))
    elif choice < 0.75:
        log.mark_carry(look.id)
    elif choice < 0.85:
        log.mark_confirm([one.id for one in marks])
    elif choice < 0.95:
        log.look_edit(
            look.id, saw=[f"An-124={rng.randint(1, 4)}+"], none=["bomber"], remarks=str(rng.random())
        )
    else:
        log.look_set(look.id, seen=(), none=())


def test_carried_marks_wait_until_they_are_confirmed_or_refused(field: Airfield) -> None:
    log, earlier = field.log, begun(field)
    marks = [
        add(log, earlier, "An-124", state="nose raised"),
        add(log, earlier, "Il-76", ON_SOUTH, confidence="probable"),
    ]
    log.look_close(earlier.id)
    # The frame of the new image begins 20 columns further west.
    look = log.look_begin(SITE, field.image(DAY2, (35.9388, 35.399, 35.943, 35.403)))
    entries = len(log.journal(limit=500))
    carried = log.mark_carry(look.id)
    assert len(log.journal(limit=500)) == entries + 1
    assert (carried.since, carried.left_out) == (earlier.id, 0)
    assert [(m.status, m.carried_from, m.types, m.confidence, m.area, m.state) for m in carried] == [
        (MarkStatus.CARRIED, old.id, old.types, old.confidence, old.area, None) for old in marks
    ]
    assert [m.points[0] for m in carried] == [
        pytest.approx((x + 20, y), abs=0.01) for x, y in (ON_NORTH, ON_SOUTH)
    ]
    assert tally(log, look) == () and log.mark_carry(look.id) == ()
    first, second = carried
    log.mark_remove(second.id)
    (confirmed,) = log.mark_confirm([first.id])
    assert confirmed.status is MarkStatus.STANDING and log.mark_carry(look.id) == ()
    with pytest.raises(RefusedError, match="waits for a word"):
        log.mark_confirm([first.id])
    assert [(row.types, row.marks) for row in tally(log, look)] == [(("An-124",), 1)]
    assert log.look_close(look.id).seen[0].types == ("An-124",)
    assert log.verify() == ()


def test_marks_outside_the_new_image_are_left_out_and_counted(desk: Airfield) -> None:
    log, earlier = desk.log, begun(desk)
    add(log, earlier, "An-124")
    add(log, earlier, "Il-76", BESIDE)
    log.look_close(earlier.id)
    look = log.look_begin(SITE, desk.image(DAY2, (35.9395, 35.4005, 35.943, 35.4025)))
    carried = log.mark_carry(look.id)
    assert ([m.types for m in carried], carried.left_out) == ([("An-124",)], 1)
    away = log.look_begin(SITE, desk.image(DAY3, (35.9415, 35.4, 35.943, 35.4005)))
    with pytest.raises(RefusedError, match="none of the 2 marks"):
        log.mark_carry(away.id, since=earlier.id)


def test_without_a_place_marks_are_carried_by_two_points_and_else_not(desk: Airfield) -> None:
    log, old_image, new_image = desk.log, desk.crop(DAY1), desk.crop(DAY2)
    earlier = log.look_begin(SITE, old_image)
    log.mark_add(old_image, [(20, 10), (24, 16)], "An-124", kind="box", look=earlier.id, area="north")
    log.look_close(earlier.id)
    look = log.look_begin(SITE, new_image)
    with pytest.raises(RefusedError, match="align two points first"):
        log.mark_carry(look.id)
    log.image_align(new_image, old_image, [((5, 5), (10, 5)), ((40, 5), (45, 5))])
    (carried,) = log.mark_carry(look.id)
    assert (carried.kind, carried.area) == (MarkKind.BOX, area(desk, "north"))
    assert carried.points == (pytest.approx((15, 10)), pytest.approx((19, 16)))
    turned = log.look_begin(SITE, desk.crop(DAY3))
    log.image_align(old_image, turned.image_id or "", [((24, 24), (24, 24)), ((44, 24), (38, 38))])
    (askew,) = log.mark_carry(turned.id, since=earlier.id)
    assert askew.kind is MarkKind.ORIENTED and len(askew.points) == 4


def test_a_look_without_marks_has_none_to_carry(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=1")
    look = begun(desk, DAY2)
    with pytest.raises(RefusedError, match="no marks to carry"):
        desk.log.mark_carry(look.id)
    with pytest.raises(RefusedError, match="carried into a draft"):
        desk.log.mark_carry(desk.look(DAY3, "An-124=1").id)


def test_a_draft_and_its_marks_are_read_with_an_area_that_is_drawn_meanwhile(field: Airfield) -> None:
    log, closed, look = field.log, begun(field), begun(field, DAY2)
    for one in (closed, look):
        add(log, one, "An-124", BESIDE)
        log.look_set(
            one.id,
            none=(Scope("bomber", "elsewhere"),),
            seen=(Sighting(("Il-76",), Count(2, 2, "2"), area="elsewhere"),),
        )
    kept = log.look_close(closed.id)
    beside = log.area_add(SITE, "pads", polygon=ground((35.939, 35.402, 35.9395, 35.403)))
    assert log.look_show(closed.id) == kept
    now = log.look_show(look.id)
    assert set(now.parts) == {area(field, "north"), area(field, "south"), beside.id, "elsewhere"}
    assert now.visible[beside.id] == Visible(1.0, "footprint")
    assert now.none == (Scope("bomber", beside.id), Scope("bomber", "elsewhere"))
    assert [(s.area, s.count.short()) for s in now.seen] == [(None, "2+")]
    assert [m.area for m in log.mark_list(look=look.id)] == [beside.id]
    assert add(log, look, "Il-76", (25, 25)).area == beside.id
    log.undo(look=look.id)
    log.undo(field.entry("area add"))
    assert [m.area for m in log.mark_list(look=look.id)] == ["elsewhere"]
    assert log.verify() == ()
