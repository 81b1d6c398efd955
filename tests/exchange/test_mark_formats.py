"""Marks that leave in a format come back as they were, and files of other tools are read as those tools mean them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.drawn_marks import HIGH, WIDE, images
from obslog.exchange.marks.mark_files import FileMark, MarkedImage, corners
from obslog.exchange.marks.mark_formats import FORMATS, load, told_by
from obslog.model.errors import FileRefusedError
from obslog.model.marks import MarkKind

ABOUT = {"program": "obslog", "journal_head": "51:84713b"}
WRITTEN = sorted(name for name, one in FORMATS.items() if one.write)
QUICK = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
BOX = FileMark(((10.0, 20.0), (30.0, 60.0)), MarkKind.BOX, "An-124", {"confidence": "possible"})
TILTED = FileMark(
    ((20.0, 10.0), (40.0, 30.0), (30.0, 40.0), (10.0, 20.0)), MarkKind.ORIENTED, "heavy transport"
)
POINT = FileMark(((5.5, 6.25),), MarkKind.POINT, "Il-76")
IMAGE = MarkedImage("scene.tif", (BOX, TILTED, POINT), "ab" * 32, WIDE, HIGH)


def written(form: str, *given_images: MarkedImage) -> dict[str, bytes]:
    write = FORMATS[form].write
    assert write is not None
    files, _ = write(given_images, ABOUT)
    return {"marks" if name == "" else name: data for name, data in files.items()}


def ordered(found: Any) -> Any:
    def key(mark: FileMark) -> str:
        return repr((mark.label, mark.kind, mark.points, sorted(mark.said.items())))

    return sorted(
        (replace(image, marks=tuple(sorted(image.marks, key=key))) for image in found), key=lambda i: i.sha256
    )


@pytest.mark.parametrize("form", WRITTEN)
@QUICK
@given(given_images=images())
def test_marks_come_back_as_they_left(form: str, given_images: list[MarkedImage]) -> None:
    files = written(form, *given_images)
    assert ordered(FORMATS[form].read(files, "marks")) == ordered(given_images)
    assert written(form, *given_images) == files, "the same data gives the same bytes"


@pytest.mark.parametrize("form", WRITTEN)
def test_a_format_is_told_by_what_is_in_it(form: str, tmp_path: Path) -> None:
    files = written(form, IMAGE)
    ending = {"coco": ".json", "cvat": ".xml"}.get(form, "")
    for name, data in files.items():
        place = tmp_path / (f"{name}{ending}" if name == "marks" else name)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
    whole, name = load(tmp_path)
    assert told_by(whole, name).name == form


@pytest.mark.parametrize("form", WRITTEN)
def test_every_format_carries_the_head(form: str) -> None:
    assert any(b"51:84713b" in data for data in written(form, IMAGE).values())


@pytest.mark.parametrize("form", ["yolo-obb", "dota"])
def test_label_lines_are_read_without_what_obslog_wrote_beside_them(form: str) -> None:
    files = {name: data for name, data in written(form, IMAGE).items() if name != "obslog.json"}
    (found,) = FORMATS[form].read(files, "marks")
    assert found.relative == (form == "yolo-obb")
    scale = (WIDE, HIGH) if found.relative else (1, 1)
    boxes = [
        tuple((round(x * scale[0], 3), round(y * scale[1], 3)) for x, y in mark.points)
        for mark in found.marks
    ]
    assert boxes == [BOX.points, TILTED.points], "a point is no box, so no line holds it"
    assert [mark.kind for mark in found.marks] == [MarkKind.BOX, MarkKind.ORIENTED]
    labels = [mark.label for mark in found.marks]
    assert labels == (["An-124", "heavy transport"] if form == "yolo-obb" else ["An-124", "heavy-transport"])


def test_difficult_in_dota_is_possible() -> None:
    text = written("dota", IMAGE)["labelTxt/scene.txt"].decode()
    assert (
        text
        == "imagesource:scene.tif\ngsd:null\n10 20 30 20 30 60 10 60 An-124 1\n20 10 40 30 30 40 10 20 heavy-transport 0\n"
    )
    (found,) = FORMATS["dota"].read({"scene.txt": text.encode()}, "scene.txt")
    assert (found.name, found.marks[0].said) == ("scene.tif", {"confidence": "possible"})


@pytest.mark.parametrize("head", ["", "imagesource:GoogleEarth\ngsd:0.146\n"])
def test_dota_is_read_with_and_without_header_lines(head: str) -> None:
    line = "2753 2408 2861 2385 2888 2468 2805 2502 plane 0\n"
    (found,) = FORMATS["dota"].read({"P0706.txt": (head + line).encode()}, "P0706.txt")
    assert [(mark.label, mark.kind) for mark in found.marks] == [("plane", MarkKind.ORIENTED)]


def test_a_label_line_that_was_changed_is_read_and_one_taken_out_is_gone() -> None:
    files = dict(written("dota", IMAGE))
    lines = files["labelTxt/scene.txt"].decode().splitlines()
    lines[2] = "11 20 30 20 30 60 11 60 An-124 0"
    files["labelTxt/scene.txt"] = "\n".join(lines[:3]).encode()
    (found,) = FORMATS["dota"].read(files, "marks")
    assert sorted((mark.kind, mark.points[0]) for mark in found.marks) == [
        ("box", (11, 20)),
        ("point", (5.5, 6.25)),
    ]


def test_a_diamond_leaves_as_the_box_along_nose_and_tail() -> None:
    diamond = FileMark(((50.0, 10.0), (30.0, 40.0), (50.0, 60.0), (70.0, 40.0)), MarkKind.DIAMOND, "An-124")
    assert set(corners(diamond)) == {(30.0, 10.0), (70.0, 10.0), (70.0, 60.0), (30.0, 60.0)}


def test_pycocotools_reads_the_coco_file(tmp_path: Path) -> None:
    coco = pytest.importorskip("pycocotools.coco")
    (tmp_path / "marks.json").write_bytes(written("coco", IMAGE)["marks"])
    read = coco.COCO(str(tmp_path / "marks.json"))
    (image,) = read.loadImgs(read.getImgIds())
    assert (image["file_name"], image["width"], image["obslog"]["sha256"]) == ("scene.tif", WIDE, "ab" * 32)
    heavy = read.loadAnns(read.getAnnIds(catIds=read.getCatIds(catNms=["An-124"])))
    assert [one["bbox"] for one in heavy] == [[10, 20, 20, 40]]
    assert read.annToMask(heavy[0]).sum() == pytest.approx(20 * 40)


def test_coco_of_others_has_boxes_outlines_and_no_attributes() -> None:
    document = {
        "images": [{"id": 7, "file_name": "a.jpg", "width": 100, "height": 80}],
        "categories": [{"id": 1, "name": "plane"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 20, 5, 6], "segmentation": []},
            {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 9, 9], "segmentation": [[4, 0, 9, 5, 5, 9, 0, 4]]},
            {"id": 3, "image_id": 7, "category_id": 1, "bbox": [1, 1, 2, 2], "segmentation": {"counts": [1]}},
        ],
    }  # fmt: skip
    (found,) = FORMATS["coco"].read({"a": json.dumps(document).encode()}, "a")
    assert [mark.kind for mark in found.marks] == [MarkKind.BOX, MarkKind.ORIENTED, MarkKind.BOX]
    assert found.marks[0].points == ((10, 20), (15, 26))


def test_a_turned_box_of_cvat_is_an_oriented_one() -> None:
    xml = b"""<annotations><image id="0" name="a.png" width="9" height="9">
    <box label="plane" xtl="10" ytl="20" xbr="30" ybr="40" rotation="45" source="manual" /></image></annotations>"""
    (found,) = FORMATS["cvat"].read({"a": xml}, "a")
    assert {(round(x), round(y)) for x, y in found.marks[0].points} == {(20, 16), (34, 30), (20, 44), (6, 30)}


def test_via_regions_of_both_versions_are_read() -> None:
    regions = [
        {
            "shape_attributes": {"name": "rect", "x": 1, "y": 2, "width": 3, "height": 4},
            "region_attributes": {"type": "ship"},
        },
        {"shape_attributes": {"name": "point", "cx": 5, "cy": 6}, "region_attributes": {"class": {"plane": True}}},
        {
            "shape_attributes": {"name": "polygon", "all_points_x": [0, 4, 4, 0, 0], "all_points_y": [0, 1, 5, 4, 0]},
            "region_attributes": {"label": "truck"},
        },
    ]  # fmt: skip
    first = {"a.jpg123": {"filename": "a.jpg", "size": 123, "regions": {"0": regions[0]}}}
    second = {"_via_img_metadata": {"a.jpg123": {"filename": "a.jpg", "size": 123, "regions": regions}}}
    (one,) = FORMATS["via"].read({"f": json.dumps(first).encode()}, "f")
    (two,) = FORMATS["via"].read({"f": json.dumps(second).encode()}, "f")
    assert [mark.label for mark in one.marks] == ["ship"]
    assert [(m.label, m.kind) for m in two.marks] == [
        ("ship", "box"),
        ("plane", "point"),
        ("truck", "oriented"),
    ]


def test_points_of_dotdotgoose_are_read_by_class() -> None:
    document = {
        "classes": ["fighter"],
        "points": {"a.jpg": {"fighter": [{"x": 1.5, "y": 2}, {"x": 3, "y": 4}]}},
    }
    (found,) = FORMATS["dotdotgoose"].read({"a.pnt": json.dumps(document).encode()}, "a.pnt")
    assert [(mark.label, mark.points) for mark in found.marks] == [
        ("fighter", ((1.5, 2.0),)),
        ("fighter", ((3.0, 4.0),)),
    ]


@pytest.mark.parametrize(
    ("form", "data", "told"),
    [
        (
            "coco",
            b'{"images": [], "annotations": [{"id": 9, "category_id": 4}]}',
            "annotation 9: there is no category 4",
        ),
        ("coco", b'{"images": [{"id": 1}]}', "it is no COCO file"),
        ("coco", b'{"images":\n [}', "line 2: it is not JSON"),
        ("dota", b"1 2 3 4 5 6 7 8 plane 0\n1 2 3 x 5 6 7 8 plane 0\n", "line 2: pixel 'x'"),
        ("dota", b"1 2 3 plane\n", "line 1: label"),
        (
            "yolo-obb",
            b"0 0.1 0.1 0.2 0.2\nplane 1 2 3 4\n",
            "line 2: 'plane 1 2 3 4' does not begin with the number",
        ),
        ("yolo-obb", b"0 10 10 20 20\n", "no shares of the image"),
        ("labelme", b'{"shapes": [{"points": [[1, "x"]]}]}', "shape 1: pixel 'x'"),
        ("cvat", b"<annotations><image name='a'><box xtl='1'/></image></annotations>", "shape 1: ytl 'None'"),
        ("cvat", b"<!DOCTYPE a [<!ENTITY b 'c'>]><annotations>&b;</annotations>", "DTD or entities"),
        ("cvat", b"<annotations>\n<image>", "line 2: it is not XML"),
        ("via", b'{"a": {"regions": [{"shape_attributes": {"name": "rect"}}]}}', "region 1: x 'None'"),
        ("dotdotgoose", b'{"points": {"a": {"b": [{"x": 1}]}}}', "b 1: y 'None'"),
        ("markers", b"#Type|p1x|p1y\nplane|1|2\nplane|1\n", "line 3: it has 2 cells, not 3"),
        ("markers", b"a|b\n", "line 1: it names no columns"),
        ("markers", b"type,x,y\nplane,NaN,2\n", "line 2: x 'NaN'"),
    ],
)
def test_a_bad_file_is_one_line_that_says_where(form: str, data: bytes, told: str) -> None:
    with pytest.raises(FileRefusedError) as error:
        FORMATS[form].read({"bad.txt": data}, "bad.txt")
    assert told in str(error.value) and "\n" not in str(error.value)
    assert str(error.value).startswith("bad.txt")


@pytest.mark.parametrize("form", sorted(FORMATS))
@QUICK
@given(data=st.binary(max_size=120) | st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace")))
def test_nonsense_is_refused_or_holds_nothing(form: str, data: bytes) -> None:
    try:
        found = FORMATS[form].read({"bad.txt": data}, "bad.txt")
    except FileRefusedError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(found, list)
