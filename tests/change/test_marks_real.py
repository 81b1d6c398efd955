"""Two saves of a third party's markers on one real airfield: 23 aircraft were added and none removed."""

from __future__ import annotations

import csv
from dataclasses import replace
from math import cos, hypot, radians
from pathlib import Path

import pytest

from change.ramps import TREE, relative_sigma, states
from obslog.change.marks import ObjectState, Offset, Registration, diff_marks
from obslog.change.spots import Spot
from obslog.places.plane import Plane, bearing_deg
from realdata import shared_data

PLANE = Plane(-86.69, 30.43)
FIRST, SECOND = "markersave-20160812-1128013-0238.csv", "markersave-20160812-1131003-0527.csv"
#: The tile that is here, of a larger picture: columns and rows.
TILE = (912, 1526)


def rows(name: str) -> list[dict[str, str]]:
    folder = shared_data() / "hurlburt"
    if not folder.is_dir():
        pytest.skip("the marked airfield is not here (../shared/data/hurlburt)")
    lines = Path(folder / name).read_text(encoding="utf-8").lstrip("#").splitlines()
    return list(csv.DictReader(lines, delimiter="|"))


def spots(name: str) -> list[Spot]:
    """The markers as spots: the middle of nose and tail, heading and length from the two, in true metres."""
    found = []
    for number, row in enumerate(rows(name)):
        x1, y1 = PLANE.to_metres(float(row["p1Lon"]), float(row["p1Lat"]))
        x2, y2 = PLANE.to_metres(float(row["p2Lon"]), float(row["p2Lat"]))
        found.append(
            Spot(
                f"{name[-8:-4]}-{number}", (x1 + x2) / 2, (y1 + y2) / 2, ("fixed-wing",),
                heading_deg=bearing_deg(x1 - x2, y1 - y2), length_m=hypot(x2 - x1, y2 - y1), sigma_m=1.0,
            )
        )  # fmt: skip
    return found


def test_the_size_of_a_marker_is_in_web_mercator_and_shrinks_by_the_latitude() -> None:
    for row, spot in zip(rows(SECOND), spots(SECOND), strict=True):
        assert spot.length_m == pytest.approx(float(row["size"]) * cos(radians(30.43)), rel=0.01)


def test_26_of_the_markers_lie_on_the_tile_that_is_here() -> None:
    inside = [r for r in rows(SECOND) if float(r["p1x"]) <= TILE[0] and float(r["p1y"]) <= TILE[1]]
    assert len(inside) == 26


@pytest.mark.parametrize("offset", [Offset(0.3, Registration.SAME_IMAGE), Offset(relative_sigma(5.0))])
def test_the_later_save_adds_23_aircraft_and_removes_none(offset: Offset) -> None:
    first, second = spots(FIRST), spots(SECOND)
    assert states(diff_marks(TREE, first, second, offset)) == {"still occupied": 16, "new": 23}
    assert states(diff_marks(TREE, second, first, offset)) == {"still occupied": 16, "gone": 23}


def test_a_shift_of_the_later_save_is_found_and_taken_out() -> None:
    second = [replace(s, x_m=s.x_m + 6.0, y_m=s.y_m - 4.0) for s in spots(SECOND)]
    found = diff_marks(TREE, spots(FIRST), second, Offset(relative_sigma(10.0)))
    assert found.shift is not None
    assert (found.shift.east_m, found.shift.north_m) == pytest.approx((6.0, -4.0), abs=0.3)
    assert len(found.of(ObjectState.STILL_OCCUPIED)) == 16 and len(found.of(ObjectState.NEW)) == 23
