"""One platform at one instant is one acquisition, within what two files may round; a minute is a suggestion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obslog.ingest.item_rows import Acquisitions
from obslog.model.edtf import parse_edtf
from obslog.model.when import Basis
from obslog.store import queries, rows
from obslog.store.journal import Update
from obslog.store.workspace import Workspace
from store.filled import ANALYST, image

PLATFORM = "skysat-c12"


def add(ws: Workspace, number: int, when: str, batch: Acquisitions, platform: str = PLATFORM) -> str | None:
    """One image as an import adds it; gives its acquisition."""
    made = image(f"{number}.tif", f"{number:064x}", when=parse_edtf(when, Basis.STAC))
    acquisition, new = batch.of(platform, made.identity.when)
    made = replace(made, acquisition_id=acquisition, acquisition_basis=acquisition and "instant")
    made = replace(made, identity=replace(made.identity, platform=platform))
    ws.write("import", ANALYST, [*new, rows.image_op(made, f"{number}.tif")])
    return acquisition


@pytest.mark.parametrize("one_batch", [True, False])
@pytest.mark.parametrize(
    ("when", "same"),
    [
        ("2024-12-13T08:12:11Z", True),
        ("2024-12-13T08:12:11.5Z", True),
        ("2024-12-13T08:12:12Z", True),
        ("2024-12-13T08:12:12.5Z", False),
        ("2024-12-13T10:12:11.500+02:00", True),
        ("2024-12-13T08:13:11Z", False),
    ],
)
def test_instants_less_than_a_second_apart_are_one(
    ws: Workspace, when: str, same: bool, one_batch: bool
) -> None:
    batch = Acquisitions(ws)
    first = add(ws, 1, "2024-12-13T08:12:11.5Z", batch)
    second = add(ws, 2, when, batch if one_batch else Acquisitions(ws))
    assert (first == second) == same
    assert first is not None and second is not None


def test_another_platform_or_a_date_without_an_instant_is_not(ws: Workspace) -> None:
    batch = Acquisitions(ws)
    first = add(ws, 1, "2024-12-13T08:12:11Z", batch)
    assert add(ws, 2, "2024-12-13T08:12:11Z", batch, "worldview-3") != first
    assert add(ws, 3, "2024-12-13T08:12Z", batch) is None
    assert add(ws, 4, "2024-12-13", batch) is None


def test_a_file_of_the_minute_is_suggested_where_only_one_acquisition_is_meant(ws: Workspace) -> None:
    batch = Acquisitions(ws)
    add(ws, 1, "2024-12-13T08:12:11Z", batch)
    add(ws, 2, "2024-12-13T08:12Z", batch)
    (pair,) = queries.near_images(ws)
    assert (pair.image[-1], pair.near[-1], pair.distance) == ("2", "1", None)
    assert "within the minute" in pair.note
    add(ws, 3, "2024-12-13T08:12:50Z", batch)
    assert queries.near_images(ws) == []


def test_a_later_file_follows_what_the_analyst_linked(ws: Workspace) -> None:
    first = add(ws, 1, "2024-12-13T08:12:11Z", Acquisitions(ws))
    other = add(ws, 2, "2024-12-13T08:14:00Z", Acquisitions(ws))
    moved = Update(
        "images", f"{2:064x}", {"acquisition_id": other, "acquisition_basis": "instant"},
        {"acquisition_id": first, "acquisition_basis": "analyst"},
    )  # fmt: skip
    ws.write("image link", ANALYST, [moved])
    assert add(ws, 3, "2024-12-13T08:14:00Z", Acquisitions(ws)) == first
