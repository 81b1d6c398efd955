"""Which images that look alike are suggested, and which are known to be two pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obslog.model.edtf import parse_edtf
from obslog.model.when import UNDATED, Basis, When
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Insert, Update
from obslog.store.workspace import Workspace
from store.filled import ANALYST, image, site


def add(ws: Workspace, name: str, phash: str | None, when: When, acquisition: str | None = None) -> str:
    """An image with a fingerprint; gives its id."""
    made = image(name, f"{abs(hash(name)):064x}"[-64:], when=when)
    ops = [rows.image_op(replace(made, acquisition_id=acquisition), name), Insert(
        "image_files", {"id": new_id(), "image_id": made.id, "path": f"/x/{name}", "role": "original"}
    )]  # fmt: skip
    ws.write("import", ANALYST, ops)
    ws.write("import pixels", ANALYST, [Update("images", made.id, {"phash": None}, {"phash": phash})])
    return made.id


def dated(text: str, basis: Basis) -> When:
    return parse_edtf(text, basis)


def test_a_re_saved_copy_without_a_date_is_suggested_with_its_distance(ws: Workspace) -> None:
    first = add(ws, "scene.tif", "00000000000000ff", dated("2024-12-13", Basis.STAC))
    crop = add(ws, "crop.png", "00000000000000f0", UNDATED)
    add(ws, "other.png", "0f0f0f0f0f0f0f0f", UNDATED)
    add(ws, "unread.png", None, UNDATED)
    (pair,) = queries.near_images(ws, {crop})
    assert (pair.image, pair.near, pair.distance, pair.note) == (crop, first, 4, "")
    assert (pair.path, pair.near_path) == ("/x/crop.png", "/x/scene.tif")
    assert len(queries.near_images(ws)) == 1
    assert queries.near_images(ws, {first})[0].image == first


@pytest.mark.parametrize(
    ("one", "other", "suggested"),
    [
        (Basis.STAC, Basis.SIDECAR, None),
        (Basis.STAC, Basis.ANALYST, None),
        (Basis.STAC, Basis.FILE_NAME, "their dates disagree: 2024-12-10 and 2024-12-13"),
        (Basis.CAPTION, Basis.FILE_NAME, "their dates disagree: 2024-12-10 and 2024-12-13"),
    ],
)
def test_two_dates_by_good_witnesses_are_two_pictures(
    ws: Workspace, one: Basis, other: Basis, suggested: str | None
) -> None:
    add(ws, "a.tif", "ff00ff00ff00ff00", dated("2024-12-10", one))
    b = add(ws, "b.tif", "ff00ff00ff00ff00", dated("2024-12-13", other))
    notes = [pair.note for pair in queries.near_images(ws, {b})]
    assert [sorted(note.replace("and", "").split()) for note in notes] == (
        [] if suggested is None else [sorted(suggested.replace("and", "").split())]
    )


def test_images_of_one_acquisition_are_one_source_already(ws: Workspace) -> None:
    acquisition = new_id()
    ws.write("image link", ANALYST, [Insert("acquisitions", {"id": acquisition})])
    for name in ("b2.tif", "b3.tif"):
        add(ws, name, "ff00ff00ff00ff00", UNDATED, acquisition)
    assert queries.near_images(ws) == []


def test_pairs_of_one_site_and_the_nearest_first(ws: Workspace) -> None:
    place = site()
    ws.write("site add", ANALYST, rows.site_ops(place))
    here = add(ws, "here.png", "ffffffffffffffff", UNDATED)
    add(ws, "far.png", "fffffffffffffff0", UNDATED)
    add(ws, "near.png", "fffffffffffffffe", UNDATED)
    ws.write("join", ANALYST, [queries.link_op(here, place.id, None, "analyst")])
    assert [pair.distance for pair in queries.near_images(ws, site_id=place.id)] == [1, 4]
    assert [pair.distance for pair in queries.near_images(ws, limit=1)] == [1]
    assert queries.near_images(ws, {"0" * 64}) == []
