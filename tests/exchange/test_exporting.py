"""What leaves the log: what was asked for, with its bounds, dates, ids and head, and nothing that may not leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import obslog
from exchange.conftest import SITE, Filled
from obslog.model.errors import FileRefusedError, RefusedError, WordError


def features(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["features"])


def exported(filled: Filled, folder: Path, **wanted: Any) -> list[dict[str, Any]]:
    filled.log.export(folder / "out.geojson", **wanted)
    return [feature["properties"] for feature in features(folder / "out.geojson")]


def test_an_observation_leaves_with_bounds_date_evidence_and_head(anywhere: Filled, tmp_path: Path) -> None:
    head = anywhere.log.head()
    done = anywhere.log.export(tmp_path / "out.geojson")
    rows = [feature["properties"] for feature in features(tmp_path / "out.geojson")]
    assert (done.rows, done.head, done.left_out) == ({"observations": 5}, head, ())
    bounds = [(row["types"], row["count_min"], row["count_max"], row["kind"]) for row in rows]
    assert bounds == [
        ("An-124", 2, 2, "seen"), ("fighter", 3, None, "seen"), ("transport", None, None, "complete for"),
        ("An-26|An-32", 2, 4, "seen"), ("aircraft", 0, 0, "none"),
    ]  # fmt: skip
    first = rows[0]
    assert (first["area"], first["state"], first["confidence"]) == ("north", "nose raised", "confirmed")
    assert (first["earliest"], first["basis"]) == ("2024-12-10T08:00:00Z", "tags")
    assert (first["look"], first["image"]) == (anywhere.days[0].id, anywhere.days[0].image_id)
    assert {row["journal_head"] for row in rows} == {head}
    assert json.loads(rows[-1]["not_observable"]) == {"south": "cloud"}
    assert anywhere.log.head() == head, "an export leaves the head as it prints it"
    assert anywhere.log.verify() == ()


def test_a_draft_does_not_leave_unless_it_is_asked_for(filled: Filled, tmp_path: Path) -> None:
    assert filled.draft.id not in {row["look"] for row in exported(filled, tmp_path)}
    assert filled.draft.id in {row["look"] for row in exported(filled, tmp_path, drafts=True)}


def test_a_period_and_types_are_obeyed(filled: Filled, tmp_path: Path) -> None:
    december = exported(filled, tmp_path, since="2024-12-12", until="2024-12-14")
    assert [row["types"] for row in december] == ["An-26|An-32"]
    heavy = exported(filled, tmp_path, types=["heavy transport"], sites=["Hmeimim"])
    assert [row["types"] for row in heavy] == ["An-124"]


def test_nothing_of_an_image_that_may_not_be_published_leaves(filled: Filled, tmp_path: Path) -> None:
    hidden = filled.days[0]
    filled.hide(hidden.image_id)
    done = filled.log.export(tmp_path / "out.geojson", what=["observations", "marks", "images", "sites"])
    assert done.left_out == ("1 image that may not be published, with 1 look and 2 marks on it",)
    text = (tmp_path / "out.geojson").read_text(encoding="utf-8")
    assert str(hidden.image_id) not in text and hidden.id not in text
    assert "may not be published" in text, "the file says that something was left out"


def test_the_same_log_gives_the_same_bytes_and_no_time_of_making(filled: Filled, tmp_path: Path) -> None:
    first = filled.log.export(tmp_path / "a.geojson", what=["observations", "marks", "sites", "images"])
    second = filled.log.export(tmp_path / "b.geojson", what=["observations", "marks", "sites", "images"])
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert first.sha256 == second.sha256


def test_exports_are_recorded_outside_the_chain(filled: Filled, tmp_path: Path) -> None:
    from obslog.store import queries

    done = filled.log.export(tmp_path / "out.csv")
    (row,) = queries.exports(filled.log._desk.ws)
    assert (row["format"], row["sha256"], row["head"]) == ("csv", done.sha256, done.head)


def test_ground_keeps_to_the_right_hand_rule(filled: Filled, tmp_path: Path) -> None:
    from shapely.geometry import shape

    filled.log.export(tmp_path / "out.geojson", what=["sites", "images"])
    grounds = [feature["geometry"] for feature in features(tmp_path / "out.geojson")]
    assert len(grounds) == 7
    assert all(shape(ground).exterior.is_ccw for ground in grounds)


@pytest.mark.parametrize(
    ("name", "wanted", "told", "kind"),
    [
        ("out.shp", {}, "its name must end in", WordError),
        ("out.geojson", {"form": "dwg"}, "format 'dwg'", WordError),
        ("out.geojson", {"what": ["weather"]}, "it can be observations, marks, sites, images", WordError),
        ("out.csv", {"what": ["marks", "sites"]}, "one sheet", RefusedError),
        ("no/such/folder/out.csv", {}, "cannot be written", FileRefusedError),
        ("out.csv", {"since": "2025", "until": "2024"}, "is later than", RefusedError),
    ],
)
def test_what_cannot_be_done_is_one_line_and_no_file(
    filled: Filled, tmp_path: Path, name: str, wanted: dict[str, Any], told: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match=told) as error:
        filled.log.export(tmp_path / name, **wanted)
    assert "\n" not in str(error.value)
    assert not (tmp_path / name).exists()


def test_the_command_says_what_was_written_and_what_was_left_out(filled: Filled, tmp_path: Path) -> None:
    filled.hide(filled.days[0].image_id)
    filled.log.close()
    ran = obslog("export", "-o", tmp_path / "o.csv", "--site", SITE, log=filled.where).ok()
    assert "wrote" in ran.out and "2 observations" in ran.out and "head " in ran.out
    assert "left out: 1 image that may not be published" in ran.err
    (shape,) = obslog("export", "-o", tmp_path / "o.geojson", "--json", log=filled.where).ok().rows
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert [key for key in shape if f"`{key}`" not in page] == []
