"""Ground: shapes that are measured and compared truly, wherever on Earth they lie."""

from __future__ import annotations

import itertools
import json
from math import pi
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.model.places import Geometry
from obslog.places.ground import (
    VERTEX_LIMIT,
    area_m2,
    bboxes,
    box,
    contains,
    disc,
    intersects,
    overlap_share,
    overlapping_pairs,
    overlaps,
    parse_geojson_geometry,
    remainder,
    to_geojson,
)

EARTH_M2 = 510_065_621_724_088.5
CORNERS = st.integers(-800, 800).map(lambda tenths: tenths / 10)
SIZES = st.integers(1, 100).map(lambda tenths: tenths / 10)
BOXES = st.builds(
    lambda w, s, dx, dy: box(w, min(s, 79.0), w + dx, min(s, 79.0) + dy), CORNERS, CORNERS, SIZES, SIZES
)
ANYWHERE = st.builds(disc, st.floats(-180, 180), st.floats(-80, 80), st.floats(10, 20_000))


def polygon(*rings: list[tuple[float, float]]) -> dict[str, Any]:
    """A GeoJSON polygon, through JSON as a file would bring it."""
    text = json.dumps({"type": "Polygon", "coordinates": rings})
    found: dict[str, Any] = json.loads(text)
    return found


SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]


@given(BOXES, BOXES)
def test_a_share_lies_between_nothing_and_all(part: Geometry, whole: Geometry) -> None:
    share = overlap_share(part, whole)
    assert 0 <= share <= 1
    assert (share > 0) <= intersects(part, whole)


@given(ANYWHERE)
def test_a_shape_covers_all_of_itself(shape: Geometry) -> None:
    assert overlap_share(shape, shape) == 1.0
    assert overlaps(shape, shape)


@given(st.integers(-179, 179), st.integers(-80, 79), st.integers(1, 20), st.integers(1, 9))
def test_a_box_over_the_antimeridian_is_as_large_as_elsewhere(
    west: int, south: int, width: int, height: int
) -> None:
    east = (west + width + 180) % 360 - 180
    shape = box(west, south, east, south + height)
    assert area_m2(shape) == pytest.approx(area_m2(box(0, south, width, south + height)), rel=1e-9)
    assert len(shape.polygons) == (2 if east < west and east > -180 else 1)
    assert all(west_side < east_side for west_side, _, east_side, _ in bboxes(shape))


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(1, 50_000))
def test_a_disc_is_as_large_as_its_circle(lon: float, lat: float, radius: float) -> None:
    assert area_m2(disc(lon, lat, radius)) == pytest.approx(pi * radius**2, rel=2e-3)


@given(BOXES, st.lists(BOXES, max_size=4))
def test_what_is_taken_and_what_remains_are_the_whole(site: Geometry, others: list[Geometry]) -> None:
    areas: list[Geometry] = []
    for other in others:
        if overlap_share(other, site) == 1.0:
            continue
        cut = remainder(other, [remainder(other, [site]), *areas])
        if cut.polygons and not any(overlaps(cut, area) for area in areas):
            areas.append(cut)
    rest = remainder(site, areas)
    assert area_m2(rest) + sum(map(area_m2, areas)) == pytest.approx(area_m2(site), rel=1e-6)


@given(ANYWHERE)
def test_a_shape_written_as_geojson_is_read_as_the_same_shape(shape: Geometry) -> None:
    back = parse_geojson_geometry(json.loads(json.dumps(to_geojson(shape))))
    assert area_m2(back) == pytest.approx(area_m2(shape), rel=1e-9)
    assert overlap_share(back, shape) == 1.0
    assert overlap_share(shape, back) == 1.0


@given(st.floats(-70, 70), st.floats(1, 10), st.floats(0.1, 0.9))
def test_a_share_is_of_true_ground_not_of_degrees(south: float, height: float, at: float) -> None:
    middle = south + at * height
    assume(south < middle < south + height)
    whole, part = box(10, south, 12, south + height), box(10, south, 12, middle)
    assert overlap_share(part, whole) == pytest.approx(area_m2(part) / area_m2(whole), rel=1e-9)


def test_the_areas_of_known_shapes() -> None:
    assert area_m2(box(-180, -90, 180, 90)) == pytest.approx(EARTH_M2, rel=1e-12)
    assert area_m2(box(0, 0, 90, 90)) == pytest.approx(EARTH_M2 / 8, rel=1e-12)
    assert area_m2(Geometry(())) == 0


def test_a_small_shape_is_as_large_as_geodesics_say() -> None:
    from geographiclib.geodesic import Geodesic

    ring = disc(35.9487, 35.4011, 2000).polygons[0][0]
    oracle = Geodesic.WGS84.Polygon()
    for lon, lat in ring[:-1]:
        oracle.AddPoint(lat, lon)
    assert area_m2(Geometry(((ring,),))) == pytest.approx(abs(oracle.Compute()[2]), rel=1e-9)


def test_a_hole_is_no_ground() -> None:
    hole = [(0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25)]
    shape = parse_geojson_geometry(polygon(SQUARE, hole))
    assert area_m2(shape) == pytest.approx(
        area_m2(box(0, 0, 1, 1)) - area_m2(box(0.25, 0.25, 0.75, 0.75)), rel=1e-9
    )
    assert not contains(shape, 0.5, 0.5)
    assert contains(shape, 0.1, 0.1)


@pytest.mark.parametrize(
    "ring",
    [
        [(179, -1), (-179, -1), (-179, 1), (179, 1), (179, -1)],
        [(179, -1), (181, -1), (181, 1), (179, 1), (179, -1)],
        [(-181, -1), (-179, -1), (-179, 1), (-181, 1), (-181, -1)],
        [(-179, 1), (179, 1), (179, -1), (-179, -1)],
    ],
)
def test_a_shape_over_the_antimeridian_is_split_there_however_it_is_written(
    ring: list[tuple[float, float]],
) -> None:
    shape = parse_geojson_geometry(polygon(ring))
    assert sorted(bboxes(shape)) == [(-180, -1, -179, 1), (179, -1, 180, 1)]
    assert shape.bbox == (179, -1, -179, 1)
    assert overlap_share(box(179, -1, -179, 1), shape) == 1.0
    assert overlap_share(box(179, -1, 180, 1), shape) == pytest.approx(0.5)
    assert contains(shape, 180, 0)
    assert contains(shape, -180, 0)
    assert to_geojson(shape)["type"] == "MultiPolygon"


def test_a_hole_beyond_the_antimeridian_stays_in_its_shape() -> None:
    ring = [(179.0, -1.0), (-179.0, -1.0), (-179.0, 1.0), (179.0, 1.0), (179.0, -1.0)]
    hole = [(-179.75, -0.5), (-179.25, -0.5), (-179.25, 0.5), (-179.75, 0.5), (-179.75, -0.5)]
    shape = parse_geojson_geometry(polygon(ring, hole))
    assert not contains(shape, -179.5, 0)
    assert contains(shape, 179.5, 0)


def test_a_map_of_the_world_is_not_cut_to_nothing() -> None:
    ring = [(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0), (-180.0, -90.0)]
    assert area_m2(parse_geojson_geometry(polygon(ring))) == pytest.approx(EARTH_M2, rel=1e-12)


def test_polygons_that_overlap_count_their_ground_once() -> None:
    doubled = {"type": "MultiPolygon", "coordinates": [polygon(SQUARE)["coordinates"]] * 2}
    assert area_m2(parse_geojson_geometry(doubled)) == pytest.approx(area_m2(box(0, 0, 1, 1)), rel=1e-9)


def test_outer_rings_run_anticlockwise() -> None:
    (ring,) = to_geojson(parse_geojson_geometry(polygon(SQUARE[::-1])))["coordinates"]
    assert sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in itertools.pairwise(ring)) < 0


def test_a_feature_or_a_collection_of_one_brings_its_polygon_and_heights_are_dropped() -> None:
    high = polygon(SQUARE)
    high["coordinates"] = [[[x, y, 12.0] for x, y in high["coordinates"][0]]]
    feature = {"type": "Feature", "properties": {"name": "apron"}, "geometry": high}
    wanted = box(0, 0, 1, 1)
    for obj in (high, feature, {"type": "FeatureCollection", "features": [feature]}):
        assert overlap_share(parse_geojson_geometry(obj), wanted) == 1.0


@pytest.mark.parametrize(
    ("obj", "hint"),
    [
        (None, "GeoJSON object"),
        ([], "GeoJSON object"),
        ({}, "give one Polygon"),
        ({"type": "Point", "coordinates": [0, 0]}, "give one Polygon"),
        ({"type": "FeatureCollection", "features": []}, "give one Polygon"),
        ({"type": "Feature", "geometry": None}, "GeoJSON object"),
        (
            {"type": "Feature", "geometry": {"type": "Feature", "geometry": {"type": "Feature"}}},
            "GeoJSON object",
        ),
        ({"type": "Polygon"}, "list of rings"),
        ({"type": "Polygon", "coordinates": []}, "list of rings"),
        ({"type": "Polygon", "coordinates": [7]}, "list of positions"),
        ({"type": "Polygon", "coordinates": [[]]}, "three different"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "three different"),
        ({"type": "Polygon", "coordinates": [[1, 2, 3, 4]]}, "a position is"),
        ({"type": "Polygon", "coordinates": [[["0", "0"], [1, 0], [1, 1], [0, 0]]]}, "two numbers"),
        ({"type": "Polygon", "coordinates": [[[True, 0], [1, 0], [1, 1], [0, 0]]]}, "two numbers"),
        (
            {"type": "Polygon", "coordinates": [[[float("nan"), 0], [1, 0], [1, 1], [0, 0]]]},
            "longitude within",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, float("inf")], [1, 0], [1, 1], [0, 0]]]},
            "longitude within",
        ),
        ({"type": "Polygon", "coordinates": [[[10**400, 0], [1, 0], [1, 1], [0, 0]]]}, "longitude within"),
        ({"type": "Polygon", "coordinates": [[[10**5000, 0], [1, 0], [1, 1], [0, 0]]]}, "longitude within"),
        ({"type": "Polygon", "coordinates": [[[35.4, 95.9], [1, 0], [1, 1], [0, 0]]]}, "longitude first"),
        ({"type": "Polygon", "coordinates": [[[0, 0]] * (VERTEX_LIMIT + 1)]}, "simplify"),
        ({"type": "MultiPolygon", "coordinates": []}, "no coordinates"),
        ({"type": "MultiPolygon", "coordinates": 7}, "no coordinates"),
        ({"type": "Polygon", "crs": {"properties": {"name": "EPSG:3857"}}, "coordinates": []}, "reproject"),
        (polygon([(0, 0), (1, 0), (2, 0), (0, 0)]), "redraw|no ground"),
        (polygon([(1, 1), (1, 1), (1, 1), (1, 1)]), "redraw|no ground|different"),
        (polygon([(0, 80), (120, 80), (-120, 80), (0, 80)]), "pole"),
    ],
)
def test_what_is_no_ground_is_refused_with_a_hint(obj: object, hint: str) -> None:
    with pytest.raises(WordError, match=hint):
        parse_geojson_geometry(obj)


def test_a_bow_tie_is_refused_and_the_crossing_is_named() -> None:
    with pytest.raises(WordError, match=r"self-intersection at longitude 0\.5, latitude 0\.5"):
        parse_geojson_geometry(polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)]))


def test_a_bow_tie_made_by_hand_is_refused_when_it_is_compared() -> None:
    tie = Geometry(((((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),),))
    with pytest.raises(WordError, match="self-intersection"):
        overlap_share(box(0, 0, 1, 1), tie)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from(["Polygon", "Feature"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features", "crs"]), inner)
    ),
    max_leaves=25,
)


@given(JSON_LIKE)
def test_any_json_is_a_shape_or_a_word_error(obj: object) -> None:
    try:
        assert parse_geojson_geometry(obj).polygons
    except WordError as error:
        assert error.hint


@given(st.lists(st.tuples(st.floats(-360, 360), st.floats(-90, 90)), min_size=3, max_size=7))
def test_any_ring_is_a_shape_on_earth_or_a_word_error(ring: list[tuple[float, float]]) -> None:
    try:
        shape = parse_geojson_geometry(polygon(ring))
    except WordError as error:
        assert error.hint
        return
    for west, south, east, north in bboxes(shape):
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


def test_touching_is_not_covering() -> None:
    left, right = box(0, 0, 1, 1), box(1, 0, 2, 1)
    assert intersects(left, right)
    assert overlap_share(left, right) == 0.0
    assert not overlaps(left, right)


def test_what_is_far_away_covers_nothing() -> None:
    assert overlap_share(box(0, 0, 1, 1), box(10, 10, 11, 11)) == 0.0
    assert overlap_share(box(0, 0, 1, 1), Geometry(())) == 0.0
    assert overlap_share(Geometry(()), box(0, 0, 1, 1)) == 0.0


def test_a_part_is_all_only_if_nothing_but_rounding_is_missing() -> None:
    whole = box(0, 0, 1, 1)
    assert overlap_share(box(0, 0, 1, 1 - 1e-13), whole) == 1.0
    assert overlap_share(box(0, 0, 1, 1 - 1e-6), whole) < 1.0


def test_areas_that_share_ground_are_named_in_pairs() -> None:
    shapes = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0.5, 0, 1.5, 1)]
    assert overlapping_pairs(shapes) == ((0, 2), (1, 2))


def test_a_site_fully_divided_has_no_elsewhere() -> None:
    site = box(0, 0, 1, 1)
    assert remainder(site, [box(0, 0, 0.5, 1), box(0.5, 0, 1, 1)]) == Geometry(())
    assert remainder(site, []) == site


def test_elsewhere_has_the_areas_as_holes() -> None:
    rest = remainder(box(0, 0, 1, 1), [box(0.25, 0.25, 0.75, 0.75)])
    assert len(rest.polygons[0]) == 2
    assert not contains(rest, 0.5, 0.5)


@pytest.mark.parametrize(
    "edges",
    [
        (0, 0, 0, 1),
        (0, 1, 1, 0),
        (0, 0, 181, 1),
        (0, -91, 1, 1),
        (float("nan"), 0, 1, 1),
        (0, 0, 1, float("inf")),
    ],
)
def test_a_box_has_four_edges_on_earth(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(WordError, match="south below north"):
        box(*edges)


@pytest.mark.parametrize(
    ("lon", "lat", "radius"),
    [(0, 0, 0), (0, 0, -1), (0, 0, 2e6), (0, 0, float("nan")), (181, 0, 1), (0, 91, 1), (0, 89.9, 50_000)],
)
def test_a_disc_has_a_centre_a_radius_and_no_pole(lon: float, lat: float, radius: float) -> None:
    with pytest.raises(WordError):
        disc(lon, lat, radius)
