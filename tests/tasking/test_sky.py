"""How likely a clear sky is: a table given, the log's own images, or unknown - and never a figure made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.model.images import Identity, Image
from obslog.model.when import Basis, Precision, When
from obslog.tasking.choosing.sky import Sky, climatology_of, clouds_by_month

DECEMBER = datetime(2024, 12, 12, 8, tzinfo=UTC)
TABLE = "site,month,clear,hour\nKhmeimim,12,0.45,\nKhmeimim,12,62%,10\nTartus,1,0.3,\n"


def image(
    name: str, cloud: float | None, *, when: datetime | None = DECEMBER, of: str | None = None
) -> Image:
    dated = When("", when, when and when + timedelta(hours=1), Precision.HOUR, Basis.ANALYST)
    identity = Identity(f"{name}.tif", dated, cloud_fraction=cloud)
    return Image(name, f"{name}.tif", 1, identity, acquisition_id=of)


def test_a_table_speaks_for_its_site_month_and_hour() -> None:
    sky = Sky(("Khmeimim", "OSLK"), climatology_of(TABLE, "sky.csv"))
    near_noon = sky.clear(DECEMBER, 11.0, "optical")
    assert (near_noon.chance, near_noon.basis) == (0.62, "climatology")
    assert "December" in near_noon.words and "62" in near_noon.words
    assert sky.clear(DECEMBER, 17.0, "optical").chance == 0.45


def test_a_table_is_found_under_an_alias_and_another_month_is_not_guessed() -> None:
    sky = Sky(("Hmeimim", "KHMEIMIM"), climatology_of(TABLE, "sky.csv"))
    assert sky.clear(DECEMBER, 11.0, "optical").chance == 0.62
    unknown = sky.clear(DECEMBER.replace(month=7), 11.0, "optical")
    assert (unknown.chance, unknown.basis) == (None, "unknown")
    assert not any(c.isdigit() for c in unknown.words)


def test_the_sky_does_not_matter_to_radar() -> None:
    assert Sky().clear(DECEMBER, 2.0, "sar").chance == 1.0


def test_the_log_s_own_images_count_smoothed_and_say_how_many_they_are() -> None:
    sky = Sky(clouds=clouds_by_month([image("a", 0.0), image("b", 0.1), image("c", 0.9)]))
    found = sky.clear(DECEMBER, 10.0, "optical")
    assert found.chance == pytest.approx(3 / 5) and found.basis == "history"
    assert "3 images" in found.words and "2 with at most" in found.words


def test_one_clear_image_is_no_certainty() -> None:
    assert Sky(clouds={12: (0.0,)}).clear(DECEMBER, 10.0, "optical").chance == pytest.approx(2 / 3)


def test_what_counts_as_clear_is_what_the_requirement_says() -> None:
    clouds = {12: (0.3, 0.3, 0.3)}
    assert Sky(clouds=clouds, max_cloud=0.5).clear(DECEMBER, 10, "optical").chance == pytest.approx(4 / 5)
    assert Sky(clouds=clouds, max_cloud=0.1).clear(DECEMBER, 10, "optical").chance == pytest.approx(1 / 5)


def test_crops_of_one_acquisition_saw_one_sky() -> None:
    crops = [image(name, 0.0, of="pass") for name in "abc"]
    assert clouds_by_month(crops) == {12: (0.0,)}


def test_images_of_unknown_month_or_cloud_say_nothing() -> None:
    year = image("y", 0.1)
    wide = When("2024", DECEMBER.replace(month=1), DECEMBER, Precision.YEAR, Basis.CAPTION)
    year = replace(year, identity=replace(year.identity, when=wide))
    assert clouds_by_month([image("n", None), image("u", 0.2, when=None), year]) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column site, month, clear"),
        ("site,clear\nx,1\n", "no column month"),
        ("site,month,clear\nx,13,0.5\n", "line 2: month '13'"),
        ("site,month,clear\nx,0,0.5\n", "line 2: month"),
        ("site,month,clear\nx,Dec,0.5\n", "line 2: month"),
        ("site,month,clear\nx,1,62\n", "line 2: clear '62'"),
        ("site,month,clear\nx,1,nan\n", "line 2: clear"),
        ("site,month,clear\nx,1,\n", "line 2: clear"),
        ("site,month,clear\n,1,0.5\n", "line 2: site"),
        ("site,month,clear,hour\nx,1,0.5,25\n", "line 2: hour"),
        ("site,month,clear\nx,1,0.5\nX,1,0.6\n", "line 3: that site, month and hour stand there twice"),
        ("site,month,clear\nx,²,0.5\n", "line 2: month"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(WordError, match=r"(?s).*") as told:
        climatology_of(text, "sky.csv")
    assert says in str(told.value) and "\n" not in str(told.value)


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_one_clear_line(text: str) -> None:
    try:
        climatology_of(f"site,month,clear\n{text}", "t")
    except WordError as error:
        assert "\n" not in str(error)


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 1))
def test_a_chance_by_history_is_never_certain(clouds: list[float], limit: float) -> None:
    found = Sky(clouds={12: tuple(clouds)} if clouds else {}, max_cloud=limit).clear(DECEMBER, 10, "optical")
    assert (found.chance is None) == (not clouds)
    assert found.chance is None or 0 < found.chance < 1
