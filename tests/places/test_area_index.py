"""A place lies in one area, elsewhere, or nobody can tell."""

from __future__ import annotations

from obslog.model.places import ELSEWHERE, Area
from obslog.places.area_index import AreaIndex
from obslog.places.ground import box


def area(name: str, *bounds: float) -> Area:
    return Area(name, "site", name, box(*bounds) if bounds else None)


def test_a_place_lies_in_the_area_around_it_and_else_elsewhere() -> None:
    index = AreaIndex([area("north", 10, 50, 11, 51), area("south", 10, 49, 11, 50)])
    assert [index.area_at(10.5, lat) for lat in (50.5, 49.5, 48.0)] == ["north", "south", ELSEWHERE]


def test_an_edge_belongs_to_the_area_and_a_shared_edge_to_the_first() -> None:
    index = AreaIndex([area("north", 10, 50, 11, 51), area("south", 10, 49, 11, 50)])
    assert (index.area_at(11, 50.5), index.area_at(10.5, 50)) == ("north", "north")


def test_where_an_area_has_no_polygon_nobody_can_tell_what_is_elsewhere() -> None:
    index = AreaIndex([area("north", 10, 50, 11, 51), area("pier")])
    assert (index.area_at(10.5, 50.5), index.area_at(10.5, 40)) == ("north", None)


def test_a_site_without_areas_is_only_the_whole() -> None:
    assert AreaIndex([]).area_at(10, 50) is None


def test_an_area_over_the_antimeridian_holds_places_on_both_sides() -> None:
    index = AreaIndex([area("strait", 179, -1, -179, 1)])
    assert {index.area_at(lon, 0) for lon in (179.5, -179.5, 180, -180)} == {"strait"}
    assert index.area_at(0, 0) == ELSEWHERE
