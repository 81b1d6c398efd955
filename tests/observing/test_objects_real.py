"""A real picture of an apron, marked by eye: three Il-76 and one A-50, compared with a re-post of another size."""

from __future__ import annotations

from pathlib import Path

import pytest

import obslog
from obslog.change.marks import ObjectState, Registration
from obslog.log import Log
from obslog.model.marks import Point
from realdata import shared_data

Diamond = tuple[Point, Point, Point, Point]
#: Nose, left wing tip, tail, right wing tip, read off the picture.
IL_76: tuple[Diamond, ...] = (
    ((602, 248), (565, 199), (527, 236), (550, 283)),
    ((741, 305), (780, 354), (815, 318), (783, 269)),
    ((718, 407), (753, 456), (791, 420), (763, 370)),
)
A_50: Diamond = ((577, 359), (539, 311), (500, 348), (531, 395))
SITE = "Khmeimim"


def picture() -> Path:
    path = shared_data() / "airbases" / "khmeimim_airbase.png"
    if not path.is_file():
        pytest.skip("the picture of the apron is not here (../shared/data/airbases)")
    return path


def taken(log: Log, path: Path, day: str) -> str:
    lines: list[dict[str, str]] = []
    log.import_images([path], sites=[SITE], on_outcome=lines.append, set_fields={"when": day})
    return lines[0]["image"]


def look(log: Log, image: str, marks: dict[str, list[tuple[Point, ...]]]) -> str:
    """A closed look at all of the picture, with those diamonds."""
    draft = log.look_add(
        SITE, image=image, visible=["all=1"], complete_for=["aircraft"], resolves=3, draft=True
    )
    for types, diamonds in marks.items():
        for points in diamonds:
            log.mark_add(image, points, types, kind="diamond", look=draft.id)
    return log.look_close(draft.id).id


def moved(points: Diamond, scale: float, column: float, row: float) -> tuple[Point, ...]:
    return tuple((scale * x - column, scale * y - row) for x, y in points)


def test_the_same_four_on_a_re_post_of_another_size_and_one_that_left(tmp_path: Path) -> None:
    from PIL import Image

    path, post = picture(), tmp_path / "post.png"
    scale, column, row = 0.8, 300.0, 100.0
    with Image.open(path) as whole:
        size = (round(whole.width * scale), round(whole.height * scale))
        whole.convert("RGB").resize(size).crop((300, 100, *size)).save(post)
    with obslog.create(tmp_path / "obslog.db", analyst="first desk") as log:
        log.site_add(SITE, position="35.401, 35.949")
        first = taken(log, path, "2024-12-09")
        second = taken(log, post, "2024-12-13")
        before = look(log, first, {"Il-76": list(IL_76), "A-50": [A_50]})
        there = [moved(points, scale, column, row) for points in IL_76]
        after = look(log, second, {"Il-76": list(there)})
        corners: list[Point] = [(472.0, 385.0), (880.0, 150.0)]
        pairs = [((x, y), (scale * x - column, scale * y - row)) for x, y in corners]
        log.image_align(first, second, pairs, reason="a corner of the grass, a joint of the slabs")
    with obslog.open(tmp_path / "obslog.db") as log:
        found = log.mark_diff(before, after)
        assert found.registration is Registration.TWO_POINTS
        by_label = {
            line.what: line.state for line in found.lines if line.state is not ObjectState.STILL_OCCUPIED
        }
        assert len(found.diff.of(ObjectState.STILL_OCCUPIED)) == 3
        assert by_label == {"A-50": ObjectState.GONE}
        assert "m by 3 objects of known length" in found.notes[0]


def test_by_length_and_span_an_il_76_is_not_told_from_an_a_50() -> None:
    # The stands of the picture give its scale; the sizes then do not say which of the four carries a rotodome.
    nose, left, tail, right = A_50
    scale = 46.6 / 76.0
    length, span = (abs(complex(*a) - complex(*b)) * scale for a, b in ((nose, tail), (left, right)))
    from obslog.model.fitting import type_fit
    from obslog.places.catalogue import load_types

    assert {"Il-76", "A-50"} <= {fit.type for fit in type_fit(load_types(), length, span, gsd_m=scale).fits}
