"""What obslog writes it reads back without loss, whatever is in the names: for each format of rows."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.rows import HOSTILE, all_sheets, one_sheet, same
from obslog.exchange.rows import csv_sheets
from obslog.exchange.rows.sheets import Parcel, joined, parted
from obslog.exchange.showing import meant, shown
from obslog.model.errors import FileRefusedError
from obslog.model.text import safe

# What fails is told as it was drawn: to make it small would take minutes.
SLOW = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
#: Formats that hold several sheets, and those that hold one.
SEVERAL, ONE = ("geojson", "kml", "kmz", "xlsx", "gpkg"), ("csv_sheets",)


def back(form: str, parcel: Parcel) -> Any:
    module = import_module(f"obslog.exchange.rows.{form}")
    return module.read(module.write(parcel), "file")


@pytest.mark.parametrize("form", SEVERAL)
@SLOW
@given(parcel=all_sheets)
def test_sheets_come_back_as_they_left(form: str, parcel: Parcel) -> None:
    digits = 16 if form == "xlsx" else None
    assert same(back(form, parcel)) == same(parcel.sheets, digits)


@pytest.mark.parametrize("form", ONE)
@SLOW
@given(parcel=one_sheet)
def test_a_sheet_comes_back_as_it_left(form: str, parcel: Parcel) -> None:
    assert same(back(form, parcel)) == same(parcel.sheets)


@pytest.mark.parametrize("form", (*SEVERAL, *ONE))
@settings(max_examples=5)
@given(parcel=one_sheet)
def test_the_same_data_gives_the_same_bytes(form: str, parcel: Parcel) -> None:
    write = import_module(f"obslog.exchange.rows.{form}").write
    assert write(parcel) == write(parcel)


@given(text=st.text() | st.sampled_from(HOSTILE))
def test_what_is_shown_hides_nothing_and_can_be_taken_back(text: str) -> None:
    assert safe(shown(text)) == shown(text)
    assert meant(shown(text)) == text


@given(text=st.text() | st.sampled_from(HOSTILE))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert csv_sheets.guarded(text)[:1] not in tuple("=+-@\t\r")[:4]
    assert csv_sheets.unguarded(csv_sheets.guarded(text)) == text


@given(names=st.lists(st.text(min_size=1) | st.sampled_from(HOSTILE), max_size=4))
def test_several_names_in_one_cell_come_apart_again(names: list[str]) -> None:
    assert list(parted(joined(names))) == names


@pytest.mark.parametrize("form", (*SEVERAL, *ONE))
@settings(max_examples=30)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_a_file_that_is_none_is_refused_in_one_line(form: str, data: bytes) -> None:
    with pytest.raises(FileRefusedError) as told:
        import_module(f"obslog.exchange.rows.{form}").read(data, "file")
    assert "\n" not in str(told.value)
