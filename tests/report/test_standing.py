"""Stands worth a second look: a list when it is asked for, never a verdict, and a sentence where nothing can be compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from report.pictured import BEFORE, SITE, Base


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(str(tmp_path / "obslog.db"), tmp_path / "images")


def lists(base: Base) -> list[dict[str, Any]]:
    """The lists of stands of the report."""
    found: list[dict[str, Any]] = json.loads(base.report("json", pictures=0, stands=True))["stands"]
    return found


def test_nothing_is_listed_unasked(base: Base) -> None:
    assert json.loads(base.report("json", pictures=0))["stands"] == []
    assert "second look" not in base.report("html", pictures=0)


def test_the_place_of_an_object_that_is_gone_is_listed_and_no_other(base: Base) -> None:
    (one,) = lists(base)
    assert one["before"] == "I1" and one["after"] == "I2"
    (stand,) = one["stands"]
    gone = base.log.mark_list(image=base.before)[1]
    assert stand["mark"] == gone.id and gone.points[0] == BEFORE[1]
    assert stand["likeness"] < 0.6 and stand["types"] == "An-124"
    assert "no verdict" in one["says"]


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_every_form_says_that_these_are_no_changes(base: Base, form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
        assert base.written("report.pdf", stands=True).stat().st_size > 10_000
        return
    text = base.report(form, pictures=0, stands=True)
    assert "Stands worth a second look" in text and "not changes" in text


def test_images_far_apart_in_time_are_not_held_against_one_another(base: Base) -> None:
    late = base.image("late.tif", "2025-03-12T08:00:00Z", ())
    base.log.look_add(SITE, image=late, none=["An-124"], visible={"elsewhere": 1.0})
    last = lists(base)[-1]
    assert last["stands"] == [] and last["says"].startswith("not compared: 90 days apart")


def test_a_file_that_is_gone_is_a_sentence(base: Base) -> None:
    (base.folder / "after.tif").unlink()
    (one,) = lists(base)
    assert one["stands"] == [] and one["says"].startswith("not compared: ")


def test_a_list_makes_no_claim(base: Base) -> None:
    plain = json.loads(base.report("json", pictures=0))
    asked = json.loads(base.report("json", pictures=0, stands=True))
    assert plain["claims"] == asked["claims"] and plain["sections"] == asked["sections"]
