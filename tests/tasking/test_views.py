"""What a pass offers over a whole ground: the same as at its middle for a point, best and worst for a polygon."""

from __future__ import annotations

from datetime import timedelta

import pytest

from obslog.orbits.passes import Place, Wanted, find_passes
from obslog.orbits.sensors import Sensor
from obslog.places.ground import area_m2, box, disc
from obslog.tasking.choosing.aim import aim_at
from obslog.tasking.choosing.views import ground_views
from orbits.samples import EPOCH, low_orbit

SETS = [low_orbit(n) for n in range(1, 9)]
SENSORS = {
    one.norad_id: Sensor(one.name, one.norad_id, "optical", gsd_m=0.5, swath_km=10.0, max_off_nadir_deg=60.0)
    for one in SETS
}


def passes(lon: float, lat: float, days: float = 2.0) -> tuple[object, ...]:
    table = find_passes(
        SETS, [Place("here", lon, lat)], Wanted(EPOCH, EPOCH + timedelta(days=days)), SENSORS.values()
    )
    assert len(table.passes) > 10
    return table.passes


@pytest.mark.parametrize(("lon", "lat"), [(35.9, 35.4), (179.99, -50.0), (-70.0, 70.0)])
def test_over_a_point_it_is_what_the_pass_says(lon: float, lat: float) -> None:
    found = passes(lon, lat)
    for one, view in zip(
        found, ground_views(found, SETS, aim_at("here", None, lon, lat), SENSORS), strict=True
    ):
        assert view.one is one
        for ends, value in ((view.off_nadir_deg, one.off_nadir_deg), (view.incidence_deg, one.incidence_deg)):
            assert ends == (pytest.approx(value, abs=0.002), pytest.approx(value, abs=0.002))
        assert view.gsd_m == (pytest.approx(one.gsd_m), pytest.approx(one.gsd_m))
        assert view.across_km == 0 and view.collects == 1


def test_over_a_polygon_the_ends_enclose_its_middle_and_agree_with_passes_over_its_corners() -> None:
    ground = box(35.8, 35.3, 36.0, 35.5)
    aim = aim_at("here", ground, 0, 0)
    assert (aim.lon, aim.lat) == (pytest.approx(35.9, abs=1e-3), pytest.approx(35.4, abs=1e-3))
    assert aim.area_km2 == pytest.approx(area_m2(ground) / 1e6)
    found = passes(aim.lon, aim.lat)
    for view in ground_views(found, SETS, aim, SENSORS):
        least, most = view.off_nadir_deg
        assert least <= view.one.off_nadir_deg + 1e-3 and view.one.off_nadir_deg <= most + 1e-3
        assert most > least and view.gsd_m is not None and view.gsd_m[1] > view.gsd_m[0]
        # 18 by 22 km: no track crosses less than the shorter side, none more than the diagonal.
        assert 17.9 < view.across_km < 29
        assert view.collects in (2, 3)


def test_a_track_to_the_north_sees_the_width_from_west_to_east() -> None:
    aim = aim_at("here", box(35.8, 35.3, 36.0, 35.35), 0, 0)
    assert aim.across_km(0) == pytest.approx(18.1, abs=0.2)
    assert aim.across_km(180) == pytest.approx(aim.across_km(0))
    assert aim.across_km(90) == pytest.approx(5.55, abs=0.05)


def test_ground_across_the_antimeridian_is_one_piece() -> None:
    aim = aim_at("date line", box(179.9, -10.1, -179.9, -9.9), 0, 0)
    assert abs(aim.lon) == pytest.approx(180, abs=0.01)
    assert aim.across_km(0) == pytest.approx(21.9, abs=0.3)


def test_a_disc_is_as_wide_from_every_side() -> None:
    aim = aim_at("disc", disc(35.9, 35.4, 2000), 0, 0)
    assert all(aim.across_km(turn) == pytest.approx(4.0, abs=0.05) for turn in range(0, 180, 15))


def test_the_sun_mirrors_where_both_stand_opposite_each_other_at_one_height() -> None:
    found = passes(35.9, 35.4)
    for view in ground_views(found, SETS, aim_at("here", None, 35.9, 35.4), SENSORS):
        if view.one.sun_elevation_deg <= 0:
            assert view.glint_deg == 180
            continue
        # The mirrored sun stands as high as the sun: the two heights are no further apart than the angle.
        assert view.glint_deg >= abs(view.one.max_elevation_deg - view.one.sun_elevation_deg) - 0.01
        assert view.glint_deg <= 180 - view.one.max_elevation_deg - view.one.sun_elevation_deg + 0.01


def test_satellites_without_elements_are_left_out() -> None:
    found = passes(35.9, 35.4)
    views = ground_views(found, SETS[:1], aim_at("here", None, 35.9, 35.4), SENSORS)
    assert {view.one.norad_id for view in views} <= {SETS[0].norad_id}
    assert ground_views([], SETS, aim_at("here", None, 0, 0), SENSORS) == []
