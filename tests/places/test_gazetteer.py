"""Airports by ICAO code."""

from __future__ import annotations

import csv

import pytest

from obslog.model.errors import NotFoundError
from obslog.places.gazetteer import airport
from realdata import shared_data


def test_oslk_is_at_latakia_and_keeps_damascus_time() -> None:
    found = airport(" oslk ")
    assert (found.icao, found.country, found.timezone) == ("OSLK", "SY", "Asia/Damascus")
    assert found.lat == pytest.approx(35.401, abs=0.01)
    assert found.lon == pytest.approx(35.949, abs=0.01)


def test_oslk_lies_where_the_published_table_puts_it() -> None:
    table = shared_data() / "gazetteer" / "airportsdata_airports.csv"
    if not table.is_file():
        pytest.skip("the published table of airports is not here")
    with table.open(encoding="utf-8", newline="") as rows:
        row = next(row for row in csv.DictReader(rows) if row["icao"] == "OSLK")
    found = airport("OSLK")
    assert found.name == row["name"]
    assert found.lon == pytest.approx(float(row["lon"]))
    assert found.lat == pytest.approx(float(row["lat"]))


@pytest.mark.parametrize("code", ["", "ZZZZ", "OSL", "OSLKX", "ОSLK", "\x00\x00\x00\x00"])
def test_an_unknown_code_says_to_give_the_position_instead(code: str) -> None:
    with pytest.raises(NotFoundError, match="position"):
        airport(code)
