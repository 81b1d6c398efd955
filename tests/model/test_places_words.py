"""Sites, areas and ground: areas by name, and boxes that may cross the antimeridian."""

from __future__ import annotations

import pytest

from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.images import Identity, Image
from obslog.model.places import Area, Geometry, Polygon, Site

SITE = Site(
    "1", "Khmeimim", 35.949, 35.401, areas=(Area("a", "1", "North apron"), Area("b", "1", "South apron"))
)


def box(west: float, south: float, east: float, north: float) -> Polygon:
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def test_an_area_is_found_by_its_name_in_any_case() -> None:
    assert SITE.area(" NORTH apron ").id == "a"


def test_an_area_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(WordError, match="North apron, South apron"):
        SITE.area("pier")
    with pytest.raises(WordError, match="none: the whole site is one"):
        Site("2", "Tartus", 35.87, 34.91).area("pier")


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ([(35, 34, 36, 35)], (35, 34, 36, 35)),
        ([(35, 34, 36, 35), (37, 33, 38, 36)], (35, 33, 38, 36)),
        ([(-170, 0, -160, 1), (160, 0, 170, 1)], (-170, 0, 170, 1)),
        ([(170, 0, 180, 1)], (170, 0, 180, 1)),
        ([(-180, 0, -170, 1)], (-180, 0, -170, 1)),
        ([(179, 0, 180, 1), (-180, 0, -179, 1)], (179, 0, -179, 1)),
        ([(179, 0, 180, 1), (-180, 0, -179, 1), (-179, 0, -178, 2)], (179, 0, -178, 2)),
        ([(-180, 0, 10, 1), (170, 0, 180, 1)], (170, 0, 10, 1)),
        ([(-180, -90, 0, 90), (0, -90, 180, 90)], (-180, -90, 180, 90)),
    ],
)
def test_the_box_of_a_shape_is_west_of_east_only_across_the_antimeridian(
    boxes: list[tuple[float, float, float, float]], expected: tuple[float, float, float, float]
) -> None:
    for ordered in (boxes, boxes[::-1]):
        assert Geometry(tuple(box(*each) for each in ordered)).bbox == expected


def test_a_hole_does_not_matter_to_the_box() -> None:
    (outer,), (hole,) = box(35, 34, 36, 35), box(35.4, 34.4, 35.6, 34.6)
    assert Geometry(((outer, hole),)).bbox == (35, 34, 36, 35)


def test_an_image_without_georeference_is_still_evidence() -> None:
    identity = Identity("a.jpg", parse_edtf("2024-12-13"))
    image = Image("0" * 64, "a.jpg", 1, identity)
    assert (identity.georeference, identity.footprint, image.sites) == ("none", None, ())
