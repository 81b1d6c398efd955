"""Charts of counts over time: an XML parser reads them, and a zero, a gap, a cloud and a bound are not alike."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from obslog.report.content.chart_drawing import HEIGHT, WIDTH, draw, swatch
from obslog.report.content.charts import MOST, charts
from obslog.report.forms.rendering import render
from obslog.report.model import build
from obslog.report.number_parts import Chart, ChartPoint
from report.khmeimim import IMAGES, SITE, look, looks, material, sighting

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> tuple[Chart, ...]:
    return charts(material()).drawn


def point(kind: str, lo: int | None = None, hi: int | None = None, day: int = 8) -> ChartPoint:
    when = looks()[0].when.earliest
    assert when is not None
    when = when.replace(day=day)
    return ChartPoint(f"{day} Dec 2024", when, when, kind, "", kind, lo, hi)


def shapes(*points: ChartPoint, top: int = 4) -> list[tuple[str, dict[str, str]]]:
    """Tags and attributes of what is drawn for some points, beyond an empty chart of the same days."""
    found = ElementTree.fromstring(draw("k", "An-124", "text", points, top))
    bare = [replace(one, kind="nothing", lo=0, hi=0) for one in points]
    empty = ElementTree.fromstring(draw("k", "An-124", "text", bare, top))
    known = [(e.tag, e.attrib) for e in empty.iter()]
    return [(e.tag.removeprefix(SVG), dict(e.attrib)) for e in found.iter() if (e.tag, e.attrib) not in known]


def test_each_drawing_is_well_formed_and_says_in_words_what_it_shows(drawn: tuple[Chart, ...]) -> None:
    assert drawn
    for chart in drawn:
        root = ElementTree.fromstring(chart.svg)
        assert root.attrib["role"] == "img"
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and desc is not None
        assert title.text == f"{chart.type}: count over time"
        assert desc.text == chart.text
        assert root.attrib["aria-labelledby"] == title.attrib["id"]
        assert root.attrib["aria-describedby"] == desc.attrib["id"]


def test_the_words_of_a_chart_name_every_pass(drawn: tuple[Chart, ...]) -> None:
    (chart,) = [one for one in drawn if one.type == "An-124"]
    assert chart.text == (
        "An-124: none on 8 Dec 2024; at least two on 13 Dec 2024; one on 15 Dec 2024; "
        "not observable on 16 Dec 2024; by label only on 18 Dec 2024."
    )


def test_no_drawing_holds_a_script_a_style_or_an_address(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        for element in ElementTree.fromstring(chart.svg).iter():
            assert element.tag.removeprefix(SVG) not in (
                "script",
                "style",
                "image",
                "a",
                "use",
                "foreignObject",
            )
            assert not any(name.startswith("on") or "href" in name for name in element.attrib)
        assert not re.search(r"url\((?!#)|https?://(?!www\.w3\.org/2000/svg)", chart.svg)


def test_ids_of_all_charts_of_a_page_differ() -> None:
    page = render(build(material()), "html")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_every_coordinate_lies_on_the_sheet_and_has_one_decimal_at_most(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        for element in ElementTree.fromstring(chart.svg).iter():
            for name in ("x", "x1", "x2", "cx"):
                if element.tag != f"{SVG}linearGradient" and name in element.attrib:
                    assert 0 <= float(element.attrib[name]) <= WIDTH
            for name in ("y", "y1", "y2", "cy"):
                if element.tag != f"{SVG}linearGradient" and name in element.attrib:
                    assert 0 <= float(element.attrib[name]) <= HEIGHT
        assert not re.search(r' (?:x|y|cx|cy|width|height)="-?\d+\.\d\d', chart.svg)


def test_a_zero_a_gap_a_cloud_an_unseen_part_and_a_waiting_image_are_five_shapes() -> None:
    found = {
        "zero": shapes(point("zero", 0, 0)),
        "gap": shapes(point("gap")),
        "cloud": shapes(point("cloud")),
        "part": shapes(point("part", 0, None)),
        "waiting": shapes(point("waiting")),
    }
    assert found["zero"][0][0] == "circle"
    assert found["gap"][0][1]["stroke-dasharray"]
    assert "hatch" in found["cloud"][0][1]["fill"]
    assert "fade" in found["part"][0][1]["fill"]
    assert len({repr(one) for one in found.values()}) == 5


def test_solid_ends_at_the_least_and_the_outline_at_the_most() -> None:
    exact = shapes(point("count", 2, 2))
    between = shapes(point("bound", 2, 4))
    assert [attrs.get("class") for _, attrs in exact] == ["n"]
    solid, outline = between
    assert solid == exact[0]
    assert float(outline[1]["y"]) < float(solid[1]["y"])
    assert float(outline[1]["y"]) + float(outline[1]["height"]) == pytest.approx(
        float(solid[1]["y"]), abs=0.11
    )


def test_at_least_fades_out_and_ends_in_an_arrow() -> None:
    solid, fading, arrow = shapes(point("bound", 2, None))
    assert solid[1]["class"] == "n"
    assert "fade" in fading[1]["fill"]
    assert arrow[0] == "path"
    assert float(fading[1]["y"]) < float(solid[1]["y"])


def test_the_height_of_a_bar_is_the_number_by_the_scale() -> None:
    one, four = shapes(point("count", 1, 1)), shapes(point("count", 4, 4))
    assert 4 * float(one[0][1]["height"]) == pytest.approx(float(four[0][1]["height"]), abs=0.3)


def test_an_image_nobody_looked_at_stands_beside_the_pass_of_its_day() -> None:
    svg = draw("k", "An-124", "", [point("zero", 0, 0), point("waiting"), point("zero", 0, 0, day=15)], 1)
    root = ElementTree.fromstring(svg)
    circle = next(root.iter(f"{SVG}circle"))
    box = next(e for e in root.iter(f"{SVG}rect") if "stroke-dasharray" in e.attrib)
    assert float(box.attrib["x"]) > float(circle.attrib["cx"]) + float(circle.attrib["r"])


def test_the_legend_explains_each_shape_in_use_and_no_other() -> None:
    found = charts(material())
    kinds = {one.kind for one in found.legend}
    assert {"count", "open", "zero", "cloud", "labelled", "waiting"} <= kinds
    assert "conflict" not in kinds
    for one in found.legend:
        ElementTree.fromstring(one.svg)


@pytest.mark.parametrize(
    "kind", ["count", "between", "open", "zero", "part", "labelled", "cloud", "gap", "waiting", "conflict"]
)
def test_every_swatch_is_a_drawing(kind: str) -> None:
    assert len(list(ElementTree.fromstring(swatch(kind)).iter())) > 5


def test_types_of_one_telling_pass_have_no_chart_and_too_many_are_said_to_be_left_out() -> None:
    few = look(1, "2024-12-08T08:10:00Z", IMAGES[0], seen=(sighting("Kilo", "1"),))
    other = look(2, "2024-12-13T08:10:00Z", IMAGES[1], seen=(sighting("Ropucha", "1"),))
    assert charts(material((few, other))).drawn == ()
    names = [n for n in material().tree.names if material().tree.depth(n) > 3][: MOST + 3]  # type: ignore[union-attr]
    all_seen = tuple(sighting(name, "1") for name in names)
    found = charts(material((replace(few, seen=all_seen), replace(other, seen=all_seen))))
    assert len(found.drawn) == MOST
    assert found.left_out is not None
    assert found.left_out.endswith("more types are in the table only.")


def test_a_type_of_hostile_name_is_text_in_its_drawing() -> None:
    bad = "</title><script>alert(1)</script>&amp;\"'"
    root = ElementTree.fromstring(draw("k", bad, bad, [point("count", 1, 1)], 1))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == f"{bad}: count over time"
    assert not list(root.iter(f"{SVG}script"))


def test_every_form_carries_the_numbers_of_the_charts() -> None:
    report = build(material())
    for chart in report.charts.drawn:
        assert chart.svg in render(report, "html")
        assert chart.text.split(":")[0] in render(report, "md")
    assert SITE.name in render(report, "html")
