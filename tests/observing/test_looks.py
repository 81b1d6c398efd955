"""What a look says: seen, not seen, not visible; and its life from draft to retraction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from observing.scene import AROUND, NORTH, NORTH_70, SITE, SOUTH, Airfield, ground
from obslog.model.errors import NotFoundError, RefusedError, WordError
from obslog.model.looks import Confidence, Look, LookState, LookStatus

DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:00:00Z"


def fractions(field: Airfield, look: Look) -> dict[str, float | None]:
    """Area name -> visible fraction."""
    shape = field.log.wire(look)["visible"]
    return {name: v["fraction"] for name, v in shape.items()}


def test_what_was_written_is_kept_and_read_back_whole(field: Airfield) -> None:
    look = field.look(
        DAY1, "An-124=2+@north; state nose raised", "An-26|An-32=~3; probable",
        total=["aircraft=12"], none=["bomber"], complete_for=["transport@north"], visible=["south=0.4"],
        remarks="hazy",
    )  # fmt: skip
    again = field.log.look_show(look.id[-8:])
    assert again == look
    first, second = look.seen
    assert (first.types, first.count.lo, first.count.hi, first.count.text) == (("An-124",), 2, None, "2+")
    assert (first.state, field.log.wire(look)["seen"][0]["area"]) == ("nose raised", "north")
    assert (second.types, second.confidence, second.count.estimate) == (
        ("An-26", "An-32"),
        Confidence.PROBABLE,
        True,
    )
    assert (look.totals[0].type, look.none[0].type, look.complete_for[0].type) == (
        "aircraft",
        "bomber",
        "transport",
    )
    assert (look.remarks, look.analyst, look.analyst_basis) == ("hazy", "first desk", "stated")
    assert field.log.verify() == ()


def test_what_is_visible_is_computed_from_the_footprint_and_said_to_be(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=1@north", box=NORTH_70)
    assert fractions(field, look)["north"] == pytest.approx(0.7, abs=0.01)
    assert "south" not in fractions(field, look)
    assert any(line.startswith("visible north: 70%") for line in field.log.assumptions(look))


def test_the_analysts_word_on_what_is_visible_stands_over_the_footprint(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=1@north", visible={"north": 0.5})
    shape = field.log.wire(look)["visible"]
    assert (shape["north"]["fraction"], shape["north"]["basis"]) == (0.5, "stated")
    assert (shape["south"]["fraction"], shape["south"]["basis"]) == (1.0, "footprint")


def test_cloud_without_a_mask_leaves_every_part_unknown(field: Airfield) -> None:
    look = field.log.look_add(SITE, image=_with_cloud_item(field), saw=["An-124=1"], complete_for=["An-124"])
    assert set(fractions(field, look).values()) == {None}
    assert any("cloud" in line for line in field.log.assumptions(look))
    (cell,) = [cells[0] for query, cells in field.log.matrix(SITE).lines if query == ("An-124",)]
    assert (cell.bounds.lo, cell.bounds.hi) == (1, None)


def _with_cloud_item(field: Airfield) -> str:
    """An image whose STAC item speaks of 30 % cloud."""
    import json

    from observing.scene import geotiff

    folder = field.folder / "cloudy"
    folder.mkdir()
    path = geotiff(folder / "cloudy.tif", None)
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": "cloudy", "geometry": None,
        "assets": {"a": {"href": "cloudy.tif"}}, "properties": {"datetime": DAY1, "eo:cloud_cover": 30},
    }  # fmt: skip
    (folder / "cloudy.json").write_text(json.dumps(item))
    return field._taken(path)


def test_a_zero_on_an_image_of_unknown_resolution_needs_the_analysts_word(field: Airfield) -> None:
    image = field.crop("2024-12-10")
    with pytest.raises(RefusedError, match="--resolves METRES"):
        field.log.look_add(SITE, image=image, none=["An-124"], visible={"all": 1})
    look = field.log.look_add(SITE, image=image, none=["An-124"], visible={"all": 1}, resolves="20")
    assert look.min_resolved_m == 20.0
    assert look.state == LookState.NOT_SEEN


def test_an_image_cannot_clear_what_it_cannot_resolve(field: Airfield) -> None:
    coarse = field.image(DAY1, pixel_deg=0.0001)
    look = field.log.look_add(SITE, image=coarse, none=["An-124", "fighter"])
    assert look.min_resolved_m == pytest.approx(50, abs=6)
    kinds = {query: cells[0].kind for query, cells in field.log.matrix(SITE).lines}
    assert kinds[("An-124",)] == "zero"
    assert kinds[("fighter",)] != "zero"


@pytest.mark.parametrize(
    ("content", "state"),
    [
        ({"saw": ["An-124=1@north"]}, LookState.OBSERVED),
        ({"none": ["An-124"], "visible": {"all": 1}}, LookState.NOT_SEEN),
        ({"none": ["An-124"], "visible": {"north": 0.7}}, LookState.OBSERVED),
        ({"not_observable": {"all": "cloud"}}, LookState.NOT_OBSERVABLE),
    ],
)
def test_a_look_has_one_of_six_states(desk: Airfield, content: dict[str, Any], state: LookState) -> None:
    assert desk.look(DAY1, *content.pop("saw", ()), **content).state == state


def test_the_state_no_change_since_copies_what_was_there_and_is_never_independent(field: Airfield) -> None:
    first = field.look(DAY1, "An-124=2@north", none=["fighter"])
    second = field.look(DAY2, no_change_since="2024-12-10")
    assert second.state == LookState.NO_CHANGE_SINCE
    assert (second.derived_from, second.no_change_since) == (first.id, first.id)
    assert [(s.types, s.count.lo) for s in second.seen] == [(("An-124",), 2)]
    assert field.log.look_show(second.id) == second
    assert field.change("An-124", "2024-12-10", "2024-12-13").diff.n2.lo == 2
    assert field.log.verify() == ()


def test_no_change_since_vouches_only_for_the_parts_visible_in_both(field: Airfield) -> None:
    field.look(DAY1, "An-124=2@north", "An-124=1@south")
    second = field.look(DAY2, no_change_since="last", box=(AROUND[0], NORTH[1], AROUND[2], AROUND[3]))
    assert [field.log.wire(second)["seen"][0]["area"], len(second.seen)] == ["north", 1]


def test_no_change_since_never_sees_more_than_the_baseline_did(desk: Airfield) -> None:
    desk.look(DAY1, "An-124=2@north", complete_for=["An-124"], visible={"north": 0.5})
    second = desk.look(DAY2, no_change_since="last", visible={"north": 1})
    assert fractions(desk, second)["north"] == 0.5
    (cells,) = (cells for _, cells in desk.log.matrix(SITE, types=["An-124"]).lines)
    assert [(c.bounds.lo, c.bounds.hi) for c in cells] == [(2, None), (2, None)]


def test_no_change_since_a_look_at_another_part_says_nothing(desk: Airfield) -> None:
    south = (AROUND[0], AROUND[1], AROUND[2], NORTH[1])
    desk.look(DAY1, none=["An-124"], box=south)
    second = desk.look(DAY2, no_change_since="last", box=NORTH_70)
    assert "north" not in fractions(desk, second)
    (cells,) = (cells for _, cells in desk.log.matrix(SITE, types=["An-124"]).lines)
    assert cells[1].bounds.hi is None


def test_no_change_since_a_look_made_before_the_areas_locates_nothing(tmp_path: Path) -> None:
    bare = Airfield(str(tmp_path / "bare.db"), tmp_path / "images", areas=False)
    bare.look(DAY1, "An-124=2")
    bare.log.area_add(SITE, "north", polygon=ground(NORTH))
    second = bare.look(DAY2, no_change_since="last", box=(AROUND[0], AROUND[1], AROUND[2], NORTH[1]))
    # The two may stand in the north, which is not in this image.
    assert [s.count.lo for s in second.seen] == [0]
    bare.log.close()


def test_an_edit_may_state_no_change_since(field: Airfield) -> None:
    first = field.look(DAY1, "An-124=2@north")
    second = field.look(DAY2, "Il-76=1@south", not_observable={"north": "cloud"})
    edited = field.log.look_edit(second.id, no_change_since="2024-12-10")
    assert (edited.state, edited.derived_from) == (LookState.NO_CHANGE_SINCE, first.id)
    assert edited.seen == () and "north" in field.log.wire(edited)["not_observable"]
    assert field.log.verify() == ()


def test_no_change_since_a_date_without_a_look_is_refused(desk: Airfield) -> None:
    with pytest.raises(NotFoundError):
        desk.look(DAY2, no_change_since="2024-12-01")


@pytest.mark.parametrize(
    "content",
    [
        {"saw": ["An-124=2"], "none": ["transport"]},
        {"saw": ["An-124=2@north"], "none": ["An-124@north"]},
        {"saw": ["Su-34=1"], "none": ["aircraft"]},
    ],
)
def test_seen_and_none_of_one_thing_in_one_place_is_refused(desk: Airfield, content: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match="both seen and none"):
        desk.look(DAY1, *content.pop("saw"), **content)
    assert desk.log.look_list() == ()


def test_seen_in_the_north_and_none_in_the_south_is_no_contradiction(desk: Airfield) -> None:
    assert desk.look(DAY1, "An-124=2@north", none=["An-124@south"]).state == LookState.OBSERVED


def test_a_count_where_nothing_is_visible_is_refused(desk: Airfield) -> None:
    with pytest.raises(RefusedError, match="sees nothing: say how much with --visible south"):
        desk.look(DAY1, "An-124=2@south", box=NORTH_70)
    with pytest.raises(RefusedError, match="sees nothing"):
        desk.look(DAY1, total=["aircraft=3@north"], not_observable={"north": "cloud"})


def test_a_count_is_refused_where_nothing_of_the_site_is_visible_even_without_its_area(
    desk: Airfield,
) -> None:
    far = desk.image(DAY1, (10.0, 50.0, 10.004, 50.004))
    with pytest.raises(RefusedError, match="sees nothing"):
        desk.log.look_add(SITE, image=far, saw=["An-124=2"])
    with pytest.raises(RefusedError, match="sees nothing"):
        desk.look(DAY1, "An-124=2", not_observable={"all": "cloud"})
    assert (
        desk.log.look_add(SITE, image=far, remarks="the wrong strip", draft=True).state
        == LookState.NOT_COVERED
    )


def test_visible_and_not_observable_of_one_area_is_refused(desk: Airfield) -> None:
    with pytest.raises(WordError, match="also said to be visible"):
        desk.look(DAY1, "An-124=1", visible={"north": 0.5}, not_observable={"north": "cloud"})


def test_an_image_of_another_place_shows_nothing_of_the_site(desk: Airfield) -> None:
    desk.log.site_add("Far", position="50.002,10.002", radius_m=50.0)
    far = desk.image(DAY1, (10.0, 50.0, 10.004, 50.004))
    with pytest.raises(RefusedError, match="does not show Khmeimim"):
        desk.log.look_add(SITE, image=far, saw=["An-124=1"])


def test_a_draft_enters_nothing_until_it_is_closed(field: Airfield) -> None:
    field.look(DAY1, "An-124=1")
    draft = field.look(DAY2, "An-124=4", draft=True)
    assert draft.status == LookStatus.DRAFT
    with pytest.raises(NotFoundError):
        field.log.diff(SITE, "2024-12-10", "2024-12-13")
    assert [row.bounds.lo for row in field.log.last(SITE, types=["An-124"])] == [1]
    assert field.log.find("An-124", at_least=4) == ()
    assert "four" not in field.log.report(SITE, form="md").casefold()
    assert [look.id for look in field.log.look_list(SITE, status="draft")] == [draft.id]
    field.log.look_close(draft.id)
    assert field.change("An-124", "2024-12-10", "2024-12-13").diff.n2.lo == 4
    assert [found.bounds.lo for found in field.log.find("An-124", at_least=4)] == [4]
    with pytest.raises(RefusedError, match="not a draft"):
        field.log.look_close(draft.id)


def test_a_draft_may_say_nothing_yet_a_closed_look_may_not(desk: Airfield) -> None:
    with pytest.raises(RefusedError, match="says nothing yet"):
        desk.look(DAY1)
    draft = desk.look(DAY1, draft=True)
    with pytest.raises(RefusedError, match="says nothing yet"):
        desk.log.look_close(draft.id)


def test_an_edit_replaces_what_is_given_and_keeps_the_rest(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=2@north", none=["fighter"], visible={"south": 0.5}, remarks="first")
    edited = field.log.look_edit(look.id, saw=("An-124=3@north",))
    assert edited.id == look.id
    assert edited.seen[0].count.lo == 3
    assert (edited.none, edited.visible, edited.remarks) == (look.none, look.visible, "first")
    assert field.log.look_show(look.id) == edited
    remarked = field.log.look_edit(look.id, remarks="second")
    assert (remarked.seen, remarked.remarks) == (edited.seen, "second")
    with pytest.raises(RefusedError, match="nothing to change"):
        field.log.look_edit(look.id, remarks="second")
    assert field.log.verify() == ()


def test_an_edit_that_contradicts_what_stays_is_refused(desk: Airfield) -> None:
    look = desk.look(DAY1, "An-124=2@north")
    with pytest.raises(RefusedError, match="both seen and none"):
        desk.log.look_edit(look.id, none=("An-124",))
    assert desk.log.look_show(look.id) == look


def test_what_an_edit_makes_visible_is_no_longer_unobservable(desk: Airfield) -> None:
    look = desk.look(DAY1, "An-124=1@north", not_observable={"south": "cloud"})
    edited = desk.log.look_edit(look.id, visible={"south": 1})
    assert fractions(desk, edited)["south"] == 1.0
    assert edited.not_observable == {}


def test_a_retracted_look_counts_no_more_and_stays_readable(field: Airfield) -> None:
    kept = field.look(DAY1, "An-124=1")
    gone = field.look(DAY2, "An-124=4")
    with pytest.raises(RefusedError, match="needs its reason"):
        field.log.look_retract(gone.id, reason=" ")
    field.log.look_retract(gone.id, reason="wrong site")
    assert [look.id for look in field.log.look_list(SITE)] == [kept.id]
    assert [row.bounds.lo for row in field.log.last(SITE, types=["An-124"])] == [1]
    assert field.log.look_show(gone.id).seen == gone.seen
    assert [look.id for look in field.log.look_list(SITE, status="retracted")] == [gone.id]
    assert "wrong site" in field.log.journal(limit=1)[0].payload
    with pytest.raises(RefusedError, match="is retracted"):
        field.log.look_edit(gone.id, remarks="x")
    assert field.log.verify() == ()


@pytest.mark.parametrize("word", ["two?", "5-3", "-1", "", "1e9", "２"])
def test_a_count_that_cannot_be_read_is_refused_with_what_would_be_right(desk: Airfield, word: str) -> None:
    image = desk.image(DAY1)
    with pytest.raises(WordError):
        desk.log.look_add(SITE, image=image, saw=[f"An-124={word}"])


def test_an_unknown_number_needs_its_reason(desk: Airfield) -> None:
    with pytest.raises(WordError, match="because"):
        desk.look(DAY1, "fighter=?")
    look = desk.look(DAY2, "fighter=?; because under sunshades")
    assert (look.seen[0].count.lo, look.seen[0].count.hi, look.seen[0].because) == (
        0,
        None,
        "under sunshades",
    )


def test_zero_of_a_type_is_none_of_it(desk: Airfield) -> None:
    look = desk.look(DAY1, "An-124=0")
    assert look.seen == () and [scope.type for scope in look.none] == ["An-124"]


def test_the_sentence_of_a_zero_over_a_part_speaks_of_the_part(desk: Airfield) -> None:
    said = desk.log.sentence(desk.look(DAY1, none=["An-124@north"], box=NORTH_70))
    assert "part visible" in said and "70 %" in said


def test_areas_added_later_do_not_change_what_a_look_saw(field: Airfield) -> None:
    look = field.look(DAY1, "An-124=2@north", complete_for=["An-124"])
    field.log.area_add(SITE, "gate")
    assert field.log.look_show(look.id) == look
    assert look.parts and len(field.log.look_show(look.id).parts) == 3
    assert SOUTH != NORTH
