"""Marks come into the log from files of other tools: all of a file in one entry, or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commandline import obslog
from exchange.conftest import Filled
from obslog.exchange.marks.mark_formats import FORMATS
from obslog.exchange.marks.type_map import UnknownLabelsError
from obslog.model.errors import FileRefusedError, ObslogError, RefusedError
from obslog.model.marks import Mark
from realdata import shared_data

WRITTEN = sorted(name for name, one in FORMATS.items() if one.write)
ENDINGS = {"coco": ".json", "cvat": ".xml"}


def said(marks: tuple[Mark, ...]) -> list[tuple[object, ...]]:
    return sorted((m.kind, m.points, m.types, m.confidence, m.state, m.remarks, m.area, m.lon) for m in marks)


def boxes(tmp_path: Path, *labels: str, name: str = "scene1.tif", size: tuple[int, int] = (400, 400)) -> Path:
    """A COCO file of one image with a box for each label."""
    document = {
        "images": [{"id": 1, "file_name": name, "width": size[0], "height": size[1]}],
        "categories": [{"id": place, "name": label} for place, label in enumerate(labels)],
        "annotations": [
            {"id": place, "image_id": 1, "category_id": place, "bbox": [190 + place, 140, 20, 20]}
            for place, _ in enumerate(labels)
        ],
    }
    path = tmp_path / "marks.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", WRITTEN)
def test_marks_leave_a_log_and_come_back_the_same(filled: Filled, tmp_path: Path, form: str) -> None:
    image, look = filled.days[0].image_id, filled.days[0].id
    before = filled.log.mark_list(image)
    out = tmp_path / f"out{ENDINGS.get(form, '')}"
    filled.log.export(out, form=form)
    for mark in before:
        filled.log.mark_remove(mark.id)
    taken = filled.log.mark_import(out, look=look)
    assert (taken.format, taken.read, taken.outside) == (form, 2, 0)
    assert said(filled.log.mark_list(image)) == said(before)
    assert {mark.look_id for mark in taken.marks} == {look}
    filled.log.undo()
    assert filled.log.mark_list(image) == (), "one undo takes the whole file away"


def test_a_file_that_names_its_image_needs_no_other_word(anywhere: Filled, tmp_path: Path) -> None:
    taken = anywhere.log.mark_import(boxes(tmp_path, "Condor", "Il-76"))
    assert {mark.image_id for mark in taken.marks} == {anywhere.days[0].image_id}
    assert sorted(mark.types[0] for mark in taken.marks) == ["An-124", "Il-76"]
    assert anywhere.log.journal()[0].action == "mark import"
    assert anywhere.log.verify() == ()


def test_labels_that_are_no_types_are_refused_with_near_names_until_they_are_mapped(
    filled: Filled, tmp_path: Path
) -> None:
    path, head = boxes(tmp_path, "An-12A", "DontCare", "An-124"), filled.log.head()
    with pytest.raises(UnknownLabelsError, match="no types of the tree: 'An-12A'") as told:
        filled.log.mark_import(path)
    assert "An-12" in told.value.labels["An-12A"][1] and list(told.value.labels) == ["An-12A", "DontCare"]
    assert filled.log.head() == head
    table = tmp_path / "types.toml"
    table.write_text('[types]\n"An-12A" = "An-26|An-32"\nDontCare = ""\n', encoding="utf-8")
    taken = filled.log.mark_import(path, type_map=table)
    assert sorted(mark.types for mark in taken.marks) == [("An-124",), ("An-26", "An-32")]
    assert taken.unwanted == 1


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("other.tif", (400, 400), "no image of this log has that name; say which with --image or --look"),
        ("scene1.tif", (40, 30), "is 40 x 30 pixels there"),
    ],
)
def test_marks_of_another_image_are_not_laid_on_this_one(
    filled: Filled, tmp_path: Path, name: str, size: tuple[int, int], told: str
) -> None:
    head = filled.log.head()
    with pytest.raises(RefusedError, match=told) as error:
        filled.log.mark_import(boxes(tmp_path, "An-124", name=name, size=size))
    assert "\n" not in str(error.value) and filled.log.head() == head


def test_a_mark_that_contradicts_its_look_is_named_and_nothing_of_the_file_is_kept(
    filled: Filled, tmp_path: Path
) -> None:
    none_seen, head = filled.days[2], filled.log.head()
    with pytest.raises(ObslogError, match="annotation 0: ") as error:
        filled.log.mark_import(boxes(tmp_path, "ship", "Il-76"), look=none_seen.id)
    assert "\n" not in str(error.value) and filled.log.head() == head


def test_a_mark_that_lies_outside_is_left_out_and_counted(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("type,x,y\nAn-124,10,10\nAn-124,4000,10\n", encoding="utf-8")
    taken = filled.log.mark_import(tmp_path / "m.csv", image=filled.days[0].image_id)
    assert (len(taken.marks), taken.read, taken.outside) == (1, 2, 1)
    (tmp_path / "m.csv").write_text("type,x,y\nAn-124,4000,10\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="none of its 1 marks lies on the image"):
        filled.log.mark_import(tmp_path / "m.csv", image=filled.days[0].image_id)


def test_places_in_degrees_are_laid_on_the_ground_of_the_image(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("label;lon;lat\nAn-124;35.941;35.4015\n", encoding="utf-8")
    (mark,) = filled.log.mark_import(tmp_path / "m.csv", image=filled.days[0].image_id).marks
    assert (mark.lon, mark.lat) == (pytest.approx(35.941, abs=1e-8), pytest.approx(35.4015, abs=1e-8))
    assert mark.points[0] == (pytest.approx(200, abs=0.01), pytest.approx(150, abs=0.01))


def test_a_folder_of_labels_that_is_no_folder_is_one_line(filled: Filled, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="no such file"):
        filled.log.mark_import(tmp_path / "none.json")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileRefusedError, match="it holds no file of marks"):
        filled.log.mark_import(tmp_path / "empty")


def test_the_command_maps_labels_and_says_what_was_left_out(filled: Filled, tmp_path: Path) -> None:
    path = boxes(tmp_path, "plane", "DontCare")
    filled.log.close()
    refused = obslog("mark", "import", path, log=filled.where)
    assert refused.code == 1 and "--map 'plane=TYPE'" in refused.err
    ran = obslog(
        "mark", "import", path, "--map", "plane=fixed-wing", "--map", "DontCare=", log=filled.where
    ).ok()
    assert "1 of 2 marks taken" in ran.out and "1 left out: their labels are mapped to nothing" in ran.err
    rows = (
        obslog(
            "mark", "import", path, "--map", "plane=ship", "--map", "DontCare=", "--json", log=filled.where
        )
        .ok()
        .rows
    )
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert [key for key in rows[-1]["summary"] if f"`{key}`" not in page] == []


def test_the_markers_of_a_real_airfield_are_all_read(tmp_path: Path) -> None:
    folder = shared_data() / "hurlburt"
    if not folder.is_dir():
        pytest.skip("the marked airfield is not here (../shared/data/hurlburt)")
    log = str(tmp_path / "obslog.db")
    obslog("init", log=log).ok()
    obslog("site", "add", "KHRT", log=log).ok()
    rows = obslog("import", folder / "bing_z18_1-1.tif", "--set", "when=2016-08", "--json", log=log).ok().rows
    image = rows[0]["image"]
    told = []
    for name in sorted(folder.glob("markersave-*.csv")):
        taken = obslog(
            "mark", "import", name, "--image", image, "--map", "Airplane=fixed-wing", "--json", log=log
        ).ok()
        told.append([taken.rows[-1]["summary"][key] for key in ("read", "marks", "outside")])
        assert (
            "lie up to"
            in obslog("mark", "import", name, "--image", image, "--map", "Airplane=fixed-wing", log=log).err
        )
        degrees = [
            [float(cell) for cell in line.split("|")[6:10]]
            for line in name.read_text("utf-8").splitlines()[1:]
        ]
        middles = {(round((a + c) / 2, 6), round((b + d) / 2, 6)) for a, b, c, d in degrees}
        marks = {(round(row["lon"], 6), round(row["lat"], 6)) for row in taken.rows[:-1]}
        assert marks <= middles, (
            "a marker lies where its degrees say; its pixels are those of a larger picture"
        )
    assert told == [[16, 16, 0], [39, 26, 13]]
