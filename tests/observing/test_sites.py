"""Places: how a site is given, how it is found again, and what two sites or areas must not share."""

from __future__ import annotations

from typing import Any

import pytest

from observing.scene import AROUND, NORTH, NOW, SITE, WHOLE, Airfield, ground
from obslog.model.errors import NotFoundError, RefusedError, WordError


def test_an_airport_code_gives_place_time_zone_and_names(field: Airfield) -> None:
    site = field.log.site_add("OSDI")
    assert (site.icao, site.timezone, site.country) == ("OSDI", "Asia/Damascus", "SY")
    assert (round(site.lat), round(site.lon)) == (33, 37)
    assert field.log.site_show("osdi") == field.log.site_show(site.name) == site


@pytest.mark.parametrize(
    "position",
    ["35.401,35.949", "35.401N 35.949E", "35°24'04\"N 35°56'56\"E", "36SYE 67769 21507", "36SYE6776921507"],
)
def test_a_place_may_be_given_in_decimal_degrees_sexagesimal_or_mgrs(desk: Airfield, position: str) -> None:
    site = desk.log.site_add("New site", position=position)
    assert (site.lat, site.lon) == pytest.approx((35.401, 35.949), abs=2e-3)
    assert site.geometry is not None


@pytest.mark.parametrize("name", ["KHMEIMIM", "hmeimim", "base aerienne", "BASE-AÉRIENNE", " Khmeimim "])
def test_a_site_is_found_by_any_of_its_names_whatever_case_and_accents(field: Airfield, name: str) -> None:
    assert field.log.site_show(name).id == field.site.id


def test_a_name_in_use_is_refused_also_as_an_alias(field: Airfield) -> None:
    head = field.log.head()
    for name, aliases in (("hmeimim", ()), ("Other", ["KHMEIMIM"])):
        with pytest.raises(RefusedError, match="already names the site Khmeimim"):
            field.log.site_add(name, position="10,10", aliases=aliases)
    other = field.log.site_add("Other", position="10,10")
    with pytest.raises(RefusedError, match="already names"):
        field.log.site_edit("Other", new_name="Hmeimim")
    assert other.name == field.log.site_show("Other").name
    assert field.log.head() != head
    assert field.log.verify() == ()


def test_a_renamed_site_keeps_its_old_name_as_an_alias(field: Airfield) -> None:
    renamed = field.log.site_edit(SITE, new_name="Hmeimim")
    assert renamed.name == "Hmeimim" and SITE in renamed.aliases
    assert "Hmeimim" not in renamed.aliases
    assert field.log.site_show("khmeimim") == renamed
    assert field.log.verify() == ()


def test_a_mistyped_name_is_answered_with_the_near_one(desk: Airfield) -> None:
    with pytest.raises(NotFoundError, match="did you mean Khmeimim"):
        desk.log.site_show("Kmeimim")


@pytest.mark.parametrize("zone", ["Damascus", "asia/damascus", "UTC+3", "../../etc/passwd"])
def test_a_time_zone_is_one_that_exists(desk: Airfield, zone: str) -> None:
    with pytest.raises(WordError, match="Asia/Damascus"):
        desk.log.site_edit(SITE, timezone=zone)


def test_areas_of_one_site_do_not_overlap_but_may_touch(field: Airfield) -> None:
    with pytest.raises(RefusedError, match="overlaps the area 'north'"):
        field.log.area_add(SITE, "middle", polygon=ground((35.9405, 35.4005, 35.9415, 35.4015)))
    assert [area.name for area in field.log.area_list(SITE)] == ["north", "south"]


@pytest.mark.parametrize("name", ["NORTH", "elsewhere", "all", "a=b", "x@y"])
def test_an_area_is_not_named_like_another_or_with_the_marks_of_the_shorthand(
    desk: Airfield, name: str
) -> None:
    with pytest.raises(RefusedError, match="in use or holds"):
        desk.log.area_add(SITE, name)


def test_an_apron_holds_no_more_than_its_capacity(field: Airfield) -> None:
    field.log.area_add(SITE, "pen", capacity=["an-124=3"])
    assert field.log.site_show(SITE).area("pen").capacity == {"An-124": 3}
    with pytest.raises(WordError, match="TYPE=N"):
        field.log.area_add(SITE, "pen two", capacity=["An-124=many"])
    field.look("2024-12-10T08:00:00Z", "An-124=1@north", complete_for=["An-124@north", "An-124@south"])
    field.look("2024-12-13T08:00:00Z", "An-124=1@north", complete_for=["An-124"], visible={"all": 1})
    found = field.change("An-124", "2024-12-10", "2024-12-13").diff
    # `elsewhere` is empty ground and was seen; of the pen nothing is known, but it holds three at most.
    assert (found.n2.lo, found.n2.hi) == (1, 1)
    assert found.n1.lo == 1


def test_a_site_added_after_the_import_finds_its_images(field: Airfield) -> None:
    far = (10.0, 50.0, 10.004, 50.004)
    image = field.image("2024-12-10T08:00:00Z", far)
    assert field.log.image_show(image).sites == ()
    field.log.site_add("Elsewhere base", polygon=ground((10.001, 50.001, 10.003, 50.003)))
    ((site_id, share),) = field.log.image_show(image).sites
    assert field.log.site_name(site_id) == "Elsewhere base" and share == pytest.approx(1.0)
    assert [i.id for i in field.log.image_list("Elsewhere base")] == [image]
    assert field.log.verify() == ()


def test_an_image_imported_after_the_site_finds_it_and_says_how_much_it_covers(field: Airfield) -> None:
    half = (AROUND[0], NORTH[1], AROUND[2], AROUND[3])
    image = field.image("2024-12-10T08:00:00Z", half)
    ((site_id, share),) = field.log.image_show(image).sites
    assert site_id == field.site.id and share == pytest.approx(0.5, abs=0.01)


def test_a_site_whose_ground_is_redrawn_finds_the_images_of_its_new_ground(field: Airfield) -> None:
    far = (10.0, 50.0, 10.004, 50.004)
    image = field.image("2024-12-10T08:00:00Z", far)
    field.log.site_edit(SITE, polygon=ground(far))
    assert [i.id for i in field.log.image_list(SITE)] == [image]
    assert field.log.verify() == ()


def test_a_site_needs_a_place(desk: Airfield) -> None:
    with pytest.raises(RefusedError, match="give --at POSITION"):
        desk.log.site_add("Nowhere")


@pytest.mark.parametrize(
    "options", [{"position": "95,10"}, {"position": "here"}, {"position": "1,1", "radius_m": -5.0}]
)
def test_a_place_that_is_none_is_refused(desk: Airfield, options: dict[str, Any]) -> None:
    with pytest.raises(WordError):
        desk.log.site_add("New", **options)


def test_the_list_of_sites_says_how_old_the_last_look_is_and_what_waits(field: Airfield) -> None:
    field.look("2024-12-13T12:00:00Z", "An-124=1")
    field.image("2024-12-14T12:00:00Z")
    (line,) = field.log.site_list()
    assert (line.name, line.last_look, line.age_h, line.age) == (SITE, "2024-12-13", 168.0, "7 d")
    assert (line.looks, line.images, line.not_exploited) == (1, 2, 1)
    assert NOW.day - 13 == 7


def test_a_site_of_ground_alone_stands_in_the_middle_of_it(desk: Airfield) -> None:
    assert (desk.site.lon, desk.site.lat) == pytest.approx(
        ((WHOLE[0] + WHOLE[2]) / 2, (WHOLE[1] + WHOLE[3]) / 2)
    )


def test_a_type_added_by_the_user_is_a_type_like_any_other(field: Airfield) -> None:
    field.log.type_add(
        "Il-96VPU", parent="transport", source="the maker", aliases=["Il-96-400VPU"], length_m=63.9
    )
    assert "Il-96VPU" in field.log.type_list("transport")
    look = field.look("2024-12-10T08:00:00Z", "il-96-400vpu=1")
    assert look.seen[0].types == ("Il-96VPU",)
    (found,) = field.log.find("transport", at_least=1)
    assert found.looks == (look.id,)
    assert field.log.verify() == ()


def test_a_type_needs_a_parent_that_exists_and_figures_that_can_be(desk: Airfield) -> None:
    with pytest.raises(NotFoundError, match="no type"):
        desk.log.type_add("Thing", parent="flying saucer", source="x")
    with pytest.raises(WordError, match="metres"):
        desk.log.type_add("Thing", parent="fighter", source="x", length_m=-3)
    with pytest.raises((RefusedError, WordError)):
        desk.log.type_add("an-124", parent="fighter", source="x")
