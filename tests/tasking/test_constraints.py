"""A requirement in a product's own queryables: every need is asked or named, and none is asked for less than it needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.requirements import Needs, SensorKind
from obslog.tasking.orders.constraints import express, filter_text

START = datetime(2026, 5, 8, tzinfo=UTC)


def needs(**given: Any) -> Needs:
    return Needs(START, START + timedelta(days=14), **{"min_covered": 0.0, **given})


def schema(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name.replace("__", ":"): rule for name, rule in properties.items()},
    }


NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("wanted", "properties", "text"),
    [
        ({"max_off_nadir_deg": 25}, {"off_nadir": NUMBER}, "off_nadir <= 25"),
        ({"max_off_nadir_deg": 25}, {"view__off_nadir": NUMBER}, "view:off_nadir <= 25"),
        ({"max_off_nadir_deg": 25}, {"maxOffNadir": NUMBER}, "maxOffNadir <= 25"),
        ({"max_off_nadir_deg": 25}, {"incidence_angle": NUMBER}, "incidence_angle <= 25"),
        ({"max_off_nadir_deg": 25}, {"grazingAngleDegrees": NUMBER}, "grazingAngleDegrees >= 65"),
        ({"max_off_nadir_deg": 25}, {"grazing_angle": NUMBER, "off_nadir": NUMBER}, "off_nadir <= 25"),
        ({"max_off_nadir_deg": 60}, {"off_nadir": {"type": "number", "maximum": 45}}, "off_nadir <= 45"),
        ({"max_cloud": 0.2}, {"eo__cloud_cover": {"type": "number", "maximum": 100}}, "eo:cloud_cover <= 20"),
        ({"max_cloud": 0.2}, {"eo__cloud_cover": NUMBER}, "eo:cloud_cover <= 20"),
        ({"max_cloud": 0.2}, {"cloud_cover": {"type": "number", "maximum": 1}}, "cloud_cover <= 0.2"),
        ({"max_cloud": 0.2}, {"maxCloudCover": {"type": "integer", "minimum": 0, "maximum": 100}}, "maxCloudCover <= 20"),
        ({"max_cloud": 0.2}, {"max_cloud_cover_pct": NUMBER}, "max_cloud_cover_pct <= 20"),
        ({"min_sun_deg": 15}, {"view__sun_elevation": NUMBER}, "view:sun_elevation >= 15"),
        ({"max_gsd_m": 0.5}, {"gsd": NUMBER}, "gsd <= 0.5"),
        ({"min_niirs": 5}, {"niirs": {"anyOf": [{"type": "null"}, {"type": "number"}]}}, "niirs >= 5"),
        ({"sensor": SensorKind.SAR}, {"sensor_type": {"enum": ["optical", "SAR"]}}, "sensor_type = SAR"),
        ({"max_off_nadir_deg": 25, "max_cloud": 0.1}, {"off_nadir": NUMBER, "cloud_cover": {"maximum": 1}},
         "off_nadir <= 25 and cloud_cover <= 0.1"),
        ({}, {"off_nadir": NUMBER}, "none"),
    ],
)  # fmt: skip
def test_a_need_goes_by_the_name_that_the_product_has_for_it(wanted: Any, properties: Any, text: str) -> None:
    said = express(needs(**wanted), schema(**properties))
    assert filter_text(said.filter) == text
    assert said.unexpressed == ()


@pytest.mark.parametrize(
    ("wanted", "properties", "sentence"),
    [
        ({"max_off_nadir_deg": 25}, {}, "off-nadir at most 25°: the product has no queryable for it"),
        ({"max_off_nadir_deg": 25}, {"off_nadir": {"type": "string"}},
         "off-nadir at most 25°: the product has no queryable for it"),
        ({"max_off_nadir_deg": 5}, {"off_nadir": {"minimum": 10}},
         "off-nadir at most 5°: the product's `off_nadir` begins at 10, so it is not asked"),
        ({"max_cloud": 0.2}, {"cloud_cover": NUMBER},
         "cloud at most 20 %: `cloud_cover` does not say whether it counts percent or fractions, so it is not asked"),
        ({"min_sun_deg": 15}, {}, "sun at least 15° high: the product has no queryable for it"),
        ({"max_gsd_m": 0.5}, {"off_nadir": NUMBER}, "pixels of at most 0.5 m: the product has no queryable for it"),
        ({"sensor": SensorKind.OPTICAL}, {}, "sensor optical: only the choice of the product says so"),
        ({"min_covered": 0.95}, {}, "at least 95 % of the ground in the image: an order states the ground alone"),
        ({"useful_until": START + timedelta(days=20)}, {},
         "useful until 2026-05-28T00:00Z: an order states when to collect, not when to deliver"),
    ],
)  # fmt: skip
def test_what_a_product_cannot_say_is_named(wanted: Any, properties: Any, sentence: str) -> None:
    said = express(needs(**wanted), schema(**properties))
    assert said.filter is None
    assert said.unexpressed == (sentence,)


def test_a_limit_asked_by_another_angle_says_that_it_is_stricter() -> None:
    (said,) = express(needs(max_off_nadir_deg=30), schema(grazingAngleDegrees=NUMBER)).asked
    assert said == "off-nadir at most 30°, asked as `grazingAngleDegrees` at least 60°, which is stricter"


@given(
    off_nadir=st.none() | st.floats(0, 90), cloud=st.none() | st.floats(0, 1), sun=st.none() | st.floats(-90, 90),
    gsd=st.none() | st.floats(0.01, 100), niirs=st.none() | st.floats(0, 9), sensor=st.sampled_from(SensorKind),
    names=st.sets(st.sampled_from([
        "off_nadir", "incidence_angle", "grazingAngle", "eo:cloud_cover", "cloud_cover", "gsd", "niirs",
        "view:sun_elevation", "sensor_type", "colour",
    ])),
)  # fmt: skip
def test_every_need_is_asked_or_named(
    off_nadir: Any, cloud: Any, sun: Any, gsd: Any, niirs: Any, sensor: Any, names: Any
) -> None:
    wanted = needs(
        max_off_nadir_deg=off_nadir,
        max_cloud=cloud,
        min_sun_deg=sun,
        max_gsd_m=gsd,
        min_niirs=niirs,
        sensor=sensor,
    )
    said = express(wanted, {"properties": {name: {"type": "number"} for name in names}})
    stated = sum(one is not None for one in (off_nadir, cloud, sun, gsd, niirs)) + (
        sensor is not SensorKind.ANY
    )
    assert len(said.asked) + len(said.unexpressed) == stated
    assert filter_text(said.filter)


ANY_SCHEMA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["properties", "off_nadir", "gsd", "type", "enum", "minimum", "maximum", "anyOf", "allOf", "$ref", "required"]
        ),
        inner | st.just("#/properties") | st.just("#"), max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(ANY_SCHEMA)
def test_a_schema_of_any_shape_asks_or_names(document: Any) -> None:
    wanted = needs(max_off_nadir_deg=25, max_gsd_m=0.5)
    said = express(wanted, document if isinstance(document, dict) else {"properties": document})
    assert len(said.asked) + len(said.unexpressed) == 2
