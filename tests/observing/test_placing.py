"""A crop without georeference is placed by tie points: it then covers sites as any image, and undo takes it back."""

from __future__ import annotations

import pytest

from observing.scene import AROUND, SITE, Airfield
from obslog.model.errors import RefusedError, WordError
from obslog.model.images import Tie
from obslog.observing.placing import read_tie

WEST, SOUTH, EAST, NORTH = AROUND
#: The 48 by 48 pixels of a crop laid over the airfield and its surroundings.
TIES = [f"0,0={NORTH},{WEST}", f"48,0={NORTH},{EAST}", f"48,48={SOUTH},{EAST}", f"0,48={SOUTH},{WEST}"]


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        ("812,455=35.4101,35.9487", Tie(812, 455, 35.9487, 35.4101)),
        (" 812.5 , 455 = 35.4101 35.9487", Tie(812.5, 455, 35.9487, 35.4101)),
        ("1,2=35°24'36\"N 35°56'55\"E", Tie(1, 2, 35.948611, 35.41)),
    ],
)
def test_a_tie_is_a_pixel_and_a_position_in_any_notation(text: str, tie: Tie) -> None:
    read = read_tie(text)
    assert (read.column, read.row) == (tie.column, tie.row)
    assert (read.lon, read.lat) == pytest.approx((tie.lon, tie.lat), abs=1e-6)


@pytest.mark.parametrize(
    "text", ["1=35,35", "1,2,3=35,35", "a,b=35,35", "1,2", "1,nan=35,35", "1,2=north", "1,inf=3,3"]
)
def test_what_is_no_tie_is_one_line(text: str) -> None:
    with pytest.raises(WordError):
        read_tie(text)


def test_a_placed_crop_covers_the_site_and_undo_takes_it_back(field: Airfield) -> None:
    crop = field.crop("2024-12-13T08:12:00Z")
    done = field.log.image_place(crop, TIES, reason="the runway and the tower")
    known = done.image.identity
    assert known.georeference == "ties" and known.basis["footprint"] == "analyst"
    assert known.error_m is not None and known.error_m < 1
    assert known.footprint is not None and known.footprint.bbox == pytest.approx(AROUND, abs=1e-5)
    assert done.image.sites == ((field.site.id, 1.0),)
    assert len(done.image.ties) == 4
    look = field.log.look_add(SITE, image=crop, saw=["An-124=2"], complete_for=["An-124"])
    assert {visible.fraction for visible in look.visible.values()} == {1.0}
    assert field.log.verify() == ()
    field.log.undo(field.entry("look add"))
    field.log.undo(field.entry("image place"))
    back = field.log.image_show(crop)
    assert (back.identity.footprint, back.ties, back.identity.georeference) == (None, (), "none")
    assert field.log.verify() == ()


def test_two_ties_do_and_say_that_nothing_tells_the_error(field: Airfield) -> None:
    done = field.log.image_place(field.crop(), TIES[:2])
    assert done.image.identity.error_m is None
    assert "a fourth would" in done.warnings[0]


def test_the_same_ties_again_change_nothing_others_do(field: Airfield) -> None:
    crop = field.crop()
    field.log.image_place(crop, TIES)
    with pytest.raises(RefusedError, match="already"):
        field.log.image_place(crop, TIES)
    assert len(field.log.image_place(crop, TIES[:3]).image.ties) == 3


def test_a_place_of_the_file_s_own_is_replaced_only_with_a_reason(field: Airfield) -> None:
    image = field.image("2024-12-13T08:12:00Z")
    ties = ["0,0=35.5,36.0", "100,0=35.5,36.002", "0,100=35.4985,36.0"]
    with pytest.raises(RefusedError, match="--because"):
        field.log.image_place(image, ties)
    done = field.log.image_place(image, ties, reason="its header is of another scene")
    assert done.image.sites == ()
    field.log.undo()
    assert field.log.image_show(image).sites == ((field.site.id, 1.0),)


def test_a_stated_site_that_the_footprint_misses_stays_with_a_warning(field: Airfield) -> None:
    crop = field.crop()
    done = field.log.image_place(crop, ["0,0=36.5,36.0", "48,0=36.5,36.002", "0,48=36.498,36.0"])
    assert any(SITE in warning for warning in done.warnings)
    assert [site for site, _ in done.image.sites] == [field.site.id]
